"""The walk itself: opens what the state machine asks for, at a polite pace, until it ends.

It stops at once where the site says so (sign-in, robot check, too many calls), and writes down
until when there is to be no other walk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from random import SystemRandom
from typing import Protocol

from aliorders.data import table
from aliorders.history import (
    Answer,
    Ask,
    Course,
    Done,
    Limits,
    ListPage,
    OpenList,
    OpenOrder,
    OpenReturns,
    OpenTracking,
    ShowMore,
    Unread,
    walk,
)
from aliorders.models import Blocked, BlockedKind, Missing, PageReading, Snapshot, found
from aliorders.order_pages import Hitch, HitchKind, Loaded
from cancelwindow.config import Clock
from cancelwindow.history.ledger import StoredLedger
from cancelwindow.history.outcome import StopKind, StoppedError, Tally, UnreadPage
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.taking import Taken, Taker
from cancelwindow.policy.politeness import Chance, Manners, retry_after_seconds
from cancelwindow.store import walks
from cancelwindow.store.database import Database

_SLICE_SECONDS = 0.25
"""A person who stops the walk does not want to wait for the end of a pause."""

_SAYS_STOP = {
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


class Pages(Protocol):
    """The site's pages; `aliorders.order_pages.OrderPages` opens them in a browser."""

    def open_list(self, tab: str) -> Loaded: ...
    def show_more(self) -> Loaded: ...
    def open_order(self, order_id: str, is_enough: Callable[[Snapshot], bool]) -> Loaded: ...
    def open_tracking(self, order_id: str) -> Loaded: ...
    def open_returns(self) -> Loaded: ...


@dataclass
class Timing:
    """The clock and the chance that a walk uses; another one in tests."""

    clock: Clock
    sleep: Callable[[float], None] = time.sleep
    seconds: Callable[[], float] = time.monotonic
    chance: Chance = field(default_factory=lambda: SystemRandom().uniform)


@dataclass(frozen=True, slots=True)
class _Failure:
    """One try of a page that gave nothing."""

    why: str
    may_pass: bool
    wait: float | None = None
    """Seconds that the server asks for."""


@dataclass
class Walker:
    """Walks through one account.

    Args:
        told: called with the counts after every page.
        is_stopped: whether the person wants it to end; looked at between pages.
    """

    pages: Pages
    taker: Taker
    ledger: StoredLedger
    database: Database
    account_id: str
    manners: Manners
    timing: Timing
    scope: WalkScope
    limits: Limits = field(default_factory=Limits.usual)
    told: Callable[[Tally], None] = lambda _tally: None
    is_stopped: Callable[[], bool] = lambda: False
    tally: Tally = field(default_factory=Tally)
    _may_open_at: float = 0.0
    _unread_in_a_row: int = 0

    def run(self) -> Course:
        """Walk to the end.

        Raises:
            StoppedError: it may not go on; the checkpoint is kept.
        """
        machine = walk(self.scope.of_the_list(), self.limits, self.ledger)
        ask = next(machine, None)
        while ask is not None:
            answer = self._answer(ask)
            self._count(ask, answer)
            try:
                ask = machine.send(answer)
            except StopIteration as ended:
                course: Course = ended.value
                return course
        return Course()

    # --- one page, tried until it is read -----------------------------------------------------

    def _answer(self, ask: Ask) -> Answer:
        failure = _Failure("", may_pass=True)
        tries = 0
        while failure.may_pass and tries < self.manners.tries:
            self._wait(self._pause_after(failure, tries))
            self.tally.retries += tries > 0
            result = self._try(ask)
            self._may_open_at = self.timing.seconds() + self.manners.pause_seconds(
                self.timing.chance
            )
            if not isinstance(result, _Failure):
                self._unread_in_a_row = 0
                return result
            tries += 1
            failure = result
        return self._unread(ask, failure)

    def _unread(self, ask: Ask, failure: _Failure) -> Answer:
        order_id = ask.order_id if isinstance(ask, OpenOrder | OpenTracking) else None
        self.tally.unread.append(
            UnreadPage(page=_NAMES[type(ask)], order_id=order_id, why=failure.why)
        )
        self._unread_in_a_row += 1
        if self._unread_in_a_row >= self.manners.unread_in_a_row:
            self._stop(StopKind.UNREACHABLE, failure.why, self.manners.cooldown_unreachable)
        return Unread()

    def _pause_after(self, failure: _Failure, tries: int) -> float:
        pause = self._may_open_at - self.timing.seconds()
        if tries == 0:
            return pause
        wait = self.manners.back_off_seconds(tries, self.timing.chance)
        return max(pause, wait, failure.wait or 0.0)

    def _wait(self, seconds: float) -> None:
        until = self.timing.seconds() + seconds
        while not self.is_stopped() and (left := until - self.timing.seconds()) > 0:
            self.timing.sleep(min(left, _SLICE_SECONDS))
        if self.is_stopped():
            raise StoppedError(StopKind.ASKED, "stopped by the person at the keyboard")

    def _try(self, ask: Ask) -> Answer | _Failure:
        self._hold_to_daily_limit()
        self.tally.loads += 1
        loaded = self._open(ask)
        now = self.timing.clock()
        if isinstance(loaded, Hitch):
            with self.database.write() as session:
                walks.count_load(session, self.account_id, now.date())
            return self._of_hitch(loaded, now)
        taken = self.taker.take(ask, loaded, now)
        if isinstance(taken, Blocked):
            return self._of_blocked(ask, taken)
        return self._of_reading(ask, taken)

    def _open(self, ask: Ask) -> Loaded:
        if isinstance(ask, OpenList):
            return self.pages.open_list(ask.tab)
        if isinstance(ask, ShowMore):
            return self.pages.show_more()
        if isinstance(ask, OpenOrder):
            return self.pages.open_order(ask.order_id, self.taker.is_enough)
        if isinstance(ask, OpenTracking):
            return self.pages.open_tracking(ask.order_id)
        return self.pages.open_returns()

    # --- what a try gave ----------------------------------------------------------------------

    def _of_hitch(self, hitch: Hitch, now: datetime) -> _Failure:
        if hitch.kind is HitchKind.BROWSER:
            raise StoppedError(StopKind.BROWSER, hitch.evidence)
        wait = retry_after_seconds(hitch.retry_after, now)
        if hitch.status == HTTPStatus.TOO_MANY_REQUESTS:
            usual = self.manners.cooldowns[BlockedKind.RATE_LIMITED]
            asked = timedelta(seconds=wait or 0.0)
            self._stop(StopKind.RATE_LIMITED, hitch.evidence, max(usual, asked))
        if wait is not None and wait > self.manners.longest_wait:
            self._stop(StopKind.UNREACHABLE, hitch.evidence, timedelta(seconds=wait))
        return _Failure(hitch.evidence, hitch.kind is not HitchKind.NO_BUTTON, wait)

    def _of_blocked(self, ask: Ask, page: Blocked) -> Answer | _Failure:
        if page.kind in _SAYS_STOP:
            self._stop(_SAYS_STOP[page.kind], page.evidence, self.manners.cooldowns[page.kind])
        if page.kind is BlockedKind.EMPTY_LIST and isinstance(ask, OpenReturns):
            self.ledger.no_returns()
            return Done()
        if page.kind is BlockedKind.EMPTY_LIST and self._may_be_empty(ask):
            return ListPage(order_ids=(), has_more=False, has_news=False)
        return _Failure(f"{page.kind.value}: {page.evidence}", page.kind in _MAY_PASS)

    def _may_be_empty(self, ask: Ask) -> bool:
        """Whether there may be no orders: in a tab of one state, or where there never were any."""
        if not isinstance(ask, OpenList):
            return False
        return ask.tab != table("history")["every_tab"] or not self.ledger.knows_orders()

    def _of_reading(self, ask: Ask, taken: Taken) -> Answer | _Failure:
        reading = taken.reading
        if isinstance(ask, OpenList | ShowMore):
            return self._list_page(taken)
        if isinstance(ask, OpenOrder) and all(
            order.order_id != ask.order_id for order in reading.orders
        ):
            return _Failure("the page shows another order", may_pass=True)
        return Done()

    def _list_page(self, taken: Taken) -> ListPage | _Failure:
        reading = taken.reading
        if reading.listing is None:
            return _Failure(f"not the list, but {reading.kind.value}", may_pass=True)
        self.tally.new.update(taken.news.new)
        self.tally.changed.update(taken.news.changed)
        return ListPage(
            order_ids=tuple(order.order_id for order in reading.orders),
            has_more=found(reading.listing.has_more),
            has_news=taken.news.pending,
            is_older=self._is_older(reading),
        )

    def _is_older(self, reading: PageReading) -> bool:
        """Whether every order of the page is known to be older than asked for."""
        days = [
            None if isinstance(order.placed, Missing) else order.placed.day
            for order in reading.orders
        ]
        return bool(days) and not any(self.scope.wants(day) for day in days)

    def _count(self, ask: Ask, answer: Answer) -> None:
        tally = self.tally
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
        self.told(tally)

    # --- stopping -----------------------------------------------------------------------------

    def _hold_to_daily_limit(self) -> None:
        today = self.timing.clock().date()
        with self.database.read() as session:
            loads = walks.loads_on(session, self.account_id, today)
        if loads >= self.manners.loads_a_day:
            raise StoppedError(StopKind.DAILY_LIMIT, f"{loads} pages were opened today")

    def _stop(self, kind: StopKind, evidence: str, rest: timedelta) -> None:
        until = self.timing.clock() + rest
        with self.database.write() as session:
            walks.stop(session, self.account_id, kind.value, until)
        raise StoppedError(kind, evidence, until)
