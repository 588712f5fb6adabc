"""One walk from its start to its report, with whatever opens the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aliorders.history import Course
from cancelwindow.assessment import Assessor
from cancelwindow.config import Config
from cancelwindow.history.ledger import StoredLedger
from cancelwindow.history.outcome import (
    ADVICE,
    StopKind,
    Stopped,
    StoppedError,
    Tally,
    WalkReport,
)
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Timing
from cancelwindow.history.taking import Taker
from cancelwindow.history.walker import Pages, Walker
from cancelwindow.lessons import Lessons
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.politeness import Manners
from cancelwindow.store import page_copies, walks
from cancelwindow.store.database import Database


@dataclass
class Sync:
    """The walk of one account, ready to be begun.

    Args:
        account_id: whose orders.
        told, is_stopped: as in `Walker`.
    """

    config: Config
    database: Database
    account: str
    """The name that the person gave it."""
    account_id: str
    scope: WalkScope
    manners: Manners
    timing: Timing
    told: Callable[[Tally], None] = lambda _tally: None
    is_stopped: Callable[[], bool] = lambda: False
    tally: Tally = field(default_factory=Tally)

    def hold_to_cooldown(self) -> None:
        """Raises StoppedError while there is to be no walk."""
        with self.database.read() as session:
            rest = walks.cooldown(session, self.account_id, self.config.clock())
        if rest is not None:
            raise StoppedError(StopKind(rest.why), "an earlier walk was stopped", rest.until)

    def ledger(self) -> StoredLedger:
        """What is known of the account."""
        return StoredLedger(
            self.database, self.account_id, self.scope, self.config, self.manners.fresh
        )

    def run(self, pages: Pages) -> WalkReport:
        """Walk, and say what became of it."""
        start = self.timing.seconds()
        ledger = self.ledger()
        resumed = ledger.begin()
        course, stopped = Course(), None
        try:
            course = self._walker(pages, ledger).run()
            ledger.end()
        except StoppedError as error:
            stopped = error
        return self.report(course, stopped, resumed=resumed, since=start)

    def _walker(self, pages: Pages, ledger: StoredLedger) -> Walker:
        lessons = Lessons(self.config.words_path)
        book = load_policy()
        assessor = Assessor(self.database, book, lessons, Buyer(country=self.config.country))
        return Walker(
            pages=pages,
            taker=Taker(self.database, assessor, self.account_id, copying=self._may_copy()),
            ledger=ledger,
            database=self.database,
            account_id=self.account_id,
            manners=self.manners,
            timing=self.timing,
            scope=self.scope,
            told=self.told,
            is_stopped=self.is_stopped,
            tally=self.tally,
        )

    def _may_copy(self) -> bool:
        with self.database.write() as session:
            page_copies.remove_expired(session, self.config.clock())
            return page_copies.allowed_for(session) is not None

    def report(
        self, course: Course, stopped: StoppedError | None, *, resumed: bool, since: float
    ) -> WalkReport:
        """What became of a walk that began at `since` (seconds, monotonic)."""
        tally = self.tally
        return WalkReport(
            account=self.account,
            scope=self.scope.key,
            resumed=resumed,
            complete=stopped is None and not course.shortfalls and not tally.unread,
            orders=len(tally.orders),
            new=len(tally.new),
            changed=len(tally.changed),
            details=tally.details,
            trackings=tally.trackings,
            returns=tally.returns,
            page_loads=tally.loads,
            retries=tally.retries,
            passes=course.passes,
            seconds=round(self.timing.seconds() - since, 3),
            shortfalls=tuple(course.shortfalls),
            unread=tuple(tally.unread),
            stopped=None if stopped is None else stopped_of(stopped),
        )


def stopped_of(error: StoppedError) -> Stopped:
    """Why, until when, and what to do."""
    return Stopped(
        why=error.kind, evidence=error.evidence, until=error.until, advice=ADVICE[error.kind]
    )
