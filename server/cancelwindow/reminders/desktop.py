"""Notifications of the desktop, for when no browser is open.

The library is loaded when the first one is shown. A computer without a desktop, or without a
service for notifications, has none: whoever asks is told, and nothing is claimed in vain.
"""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from cancelwindow.protocol_notices import NoticeView

APP_NAME = "Cancel Window"

_SECONDS = 10
"""A desktop that has not answered by then shows nothing."""

T = TypeVar("T")


class Desktop(Protocol):
    """Shows notices to the person at this computer."""

    def is_there(self) -> bool:
        """Whether anything could be shown now."""
        ...

    def show(self, notice: NoticeView) -> bool:
        """Show one; whether the desktop took it."""
        ...


class RealDesktop:
    """The desktop of whoever runs the companion."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notifier: Any = None

    def is_there(self) -> bool:
        """Whether a service for notifications answers."""
        try:
            if self._notifier is None:
                self._notifier = self._wait(_notifier())
            return bool(self._wait(self._notifier.get_capabilities()))
        except Exception:  # noqa: BLE001 - whatever is missing: a bus, a service, a system library
            self._notifier = None
            return False

    def show(self, notice: NoticeView) -> bool:
        """Show one; a click on it opens the page that it is of."""
        taken = threading.Event()
        try:
            self._wait(
                self._notifier.send(
                    notice.title,
                    notice.message,
                    on_dispatched=taken.set,
                    on_clicked=lambda: webbrowser.open(notice.url),
                )
            )
        except Exception:  # noqa: BLE001 - the same
            taken.clear()
        if not taken.is_set():
            # The library says nothing of a bus that went away: the next one starts anew.
            self._notifier = None
        return taken.is_set()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop, which stays: clicks come later."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="desktop", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)


async def _notifier() -> Any:
    from desktop_notifier import DesktopNotifier  # noqa: PLC0415 - slow, and mostly not needed

    return DesktopNotifier(APP_NAME, app_icon=None)
