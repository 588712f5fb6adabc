"""What snapshots said: recording it, and asking for the latest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, insert, select
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
from cancelwindow.store.inserting import table_of
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
    orders = {order.order_id: order for order in reading.orders}
    parcels = parcels_by_order(reading)
    at = provenance.captured_at
    told = [
        waits.Told(order_id, orders.get(order_id), parcels.get(order_id, ()), at)
        for order_id in dict.fromkeys([*orders, *parcels])
    ]
    connection = session.connection()
    reading_id = connection.scalars(
        _ADD_READING,
        {
            "page_kind": reading.kind.value,
            "captured_at": at,
            "received_at": provenance.received_at,
            "source": provenance.source.value,
            "client_id": provenance.client_id,
            "settled": reading.settled.value,
            "account_id": provenance.account_id,
            "report_json": kept_report(reading.report),
        },
    ).one()
    observations = [
        {
            "reading_id": reading_id,
            "order_id": one.order_id,
            "order_json": kept_order(one.order) if one.order else None,
            "parcels_json": kept_parcels(one.parcels) if one.parcels else None,
        }
        for one in told
    ]
    # Of an empty list SQLAlchemy makes one row without values.
    added = connection.execute(_ADD_OBSERVATIONS, observations).all() if observations else ()
    stayed = [
        *(stay for order in orders.values() for stay in stays.of_order(order, at)),
        *(stay for entry in reading.returns for stay in stays.of_return(entry, at)),
    ]
    waits.note(session, told)
    stays.note(session, stayed)
    record_profiles(session, reading_id, at, reading.stores)
    return {row.order_id: row.id for row in added}


_READINGS, _OBSERVATIONS = table_of(ReadingRow), table_of(ObservationRow)
_ADD_READING = insert(_READINGS).returning(_READINGS.c.id)
_ADD_OBSERVATIONS = insert(_OBSERVATIONS).returning(_OBSERVATIONS.c.id, _OBSERVATIONS.c.order_id)


def latest_parcels(session: Session, order_ids: Collection[str]) -> tuple[StoredParcels, ...]:
    """The newest stored word on each parcel of some orders: order by order, newest snapshot first.

    A tracking page can show one parcel of several, so parcels are told apart by tracking number.
    """
    if not order_ids:
        return ()
    rows: dict[str, list[_ParcelsRow]] = {order_id: [] for order_id in order_ids}
    for row in session.connection().execute(_LATEST_PARCELS, {"orders": list(rows)}):
        rows[row.order_id].append(_ParcelsRow(*row))
    return tuple(found for mine in rows.values() for found in _newest_words(mine))


class _ParcelsRow(NamedTuple):
    """The parcels of an observation, as they are stored."""

    observation: int
    order_id: str
    text: str
    captured_at: datetime


def _latest_parcels() -> Select[*tuple[Any, ...]]:
    """Built once: that takes longer than to ask."""
    row = ObservationRow
    newest_first = (ReadingRow.captured_at.desc(), row.id.desc())
    place = func.row_number().over(partition_by=row.order_id, order_by=newest_first)
    ranked = (
        select(row.id, row.order_id, row.parcels_json, ReadingRow.captured_at, place.label("place"))
        .join(row.reading)
        .where(row.order_id.in_(bindparam("orders", expanding=True)), row.parcels_json.is_not(None))
        .subquery()
    )
    columns = (ranked.c.id, ranked.c.order_id, ranked.c.parcels_json, ranked.c.captured_at)
    return select(*columns).where(ranked.c.place <= LOOKED_BACK).order_by(ranked.c.place)


_LATEST_PARCELS = _latest_parcels()


def _newest_words(rows: Iterable[_ParcelsRow]) -> Iterator[StoredParcels]:
    """Of the rows of one order, newest first: each parcel as the newest of them has it."""
    known: set[str | None] = set()
    read: set[str] = set()
    for row in rows:
        # A page that is looked at again mostly says the same again.
        if row.text in read:
            continue
        read.add(row.text)
        parcels = tuple(
            parcel.model_copy(update={"order_id": row.order_id})
            for parcel in parcels_of(row.text)
            if _number(parcel) not in known
        )
        if parcels:
            known.update(_number(parcel) for parcel in parcels)
            yield StoredParcels(row.observation, row.captured_at, parcels)


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


def first_requests(session: Session, order_ids: Collection[str]) -> Mapping[str, datetime]:
    """Of those orders of which some page showed a cancellation request that ran, when the first of
    these pages was captured."""
    rows = session.connection().execute(_REQUESTS, {"orders": order_ids})
    return {row.order_id: row.first for row in rows}


_REQUESTS = (
    select(ObservationRow.order_id, func.min(ReadingRow.captured_at).label("first"))
    .join(ObservationRow.reading)
    .where(
        ObservationRow.order_id.in_(bindparam("orders", expanding=True)),
        ObservationRow.order_json.contains(f'"status":"{OrderStatus.IN_CANCEL}"'),
    )
    .group_by(ObservationRow.order_id)
)
"""Built once: that takes longer than to ask."""


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
