"""The walks that paired browsers are on, each in a tab of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from aliorders.models import Blocked, BlockedKind, PageReading, Snapshot
from cancelwindow.config import Config
from cancelwindow.history.ledger import StoredLedger
from cancelwindow.history.noting import note_page
from cancelwindow.history.outcome import StopKind, StoppedError
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Steps, Timing
from cancelwindow.history.tab_walk import TabWalk
from cancelwindow.policy.politeness import Manners
from cancelwindow.protocol_walk import WalkAction, WalkReply, WalkRequest, WalkStop
from cancelwindow.store import walks
from cancelwindow.store.database import Database
from cancelwindow.store.listed import News

_ENDED_BY_A_PERSON = {
    StopKind.LOGIN: BlockedKind.LOGIN,
    StopKind.CHALLENGE: BlockedKind.CHALLENGE,
}
"""What a person has put right once an order page comes again."""


@dataclass
class TabWalks:
    """At most one walk for each client. Nothing of them is lost with this program: what was read
    and how far the list was gone through stands in the store."""

    config: Config
    database: Database
    manners: Manners
    timing: Timing
    _walks: dict[str, TabWalk] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def walk(self, client_id: str, account_id: str, wanted: WalkRequest) -> WalkReply:
        """Begin or go on."""
        with self._lock:
            under_way = self._walks.get(client_id)
            if under_way is None or wanted.action is WalkAction.BEGIN:
                return self._begin(client_id, account_id)
            return under_way.go_on(wanted.step, wanted.trouble, wanted.url)

    def _begin(self, client_id: str, account_id: str) -> WalkReply:
        self._walks.pop(client_id, None)
        scope = WalkScope(in_tab=True)
        with self.database.read() as session:
            rest = walks.cooldown(session, account_id, self.timing.clock())
        if rest is not None:
            return _not_begun(WalkStop(why=StopKind(rest.why), until=rest.until))
        ledger = StoredLedger(self.database, account_id, scope, self.config, self.manners.fresh)
        ledger.begin()
        steps = Steps(
            ledger=ledger,
            database=self.database,
            account_id=account_id,
            manners=self.manners,
            timing=self.timing,
            scope=scope,
        )
        try:
            begun = self._walks[client_id] = TabWalk(steps)
        except StoppedError as error:
            return _not_begun(WalkStop(why=error.kind, until=error.until))
        return begun.begin()

    def noting(
        self, client_id: str, account_id: str, snapshot: Snapshot, *, walking: bool
    ) -> ShownPage:
        """What is noted with a page that a client shows, in the transaction that records it."""
        return ShownPage(self, client_id, account_id, snapshot, walking)

    def shown(self, client_id: str, reading: PageReading | Blocked, news: News) -> None:
        """The tab of a client's walk shows a page, which is recorded by now."""
        with self._lock:
            under_way = self._walks.get(client_id)
            if under_way is not None:
                under_way.shown(reading, news)

    def note(self, session: Session, page: ShownPage, reading: PageReading) -> News:
        """What a page tells the walks, and that a person has signed in or has solved the check."""
        # No lock: whoever holds it may be waiting for the end of this very transaction.
        now = self.timing.clock()
        news = note_page(session, page.account_id, reading, now)
        under_way = self._walks.get(page.client_id) if page.walking else None
        if under_way is not None:
            return under_way.note(session, reading, news)
        if not page.walking:
            self._warm_up(session, page.account_id, page.snapshot, now)
        return news

    def _warm_up(
        self, session: Session, account_id: str, snapshot: Snapshot, now: datetime
    ) -> None:
        rest = walks.cooldown(session, account_id, now)
        if rest is None or rest.why not in _ENDED_BY_A_PERSON:
            return
        stopped_at = rest.until - self.manners.cooldowns[_ENDED_BY_A_PERSON[StopKind(rest.why)]]
        opened_at = snapshot.captured_at - timedelta(milliseconds=snapshot.age_ms or 0)
        # A page that was open before proves nothing.
        if snapshot.age_ms is not None and opened_at > stopped_at:
            walks.warm_up(session, account_id)


def _not_begun(why: WalkStop) -> WalkReply:
    return WalkReply(
        step=0, ask=None, stopped=why, listed=0, opened=0, left=None, seconds_left=None
    )


@dataclass
class ShownPage:
    """One page that a client shows; called as `cancelwindow.assessment.Alongside`."""

    walks: TabWalks
    client_id: str
    account_id: str
    snapshot: Snapshot
    walking: bool
    """Whether a walk has opened it."""
    _read: tuple[PageReading, News] | None = None

    def __call__(self, session: Session, reading: PageReading) -> None:
        """Note it."""
        self._read = reading, self.walks.note(session, self, reading)

    def done(self, page: Blocked | None) -> None:
        """It is recorded, or nothing could be read of it: let the walk know."""
        if self.walking and page is not None:
            self.walks.shown(self.client_id, page, News())
        elif self.walking and self._read is not None:
            self.walks.shown(self.client_id, *self._read)
