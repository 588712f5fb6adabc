"""Find fields by their candidates, and keep count of which one matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from aliorders import selectors
from aliorders.dom import Document, Node
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
        return _none_of(candidates)

    def column(
        self,
        document: Document,
        rows: Sequence[Node],
        field: str,
        candidates: tuple[Candidate, ...],
    ) -> list[str | Missing]:
        """`text` of one field under each of several elements of a page, such as a list's cards."""
        column: list[str | Missing] = [_none_of(candidates)] * len(rows)
        left = list(range(len(rows)))
        for rank, candidate in enumerate(candidates):
            looked_in = [rows[place] for place in left]
            found = document.texts_in(looked_in, candidate.css, candidate.attribute)
            without = []
            for place, texts in zip(left, found, strict=True):
                # Nearly always there is one text, and no need for an iterator.
                text = _value(texts[0], candidate) if texts else ""
                if not text and len(texts) > 1:
                    text = next(_values(texts, candidate), "")
                if text:
                    column[place] = text
                else:
                    without.append(place)
            self.note(field, candidate.css, rank, rank + 1, len(left) - len(without))
            if not without:
                return column
            left = without
        self.note(field, None, None, len(candidates), len(left))
        return column

    def table(
        self,
        document: Document,
        rows: Sequence[Node],
        fields: Mapping[str, tuple[Candidate, ...]],
        prefix: str = "",
    ) -> list[dict[str, str | Missing]]:
        """Several fields under each of several elements; `prefix` is for their names in reports."""
        columns = [
            self.column(document, rows, prefix + name, candidates)
            for name, candidates in fields.items()
        ]
        return [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]

    def note(
        self, field: str, matched: str | None, rank: int | None, tried: int, times: int = 1
    ) -> None:
        """Count what found a field, for ways that are no CSS selector (URL, label)."""
        if times:
            way = (field, matched, rank, tried)
            self._ways[way] = self._ways.get(way, 0) + times


def _none_of(candidates: tuple[Candidate, ...]) -> Missing:
    return not_found(f"none of {len(candidates)} candidates matched")


def candidate_text(root: Node, candidate: Candidate) -> str | None:
    """What one candidate finds first under `root`; None for nothing or an empty text."""
    node = root.first(candidate.css)
    if node is None:
        return None
    text = node.text if candidate.attribute is None else node.attr(candidate.attribute)
    return _value(text or "", candidate) or next(candidate_texts(root, candidate), None)


def candidate_texts(root: Node, candidate: Candidate) -> Iterator[str]:
    """Everything one candidate finds under `root`, in page order; empty texts are left out."""
    return _values(root.texts(candidate.css, candidate.attribute), candidate)


def _values(texts: Iterable[str], candidate: Candidate) -> Iterator[str]:
    return filter(None, (_value(text, candidate) for text in texts))


def _value(text: str, candidate: Candidate) -> str:
    if candidate.pattern is None:
        return text
    match = _compiled(candidate.pattern).search(text)
    return match[1] if match else ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def seldom(document: Document, css: str) -> list[Node]:
    """What matches one of the selectors that `selectors.SELDOM` is put together from."""
    return document.select(css) if document.select(selectors.SELDOM) else []


def visible(nodes: Iterable[Node]) -> list[Node]:
    """Nodes that are not marked as hidden."""
    return [node for node in nodes if not node.hidden]
