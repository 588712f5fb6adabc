"""How long tests wait for what a browser does, and how they look for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 25
"""A page settles after 15 s at most; nothing waits longer unless it is broken."""

BETWEEN_LOOKS_MS = 50

ValueT = TypeVar("ValueT")


def eventually(
    look: Callable[[], ValueT],
    is_it: Callable[[ValueT], bool],
    what: str,
    pause: Callable[[], object],
) -> ValueT:
    """Look until `is_it` holds, with a `pause` between two looks, and give what was seen.

    Raises:
        AssertionError: it did not within `PATIENCE_SECONDS`; the message has what was seen last.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_it(seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come about; last seen: {seen!r}")
        pause()
    return seen
