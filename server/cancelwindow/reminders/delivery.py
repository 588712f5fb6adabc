"""Tells what no browser tells: on the desktop, and at the address that the person has named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cancelwindow.config import Clock
from cancelwindow.reminders import address
from cancelwindow.reminders.address import ReminderAddress
from cancelwindow.reminders.desk import Claimant, NoticeDesk
from cancelwindow.reminders.desktop import Desktop, RealDesktop
from cancelwindow.store import accounts, notices, settings
from cancelwindow.store.database import Database
from cancelwindow.store.notices import Audience

if TYPE_CHECKING:
    from cancelwindow.reminders.push import Push

BROWSER_SILENT = timedelta(minutes=10)
"""For so long no browser asked for an account's notices: none is open, and the desktop tells."""

DESKTOP = "desktop"
ADDRESS = "address"
"""Claimants; a paired browser's is its id."""


class Delivery:
    """Tells one store's notices."""

    def __init__(
        self,
        database: Database,
        desk: NoticeDesk,
        clock: Clock,
        *,
        desktop: Desktop | None = None,
        push: Push | None = None,
    ) -> None:
        """Browsers have `BROWSER_SILENT` from now on to ask before the desktop tells anything."""
        self._database = database
        self._desk = desk
        self._clock = clock
        self._started = clock()
        self._desktop = desktop or RealDesktop()
        self._push = push

    def once(self) -> bool:
        """Tell what is due now; never is there more at once."""
        now = self._clock()
        self._tell_desktop(now)
        self._tell_address(now)
        return False

    def _tell_desktop(self, now: datetime) -> None:
        if now - self._started < BROWSER_SILENT:
            return
        with self._database.read() as session:
            silent = frozenset(one.id for one in accounts.list_accounts(session))
            silent -= notices.accounts_asked_for(session, now - BROWSER_SILENT)
            if not silent:
                return
        if not self._desktop.is_there():
            return
        claimant = Claimant(DESKTOP, Audience.SCREEN, silent)
        shown = [
            one.id for one in self._desk.claim(claimant, now).notices if self._desktop.show(one)
        ]
        self._desk.done(shown, DESKTOP, now)

    def _tell_address(self, now: datetime) -> None:
        with self._database.read() as session:
            to = address.read(session)
        if to is None:
            return
        # What sends is loaded where a person has named an address.
        from cancelwindow.reminders.push import Push, PushError  # noqa: PLC0415

        push = self._push or Push()
        claimant = Claimant(ADDRESS, Audience.ADDRESS, None, to.since, to.names_orders)
        claimed = self._desk.claim(claimant, now).notices
        sent, fault = [], None
        for one in claimed:
            try:
                push.send(to, one)
            except PushError as error:
                fault = str(error)
            else:
                sent.append(one.id)
        self._desk.done(sent, ADDRESS, now)
        if claimed:
            self._note(to, fault)

    def _note(self, to: ReminderAddress, fault: str | None) -> None:
        with self._database.write() as session:
            if address.read(session) != to:
                return
            if fault is None:
                settings.remove(session, address.FAULT)
            else:
                settings.put(session, address.FAULT, fault)
