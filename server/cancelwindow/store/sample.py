"""The user's own orders as a sample of waits, kept by a companion that answers page after page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session

from cancelwindow.policy.history import Estimates, History, estimates_of_any_store
from cancelwindow.store import waits
from cancelwindow.store.database import Database

FEW = 500
"""Orders up to which all of them are asked for each time."""

GROWTH = 2
"""Times as many orders as there were, or as few, from which on what is kept tells nothing."""

LONGEST_KEPT = timedelta(minutes=10)


class Sample:
    """What the stored orders tell of waits.

    What orders of one store tell is asked for each time. What all orders tell together changes
    little with one more of thousands, and takes as long to work out as many pages to answer: it is
    kept, and a companion renews it between pages.
    """

    def __init__(self, database: Database) -> None:
        """Nothing is asked for yet."""
        self._database = database
        self._working = Lock()
        self._kept: _Kept | None = None
        self._is_used = False

    def history(self, session: Session, store_ids: Collection[str], now: datetime) -> History:
        """What is needed for orders of these stores. `now` is aware UTC."""
        orders = waits.count(session)
        if orders <= FEW:
            return waits.history(session)
        self._is_used = True
        kept = self._kept
        if kept is None or not kept.suits(orders, now):
            with self._working:
                # Another thread may have done it while this one waited.
                if self._kept is kept:
                    self._kept = _kept(session, now)
                kept = self._kept
        assert kept is not None  # noqa: S101 - just made
        return History(waits.spells(session, store_ids), kept.estimates)

    def renew(self, now: datetime) -> None:
        """Work out anew what is kept, if anybody asked for it since the last time."""
        if not self._is_used:
            return
        self._is_used = False
        with self._database.read() as session:
            self._kept = _kept(session, now)


class _Kept(NamedTuple):
    """Estimates, with how many orders there were and when."""

    estimates: Estimates
    orders: int
    at: datetime

    def suits(self, orders: int, now: datetime) -> bool:
        """Whether they still tell about what the store would."""
        is_recent = abs(now - self.at) < LONGEST_KEPT
        return is_recent and self.orders / GROWTH < orders < self.orders * GROWTH


def _kept(session: Session, now: datetime) -> _Kept:
    return _Kept(estimates_of_any_store(waits.spells(session)), waits.count(session), now)
