"""A page of the walk into the store: recorded as the companion records one, with the checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aliorders.cutting import cut
from aliorders.due import may_still_offer_cancel
from aliorders.history import Ask, OpenList, OpenOrder, OpenReturns, OpenTracking, ShowMore
from aliorders.models import Blocked, BlockedKind, PageKind, PageReading, Snapshot
from cancelwindow.assessment import Assessor
from cancelwindow.store import listed, page_copies, returns, walks
from cancelwindow.store.database import Database
from cancelwindow.store.kept import kept_order
from cancelwindow.store.listed import News
from cancelwindow.store.observations import Provenance

_LANGUAGE = "en"
"""Of the verdicts' sentences, which are not stored."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that was read and recorded; `news` of a page of the list."""

    reading: PageReading
    news: News


class Taker:
    """Reads the pages of one account and records them.

    Args:
        database: the store that `assessor` records in.
        assessor: reads, judges and records, as for a paired browser.
        account_id: whose pages they are.
        copying: keep a copy of each page, without what is personal.
    """

    def __init__(
        self, database: Database, assessor: Assessor, account_id: str, *, copying: bool = False
    ) -> None:
        self._database = database
        self._assessor = assessor
        self._account = account_id
        self._copying = copying
        self._last: tuple[Snapshot, PageReading | Blocked] | None = None
        self._rows: dict[str, int] = {}

    def is_enough(self, snapshot: Snapshot) -> bool:
        """Whether nothing that matters can still be drawn on an order's page."""
        reading = self._read(snapshot)
        if isinstance(reading, Blocked):
            return reading.kind is not BlockedKind.SKELETON
        return not any(may_still_offer_cancel(order) for order in reading.orders)

    def _read(self, snapshot: Snapshot) -> PageReading | Blocked:
        if self._last is None or self._last[0] is not snapshot:
            self._last = (snapshot, self._assessor.read(snapshot))
        return self._last[1]

    def take(self, ask: Ask, snapshot: Snapshot, now: datetime) -> Taken | Blocked:
        """Read a page, and record what it says with what the walk has to know of it.

        Both are one transaction: a walk that is killed has either both or neither.
        """
        reading = self._read(snapshot)
        copy = cut(snapshot) if self._copying else None
        if isinstance(reading, Blocked):
            self._take_blocked(reading, copy, now)
            return reading
        news: list[News] = []

        def note(session: Session, _recorded: PageReading) -> None:
            walks.count_load(session, self._account, now.date())
            news.append(self._note(session, ask, reading, now))
            if copy is not None:
                page_copies.keep(session, self._account, copy, now, was_read=True)

        provenance = Provenance(
            captured_at=snapshot.captured_at,
            received_at=now,
            source=snapshot.source,
            client_id=None,
            account_id=self._account,
        )
        recorded = self._without_known_rows(reading)
        self._assessor.assess_reading(recorded, provenance, language=_LANGUAGE, alongside=note)
        return Taken(reading, news[0])

    def _take_blocked(self, page: Blocked, copy: Snapshot | None, now: datetime) -> None:
        with self._database.write() as session:
            walks.count_load(session, self._account, now.date())
            if copy is not None and page.kind is BlockedKind.LAYOUT_CHANGED:
                page_copies.keep(session, self._account, copy, now, was_read=False)

    def _without_known_rows(self, reading: PageReading) -> PageReading:
        """A page of the list without the rows that this walk has recorded just so: it goes through
        the list at least twice within minutes."""
        if reading.kind is not PageKind.ORDER_LIST:
            return reading
        rows = {order.order_id: hash(kept_order(order)) for order in reading.orders}
        fresh = [
            order
            for order in reading.orders
            if self._rows.get(order.order_id) != rows[order.order_id]
        ]
        self._rows |= rows
        return reading.model_copy(update={"orders": tuple(fresh)})

    def _note(self, session: Session, ask: Ask, reading: PageReading, now: datetime) -> News:
        if isinstance(ask, OpenList | ShowMore):
            return listed.meet(session, self._account, reading.orders, now)
        if isinstance(ask, OpenOrder):
            for order in reading.orders:
                listed.detail_was_read(session, order, now)
        elif isinstance(ask, OpenTracking):
            listed.tracking_was_read(session, ask.order_id, now)
        elif isinstance(ask, OpenReturns):
            returns.meet(session, self._account, reading.returns, now)
        return News()
