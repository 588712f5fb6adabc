"""The user's own orders as a sample of waits, kept by a companion that answers page after page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session

from cancelwindow.policy.history import Estimates, History, estimates_of_any_store
from cancelwindow.store import waits

FEW = 500
"""Orders up to which all of them are asked for each time."""

GROWTH = 0.05
"""Part of the orders that may come or go before what they tell is worked out anew."""

LONGEST_KEPT = timedelta(minutes=10)


class Sample:
    """What the stored orders tell of waits.

    What orders of one store tell is asked for each time. What all orders tell together changes
    little with one more of thousands, and takes as long to work out as many pages to answer: it is
    kept for a while.
    """

    def __init__(self) -> None:
        """Nothing is asked for yet."""
        self._renewing = Lock()
        self._kept: _Kept | None = None

    def history(self, session: Session, store_ids: Collection[str], now: datetime) -> History:
        """What is needed for orders of these stores. `now` is aware UTC."""
        orders = waits.count(session)
        if orders <= FEW:
            return waits.history(session)
        kept = self._kept
        if kept is None or not kept.suits(orders, now):
            kept = self._renewed(session, kept, orders, now)
        return History(waits.spells(session, store_ids), kept.estimates)

    def _renewed(self, session: Session, before: _Kept | None, orders: int, now: datetime) -> _Kept:
        # One thread works it out; whoever comes meanwhile is answered by what is there.
        if not self._renewing.acquire(blocking=before is None) and before is not None:
            return before
        try:
            # Another thread may have done it while this one waited.
            if self._kept is None or self._kept is before:
                estimates = estimates_of_any_store(waits.spells(session))
                self._kept = _Kept(estimates, orders, now)
            return self._kept
        finally:
            self._renewing.release()


class _Kept(NamedTuple):
    """Estimates, with how many orders there were and when."""

    estimates: Estimates
    orders: int
    at: datetime

    def suits(self, orders: int, now: datetime) -> bool:
        """Whether they still tell what the store would."""
        is_recent = abs(now - self.at) < LONGEST_KEPT
        return is_recent and abs(orders - self.orders) < GROWTH * self.orders
