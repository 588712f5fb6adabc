"""What snapshots said: recording it, and asking for the latest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import (
    Missing,
    OrderStatus,
    PageKind,
    PageReading,
    Parcel,
    Settled,
    SnapshotSource,
)
from cancelwindow.store import stays, waits
from cancelwindow.store.kept import (
    kept_order,
    kept_parcels,
    kept_report,
    order_of,
    parcels_of,
    report_of,
)
from cancelwindow.store.profiles import record_profiles
from cancelwindow.store.tables import (
    DEFAULT_ACCOUNT,
    ObservationRow,
    OrderStateRow,
    ReadingRow,
)

LOOKED_BACK = 50
"""Observations of one order searched for parcels: far more than an order has parcels."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a reading comes from. Instants are aware UTC."""

    captured_at: datetime
    received_at: datetime
    source: SnapshotSource
    client_id: str | None
    account_id: str = DEFAULT_ACCOUNT


@dataclass(frozen=True, slots=True)
class StoredParcels:
    """Parcels of one order as one observation had them."""

    observation: int
    captured_at: datetime
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What one observation had of one order, as a reading of its page."""

    observation: int
    captured_at: datetime
    reading: PageReading


def record(session: Session, reading: PageReading, provenance: Provenance) -> dict[str, int]:
    """Add what a snapshot said; gives the observation's id for each order it spoke of.

    Parcels that name no order belong to the only order of the page, and are left out on a page
    with several.
    """
    row = ReadingRow(
        page_kind=reading.kind.value,
        captured_at=provenance.captured_at,
        received_at=provenance.received_at,
        source=provenance.source.value,
        client_id=provenance.client_id,
        settled=reading.settled.value,
        account_id=provenance.account_id,
        report_json=kept_report(reading.report),
    )
    orders = {order.order_id: order for order in reading.orders}
    parcels = parcels_by_order(reading)
    observations = []
    for order_id in dict.fromkeys([*orders, *parcels]):
        order = orders.get(order_id)
        observations.append(
            ObservationRow(
                reading=row,
                order_id=order_id,
                order_json=kept_order(order) if order else None,
                parcels_json=kept_parcels(parcels[order_id]) if order_id in parcels else None,
            )
        )
        waits.note(session, order_id, order, parcels.get(order_id, ()), provenance.captured_at)
        if order is not None:
            stays.note(session, order, provenance.captured_at)
    for entry in reading.returns:
        stays.note_return(session, entry, provenance.captured_at)
    session.add_all([row, *observations])
    session.flush()
    record_profiles(session, row, reading.stores)
    return {observation.order_id: observation.id for observation in observations}


def latest_parcels(session: Session, order_id: str) -> tuple[StoredParcels, ...]:
    """The newest stored word on each parcel of an order, newest snapshot first.

    A tracking page can show one parcel of several, so parcels are told apart by tracking number.
    """
    rows = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_id == order_id, ObservationRow.parcels_json.is_not(None))
        .order_by(ReadingRow.captured_at.desc(), ObservationRow.id.desc())
        .limit(LOOKED_BACK)
    )
    known: set[str | None] = set()
    found: list[StoredParcels] = []
    for row in rows:
        parcels = tuple(
            parcel.model_copy(update={"order_id": order_id})
            for parcel in parcels_of(row.parcels_json or "[]")
            if _number(parcel) not in known
        )
        if parcels:
            known.update(_number(parcel) for parcel in parcels)
            found.append(StoredParcels(row.id, row.reading.captured_at, parcels))
    return tuple(found)


def latest_order(session: Session, order_id: str) -> StoredReading | None:
    """The newest stored word on an order; None where none is stored that we can read."""
    rows = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_id == order_id, ObservationRow.order_json.is_not(None))
        .order_by(ReadingRow.captured_at.desc(), ObservationRow.id.desc())
        .limit(LOOKED_BACK)
    )
    for row in rows:
        order = order_of(row.order_json or "")
        if order is None:
            continue
        reading = PageReading(
            kind=PageKind(row.reading.page_kind),
            orders=(order,),
            settled=Settled(row.reading.settled),
            report=report_of(row.reading.report_json),
        )
        return StoredReading(row.id, row.reading.captured_at, reading)
    return None


def request_seen(session: Session, order_id: str, before: datetime) -> bool:
    """Whether a page of an order, captured before, showed a cancellation request that ran."""
    shown = f'"status":"{OrderStatus.IN_CANCEL}"'
    found = session.scalar(
        select(ObservationRow.id)
        .join(ObservationRow.reading)
        .where(
            ObservationRow.order_id == order_id,
            ObservationRow.order_json.contains(shown),
            ReadingRow.captured_at < before,
        )
        .limit(1)
    )
    return found is not None


def latest_verdicts(session: Session) -> list[OrderStateRow]:
    """The current state of each order, the latest evaluated first."""
    return list(
        session.scalars(
            select(OrderStateRow).order_by(
                OrderStateRow.evaluated_at.desc(), OrderStateRow.order_id
            )
        )
    )


def parcels_by_order(reading: PageReading) -> dict[str, tuple[Parcel, ...]]:
    """A page's parcels by their order; those that name none are the only order's, or left out."""
    named = {p.order_id for p in reading.parcels if not isinstance(p.order_id, Missing)}
    on_page = {order.order_id for order in reading.orders} | named
    owner = next(iter(on_page)) if len(on_page) == 1 else None
    grouped: dict[str, tuple[Parcel, ...]] = {}
    for parcel in reading.parcels:
        order_id = owner if isinstance(parcel.order_id, Missing) else parcel.order_id
        if order_id is not None:
            grouped[order_id] = (*grouped.get(order_id, ()), parcel)
    return grouped


def _number(parcel: Parcel) -> str | None:
    return None if isinstance(parcel.tracking_number, Missing) else parcel.tracking_number
