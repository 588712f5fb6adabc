"""The browser that a walk or a sign-in uses: a profile of our own, or the person's own browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aliorders import chromium
from aliorders.browser import PlaywrightError, Session, attach_session, open_session
from aliorders.launch import Launch
from cancelwindow.config import Clock

_STARTS = 10
_START_AGAIN_SECONDS = 1.0
"""A browser whose program was killed needs moments to leave its profile."""

_IN_USE = ("ProcessSingleton", "already in use", "existing browser session", "SingletonLock")
_NO_SCREEN = ("X server", "$DISPLAY", "ozone_platform", "Missing X")
"""Words of the browser's own messages."""


class NoBrowserError(Exception):
    """No browser could be opened; the text says why and what to do."""


@dataclass(frozen=True)
class Browsing:
    """Which browser to use.

    `profile` is a folder of our own, `attach` the address of a browser that the person has started
    with a debugging port (``http://127.0.0.1:9222``); one of them is given. `replay` is the address
    of a replay of the site on this machine: nothing else is reached then.
    """

    profile: Path | None = None
    attach: str | None = None
    replay: str | None = None

    @contextmanager
    def walking(self, clock: Clock) -> Iterator[Session]:
        """A session that only reads.

        Raises:
            NoBrowserError: there is none.
        """
        if self.attach is not None:
            with _attached(self.attach, clock) as session:
                yield session
            return
        with self._opened(clock, walking=True, headless=True) as session:
            yield session

    @contextmanager
    def window(self, clock: Clock, *, headless: bool = False) -> Iterator[Session]:
        """A session with a window for the person, in which only orders cannot be changed.

        Raises:
            NoBrowserError: there is none.
        """
        with self._opened(clock, walking=False, headless=headless) as session:
            yield session

    @contextmanager
    def _opened(self, clock: Clock, *, walking: bool, headless: bool) -> Iterator[Session]:
        try:
            executable = chromium.find(need_extension=True)
        except chromium.BrowserMissingError as error:
            raise NoBrowserError(str(error)) from error
        launch = Launch(
            executable,
            profile=self.profile,
            headless=headless,
            walking=walking,
            loopback_only=self.replay is not None,
        )
        with ExitStack() as stack:
            yield _start(stack, lambda: open_session(launch, clock=clock))


def _start(stack: ExitStack, opening: Callable[[], AbstractContextManager[Session]]) -> Session:
    for left in reversed(range(_STARTS)):
        try:
            return stack.enter_context(opening())
        except PlaywrightError as error:
            words = str(error)
            if left and any(word in words for word in _IN_USE):
                time.sleep(_START_AGAIN_SECONDS)
                continue
            raise NoBrowserError(_why(words)) from error
    raise AssertionError  # pragma: no cover - the last round returns or raises


def _why(words: str) -> str:
    if any(word in words for word in _IN_USE):
        return "The profile is still used by another browser. Close that one first."
    if any(word in words for word in _NO_SCREEN):
        return (
            "No window can be opened here, because there is no screen. Run this command in a "
            "desktop session; or start a browser of your own with a debugging port, sign in there, "
            "and use: cancelwindow sync --attach http://127.0.0.1:PORT"
        )
    return f"The browser could not be started: {words.partition(chr(10))[0]}"


@contextmanager
def _attached(address: str, clock: Clock) -> Iterator[Session]:
    with ExitStack() as stack:
        try:
            session = stack.enter_context(attach_session(address, clock=clock))
        except ValueError as error:
            raise NoBrowserError(f"--attach: {error}") from error
        except PlaywrightError as error:
            raise NoBrowserError(
                f"--attach: no browser answers at {address}. Start it with "
                "--remote-debugging-port=PORT and a --user-data-dir of its own."
            ) from error
        yield session
