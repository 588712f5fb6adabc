"""Scripts and style sheets of the site, kept for as long as a session lasts.

A browser whose requests are looked at keeps no files of its own, and would ask for the site's
scripts again with every page. What the site allows everybody to keep is kept here instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

KINDS = frozenset({"script", "stylesheet"})

MOST_BYTES = 64 * 1024 * 1024
"""Of all files together; more than the site's order pages need."""

LEAST_SECONDS = 3600
"""A file that the site lets a browser keep for less may change while a session lasts."""

_MAX_AGE = re.compile(r"\bmax-age=(\d+)")
_REFUSING = ("no-store", "no-cache", "private")
_OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""They describe bytes on the wire, which are not those kept."""


class KeptFile(NamedTuple):
    """A file as it is given to the browser again."""

    headers: Mapping[str, str]
    body: bytes


class KeptFiles:
    """Files by their address."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._files: dict[str, KeptFile] = {}
        self._room = most_bytes

    def get(self, url: str) -> KeptFile | None:
        """The file of this address, if it was kept."""
        return self._files.get(url)

    def may_keep(self, kind: str, url: str, status: int, headers: Mapping[str, str]) -> bool:
        """Whether an answer is a file that the site lets a browser keep, and is not kept yet."""
        if kind not in KINDS or status != 200 or url in self._files:
            return False
        control = headers.get("cache-control", "").lower()
        age = _MAX_AGE.search(control)
        return (
            age is not None
            and int(age[1]) >= LEAST_SECONDS
            and not any(word in control for word in _REFUSING)
        )

    def keep(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep a file, unless there is no room left for it."""
        if len(body) > self._room or url in self._files:
            return
        self._room -= len(body)
        kept = {name: text for name, text in headers.items() if name not in _OF_THE_TRANSFER}
        self._files[url] = KeptFile(kept, body)
