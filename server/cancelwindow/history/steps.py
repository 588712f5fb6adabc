"""What a walk makes of each page, whoever opens it: an answer, a failure, or the end of the walk.

It stops at once where the site says so (sign-in, robot check, too many calls), and writes down
until when there is to be no other walk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom

from aliorders.data import table
from aliorders.history import (
    Answer,
    Ask,
    Done,
    ListPage,
    OpenList,
    OpenOrder,
    OpenReturns,
    OpenTracking,
    ShowMore,
    Unread,
)
from aliorders.models import Blocked, BlockedKind, Missing, PageReading, found
from cancelwindow.config import Clock
from cancelwindow.history.ledger import StoredLedger
from cancelwindow.history.outcome import StopKind, StoppedError, Tally, UnreadPage
from cancelwindow.history.scope import WalkScope
from cancelwindow.policy.politeness import Chance, Manners
from cancelwindow.store import walks
from cancelwindow.store.database import Database
from cancelwindow.store.listed import News

SAYS_STOP = {
    BlockedKind.LOGIN: StopKind.LOGIN,
    BlockedKind.CHALLENGE: StopKind.CHALLENGE,
    BlockedKind.RATE_LIMITED: StopKind.RATE_LIMITED,
}

_MAY_PASS = frozenset({BlockedKind.SKELETON, BlockedKind.EMPTY_LIST, BlockedKind.FAILED_RESPONSE})
"""What another try may not meet again."""

_NAMES: dict[type[Ask], str] = {
    OpenList: "list",
    ShowMore: "list",
    OpenOrder: "order",
    OpenTracking: "tracking",
    OpenReturns: "returns",
}


@dataclass
class Timing:
    """The clock and the chance that a walk uses; another one in tests."""

    clock: Clock
    sleep: Callable[[float], None] = time.sleep
    seconds: Callable[[], float] = time.monotonic
    chance: Chance = field(default_factory=lambda: SystemRandom().uniform)


@dataclass(frozen=True, slots=True)
class Failure:
    """One try of a page that gave nothing."""

    why: str
    may_pass: bool
    wait: float | None = None
    """Seconds that the server asks for."""


@dataclass(kw_only=True)
class Steps:
    """Judges the pages of a walk through one account, and counts them."""

    ledger: StoredLedger
    database: Database
    account_id: str
    manners: Manners
    timing: Timing
    scope: WalkScope
    tally: Tally = field(default_factory=Tally)
    _unread_in_a_row: int = 0

    def of_blocked(self, ask: Ask, page: Blocked) -> Answer | Failure:
        """What a page comes to that nothing can be read of.

        Raises:
            StoppedError: the site wants no more.
        """
        if page.kind in SAYS_STOP:
            self.stop(SAYS_STOP[page.kind], page.evidence, self.manners.cooldowns[page.kind])
        if page.kind is BlockedKind.EMPTY_LIST and isinstance(ask, OpenReturns):
            self.ledger.no_returns()
            return Done()
        if page.kind is BlockedKind.EMPTY_LIST and self._may_be_empty(ask):
            return ListPage(order_ids=(), has_more=False, has_news=False)
        return Failure(f"{page.kind.value}: {page.evidence}", page.kind in _MAY_PASS)

    def _may_be_empty(self, ask: Ask) -> bool:
        """Whether there may be no orders: in a tab of one state, or where there never were any."""
        if not isinstance(ask, OpenList):
            return False
        return ask.tab != table("history")["every_tab"] or not self.ledger.knows_orders()

    @staticmethod
    def shows(ask: OpenOrder, reading: PageReading) -> bool:
        """Whether a page is of the order that was asked for."""
        return any(order.order_id == ask.order_id for order in reading.orders)

    def list_page(self, reading: PageReading, news: News) -> ListPage | Failure:
        """What a page of the list comes to."""
        if reading.listing is None:
            return Failure(f"not the list, but {reading.kind.value}", may_pass=True)
        self.tally.new.update(news.new)
        self.tally.changed.update(news.changed)
        return ListPage(
            order_ids=tuple(order.order_id for order in reading.orders),
            has_more=found(reading.listing.has_more),
            has_news=news.pending,
            is_older=self._is_older(reading),
        )

    def _is_older(self, reading: PageReading) -> bool:
        """Whether every order of the page is known to be older than asked for."""
        days = [
            None if isinstance(order.placed, Missing) else order.placed.day
            for order in reading.orders
        ]
        return bool(days) and not any(self.scope.wants(day) for day in days)

    def unread(self, ask: Ask, failure: Failure) -> Unread:
        """Note a page that could not be read, however often it was tried.

        Raises:
            StoppedError: it was one too many in a row.
        """
        order_id = ask.order_id if isinstance(ask, OpenOrder | OpenTracking) else None
        self.tally.unread.append(
            UnreadPage(page=_NAMES[type(ask)], order_id=order_id, why=failure.why)
        )
        self._unread_in_a_row += 1
        if self._unread_in_a_row >= self.manners.unread_in_a_row:
            self.stop(StopKind.UNREACHABLE, failure.why, self.manners.cooldown_unreachable)
        return Unread()

    def count(self, ask: Ask, answer: Answer) -> None:
        """Count a page that is done with."""
        tally = self.tally
        if not isinstance(answer, Unread):
            self._unread_in_a_row = 0
        if isinstance(answer, ListPage):
            tally.list_pages += 1
            tally.orders.update(answer.order_ids)
        elif isinstance(ask, OpenOrder):
            tally.details += isinstance(answer, Done)
        elif isinstance(ask, OpenTracking):
            tally.trackings += isinstance(answer, Done)
        elif isinstance(ask, OpenReturns):
            tally.returns += isinstance(answer, Done)
        if isinstance(ask, OpenOrder | OpenTracking):
            tally.due = len(self.ledger.due)
            tally.opened = self.ledger.due[ask.order_id]

    def hold_to_daily_limit(self) -> None:
        """Raises StoppedError once as many pages were opened as a day may have."""
        today = self.timing.clock().date()
        with self.database.read() as session:
            loads = walks.loads_on(session, self.account_id, today)
        if loads >= self.manners.loads_a_day:
            raise StoppedError(StopKind.DAILY_LIMIT, f"{loads} pages were opened today")

    def stop(self, kind: StopKind, evidence: str, rest: timedelta) -> None:
        """End the walk, and let none begin for a while. Raises StoppedError."""
        until = self.timing.clock() + rest
        with self.database.write() as session:
            walks.stop(session, self.account_id, kind.value, until)
        raise StoppedError(kind, evidence, until)
