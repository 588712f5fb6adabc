"""Service promises a page prints, such as "Refund if no delivery before Sep 4, 2026"."""

from __future__ import annotations

from collections.abc import Iterable

from aliorders.models import Promise, PromiseKind, not_found
from aliorders.text.dates import read_day
from aliorders.text.vocabulary import promise_kind

_BETWEEN = "·"
"""Stands between the promises that the site's data gives as one text."""


def read_promises(texts: Iterable[str]) -> tuple[Promise, ...]:
    """Service promises among `texts`, each once; texts that promise nothing are left out."""
    promises: dict[str, Promise] = {}
    for text in (part.strip() for line in texts for part in line.split(_BETWEEN)):
        found = promise_kind(text)
        if found is None or text in promises:
            continue
        kind, rest = found
        until = not_found() if kind is PromiseKind.FREE_RETURN else read_day(rest)
        promises[text] = Promise(kind=kind, text=text, until=until)
    return tuple(promises.values())
