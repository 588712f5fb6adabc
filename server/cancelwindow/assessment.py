"""From a snapshot to verdicts: read it, join what is known, apply the rules, and remember."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session

from aliorders import selectors as css
from aliorders.merge import combine
from aliorders.models import (
    Blocked,
    Evidence,
    Missing,
    OrderStatus,
    PageKind,
    PageReading,
    Settled,
    Snapshot,
    found,
)
from aliorders.reading import read
from cancelwindow.lessons import Lessons
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.engine import assess
from cancelwindow.policy.history import NO_HISTORY, History
from cancelwindow.policy.verdict import Verdict
from cancelwindow.policy.window import may_need
from cancelwindow.protocol import AssessReply
from cancelwindow.sellers import known_to, seller_views, stores_named
from cancelwindow.store import clients, waits
from cancelwindow.store.database import Database
from cancelwindow.store.observations import (
    Provenance,
    StoredParcels,
    StoredReading,
    first_requests,
    latest_order,
    latest_parcels,
    record,
)
from cancelwindow.store.sample import Sample
from cancelwindow.store.standing import Judged
from cancelwindow.store.states import StateSource, make_stale, record_verdicts
from cancelwindow.store.tables import DEFAULT_ACCOUNT

Alongside = Callable[[Session, PageReading], None]
"""What a caller writes in the transaction that records a reading, with the session of that."""

_SHIPPED_FOR_GOOD = frozenset({OrderStatus.WAIT_BUYER_ACCEPT_GOODS, OrderStatus.FINISH})


class Assessor:
    """Answers for pages, with one store and one policy behind it."""

    def __init__(
        self, database: Database, book: PolicyBook, lessons: Lessons, buyer: Buyer = NOBODY
    ) -> None:
        """Answers `buyer` from `book`, remembers in `database`, and learns words as `lessons`."""
        self._database = database
        self._book = book
        self._lessons = lessons
        self.sample = Sample(database)
        self._last_used = clients.LastUsed()
        self._turn = Lock()
        self.buyer = buyer

    def assess_page(  # noqa: PLR0913 - a page, who shows it, and how they are answered
        self,
        snapshot: Snapshot,
        *,
        client_id: str | None,
        language: str,
        now: datetime,
        account_id: str = DEFAULT_ACCOUNT,
        alongside: Alongside | None = None,
    ) -> AssessReply | Blocked:
        """One verdict per order of the page, in page order; or why there is none.

        Tracking that an earlier snapshot saw counts as evidence, with its age. Everything is
        decided before anything is written, and written in one transaction: a page whose reading
        or ruling fails leaves nothing behind.

        Args:
            client_id: the paired browser that asks; None for a walk of our own.
            account_id: the AliExpress account whose orders these are.
            alongside: writes what has to stand or fall with this page.
        """
        provenance = Provenance(
            captured_at=snapshot.captured_at,
            received_at=now,
            source=snapshot.source,
            client_id=client_id,
            account_id=account_id,
        )
        # Python runs one thread at a time. Threads that wrestle for it at each statement take half
        # as long again, all of them, as they do one after another.
        with self._turn:
            reading = self.read(snapshot)
            if isinstance(reading, Blocked):
                return reading
            return self.assess_reading(reading, provenance, language=language, alongside=alongside)

    def read(self, snapshot: Snapshot) -> PageReading | Blocked:
        """What a page says, with the words that were learned."""
        return read(snapshot, learned=self._lessons.words())

    def assess_reading(
        self,
        reading: PageReading,
        provenance: Provenance,
        *,
        language: str,
        alongside: Alongside | None = None,
    ) -> AssessReply:
        """As `assess_page`, for a page that was read already."""
        provenance = _not_ahead(provenance)
        now, captured_at = provenance.received_at, provenance.captured_at
        with self._database.read() as session:
            ruled = self._ruled(session, reading, provenance, language)
        with self._database.write() as session:
            observations = _recorded(session, reading, provenance, ruled)
            if provenance.client_id is not None:
                self._last_used.note(session, provenance.client_id, now)
            if alongside is not None:
                alongside(session, reading)
            # Told from what is recorded now: this page may be the first that says anything of them.
            named = stores_named(reading, known_to(session))
            sellers = seller_views(session, named, self._book, now, language)
        self.learn(reading, captured_at)
        return AssessReply(
            page=reading.kind,
            settled=reading.settled is not Settled.NO,
            card=css.CARD if reading.kind is PageKind.ORDER_LIST else None,
            verdicts=tuple(
                with_observations(
                    verdict,
                    ruled.known
                    | {(reading.kind.value, captured_at): observations.get(verdict.order_id)},
                )
                for verdict in ruled.verdicts
            ),
            sellers=sellers,
        )

    def take_in(
        self, session: Session, reading: PageReading, provenance: Provenance, language: str
    ) -> None:
        """Record and judge a reading in a transaction of the caller's; answers nobody."""
        provenance = _not_ahead(provenance)
        _recorded(session, reading, provenance, self._ruled(session, reading, provenance, language))

    def learn(self, reading: PageReading, captured_at: datetime) -> None:
        """Keep the words that a page of the site taught. `captured_at` is aware UTC."""
        self._lessons.remember(reading.report.learnable, captured_at)

    def _ruled(
        self, session: Session, reading: PageReading, provenance: Provenance, language: str
    ) -> _Ruled:
        now, captured_at = provenance.received_at, provenance.captured_at
        stored = _stored_parcels(session, reading)
        pages = _stored_pages(session, reading)
        evidence = combine(
            [
                (reading, captured_at),
                *((one.reading, one.captured_at) for one in pages),
                *((_as_reading(parcels), parcels.captured_at) for parcels in stored),
            ]
        )
        history = self._history_for(session, evidence, now)
        evidence = with_requests(session, evidence)
        known: dict[tuple[str, datetime], int | None] = {
            (PageKind.TRACKING.value, one.captured_at): one.observation for one in stored
        }
        known |= {(one.reading.kind.value, one.captured_at): one.observation for one in pages}
        verdicts = tuple(
            assess(one, self._book, now, language, self.buyer, history=history) for one in evidence
        )
        return _Ruled(evidence, verdicts, known)

    def _history_for(
        self, session: Session, evidence: Iterable[Evidence], now: datetime
    ) -> History:
        waiting = [one.order for one in evidence if may_need(one.order)]
        if not waiting:
            return NO_HISTORY
        shops = (found(order.store) for order in waiting)
        named = (found(shop.store_id) for shop in shops if shop is not None)
        return self.sample.history(session, {one for one in named if one is not None}, now)


class _Ruled(NamedTuple):
    """What a reading and the store together say, and what was made of it."""

    evidence: tuple[Evidence, ...]
    verdicts: tuple[Verdict, ...]
    known: dict[tuple[str, datetime], int | None]
    """Stored observations that were used, by the kind and time of their page."""


def _not_ahead(provenance: Provenance) -> Provenance:
    # A clock that runs ahead must not make a page newer than all that follow it.
    captured_at = min(provenance.captured_at.astimezone(UTC), provenance.received_at)
    return replace(provenance, captured_at=captured_at)


def _recorded(
    session: Session, reading: PageReading, provenance: Provenance, ruled: _Ruled
) -> dict[str, int]:
    observations = record(session, reading, provenance)
    own = {order.order_id for order in reading.orders}
    answers = []
    for one, verdict in zip(ruled.evidence, ruled.verdicts, strict=True):
        # A tracking page alone does not say where its order stands.
        if verdict.order_id in own:
            observation = observations[verdict.order_id]
            source = StateSource(observation, provenance.captured_at, provenance.account_id)
            answers.append((Judged(one, verdict), source))
        else:
            make_stale(session, verdict.order_id, provenance.received_at)
    record_verdicts(session, answers)
    return observations


def _stored_pages(session: Session, reading: PageReading) -> list[StoredReading]:
    """For a tracking page, which does not state its order's status: the stored word on it.

    Only where that was shipped already. Such a status never goes back, while an earlier one, and
    its Cancel button, say nothing of today.
    """
    if reading.orders:
        return []
    named = {found(parcel.order_id) for parcel in reading.parcels} - {None}
    pages = [latest_order(session, str(order_id)) for order_id in named]
    return [
        page
        for page in pages
        if page is not None and page.reading.orders[0].status in _SHIPPED_FOR_GOOD
    ]


def _stored_parcels(session: Session, reading: PageReading) -> tuple[StoredParcels, ...]:
    named = (parcel.order_id for parcel in reading.parcels)
    order_ids = dict.fromkeys(
        [
            *(order.order_id for order in reading.orders),
            *(order_id for order_id in named if not isinstance(order_id, Missing)),
        ]
    )
    return latest_parcels(session, order_ids)


def history_for(session: Session, evidence: Iterable[Evidence]) -> History:
    """The user's own orders, where one of these orders needs them."""
    needed = any(may_need(one.order) for one in evidence)
    return waits.history(session) if needed else NO_HISTORY


def with_requests(session: Session, evidence: Collection[Evidence]) -> tuple[Evidence, ...]:
    """The same, with what earlier pages showed of a cancellation request."""
    seen = first_requests(session, [one.order.order_id for one in evidence])
    return tuple(_with_request(one, seen.get(one.order.order_id)) for one in evidence)


def _with_request(evidence: Evidence, first: datetime | None) -> Evidence:
    newest = max(page.captured_at for page in evidence.seen)
    return evidence.model_copy(update={"request_seen": first is not None and first < newest})


def stored_readings(session: Session, order_id: str) -> list[StoredReading]:
    """What the store holds of an order: the newest page of it, and the newest word on each parcel.

    Empty for an order that was never seen.
    """
    page = latest_order(session, order_id)
    parcels = (
        StoredReading(one.observation, one.captured_at, _as_reading(one))
        for one in latest_parcels(session, [order_id])
    )
    return [*([] if page is None else [page]), *parcels]


def _as_reading(stored: StoredParcels) -> PageReading:
    return PageReading(kind=PageKind.TRACKING, orders=(), parcels=stored.parcels)


def with_observations(
    verdict: Verdict, observations: Mapping[tuple[str, datetime], int | None]
) -> Verdict:
    """`verdict` with the stored observation behind each page, by its kind and time."""
    basis = tuple(
        one.model_copy(update={"observation": observations.get((one.kind, one.captured_at))})
        for one in verdict.based_on
    )
    return verdict.model_copy(update={"based_on": basis})
