"""In which states each order was seen, kept with every observation, and the orders of a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import Missing, Order, OrderStatus, ReverseOrder, found
from cancelwindow.policy.history import Wait
from cancelwindow.policy.seller_record import RETURN_CASE, OrderPast, Stay
from cancelwindow.store.kept import order_of
from cancelwindow.store.seller_tables import OrderStayRow
from cancelwindow.store.tables import ObservationRow, ReadingRow, WaitRow

_AT_ONCE = 500
"""Observations held in memory while the rows are made."""


def note(session: Session, order: Order, captured_at: datetime) -> None:
    """Add what one observation of an order tells of its state. `captured_at` is aware UTC."""
    if order.status is OrderStatus.UNKNOWN:
        return
    ends = order.status_ends
    is_late = (
        order.status is OrderStatus.WAIT_SELLER_SEND_GOODS
        and not isinstance(ends, Missing)
        and captured_at > ends.latest
    )
    reason, cause = found(order.end_reason), found(order.end_cause)
    stay = Stay(
        state=order.status.value,
        end_reason="" if reason is None else reason.value,
        end_cause="" if cause is None else cause.value,
        first=captured_at,
        last=captured_at,
        is_overdue=is_late,
        has_refund=not isinstance(order.refund_line, Missing),
    )
    _add(session, order.order_id, stay)


def note_return(session: Session, entry: ReverseOrder, captured_at: datetime) -> None:
    """Add that the list of returns and disputes names an order."""
    if not isinstance(entry.order_id, Missing):
        _add(session, entry.order_id, Stay(RETURN_CASE, "", "", captured_at, captured_at))


def _add(session: Session, order_id: str, stay: Stay) -> None:
    key = (order_id, stay.state, stay.end_reason, stay.end_cause)
    row = session.get(OrderStayRow, key)
    if row is None:
        session.add(
            OrderStayRow(
                order_id=order_id,
                state=stay.state,
                end_reason=stay.end_reason,
                end_cause=stay.end_cause,
                first_at=stay.first,
                last_at=stay.last,
                is_overdue=stay.is_overdue,
                has_refund=stay.has_refund,
            )
        )
        return
    row.first_at = min(row.first_at, stay.first)
    row.last_at = max(row.last_at, stay.last)
    row.is_overdue = row.is_overdue or stay.is_overdue
    row.has_refund = row.has_refund or stay.has_refund


def fill(session: Session) -> None:
    """Make the rows of a store that has observations and no rows yet: one of an older version."""
    if session.scalar(select(OrderStayRow.order_id).limit(1)) is not None:
        return
    observations = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_json.is_not(None))
        .order_by(ReadingRow.captured_at, ObservationRow.id)
    )
    for one in observations.yield_per(_AT_ONCE):
        order = order_of(one.order_json or "")
        if order is not None:
            note(session, order, one.reading.captured_at)


def orders_of(session: Session, store_ids: Collection[str]) -> Mapping[str, tuple[OrderPast, ...]]:
    """Every order with one of these stores, by store. An order of several counts for its first."""
    if not store_ids:
        return {}
    waits = session.execute(
        select(
            WaitRow.order_id,
            WaitRow.store_id,
            WaitRow.paid_latest,
            WaitRow.shipped_low,
            WaitRow.shipped_high,
            WaitRow.shipped_by,
            WaitRow.shipped_latest,
            WaitRow.unscanned_at,
            WaitRow.scanned_by,
        ).where(WaitRow.store_id.in_(store_ids))
    ).all()
    stays = _stays(session, store_ids)
    found_orders: dict[str, list[OrderPast]] = defaultdict(list)
    for row in waits:
        wait = None if row.shipped_low is None else Wait(row.shipped_low, row.shipped_high)
        found_orders[row.store_id].append(
            OrderPast(
                stays=tuple(stays.get(row.order_id, ())),
                shipped=wait,
                paid=row.paid_latest,
                shipped_by=row.shipped_by,
                declared=row.shipped_latest,
                unscanned_at=row.unscanned_at,
                was_scanned=row.scanned_by is not None,
            )
        )
    return {store: tuple(pasts) for store, pasts in found_orders.items()}


def _stays(session: Session, store_ids: Iterable[str]) -> Mapping[str, list[Stay]]:
    rows = session.execute(
        select(
            OrderStayRow.order_id,
            OrderStayRow.state,
            OrderStayRow.end_reason,
            OrderStayRow.end_cause,
            OrderStayRow.first_at,
            OrderStayRow.last_at,
            OrderStayRow.is_overdue,
            OrderStayRow.has_refund,
        )
        .join(WaitRow, WaitRow.order_id == OrderStayRow.order_id)
        .where(WaitRow.store_id.in_(store_ids))
    )
    stays: dict[str, list[Stay]] = defaultdict(list)
    for order_id, state, reason, cause, first, last, is_overdue, has_refund in rows:
        stay = Stay(state, reason, cause, first, last, is_overdue, has_refund)
        stays[order_id].append(stay)
    return stays
