"""Ctrl-C during a walk: the first one ends it after the page at hand, the second one at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """Whether the person wants the walk to end."""

    def __init__(self) -> None:
        self._is_made = False

    def is_made(self) -> bool:
        """Whether Ctrl-C was pressed, or the system asked the program to end."""
        return self._is_made

    def make(self, number: int, frame: FrameType | None) -> None:
        """Take note of a signal.

        Raises:
            KeyboardInterrupt: it is the second one.
        """
        if self._is_made:
            signal.default_int_handler(number, frame)
        self._is_made = True


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """Take the signals that end a program, and give them back afterwards."""
    request = StopRequest()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, request.make) for number in signals]
    try:
        yield request
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
