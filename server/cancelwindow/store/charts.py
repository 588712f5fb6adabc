"""Figures over all orders, for charts: by month, by shop, waits, and how cancellations ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from aliorders.models import EndReason
from cancelwindow.store.tables import OrderStateRow, WaitRow

_MONTH = func.substr(OrderStateRow.placed_day, 1, 7)
_CANCELLED = func.sum(case((OrderStateRow.end_reason == EndReason.CANCELLED.value, 1), else_=0))


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Orders placed in one month, of one currency."""

    month: str
    """Such as ``2026-11``, in the site's own time."""
    currency: str | None
    orders: int
    total_minor: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """All orders of one shop, of one currency."""

    store_id: str
    store_name: str | None
    currency: str | None
    orders: int
    total_minor: int
    cancelled: int
    open: int
    last_ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Waited:
    """How long one order waited, in hours from payment.

    `high` is None where it was not seen to end; both ends are equal where a page printed the time.
    """

    order_id: str
    store_id: str | None
    month: str | None
    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class CancelOutcome:
    """How the orders ended whose cancellation was asked for, and how long that took."""

    end_reason: str | None
    """None while the request runs, or where the order went on."""
    is_open: bool
    orders: int
    hours: tuple[float, ...]
    """From when the request was first seen to when the end was, of orders that ended."""


def months(session: Session, *, account_id: str | None = None) -> tuple[MonthFigures, ...]:
    """Orders and sums by month and currency, the oldest first; undated orders are left out."""
    rows = session.execute(
        select(
            _MONTH,
            OrderStateRow.currency,
            func.count(),
            func.coalesce(func.sum(OrderStateRow.total_minor), 0),
            _CANCELLED,
        )
        .where(OrderStateRow.placed_day.is_not(None), *_mine(account_id))
        .group_by(_MONTH, OrderStateRow.currency)
        .order_by(_MONTH, OrderStateRow.currency)
    )
    return tuple(
        MonthFigures(month, currency, number, int(total), int(cancelled))
        for month, currency, number, total, cancelled in rows
    )


def stores(
    session: Session, *, account_id: str | None = None, limit: int | None = None
) -> tuple[StoreFigures, ...]:
    """Orders and sums by shop and currency, the shop with most orders first."""
    number, newest = func.count(), func.max(OrderStateRow.ordered_at)
    rows = session.execute(
        select(
            OrderStateRow.store_id,
            func.max(OrderStateRow.store_name),
            OrderStateRow.currency,
            number,
            func.coalesce(func.sum(OrderStateRow.total_minor), 0),
            _CANCELLED,
            func.sum(case((OrderStateRow.is_open, 1), else_=0)),
            newest,
        )
        .where(OrderStateRow.store_id.is_not(None), *_mine(account_id))
        .group_by(OrderStateRow.store_id, OrderStateRow.currency)
        .order_by(number.desc(), OrderStateRow.store_id, OrderStateRow.currency)
        .limit(limit)
    )
    return tuple(
        StoreFigures(store, name, currency, count, int(total), int(cancelled), int(is_open), last)
        for store, name, currency, count, total, cancelled, is_open, last in rows
        if store is not None
    )


def waited_for_shipment(session: Session, *, account_id: str | None = None) -> tuple[Waited, ...]:
    """How long orders waited from payment until the seller declared them as shipped."""
    return _waits(session, WaitRow.shipped_low, WaitRow.shipped_high, account_id)


def waited_for_scan(session: Session, *, account_id: str | None = None) -> tuple[Waited, ...]:
    """How long orders waited from payment until a carrier scanned them."""
    return _waits(session, WaitRow.scanned_low, WaitRow.scanned_high, account_id)


def _waits(
    session: Session,
    low: InstrumentedAttribute[float | None],
    high: InstrumentedAttribute[float | None],
    account_id: str | None,
) -> tuple[Waited, ...]:
    rows = session.execute(
        select(WaitRow.order_id, WaitRow.store_id, _MONTH, low, high)
        .join(OrderStateRow, OrderStateRow.order_id == WaitRow.order_id)
        .where(low.is_not(None), *_mine(account_id))
        .order_by(WaitRow.order_id)
    )
    return tuple(
        Waited(order_id, store, month, shortest, longest)
        for order_id, store, month, shortest, longest in rows
        if shortest is not None
    )


def waited_for_refund(session: Session, *, account_id: str | None = None) -> tuple[float, ...]:
    """Hours from when a cancellation was first seen running to when its refund had begun."""
    asked, begun = OrderStateRow.cancel_seen_at, OrderStateRow.refund_seen_at
    rows = session.execute(
        select(asked, begun).where(asked.is_not(None), begun.is_not(None), *_mine(account_id))
    )
    return tuple(_hours([(start, end) for start, end in rows if start is not None]))


def cancel_outcomes(
    session: Session, *, account_id: str | None = None
) -> tuple[CancelOutcome, ...]:
    """How the cancellations ended that were seen running, the most frequent end first."""
    rows = session.execute(
        select(
            OrderStateRow.end_reason,
            OrderStateRow.is_open,
            OrderStateRow.cancel_seen_at,
            OrderStateRow.closed_seen_at,
        ).where(OrderStateRow.cancel_seen_at.is_not(None), *_mine(account_id))
    )
    ends: dict[tuple[str | None, bool], list[tuple[datetime, datetime | None]]] = {}
    for end_reason, is_open, asked, closed in rows:
        if asked is not None:
            ends.setdefault((None if is_open else end_reason, is_open), []).append((asked, closed))
    outcomes = [
        CancelOutcome(reason, is_open, len(spans), tuple(_hours(spans)))
        for (reason, is_open), spans in ends.items()
    ]
    return tuple(sorted(outcomes, key=lambda one: (-one.orders, one.end_reason or "")))


def _hours(spans: Iterable[tuple[datetime, datetime | None]]) -> Iterable[float]:
    for asked, closed in spans:
        if closed is not None:
            yield (closed - asked).total_seconds() / 3600


def _mine(account_id: str | None) -> list[ColumnElement[bool]]:
    return [] if account_id is None else [OrderStateRow.account_id == account_id]
