"""The reader's candidate tables as data: which fields there are, and how each may be found."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from aliorders import selectors
from aliorders.selectors import Candidate


class CandidateGroup(NamedTuple):
    """The fields that are looked for together, under one element."""

    name: str
    fields: dict[str, tuple[Candidate, ...]]


@cache
def candidate_groups() -> tuple[CandidateGroup, ...]:
    """Every table of the selectors that names fields and their candidates."""
    return tuple(
        CandidateGroup(name, table)
        for name, table in vars(selectors).items()
        if isinstance(table, dict)
        and all(_is_candidates(entry) for entry in table.values())
        and name.isupper()
    )


@cache
def candidates() -> tuple[tuple[str, Candidate], ...]:
    """Every candidate with the field it is for; those outside of tables by their own name."""
    listed = [
        (field, candidate)
        for group in candidate_groups()
        for field, entries in group.fields.items()
        for candidate in entries
    ]
    alone = [
        (name.lower(), candidate)
        for name, entries in vars(selectors).items()
        if name.isupper() and _is_candidates(entries)
        for candidate in entries
    ]
    return (*listed, *alone)


@cache
def selector_words() -> frozenset[str]:
    """The words in all selectors, in lower case: names of the site's own markup."""
    texts = [value for value in vars(selectors).values() if isinstance(value, str)]
    texts += [candidate.css for _, candidate in candidates()]
    return frozenset(word.lower() for text in texts for word in re.findall(r"[A-Za-z]{3,}", text))


def _is_candidates(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Candidate)
