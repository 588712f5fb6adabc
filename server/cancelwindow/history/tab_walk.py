"""A walk in a tab of the person's own browser, one step at a time.

The same state machine, manners and ledger as those of a walk in a browser of our own; but here
somebody else opens the page, and what is read of it arrives by the usual way (``/v1/assess``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from aliorders import selectors as css
from aliorders.addresses import address_of
from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.history import (
    Answer,
    Ask,
    Done,
    Limits,
    ListPage,
    OpenList,
    OpenOrder,
    OpenTracking,
    ShowMore,
    walk,
)
from aliorders.models import Blocked, BlockedKind, PageKind, PageReading, Settled, found
from cancelwindow.history.noting import is_enough
from cancelwindow.history.outcome import StoppedError, seconds_left
from cancelwindow.history.steps import Failure, Steps
from cancelwindow.protocol_walk import (
    WalkAsk,
    WalkPage,
    WalkReply,
    WalkStop,
    WalkTrouble,
)
from cancelwindow.store import listed, walks
from cancelwindow.store.listed import News

_MS = 1000

_PAGES: dict[type[Ask], WalkPage] = {
    OpenList: WalkPage.LIST,
    ShowMore: WalkPage.MORE,
    OpenOrder: WalkPage.ORDER,
    OpenTracking: WalkPage.TRACKING,
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the tab showed last, since the page was asked for."""

    reading: PageReading | Blocked
    news: News


class TabWalk:
    """One walk. `go_on` and `shown` are not called at the same time; `note` may be, with both."""

    def __init__(self, steps: Steps, limits: Limits | None = None) -> None:
        self._steps = steps
        self._began = steps.timing.seconds()
        self._machine = walk(steps.scope.of_the_list(), limits or Limits.usual(), steps.ledger)
        self._ask: Ask | None = None
        self._step = 0
        self._tries = 0
        self._may_open_at = self._began
        self._shown: _Shown | None = None
        self._rows: frozenset[str] = frozenset()
        """Orders that the open list showed before the present step."""
        self._stopped: StoppedError | None = None
        self._complete = False
        self._give(next(self._machine, None))

    def begin(self) -> WalkReply:
        """The first step."""
        return self._reply()

    def note(self, session: Session, reading: PageReading, news: News) -> News:
        """Note what a page tells that only a walk can know, and give its news as this walk sees it.

        Runs in the transaction that records the page, and changes nothing of the walk.
        """
        ask, now = self._ask, self._steps.timing.clock()
        if isinstance(ask, OpenTracking) and _is_tracking(reading):
            listed.tracking_was_read(session, ask.order_id, now)
        if reading.kind is not PageKind.ORDER_LIST:
            return news
        # A list in a browser keeps its rows: what the page before had is no news of this one.
        known = self._rows
        fresh = [order for order in reading.orders if order.order_id not in known]
        pending = listed.meet(session, self._steps.account_id, fresh, now).pending
        return News(news.new, news.changed, pending)

    def shown(self, reading: PageReading | Blocked, news: News) -> None:
        """The tab shows a page."""
        self._shown = _Shown(reading, news)

    def go_on(self, step: int, trouble: WalkTrouble | None, url: str) -> WalkReply:
        """What comes after a step; the same step while its page is not enough yet."""
        if self._ask is not None and step == self._step:
            try:
                outcome = self._outcome(self._ask, trouble, url)
                if outcome is not None:
                    self._after(self._ask, outcome)
            except StoppedError as error:
                self._stopped, self._ask = error, None
        return self._reply()

    # --- what became of a page ------------------------------------------------------------------

    def _outcome(self, ask: Ask, trouble: WalkTrouble | None, url: str) -> Answer | Failure | None:
        if trouble is WalkTrouble.ELSEWHERE:
            challenged = css.CHALLENGE_URL in url
            kind = BlockedKind.CHALLENGE if challenged else BlockedKind.LOGIN
            return self._steps.of_blocked(ask, blocked(kind, "the page led elsewhere"))
        shown = self._shown
        if trouble is WalkTrouble.NO_BUTTON and isinstance(ask, ShowMore):
            # The data of a list say whether there is more; without them, its button does.
            return ListPage(order_ids=(), has_more=False, has_news=False)
        if shown is None or _is_skeleton(shown.reading):
            return Failure("nothing came in time", may_pass=True) if trouble else None
        if isinstance(shown.reading, Blocked):
            return self._steps.of_blocked(ask, shown.reading)
        if trouble is None and not self._is_enough(ask, shown.reading):
            return None
        return self._answer(ask, shown.reading, shown.news)

    def _is_enough(self, ask: Ask, reading: PageReading) -> bool:
        if isinstance(ask, OpenOrder):
            return all(is_enough(reading, order) for order in reading.orders)
        if isinstance(ask, OpenTracking):
            return _is_tracking(reading)
        if isinstance(ask, ShowMore) and self._rows.issuperset(_rows(reading)):
            return False
        has_more = None if reading.listing is None else found(reading.listing.has_more)
        return has_more is not None or reading.settled is not Settled.NO

    def _answer(self, ask: Ask, reading: PageReading, news: News) -> Answer | Failure:
        if isinstance(ask, OpenList | ShowMore):
            return self._steps.list_page(reading, news)
        if isinstance(ask, OpenOrder) and not self._steps.shows(ask, reading):
            return Failure("the page shows another order", may_pass=True)
        if isinstance(ask, OpenTracking) and not _is_tracking(reading):
            return Failure(f"not the tracking page, but {reading.kind.value}", may_pass=True)
        return Done()

    # --- what comes next ------------------------------------------------------------------------

    def _after(self, ask: Ask, outcome: Answer | Failure) -> None:
        steps, timing = self._steps, self._steps.timing
        pause = steps.manners.pause_seconds(timing.chance)
        if isinstance(outcome, Failure):
            self._tries += 1
            if outcome.may_pass and self._tries < steps.manners.tries:
                back_off = steps.manners.back_off_seconds(self._tries, timing.chance)
                self._may_open_at = timing.seconds() + max(pause, back_off)
                steps.tally.retries += 1
                # More of a list is shown by a press; to try that again, the list is opened anew.
                self._give(ask)
                return
            outcome = steps.unread(ask, outcome)
        self._tries = 0
        self._may_open_at = timing.seconds() + pause
        if isinstance(outcome, ListPage) and self._shown is not None:
            self._rows |= _rows(self._shown.reading)
        steps.count(ask, outcome)
        try:
            self._give(self._machine.send(outcome))
        except StopIteration as ended:
            self._ask = None
            self._step += 1
            self._complete = not ended.value.shortfalls and not steps.tally.unread
            steps.ledger.end()

    def _give(self, ask: Ask | None) -> None:
        steps = self._steps
        steps.hold_to_daily_limit()
        with steps.database.write() as session:
            walks.count_load(session, steps.account_id, steps.timing.clock().date())
        steps.tally.loads += 1
        self._ask, self._shown = ask, None
        self._step += 1
        if isinstance(ask, OpenList):
            self._rows = frozenset()

    def _reply(self) -> WalkReply:
        tally, ask = self._steps.tally, self._ask
        opened, left = tally.opened, None
        if isinstance(ask, OpenOrder | OpenTracking):
            due = self._steps.ledger.due
            opened = due[ask.order_id] - 1
            left = len(due) - opened
        stopped = self._stopped
        seconds = seconds_left(tally, self._steps.timing.seconds() - self._began)
        return WalkReply(
            step=self._step,
            ask=None if ask is None else self._wire(ask),
            stopped=None if stopped is None else WalkStop(why=stopped.kind, until=stopped.until),
            complete=self._complete,
            listed=len(tally.orders),
            opened=opened,
            left=left,
            seconds_left=None if seconds is None else round(seconds),
        )

    def _wire(self, ask: Ask) -> WalkAsk:
        order_id = ask.order_id if isinstance(ask, OpenOrder | OpenTracking) else ""
        name = {OpenOrder: "detail", OpenTracking: "tracking"}.get(type(ask), "list")
        is_more = isinstance(ask, ShowMore)
        patience: dict[str, int] = table("settling")["patience"]
        wait = max(0.0, self._may_open_at - self._steps.timing.seconds())
        return WalkAsk(
            page=_PAGES[type(ask)],
            url=None if is_more else address_of(name).format(order_id=order_id),
            press=css.LIST_MORE if is_more else None,
            wait_ms=round(wait * _MS),
            patience_ms=patience["arrival_ms"],
        )


def _rows(reading: PageReading | Blocked) -> frozenset[str]:
    orders = reading.orders if isinstance(reading, PageReading) else ()
    return frozenset(order.order_id for order in orders)


def _is_tracking(reading: PageReading | Blocked) -> bool:
    return isinstance(reading, PageReading) and reading.kind is PageKind.TRACKING


def _is_skeleton(reading: PageReading | Blocked) -> bool:
    return isinstance(reading, Blocked) and reading.kind is BlockedKind.SKELETON
