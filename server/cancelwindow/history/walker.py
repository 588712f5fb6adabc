"""The walk itself: opens what the state machine asks for, at a polite pace, until it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from aliorders.history import (
    Answer,
    Ask,
    Course,
    Done,
    Limits,
    OpenList,
    OpenOrder,
    OpenTracking,
    ShowMore,
    walk,
)
from aliorders.models import Blocked, BlockedKind, Snapshot
from aliorders.order_pages import Hitch, HitchKind, Loaded
from cancelwindow.history.outcome import StopKind, StoppedError, Tally
from cancelwindow.history.steps import Failure, Steps
from cancelwindow.history.taking import Taken, Taker
from cancelwindow.policy.politeness import retry_after_seconds
from cancelwindow.store import walks

_SLICE_SECONDS = 0.25
"""A person who stops the walk does not want to wait for the end of a pause."""


class Pages(Protocol):
    """The site's pages; `aliorders.order_pages.OrderPages` opens them in a browser."""

    def open_list(self, tab: str) -> Loaded: ...
    def show_more(self) -> Loaded: ...
    def open_order(self, order_id: str, is_enough: Callable[[Snapshot], bool]) -> Loaded: ...
    def open_tracking(self, order_id: str) -> Loaded: ...
    def open_returns(self) -> Loaded: ...


@dataclass(kw_only=True)
class Walker(Steps):
    """Walks through one account with a browser of our own.

    Args:
        told: called with the counts after every page.
        is_stopped: whether the person wants it to end; looked at between pages.
    """

    pages: Pages
    taker: Taker
    limits: Limits = field(default_factory=Limits.usual)
    told: Callable[[Tally], None] = lambda _tally: None
    is_stopped: Callable[[], bool] = lambda: False
    _may_open_at: float = 0.0

    def run(self) -> Course:
        """Walk to the end.

        Raises:
            StoppedError: it may not go on; the checkpoint is kept.
        """
        machine = walk(self.scope.of_the_list(), self.limits, self.ledger)
        ask = next(machine, None)
        while ask is not None:
            answer = self._answer(ask)
            self.count(ask, answer)
            self.told(self.tally)
            try:
                ask = machine.send(answer)
            except StopIteration as ended:
                course: Course = ended.value
                return course
        return Course()

    # --- one page, tried until it is read -----------------------------------------------------

    def _answer(self, ask: Ask) -> Answer:
        failure = Failure("", may_pass=True)
        tries = 0
        while failure.may_pass and tries < self.manners.tries:
            self._wait(self._pause_after(failure, tries))
            self.tally.retries += tries > 0
            result = self._try(ask)
            self._may_open_at = self.timing.seconds() + self.manners.pause_seconds(
                self.timing.chance
            )
            if not isinstance(result, Failure):
                return result
            tries += 1
            failure = result
        return self.unread(ask, failure)

    def _pause_after(self, failure: Failure, tries: int) -> float:
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

    def _try(self, ask: Ask) -> Answer | Failure:
        self.hold_to_daily_limit()
        self.tally.loads += 1
        loaded = self._open(ask)
        now = self.timing.clock()
        if isinstance(loaded, Hitch):
            with self.database.write() as session:
                walks.count_load(session, self.account_id, now.date())
            return self._of_hitch(loaded, now)
        taken = self.taker.take(ask, loaded, now)
        if isinstance(taken, Blocked):
            return self.of_blocked(ask, taken)
        return self._of_taken(ask, taken)

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

    def _of_hitch(self, hitch: Hitch, now: datetime) -> Failure:
        if hitch.kind is HitchKind.BROWSER:
            raise StoppedError(StopKind.BROWSER, hitch.evidence)
        wait = retry_after_seconds(hitch.retry_after, now)
        if hitch.status == HTTPStatus.TOO_MANY_REQUESTS:
            usual = self.manners.cooldowns[BlockedKind.RATE_LIMITED]
            asked = timedelta(seconds=wait or 0.0)
            self.stop(StopKind.RATE_LIMITED, hitch.evidence, max(usual, asked))
        if wait is not None and wait > self.manners.longest_wait:
            self.stop(StopKind.UNREACHABLE, hitch.evidence, timedelta(seconds=wait))
        return Failure(hitch.evidence, hitch.kind is not HitchKind.NO_BUTTON, wait)

    def _of_taken(self, ask: Ask, taken: Taken) -> Answer | Failure:
        if isinstance(ask, OpenOrder) and not self.shows(ask, taken.reading):
            return Failure("the page shows another order", may_pass=True)
        if isinstance(ask, OpenList | ShowMore):
            return self.list_page(taken.reading, taken.news)
        return Done()
