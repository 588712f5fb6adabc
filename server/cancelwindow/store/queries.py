"""Questions to the current state of all orders: lists, what to act on, deadlines, money, refunds.

Each is answered from an index or from the tallies, so that it takes as long with a hundred thousand
orders as with a thousand. Nothing is judged here: `rejudging` keeps the states up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from aliorders.models import OrderStatus
from aliorders.text.fold import fold
from cancelwindow.policy.verdict import Answer, Confidence
from cancelwindow.store.by_order import rows_of_orders
from cancelwindow.store.standing import KnownDeadline, MoneyState, OrderSort, RefundProgress
from cancelwindow.store.states import as_deadline
from cancelwindow.store.tables import (
    ObservationRow,
    OrderDeadlineRow,
    OrderStateRow,
    OrderTallyRow,
)

COUNTED = 1_000
"""Matches of a search that are counted; beyond, "more than" is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """One order as lists show it. Instants are aware UTC, days as printed, None was not seen."""

    order_id: str
    account_id: str
    status: OrderStatus
    answer: Answer
    confidence: Confidence
    is_open: bool
    money_state: MoneyState
    end_reason: str | None
    end_cause: str | None
    placed_at: datetime | None
    placed_day: str | None
    paid_at: datetime | None
    paid_day: str | None
    shipped_at: datetime | None
    shipped_day: str | None
    completed_at: datetime | None
    completed_day: str | None
    ordered_at: datetime
    total_minor: int | None
    currency: str | None
    store_id: str | None
    store_name: str | None
    title: str | None
    line_count: int | None
    is_choice: bool | None
    next_deadline_kind: str | None
    next_deadline_at: datetime | None
    next_act_kind: str | None
    next_act_at: datetime | None
    refund_state: RefundProgress | None
    refund_from: datetime | None
    refund_to: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    evaluated_at: datetime


_KINDS: dict[str, type[StrEnum]] = {
    "status": OrderStatus,
    "answer": Answer,
    "confidence": Confidence,
    "money_state": MoneyState,
    "refund_state": RefundProgress,
}


_SORTED_BY: dict[OrderSort, tuple[ColumnElement[Any], ...]] = {
    OrderSort.ORDERED: (OrderStateRow.ordered_at.expression,),
    OrderSort.DEADLINE: (OrderStateRow.next_deadline_at.expression,),
    OrderSort.ACT_BY: (OrderStateRow.next_act_at.expression,),
    OrderSort.TOTAL: (OrderStateRow.currency.expression, OrderStateRow.total_minor.expression),
    OrderSort.STORE: (OrderStateRow.store_name.expression, OrderStateRow.ordered_at.expression),
    OrderSort.SEEN: (OrderStateRow.last_seen_at.expression,),
}
_LEAVES_OUT = frozenset({OrderSort.DEADLINE, OrderSort.ACT_BY, OrderSort.TOTAL, OrderSort.STORE})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders are wanted; what is empty or None filters nothing."""

    search: str = ""
    """Words that must all occur in number, shop, products or tracking numbers, without regard to
    case and accents (`aliorders.text.fold`)."""
    answers: Collection[Answer] = ()
    statuses: Collection[OrderStatus] = ()
    money: Collection[MoneyState] = ()
    refunds: Collection[RefundProgress] = ()
    account_id: str | None = None
    store_id: str | None = None
    store_names: Collection[str] | None = None
    """Names as they are stored (`store_names`); none of them finds no order."""
    is_open: bool | None = None
    placed_from: str | None = None
    """First day (ISO 8601), as the site printed it."""
    placed_to: str | None = None
    """Last day."""


@dataclass(frozen=True, slots=True)
class OrderList:
    """Part of a list, and how long all of it is."""

    orders: tuple[OrderSummary, ...]
    total: int
    is_exact: bool
    """False where there are more than `total`."""


@dataclass(frozen=True, slots=True)
class OrderDeadline:
    """A deadline and the order it is of."""

    order: OrderSummary
    deadline: KnownDeadline


@dataclass(frozen=True, slots=True)
class Sum:
    """Orders of one currency; empty where none of their amounts was seen."""

    currency: str
    orders: int
    total_minor: int


def orders(  # noqa: PLR0913 - a list has an order and a place in it
    session: Session,
    wanted: OrderFilter,
    *,
    sort: OrderSort = OrderSort.ORDERED,
    descending: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> OrderList:
    """A part of the orders that are wanted, and how many there are."""
    conditions = _conditions(wanted)
    keys = _SORTED_BY[sort]
    if sort in _LEAVES_OUT:
        conditions.append(keys[0].is_not(None))
    ordering = [key.desc() if descending else key.asc() for key in (*keys, OrderStateRow.order_id)]
    rows = session.scalars(
        select(OrderStateRow).where(*conditions).order_by(*ordering).limit(limit).offset(offset)
    )
    found = tuple(summary(row) for row in rows)
    total, is_exact = _count(session, wanted, conditions, plain=sort not in _LEAVES_OUT)
    return OrderList(found, max(total, offset + len(found)) if found else total, is_exact)


def every(
    session: Session, wanted: OrderFilter, *, at_once: int = 500
) -> Iterator[list[tuple[OrderSummary, str | None]]]:
    """All orders that are wanted, newest first, `at_once` of them: each with its newest page as it
    was stored (`kept.order_of`)."""
    rows = session.execute(
        select(OrderStateRow, ObservationRow.order_json)
        .join(ObservationRow, ObservationRow.id == OrderStateRow.observation_id)
        .where(*_conditions(wanted))
        .order_by(OrderStateRow.ordered_at.desc(), OrderStateRow.order_id.desc())
        .execution_options(yield_per=at_once)
    )
    for part in rows.partitions():
        yield [(summary(state), page) for state, page in part]


def store_names(session: Session, part: str) -> tuple[str, ...]:
    """The names of shops with these words in them, without regard to case and accents."""
    names = session.scalars(
        select(OrderStateRow.store_name).where(OrderStateRow.store_name.is_not(None)).distinct()
    )
    words = fold(part).split()
    return tuple(name for name in names if name and all(word in fold(name) for word in words))


def numbers_of(wanted: OrderFilter) -> Select[Any]:
    """A query for the numbers of the orders that are wanted."""
    return select(OrderStateRow.order_id).where(*_conditions(wanted))


def order(session: Session, order_id: str) -> OrderSummary | None:
    """One order; None for one that was never seen on a page of its own or a list."""
    row = session.get(OrderStateRow, order_id)
    return None if row is None else summary(row)


def orders_by_id(session: Session, order_ids: Collection[str]) -> dict[str, OrderSummary]:
    """Some orders, by their number; those that were never seen are left out."""
    rows = rows_of_orders(session, OrderStateRow, order_ids)
    return {row.order_id: summary(row) for row in rows}


def act_now(  # noqa: PLR0913 - a span of time, and which orders
    session: Session,
    now: datetime,
    until: datetime,
    *,
    account_id: str | None = None,
    wanted: OrderFilter | None = None,
    limit: int = 20,
) -> tuple[OrderSummary, ...]:
    """Orders to act on: first those whose buyer must have acted between `now` and `until`, the
    earliest first; then those that can be recalled, cancelled or wait for an answer, newest first.
    """
    mine = _conditions(wanted or OrderFilter(account_id=account_id))
    due = select(OrderStateRow).where(
        OrderStateRow.next_act_at.between(now, until), OrderStateRow.is_open, *mine
    )
    found = list(session.scalars(due.order_by(OrderStateRow.next_act_at).limit(limit)))
    for answer in (Answer.RECALL, Answer.YES, Answer.ASK_SELLER, Answer.PENDING):
        can = select(OrderStateRow).where(OrderStateRow.answer == answer.value, *mine)
        found += session.scalars(can.order_by(OrderStateRow.ordered_at.desc()).limit(limit))
    unique = {row.order_id: row for row in found}
    return tuple(summary(row) for row in list(unique.values())[:limit])


def deadlines(  # noqa: PLR0913 - a span of time, and whose
    session: Session,
    start: datetime,
    end: datetime,
    *,
    account_id: str | None = None,
    act_by: bool | None = None,
    limit: int | None = None,
) -> tuple[OrderDeadline, ...]:
    """Deadlines whose earliest reading is in [`start`, `end`), earliest first."""
    query = (
        select(OrderDeadlineRow, OrderStateRow)
        .join(OrderStateRow, OrderStateRow.order_id == OrderDeadlineRow.order_id)
        .where(OrderDeadlineRow.earliest >= start, OrderDeadlineRow.earliest < end)
        .order_by(OrderDeadlineRow.earliest, OrderDeadlineRow.order_id, OrderDeadlineRow.kind)
        .limit(limit)
    )
    if account_id is not None:
        query = query.where(OrderStateRow.account_id == account_id)
    if act_by is not None:
        query = query.where(OrderDeadlineRow.act_by == act_by)
    return tuple(
        OrderDeadline(summary(state), as_deadline(row)) for row, state in session.execute(query)
    )


def reminding(session: Session, start: datetime, end: datetime) -> tuple[OrderDeadline, ...]:
    """Deadlines with a reminder in [`start`, `end`); which of theirs it is, the caller sees."""
    rows = session.execute(
        select(OrderDeadlineRow, OrderStateRow)
        .join(OrderStateRow, OrderStateRow.order_id == OrderDeadlineRow.order_id)
        .where(OrderDeadlineRow.last_reminder >= start, OrderDeadlineRow.first_reminder < end)
        .order_by(OrderDeadlineRow.order_id, OrderDeadlineRow.kind)
    )
    found = (OrderDeadline(summary(state), as_deadline(row)) for row, state in rows)
    return tuple(one for one in found if any(start <= at < end for at in one.deadline.reminders))


def refunds(
    session: Session,
    progress: RefundProgress,
    *,
    account_id: str | None = None,
    limit: int = 50,
) -> tuple[OrderSummary, ...]:
    """Orders whose refund is that far, the one that should be there first first."""
    query = (
        select(OrderStateRow)
        .where(OrderStateRow.refund_state == progress.value)
        .order_by(OrderStateRow.refund_to, OrderStateRow.order_id)
        .limit(limit)
    )
    if account_id is not None:
        query = query.where(OrderStateRow.account_id == account_id)
    return tuple(summary(row) for row in session.scalars(query))


def money(session: Session, state: MoneyState, *, account_id: str | None = None) -> tuple[Sum, ...]:
    """Sums of the orders whose money is there, by currency, the one with most orders first."""
    return _sums(session, OrderTallyRow.money_state == state.value, account_id)


def refund_money(
    session: Session, progress: RefundProgress, *, account_id: str | None = None
) -> tuple[Sum, ...]:
    """Sums of the orders whose refund is that far, by currency."""
    return _sums(session, OrderTallyRow.refund_state == progress.value, account_id)


def counts(session: Session, *, account_id: str | None = None) -> dict[Answer, int]:
    """How many orders have which answer; answers that no order has are there with 0."""
    query = select(OrderTallyRow.answer, func.sum(OrderTallyRow.orders)).group_by(
        OrderTallyRow.answer
    )
    if account_id is not None:
        query = query.where(OrderTallyRow.account_id == account_id)
    return dict.fromkeys(Answer, 0) | {
        Answer(answer): int(number) for answer, number in session.execute(query)
    }


def deadlines_by_order(
    session: Session, order_ids: Sequence[str]
) -> dict[str, tuple[KnownDeadline, ...]]:
    """The deadlines of some orders, earliest first, those without a date last."""
    rows = session.scalars(
        select(OrderDeadlineRow)
        .where(OrderDeadlineRow.order_id.in_(order_ids))
        .order_by(OrderDeadlineRow.earliest.nulls_last(), OrderDeadlineRow.kind)
    )
    found: dict[str, tuple[KnownDeadline, ...]] = dict.fromkeys(order_ids, ())
    for row in rows:
        found[row.order_id] = (*found[row.order_id], as_deadline(row))
    return found


def summary(row: OrderStateRow) -> OrderSummary:
    """A state as lists show it."""
    values = {field.name: getattr(row, field.name) for field in fields(OrderSummary)}
    for name, kind in _KINDS.items():
        if values[name] is not None:
            values[name] = kind(values[name])
    return OrderSummary(**values)


def _conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, values in (
        (OrderStateRow.answer, wanted.answers),
        (OrderStateRow.status, wanted.statuses),
        (OrderStateRow.money_state, wanted.money),
        (OrderStateRow.refund_state, wanted.refunds),
    ):
        if values:
            conditions.append(column.in_([one.value for one in values]))
    if wanted.account_id is not None:
        conditions.append(OrderStateRow.account_id == wanted.account_id)
    if wanted.store_id is not None:
        conditions.append(OrderStateRow.store_id == wanted.store_id)
    if wanted.store_names is not None:
        conditions.append(OrderStateRow.store_name.in_(wanted.store_names))
    if wanted.is_open is not None:
        conditions.append(OrderStateRow.is_open.is_(wanted.is_open))
    if wanted.placed_from is not None:
        conditions.append(OrderStateRow.placed_day >= wanted.placed_from)
    if wanted.placed_to is not None:
        conditions.append(OrderStateRow.placed_day <= wanted.placed_to)
    conditions.extend(
        OrderStateRow.search_text.contains(word, autoescape=True)
        # PostgreSQL's texts cannot hold the character 0, so that none is looked for.
        for word in fold(wanted.search.replace("\0", " ")).split()
    )
    return conditions


def _count(
    session: Session, wanted: OrderFilter, conditions: list[ColumnElement[bool]], *, plain: bool
) -> tuple[int, bool]:
    counted = OrderFilter(
        answers=wanted.answers,
        money=wanted.money,
        refunds=wanted.refunds,
        account_id=wanted.account_id,
    )
    if plain and counted == wanted:
        return _tallied(session, wanted), True
    some = select(OrderStateRow.order_id).where(*conditions).limit(COUNTED + 1)
    number = session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return min(number, COUNTED), number <= COUNTED


def _tallied(session: Session, wanted: OrderFilter) -> int:
    query = select(func.coalesce(func.sum(OrderTallyRow.orders), 0))
    for column, values in (
        (OrderTallyRow.answer, wanted.answers),
        (OrderTallyRow.money_state, wanted.money),
        (OrderTallyRow.refund_state, wanted.refunds),
    ):
        if values:
            query = query.where(column.in_([one.value for one in values]))
    if wanted.account_id is not None:
        query = query.where(OrderTallyRow.account_id == wanted.account_id)
    return int(session.scalar(query) or 0)


def _sums(
    session: Session, condition: ColumnElement[bool], account_id: str | None
) -> tuple[Sum, ...]:
    orders_of, total_of = func.sum(OrderTallyRow.orders), func.sum(OrderTallyRow.total_minor)
    mine = [] if account_id is None else [OrderTallyRow.account_id == account_id]
    rows = session.execute(
        select(OrderTallyRow.currency, orders_of, total_of)
        .where(condition, *mine)
        .group_by(OrderTallyRow.currency)
        .having(orders_of > 0)
        .order_by(orders_of.desc(), OrderTallyRow.currency)
    )
    return tuple(Sum(currency, int(number), int(total)) for currency, number, total in rows)
