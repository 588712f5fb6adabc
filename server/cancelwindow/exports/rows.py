"""Stored orders as rows of a table, one a product: the columns of `docs/export.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from aliorders.models import Missing, Money, Order, OrderLine, found
from cancelwindow.store import accounts, queries
from cancelwindow.store.kept import order_of, parcels_of
from cancelwindow.store.queries import OrderFilter, OrderSummary
from cancelwindow.store.tables import ObservationRow

Cell = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One product of an order; one for an order none of whose products was seen.

    The fields are the columns, in their order. Ids are text, amounts exact in their currency,
    instants aware UTC, days as the site printed them; None was not seen. What belongs to the whole
    order and can be added up stands in its first row only.
    """

    order_id: str
    line_number: int
    account: str
    status: str
    answer: str
    confidence: str
    is_open: bool
    money_state: str
    end_reason: str | None
    end_cause: str | None
    placed_day: date | None
    paid_day: date | None
    shipped_day: date | None
    completed_day: date | None
    store_id: str | None
    store_name: str | None
    order_total: Decimal | None
    order_currency: str | None
    line_count: int | None
    title: str | None
    variant: str | None
    quantity: int | None
    unit_price: Decimal | None
    unit_currency: str | None
    item_id: str | None
    sku_id: str | None
    line_id: str | None
    tracking_numbers: str | None
    """Separated by blanks."""
    next_deadline: str | None
    next_deadline_at: datetime | None
    act_by: str | None
    act_by_at: datetime | None
    refund_state: str | None
    refund_from: datetime | None
    refund_to: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    evaluated_at: datetime


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, slots=True)
class Exported:
    """One order, with what its newest page showed."""

    summary: OrderSummary
    account: str
    order: Order | None
    tracking_numbers: tuple[str, ...]

    @property
    def total(self) -> Decimal | None:
        """What was paid, or is to be paid."""
        return amount(self.summary.total_minor, self.summary.currency)

    @property
    def refunded(self) -> Money | None:
        """What the list's refund line names."""
        line = None if self.order is None else found(self.order.refund_line)
        return None if line is None else found(line.amount)


def amount(minor: int | None, currency: str | None) -> Decimal | None:
    """Minor units as an amount with as many decimals as the currency has."""
    if minor is None or currency is None:
        return None
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def exported(session: Session, wanted: OrderFilter) -> Iterator[Exported]:
    """The orders that are wanted, newest first."""
    names = {row.id: row.name for row in accounts.list_accounts(session)}
    for part in queries.every(session, wanted):
        shipped = _numbers(session, [summary.order_id for summary, _ in part])
        for summary, page in part:
            order = None if page is None else order_of(page)
            printed = () if order is None else order.tracking_numbers
            numbers = dict.fromkeys([*printed, *shipped.get(summary.order_id, ())])
            account = names.get(summary.account_id, summary.account_id)
            yield Exported(summary, account, order, tuple(numbers))


def rows(orders: Iterable[Exported]) -> Iterator[Row]:
    """A row for each product."""
    for one in orders:
        lines: tuple[OrderLine | None, ...] = () if one.order is None else one.order.lines
        for number, line in enumerate(lines or (None,), 1):
            yield _row(one, number, line)


def _row(one: Exported, number: int, line: OrderLine | None) -> Row:
    seen, is_first = one.summary, number == 1
    price = None if line is None else found(line.unit_price)
    return Row(
        order_id=seen.order_id,
        line_number=number,
        account=one.account,
        status=seen.status.value,
        answer=seen.answer.value,
        confidence=seen.confidence.value,
        is_open=seen.is_open,
        money_state=seen.money_state.value,
        end_reason=seen.end_reason,
        end_cause=seen.end_cause,
        placed_day=_day(seen.placed_day),
        paid_day=_day(seen.paid_day),
        shipped_day=_day(seen.shipped_day),
        completed_day=_day(seen.completed_day),
        store_id=seen.store_id,
        store_name=seen.store_name,
        order_total=one.total if is_first else None,
        order_currency=seen.currency if is_first else None,
        line_count=seen.line_count,
        title=seen.title if line is None else found(line.title),
        variant=None if line is None else found(line.variant),
        quantity=None if line is None else found(line.quantity),
        unit_price=None if price is None else amount(price.amount, price.currency),
        unit_currency=None if price is None else price.currency,
        item_id=None if line is None else found(line.item_id),
        sku_id=None if line is None else found(line.sku_id),
        line_id=None if line is None else found(line.line_id),
        tracking_numbers=" ".join(one.tracking_numbers) or None,
        next_deadline=seen.next_deadline_kind,
        next_deadline_at=seen.next_deadline_at,
        act_by=seen.next_act_kind,
        act_by_at=seen.next_act_at,
        refund_state=None if seen.refund_state is None else seen.refund_state.value,
        refund_from=seen.refund_from,
        refund_to=seen.refund_to,
        first_seen_at=seen.first_seen_at,
        last_seen_at=seen.last_seen_at,
        evaluated_at=seen.evaluated_at,
    )


def cells(row: Row) -> list[Cell]:
    """The values of a row, in the order of `COLUMNS`."""
    return [getattr(row, column) for column in COLUMNS]


def _day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)


def _numbers(session: Session, order_ids: list[str]) -> Mapping[str, tuple[str, ...]]:
    """Tracking numbers that parcels of these orders were seen with, the oldest first."""
    found_: dict[str, tuple[str, ...]] = {}
    pages = session.execute(
        select(ObservationRow.order_id, ObservationRow.parcels_json)
        .where(ObservationRow.order_id.in_(order_ids), ObservationRow.parcels_json.is_not(None))
        .order_by(ObservationRow.id)
    )
    for order_id, page in pages:
        seen = (parcel.tracking_number for parcel in parcels_of(page or "[]"))
        numbers = [number for number in seen if not isinstance(number, Missing)]
        found_[order_id] = tuple(dict.fromkeys([*found_.get(order_id, ()), *numbers]))
    return found_
