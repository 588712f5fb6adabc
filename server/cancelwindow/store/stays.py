"""In which states each order was seen, kept with every observation, and the orders of a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import Missing, Order, OrderStatus, ReverseOrder, found
from cancelwindow.policy.history import Wait
from cancelwindow.policy.seller_record import RETURN_CASE, OrderPast, Stay
from cancelwindow.store.by_order import rows_of_orders
from cancelwindow.store.inserting import insert_rows
from cancelwindow.store.kept import order_of
from cancelwindow.store.seller_tables import OrderStayRow
from cancelwindow.store.tables import ObservationRow, ReadingRow, WaitRow

_AT_ONCE = 500
"""Observations held in memory while the rows are made."""


class Stayed(NamedTuple):
    """An order, and a state that it was seen in."""

    order_id: str
    stay: Stay


def of_order(order: Order, captured_at: datetime) -> Iterator[Stayed]:
    """What one observation of an order tells of its state, if anything. `captured_at` is aware."""
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
    yield Stayed(order.order_id, stay)


def of_return(entry: ReverseOrder, captured_at: datetime) -> Iterator[Stayed]:
    """That the list of returns and disputes names an order, if it does."""
    if not isinstance(entry.order_id, Missing):
        yield Stayed(entry.order_id, Stay(RETURN_CASE, "", "", captured_at, captured_at))


def note(session: Session, seen: Sequence[Stayed]) -> None:
    """Add states that orders were seen in."""
    named = {one.order_id for one in seen}
    if not named:
        return
    stored = rows_of_orders(session, OrderStayRow, named)
    rows = {(row.order_id, row.state, row.end_reason, row.end_cause): row for row in stored}
    new = []
    for order_id, stay in seen:
        key = (order_id, stay.state, stay.end_reason, stay.end_cause)
        row = rows.get(key)
        if row is None:
            rows[key] = _new_row(order_id, stay)
            new.append(rows[key])
            continue
        row.first_at = min(row.first_at, stay.first)
        row.last_at = max(row.last_at, stay.last)
        row.is_overdue = row.is_overdue or stay.is_overdue
        row.has_refund = row.has_refund or stay.has_refund
    insert_rows(session, new)


def _new_row(order_id: str, stay: Stay) -> OrderStayRow:
    return OrderStayRow(
        order_id=order_id,
        state=stay.state,
        end_reason=stay.end_reason,
        end_cause=stay.end_cause,
        first_at=stay.first,
        last_at=stay.last,
        is_overdue=stay.is_overdue,
        has_refund=stay.has_refund,
    )


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
    for part in observations.yield_per(_AT_ONCE).partitions():
        orders = ((order_of(one.order_json or ""), one.reading.captured_at) for one in part)
        note(session, [told for order, at in orders if order for told in of_order(order, at)])


def orders_of(session: Session, store_ids: Collection[str]) -> Mapping[str, tuple[OrderPast, ...]]:
    """Every order with one of these stores, by store. An order of several counts for its first."""
    if not store_ids:
        return {}
    stays: dict[str, list[Stay]] = defaultdict(list)
    waits: dict[str, Any] = {}
    for row in session.connection().execute(_ORDERS, {"stores": sorted(store_ids)}):
        waits[row.order_id] = row
        if row.state is not None:
            stays[row.order_id].append(Stay(*row[-_OF_A_STAY:]))
    found_orders: dict[str, list[OrderPast]] = defaultdict(list)
    for order_id, row in waits.items():
        wait = None if row.shipped_low is None else Wait(row.shipped_low, row.shipped_high)
        past = OrderPast(
            stays=tuple(stays[order_id]),
            shipped=wait,
            paid=row.paid_latest,
            shipped_by=row.shipped_by,
            declared=row.shipped_latest,
            unscanned_at=row.unscanned_at,
            was_scanned=row.is_scanned,
        )
        found_orders[row.store_id].append(past)
    return {store: tuple(pasts) for store, pasts in found_orders.items()}


_OF_A_STAY = len(Stay._fields)


def _statement() -> Select[*tuple[Any, ...]]:
    """Built once: that takes longer than to ask."""
    wait, stay = WaitRow, OrderStayRow
    return (
        select(
            wait.order_id,
            wait.store_id,
            wait.paid_latest,
            wait.shipped_low,
            wait.shipped_high,
            wait.shipped_by,
            wait.shipped_latest,
            wait.unscanned_at,
            wait.scanned_by.is_not(None).label("is_scanned"),
            stay.state,
            stay.end_reason,
            stay.end_cause,
            stay.first_at,
            stay.last_at,
            stay.is_overdue,
            stay.has_refund,
        )
        .outerjoin(stay, stay.order_id == wait.order_id)
        .where(wait.store_id.in_(bindparam("stores", expanding=True)))
    )


_ORDERS = _statement()
