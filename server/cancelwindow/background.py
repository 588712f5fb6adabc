"""Work that is repeated in a thread of its own for as long as the companion runs."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

EVERY_SECONDS = 60
"""A computer that slept does what it missed within a minute of waking."""

_PAUSE_SECONDS = 0.05
"""Between two parts of work that comes in parts: room for who asks meanwhile."""

_PATIENCE_SECONDS = 10
"""How long ending waits for what is being done; all of it can be broken off."""


class Background:
    """Repeats work until it is stopped."""

    def __init__(self, name: str, work: Callable[[], bool]) -> None:
        """`work` says whether there is more of it at once; `start` starts it."""
        self._name = name
        self._work = work
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is being done."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._stopped.wait(_PAUSE_SECONDS if self._once() else EVERY_SECONDS)

    def _once(self) -> bool:
        try:
            return self._work()
        except Exception:
            # Tried again in a minute, whatever it was.
            log.exception("work in the background failed", code=self._name)
            return False
