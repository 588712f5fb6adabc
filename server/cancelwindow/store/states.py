"""The current state of each order: written with every observation, and judged again as time passes.

All of it follows from the observations, so that it can be made anew at any time. A state is the
verdict on the newest snapshot. What that snapshot did not show (a list shows less than an order's
own page) stays as an older one had it; so do the deadlines that the site printed, while the status
is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from aliorders.models import Missing, OrderStatus, found
from cancelwindow.policy.verdict import DeadlineBasis
from cancelwindow.store.standing import Judged, KnownDeadline, next_of, span
from cancelwindow.store.tables import OrderDeadlineRow, OrderStateRow, OrderTallyRow

_SEARCHED = 4_000
"""Characters of an order that are searched: far more than the longest list of products seen."""

_SHOWN = 300
"""Characters of a title or a name that lists show."""


@dataclass(frozen=True, slots=True)
class StateSource:
    """The observation that a state rests on. `captured_at` is aware UTC."""

    observation: int
    captured_at: datetime
    account_id: str


def record_verdict(session: Session, judged: Judged, source: StateSource) -> None:
    """Make a verdict the order's current state, unless a newer snapshot has already spoken.

    A snapshot from the future is no newer one: the clock was wrong then, and was put back since.
    """
    row = session.get(OrderStateRow, judged.verdict.order_id)
    now = judged.verdict.evaluated_at
    if row is not None and source.captured_at < row.captured_at <= now:
        row.first_seen_at = min(row.first_seen_at, source.captured_at)
        row.ordered_at = row.placed_at or row.first_seen_at
        return
    if row is None:
        row = OrderStateRow(
            order_id=judged.verdict.order_id,
            first_seen_at=source.captured_at,
            last_seen_at=source.captured_at,
            search_text="",
        )
    else:
        _count(session, row, -1)
    deadlines = _deadlines(session, row, judged)
    _write(row, judged, source, deadlines)
    session.add(row)
    session.flush()
    _replace_deadlines(session, row.order_id, deadlines)
    _count(session, row, 1)


def make_stale(session: Session, order_id: str, now: datetime) -> None:
    """Have an order judged again soon: something new is known of it that its page did not say."""
    session.execute(
        update(OrderStateRow).where(OrderStateRow.order_id == order_id).values(recheck_at=now)
    )


def make_all_stale(session: Session, now: datetime) -> None:
    """Have every order judged again: the rules or the settings are others than before."""
    session.execute(update(OrderStateRow).values(recheck_at=now))


def due(session: Session, now: datetime, limit: int) -> list[tuple[str, StateSource]]:
    """Orders whose answer may be another one by now, the longest overdue first."""
    rows = session.execute(
        select(
            OrderStateRow.order_id,
            OrderStateRow.observation_id,
            OrderStateRow.captured_at,
            OrderStateRow.account_id,
        )
        .where(OrderStateRow.recheck_at <= now)
        .order_by(OrderStateRow.recheck_at)
        .limit(limit)
    )
    return [
        (order_id, StateSource(observation, captured_at, account_id))
        for order_id, observation, captured_at, account_id in rows
    ]


def leave(session: Session, order_id: str) -> None:
    """Stop judging an order again: what is stored of it cannot be read."""
    session.execute(
        update(OrderStateRow).where(OrderStateRow.order_id == order_id).values(recheck_at=None)
    )


def _write(
    row: OrderStateRow, judged: Judged, source: StateSource, deadlines: Sequence[KnownDeadline]
) -> None:
    verdict, order = judged.verdict, judged.order
    now = verdict.evaluated_at
    row.observation_id, row.account_id = source.observation, source.account_id
    row.captured_at = source.captured_at
    row.evaluated_at = now
    row.last_seen_at = max(row.last_seen_at, source.captured_at)
    row.first_seen_at = min(row.first_seen_at, source.captured_at)
    row.status, row.answer = verdict.status.value, verdict.answer.value
    row.confidence, row.policy_date = verdict.confidence.value, verdict.policy_date.isoformat()
    row.is_open, row.money_state = judged.is_open, judged.money().value
    row.end_reason, row.end_cause = _code(order.end_reason), _code(order.end_cause)
    for name, value in _facts(judged).items():
        if value is not None:
            setattr(row, name, value)
    row.ordered_at = row.placed_at or row.first_seen_at
    known = (*judged.search_lines(), *row.search_text.splitlines())
    row.search_text = _storable("\n".join(dict.fromkeys(known)))[:_SEARCHED]
    coming = next_of(deadlines, now)
    acting = next_of((one for one in deadlines if one.act_by), now)
    row.next_deadline_kind, row.next_deadline_at = _named(coming)
    row.next_act_kind, row.next_act_at = _named(acting)
    progress, estimate = judged.refund(), verdict.refund
    row.refund_state = _code(progress)
    row.refund_from = estimate.earliest if progress and estimate else None
    row.refund_to = estimate.latest if progress and estimate else None
    _note_first_seen(row, source.captured_at)
    row.recheck_at = judged.recheck_at(deadlines)


def _facts(judged: Judged) -> dict[str, Any]:
    """What was seen of the order; None stands for "not seen", which takes nothing away."""
    order = judged.order
    shop, total, first = found(order.store), found(order.total), next(iter(order.lines), None)
    facts: dict[str, Any] = {
        "total_minor": None if total is None else total.amount,
        "currency": None if total is None else total.currency,
        "store_id": _shown(None if shop is None else found(shop.store_id)),
        "store_name": _shown(None if shop is None else found(shop.name)),
        "title": _shown(None if first is None else found(first.title)),
        "line_count": found(order.line_count) or len(order.lines) or None,
        "is_choice": found(order.is_choice),
    }
    for name in ("placed", "paid", "shipped", "completed"):
        printed = span(getattr(order, name))
        if printed is not None:
            facts |= {f"{name}_at": printed.at, f"{name}_day": printed.day}
    return facts


def _code(value: StrEnum | Missing | None) -> str | None:
    return value.value if isinstance(value, StrEnum) else None


def _shown(text: str | None) -> str | None:
    return None if text is None else _storable(text)[:_SHOWN]


def _storable(text: str) -> str:
    """Without the character 0, which PostgreSQL's texts cannot hold."""
    return text.replace("\0", "")


def _named(one: KnownDeadline | None) -> tuple[str | None, datetime | None]:
    return (None, None) if one is None else (one.kind, one.earliest)


def _note_first_seen(row: OrderStateRow, captured_at: datetime) -> None:
    if row.status == OrderStatus.IN_CANCEL:
        row.cancel_seen_at = row.cancel_seen_at or captured_at
    if row.refund_state is not None:
        row.refund_seen_at = row.refund_seen_at or captured_at
    if not row.is_open:
        row.closed_seen_at = row.closed_seen_at or captured_at


# --- deadlines -------------------------------------------------------------------------------


def deadlines_of(session: Session, order_id: str) -> tuple[KnownDeadline, ...]:
    """The deadlines of an order's state, the earliest first, those without a date last."""
    rows = session.scalars(
        select(OrderDeadlineRow)
        .where(OrderDeadlineRow.order_id == order_id)
        .order_by(OrderDeadlineRow.earliest.nulls_last(), OrderDeadlineRow.kind)
    )
    return tuple(as_deadline(row) for row in rows)


def as_deadline(row: OrderDeadlineRow) -> KnownDeadline:
    """A stored deadline."""
    return KnownDeadline(
        kind=row.kind,
        earliest=row.earliest,
        latest=row.latest,
        act_by=row.act_by,
        basis=DeadlineBasis(row.basis),
        reminders=tuple(datetime.fromisoformat(at) for at in json.loads(row.reminders_json)),
    )


def _deadlines(session: Session, row: OrderStateRow, judged: Judged) -> tuple[KnownDeadline, ...]:
    """The verdict's own, and those that the site printed on the order's page before."""
    own = judged.deadlines()
    if judged.is_from_its_page or row.status != judged.verdict.status.value:
        return own
    kinds = {one.kind for one in own}
    before = deadlines_of(session, row.order_id)
    return (
        *own,
        *(one for one in before if one.basis is DeadlineBasis.SITE and one.kind not in kinds),
    )


def _replace_deadlines(session: Session, order_id: str, deadlines: Iterable[KnownDeadline]) -> None:
    session.execute(delete(OrderDeadlineRow).where(OrderDeadlineRow.order_id == order_id))
    rows = [
        {
            "order_id": order_id,
            "kind": one.kind,
            "earliest": one.earliest,
            "latest": one.latest,
            "act_by": one.act_by,
            "basis": one.basis.value,
            "first_reminder": min(one.reminders, default=None),
            "last_reminder": max(one.reminders, default=None),
            "reminders_json": json.dumps([at.isoformat() for at in one.reminders]),
        }
        for one in deadlines
    ]
    if rows:
        session.execute(insert(OrderDeadlineRow), rows)


# --- how many stand alike --------------------------------------------------------------------


def uncount(session: Session, row: OrderStateRow) -> None:
    """Count a state no longer, because it is about to be deleted."""
    _count(session, row, -1)


def _count(session: Session, row: OrderStateRow, step: int) -> None:
    key = (
        row.account_id,
        row.answer,
        row.money_state,
        row.refund_state or "",
        row.currency or "",
    )
    tally = session.get(OrderTallyRow, key)
    if tally is None:
        names = ("account_id", "answer", "money_state", "refund_state", "currency")
        tally = OrderTallyRow(**dict(zip(names, key, strict=True)), orders=0, total_minor=0)
        session.add(tally)
    tally.orders += step
    tally.total_minor += step * (row.total_minor or 0)
