"""Find fields by their candidates, and keep count of which one matched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aliorders.dom import Node
from aliorders.models import FieldReport, Missing, not_found
from aliorders.selectors import Candidate
from aliorders.text.wording import ANY, Wording


class _Way(NamedTuple):
    """How a field was found once."""

    field: str
    matched: str | None
    rank: int | None
    tried: int


class Extraction:
    """The fields of one page, found candidate by candidate; counts which candidate matched.

    `wording` is how the page's words are read.
    """

    def __init__(self, wording: Wording = ANY) -> None:
        self.wording = wording
        self._ways: Counter[_Way] = Counter()

    @property
    def reports(self) -> tuple[FieldReport, ...]:
        """One report per field and way of finding it, in the order of looking."""
        return tuple(
            FieldReport(**way._asdict(), count=count) for way, count in self._ways.items()
        )

    def text(self, root: Node, field: str, candidates: tuple[Candidate, ...]) -> str | Missing:
        """Text of the first candidate that yields any; an empty text counts as no match."""
        for rank, candidate in enumerate(candidates):
            value = candidate_text(root, candidate)
            if value:
                self.note(field, candidate.css, rank, rank + 1)
                return value
        self.note(field, None, None, len(candidates))
        return not_found(f"none of {len(candidates)} candidates matched")

    def note(self, field: str, matched: str | None, rank: int | None, tried: int) -> None:
        """Count what found a field, for ways that are no CSS selector (URL, label)."""
        self._ways[_Way(field, matched, rank, tried)] += 1


def candidate_text(root: Node, candidate: Candidate) -> str | None:
    """What one candidate finds first under `root`; None for nothing or an empty text."""
    return next(candidate_texts(root, candidate), None)


def candidate_texts(root: Node, candidate: Candidate) -> Iterator[str]:
    """Everything one candidate finds under `root`, in page order; empty texts are left out."""
    for node in root.select(candidate.css):
        text = _raw(node, candidate)
        if candidate.pattern is not None:
            match = re.search(candidate.pattern, text)
            text = match[1] if match else ""
        if text:
            yield text


def _raw(node: Node, candidate: Candidate) -> str:
    if candidate.attribute is not None:
        return node.attr(candidate.attribute) or ""
    return node.text


def visible(nodes: Iterable[Node]) -> list[Node]:
    """Nodes that are not marked as hidden."""
    return [node for node in nodes if not node.hidden]
