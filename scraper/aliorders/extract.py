"""Find fields by their candidates, and keep count of which one matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

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
            _report(field, matched, rank, tried, count)
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
        return _none_of(len(candidates))

    def column(
        self,
        document: Document,
        rows: Sequence[Node],
        field: str,
        candidates: tuple[Candidate, ...],
    ) -> list[str | Missing]:
        """`text` of one field under each of several elements of a page, such as a list's cards."""
        column: list[str | Missing] = [_none_of(len(candidates))] * len(rows)
        left: Sequence[int] = range(len(rows))
        for rank, candidate in enumerate(candidates):
            looked_in = [rows[place] for place in left] if rank else rows
            value = _value_of(candidate.pattern)
            found = document.first_in(looked_in, candidate.css, candidate.attribute, value)
            if rows and not any(found):
                continue
            without = [] if all(found) else [left[at] for at, text in enumerate(found) if not text]
            self.note(field, candidate.css, rank, rank + 1, len(left) - len(without))
            if not rank and not without:  # nearly always
                return [*found]
            for place, text in zip(left, found, strict=True):
                if text:
                    column[place] = text
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


@lru_cache(maxsize=4096)
def _report(
    field: str, matched: str | None, rank: int | None, tried: int, count: int
) -> FieldReport:
    """Pages of one kind are found in the same few ways."""
    return FieldReport(field=field, matched=matched, rank=rank, tried=tried, count=count)


@cache
def _none_of(candidates: int) -> Missing:
    return not_found(f"none of {candidates} candidates matched")


def candidate_text(root: Node, candidate: Candidate) -> str | None:
    """What one candidate finds first under `root`; None for nothing or an empty text."""
    node = root.first(candidate.css)
    if node is None:
        return None
    text = node.text if candidate.attribute is None else node.attr(candidate.attribute)
    value = _value_of(candidate.pattern) or str
    return value(text or "") or next(candidate_texts(root, candidate), None)


def candidate_texts(root: Node, candidate: Candidate) -> Iterator[str]:
    """Everything one candidate finds under `root`, in page order; empty texts are left out."""
    return _values(root.texts(candidate.css, candidate.attribute), candidate)


def _values(texts: Iterable[str], candidate: Candidate) -> Iterator[str]:
    return filter(None, map(_value_of(candidate.pattern) or str, texts))


@cache
def _value_of(pattern: str | None) -> Callable[[str], str] | None:
    """What a candidate's pattern takes of a text, or "" for nothing; None for all of it."""
    if pattern is None:
        return None
    search = re.compile(pattern).search

    def value(text: str) -> str:
        match = search(text)
        return match[1] if match else ""

    return value


def seldom(document: Document, css: str) -> list[Node]:
    """What matches one of the selectors that `selectors.SELDOM` is put together from."""
    return document.select(css) if document.select(selectors.SELDOM) else []


def visible(nodes: Iterable[Node]) -> list[Node]:
    """Nodes that are not marked as hidden."""
    return [node for node in nodes if not node.hidden]
