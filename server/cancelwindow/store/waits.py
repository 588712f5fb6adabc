"""How long each order waited for shipment and for its first scan, kept with every observation.

One row per order, derived from what its observations said: a narrow table, so that all orders can
be counted while a page waits for its answer. Where a page prints a date, that date is the end of
the wait; where none was printed, the wait ended between the last time the order was seen waiting
and the first time it was not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import (
    EndReason,
    Missing,
    Moment,
    Order,
    OrderStatus,
    Parcel,
    ParcelStage,
    found,
)
from aliorders.stages import SCANNED, stage_of_event
from cancelwindow.policy.history import History, Spell, Wait
from cancelwindow.store.by_order import rows_of_orders
from cancelwindow.store.inserting import insert_rows
from cancelwindow.store.kept import order_of, parcels_of
from cancelwindow.store.tables import ObservationRow, ReadingRow, WaitRow

_NOT_SHIPPED = frozenset(
    {
        OrderStatus.PLACE_ORDER_SUCCESS,
        OrderStatus.PAYMENT_PROCESSING,
        OrderStatus.RISK_CONTROL,
        OrderStatus.RISK_CONTROL_HOLD,
        OrderStatus.WAIT_SELLER_EXAMINE_MONEY,
        OrderStatus.WAIT_GROUP_SUCCESS,
        OrderStatus.IN_PRESELL_PROMOTION,
        OrderStatus.WAIT_SELLER_SEND_GOODS,
        OrderStatus.REQUIRE_REVIEW,
    }
)
"""Statuses that say that nothing was shipped."""

SHIPPED = frozenset({OrderStatus.SELLER_PART_SEND_GOODS, OrderStatus.WAIT_BUYER_ACCEPT_GOODS})
"""Statuses that say that something was. A dispute or a cancellation says neither."""

_ENDED = frozenset({OrderStatus.FINISH, OrderStatus.ARCHIVE})

_HOUR = timedelta(hours=1)

_AT_ONCE = 500
"""Observations held in memory while the rows are made."""


class Told(NamedTuple):
    """What one observation tells of an order. `captured_at` is aware UTC."""

    order_id: str
    order: Order | None
    parcels: tuple[Parcel, ...]
    captured_at: datetime


def note(session: Session, observations: Sequence[Told]) -> None:
    """Add what observations of orders tell of their waits."""
    named = {one.order_id for one in observations}
    stored = rows_of_orders(session, WaitRow, named)
    rows = {row.order_id: row for row in stored}
    new = []
    for one in observations:
        row = rows.get(one.order_id)
        if row is None:
            rows[one.order_id] = row = WaitRow(order_id=one.order_id)
            new.append(row)
        if one.order is not None:
            _note_order(row, one.order, one.captured_at)
        _note_parcels(row, one.parcels, one.captured_at)
        _note_hours(row)
    insert_rows(session, new)


def _note_order(row: WaitRow, order: Order, captured_at: datetime) -> None:
    if not isinstance(order.store, Missing):
        row.store_id = found(order.store.store_id) or row.store_id
    if not isinstance(order.is_choice, Missing):
        row.is_choice = order.is_choice
    paid, shipped = _span(order.paid), _span(order.shipped)
    if paid is not None:
        row.paid_earliest, row.paid_latest = paid
    if shipped is not None:
        row.shipped_earliest, row.shipped_latest = shipped
    if order.status in _NOT_SHIPPED:
        row.unshipped_at = _later(row.unshipped_at, captured_at)
        row.unscanned_at = _later(row.unscanned_at, captured_at)
    elif order.status in SHIPPED or _was_received(order):
        row.shipped_by = _earlier(row.shipped_by, captured_at)


def _was_received(order: Order) -> bool:
    return order.status in _ENDED and order.end_reason is EndReason.RECEIVED


def _note_parcels(row: WaitRow, parcels: tuple[Parcel, ...], captured_at: datetime) -> None:
    scanned = [parcel for parcel in parcels if parcel.stage in SCANNED]
    if scanned:
        row.scanned_by = _earlier(row.scanned_by, captured_at)
    elif parcels and all(parcel.stage is ParcelStage.ANNOUNCED for parcel in parcels):
        row.unscanned_at = _later(row.unscanned_at, captured_at)
    first = min(_scans(scanned), default=None)
    if first is not None and (row.scanned_earliest is None or first[0] < row.scanned_earliest):
        row.scanned_earliest, row.scanned_latest = first


def _note_hours(row: WaitRow) -> None:
    if row.paid_earliest is None or row.paid_latest is None:
        return
    paid = row.paid_earliest, row.paid_latest
    row.shipped_low, row.shipped_high = _hours_waited(
        *paid, _End(row.unshipped_at, row.shipped_by, row.shipped_earliest, row.shipped_latest)
    )
    row.scanned_low, row.scanned_high = _hours_waited(
        *paid, _End(row.unscanned_at, row.scanned_by, row.scanned_earliest, row.scanned_latest)
    )


class _End(NamedTuple):
    """What is known of the end of a wait."""

    waiting_at: datetime | None
    """Last seen waiting."""
    ended_by: datetime | None
    """First seen no longer waiting."""
    earliest: datetime | None
    """When it ended, where a page printed that."""
    latest: datetime | None


def _hours_waited(
    paid_earliest: datetime, paid_latest: datetime, end: _End
) -> tuple[float | None, float | None]:
    """The shortest and the longest wait from payment to an end, as a row holds them."""
    if end.earliest is not None and end.latest is not None:
        return _hours(paid_latest, end.earliest), _hours(paid_earliest, end.latest)
    low = 0.0 if end.waiting_at is None else _hours(paid_latest, end.waiting_at)
    if end.ended_by is None:
        return low or None, None
    high = _hours(paid_earliest, end.ended_by)
    # An order list that lags can show an order as waiting after another page did not.
    return min(low, high), high


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start) / _HOUR)


def _scans(parcels: Iterable[Parcel]) -> Iterator[tuple[datetime, datetime]]:
    for parcel in parcels:
        for event in parcel.events:
            span = _span(event.at)
            if span is not None and stage_of_event(event)[0] in SCANNED:
                yield span


def _span(moment: Moment | Missing) -> tuple[datetime, datetime] | None:
    """All that a printed moment can mean; None where there is none, or beyond the calendar."""
    if isinstance(moment, Missing):
        return None
    try:
        return moment.earliest, moment.latest
    except OverflowError:
        return None


def _later(known: datetime | None, seen: datetime) -> datetime:
    return seen if known is None else max(known, seen)


def _earlier(known: datetime | None, seen: datetime) -> datetime:
    return seen if known is None else min(known, seen)


def fill(session: Session) -> None:
    """Make the rows of a store that has observations and no rows yet: one of an older version."""
    if session.scalar(select(WaitRow.order_id).limit(1)) is not None:
        return
    observations = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .order_by(ReadingRow.captured_at, ObservationRow.id)
    )
    for part in observations.yield_per(_AT_ONCE).partitions():
        note(session, [_told(one) for one in part])


def _told(one: ObservationRow) -> Told:
    order = None if one.order_json is None else order_of(one.order_json)
    parcels = parcels_of(one.parcels_json or "[]")
    return Told(one.order_id, order, parcels, one.reading.captured_at)


_SPELLS = select(
    WaitRow.store_id,
    WaitRow.is_choice,
    WaitRow.shipped_low,
    WaitRow.shipped_high,
    WaitRow.scanned_low,
    WaitRow.scanned_high,
).where(WaitRow.paid_earliest.is_not(None))
_SPELLS_OF_STORES = _SPELLS.where(WaitRow.store_id.in_(bindparam("stores", expanding=True)))


def history(session: Session) -> History:
    """Every order whose payment was seen, as a sample of waits."""
    return History(spells(session))


def spells(session: Session, store_ids: Collection[str] | None = None) -> Iterator[Spell]:
    """The orders whose payment was seen: all, or those of some stores."""
    rows = (
        session.connection().execute(_SPELLS)
        if store_ids is None
        else session.connection().execute(_SPELLS_OF_STORES, {"stores": sorted(store_ids)})
    )
    for store_id, is_choice, shipped_low, shipped_high, scanned_low, scanned_high in rows:
        yield Spell(
            store_id,
            is_choice,
            None if shipped_low is None else Wait(shipped_low, shipped_high),
            None if scanned_low is None else Wait(scanned_low, scanned_high),
        )


def count(session: Session) -> int:
    """How many orders have a row."""
    return session.scalar(_COUNT) or 0


_COUNT = select(func.count()).select_from(WaitRow)
