"""Find fields by their candidates, and keep count of which one matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from aliorders.dom import Node
from aliorders.models import FieldReport, Missing, not_found
from aliorders.selectors import Candidate
from aliorders.text.wording import ANY, Wording


class Extraction:
    """The fields of one page, found candidate by candidate; counts which candidate matched.

    `wording` is how the page's words are read.
    """

    def __init__(self, wording: Wording = ANY) -> None:
        self.wording = wording
        self._ways: dict[tuple[str, str | None, int | None, int], int] = {}

    @property
    def reports(self) -> tuple[FieldReport, ...]:
        """One report per field and way of finding it, in the order of looking."""
        return tuple(
            FieldReport(field=field, matched=matched, rank=rank, tried=tried, count=count)
            for (field, matched, rank, tried), count in self._ways.items()
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
        way = (field, matched, rank, tried)
        self._ways[way] = self._ways.get(way, 0) + 1


def candidate_text(root: Node, candidate: Candidate) -> str | None:
    """What one candidate finds first under `root`; None for nothing or an empty text."""
    return next(candidate_texts(root, candidate), None)


def candidate_texts(root: Node, candidate: Candidate) -> Iterator[str]:
    """Everything one candidate finds under `root`, in page order; empty texts are left out."""
    for text in root.texts(candidate.css, candidate.attribute):
        if candidate.pattern is None:
            value = text
        else:
            match = _compiled(candidate.pattern).search(text)
            value = match[1] if match else ""
        if value:
            yield value


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def visible(nodes: Iterable[Node]) -> list[Node]:
    """Nodes that are not marked as hidden."""
    return [node for node in nodes if not node.hidden]
