"""What is known of an account, and how far the walk has come, kept in the companion's store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aliorders.due import Freshness, Known, detail_is_due, tracking_is_due
from cancelwindow.config import Config
from cancelwindow.history.scope import WalkScope
from cancelwindow.store import listed, walks
from cancelwindow.store.database import Database


class StoredLedger:
    """`aliorders.history.Ledger` over the store; each note is kept at once.

    Args:
        account_id: whose orders.
        config: its clock is asked for the time.
        fresh: how long a reading is good.
    """

    def __init__(
        self,
        database: Database,
        account_id: str,
        scope: WalkScope,
        config: Config,
        fresh: Freshness,
    ) -> None:
        self._database = database
        self._account = account_id
        self._scope = scope
        self._clock = config.clock
        self._fresh = fresh
        self.due: dict[str, int] = {}
        """Orders to open, once the list was gone through, with their places (from 1)."""

    def begin(self) -> bool:
        """Begin the walk, or take up the one that was broken off; whether it was."""
        with self._database.write() as session:
            return walks.begin(session, self._account, self._scope.key)

    def end(self) -> None:
        """Note that the walk came to its end."""
        with self._database.write() as session:
            walks.end(session, self._account)

    def was_complete(self) -> bool:
        """Whether an earlier walk knew the whole list."""
        with self._database.read() as session:
            return walks.walk_of(session, self._account).complete_at is not None

    def is_complete(self) -> None:
        """Note that the whole list is known from now on."""
        with self._database.write() as session:
            walks.walk_of(session, self._account).complete_at = self._clock()
            listed.no_news(session, self._account)

    def last_pass(self, tab: str) -> str | None:
        """Digest of the last pass that this walk, broken off since, had ended."""
        with self._database.read() as session:
            row = walks.pass_of(session, self._account, tab)
            return None if row is None else row.digest

    def end_pass(self, tab: str, passed: str, orders: int) -> None:
        """Note that a pass has come to its end."""
        with self._database.write() as session:
            walks.end_pass(session, self._account, tab, passed, orders)

    def tab_is_done(self, tab: str) -> bool:
        """Whether this walk had gone through a tab, not too long ago for it to have changed."""
        with self._database.read() as session:
            row = walks.pass_of(session, self._account, tab)
            return row is not None and self._is_fresh(row.agreed_at)

    def end_tab(self, tab: str) -> None:
        """Note that two passes through a tab agreed."""
        with self._database.write() as session:
            row = walks.pass_of(session, self._account, tab)
            if row is not None:
                row.agreed_at = self._clock()

    def returns_are_due(self) -> bool:
        """Whether the list of returns was not read lately."""
        with self._database.read() as session:
            read_at = walks.walk_of(session, self._account).returns_at
        return self._scope.full or not self._is_fresh(read_at)

    def no_returns(self) -> None:
        """Note that the list of returns was read, and was empty."""
        with self._database.write() as session:
            walks.walk_of(session, self._account).returns_at = self._clock()

    def _is_fresh(self, at: datetime | None) -> bool:
        return at is not None and self._clock() - at < self._fresh.open_orders

    def due_orders(self) -> list[str]:
        """Numbers of the orders to open, new and changed ones first."""
        now = self._clock()
        with self._database.read() as session:
            found = [
                one.order_id
                for one in listed.all_known(session, self._account)
                if self._scope.wants(one.listed.placed) and self._is_due(one, now)
            ]
        self.due = {order_id: place for place, order_id in enumerate(found, 1)}
        return found

    def _is_due(self, order: Known, now: datetime) -> bool:
        return self._detail(order, now) or tracking_is_due(order, now, self._fresh)

    def _detail(self, order: Known, now: datetime) -> bool:
        return detail_is_due(order, now, self._fresh, ended_too=self._scope.opens_ended)

    def detail_is_due(self, order_id: str) -> bool:
        """Whether the order's own page has to be opened."""
        order = self._known(order_id)
        return order is not None and self._detail(order, self._clock())

    def tracking_is_due(self, order_id: str) -> bool:
        """Whether the order's tracking page has to be opened."""
        order = self._known(order_id)
        return order is not None and tracking_is_due(order, self._clock(), self._fresh)

    def may_need_tracking(self, order_id: str) -> bool:
        """Whether its tracking page would be opened, were its own page read first."""
        order, now = self._known(order_id), self._clock()
        if order is None:
            return False
        if self._detail(order, now):
            order = replace(order, detail_at=now)
        return tracking_is_due(order, now, self._fresh)

    def knows_orders(self) -> bool:
        """Whether the list has ever shown an order."""
        with self._database.read() as session:
            return listed.count(session, self._account) > 0

    def _known(self, order_id: str) -> Known | None:
        with self._database.read() as session:
            return listed.known(session, order_id)
