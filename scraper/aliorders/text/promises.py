"""Service promises a page prints, such as "Refund if no delivery before Sep 4, 2026"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from aliorders.models import Promise, PromiseKind, not_found
from aliorders.text.dates import read_day
from aliorders.text.vocabulary import promise_kind

_BETWEEN = "·"
"""Stands between the promises that the site's data gives as one text."""


def read_promises(texts: Iterable[str]) -> tuple[Promise, ...]:
    """Service promises among `texts`, each once; texts that promise nothing are left out."""
    found = (_promise(part.strip()) for line in texts for part in line.split(_BETWEEN))
    return tuple(dict.fromkeys(promise for promise in found if promise is not None))


@lru_cache(maxsize=1024)
def _promise(text: str) -> Promise | None:
    """The site prints the same few under every order."""
    found = promise_kind(text)
    if found is None:
        return None
    kind, rest = found
    until = not_found() if kind is PromiseKind.FREE_RETURN else read_day(rest)
    return Promise(kind=kind, text=text, until=until)
