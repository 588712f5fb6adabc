"""The current state of each order: written with every observation, and judged again as time passes.

All of it follows from the observations, so that it can be made anew at any time. A state is the
verdict on the newest snapshot. What that snapshot did not show (a list shows less than an order's
own page) stays as an older one had it; so do the deadlines that the site printed, while the status
is the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from aliorders.models import Missing, OrderStatus, found
from cancelwindow.policy.verdict import DeadlineBasis
from cancelwindow.store import notices
from cancelwindow.store.by_order import rows_of_orders
from cancelwindow.store.events import Before, EventName, events
from cancelwindow.store.inserting import insert_rows, table_of
from cancelwindow.store.standing import Judged, KnownDeadline, next_of, span
from cancelwindow.store.tables import OrderDeadlineRow, OrderStateRow, OrderTallyRow

_SEARCHED = 4_000
"""Characters of an order that are searched: far more than the longest list of products seen."""

_SHOWN = 300
"""Characters of a title or a name that lists show."""


_DEADLINES = table_of(OrderDeadlineRow)
_DEADLINE_COLUMNS = tuple(column.name for column in _DEADLINES.c)
_DEADLINES_OF = select(_DEADLINES).where(
    _DEADLINES.c.order_id.in_(bindparam("orders", expanding=True))
)


@dataclass(frozen=True, slots=True)
class StateSource:
    """The observation that a state rests on. `captured_at` is aware UTC."""

    observation: int
    captured_at: datetime
    account_id: str


def record_verdict(session: Session, judged: Judged, source: StateSource) -> None:
    """`record_verdicts` for one order."""
    record_verdicts(session, [(judged, source)])


def record_verdicts(session: Session, answers: Iterable[tuple[Judged, StateSource]]) -> None:
    """Make verdicts the current states of their orders, unless a newer snapshot has already spoken.

    A snapshot from the future is no newer one: the clock was wrong then, and was put back since.
    Each order comes once.
    """
    by_id = {judged.verdict.order_id: (judged, source) for judged, source in answers}
    if not by_id:
        return
    stored = rows_of_orders(session, OrderStateRow, by_id)
    rows = {row.order_id: row for row in stored}
    before = _stored_deadlines(session, rows)
    after: dict[str, Sequence[KnownDeadline]] = {}
    tallies = Tallies()
    new = []
    happened: list[tuple[str, str, EventName, datetime]] = []
    for order_id, (judged, source) in by_id.items():
        row = rows.get(order_id)
        known = None if row is None else _before(row)
        if row is None:
            row = OrderStateRow(
                order_id=order_id,
                first_seen_at=source.captured_at,
                last_seen_at=source.captured_at,
                search_text="",
            )
            new.append(row)
        elif source.captured_at < row.captured_at <= judged.verdict.evaluated_at:
            row.first_seen_at = min(row.first_seen_at, source.captured_at)
            row.ordered_at = row.placed_at or row.first_seen_at
            continue
        else:
            tallies.count(row, -1)
        after[order_id] = _deadlines(row, judged, before.get(order_id, ()))
        _write(row, judged, source, after[order_id])
        tallies.count(row, 1)
        now = judged.verdict.evaluated_at
        happened.extend(
            (row.account_id, order_id, event, now)
            for event in events(known, judged, after[order_id])
        )
    insert_rows(session, new)
    _replace_deadlines(session, before, after)
    tallies.write(session)
    for event in happened:
        notices.add_event(session, *event)


def _before(row: OrderStateRow) -> Before:
    return Before(row.status, row.answer, row.refund_state, row.cancel_seen_at is not None)


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
    return _known({name: getattr(row, name) for name in _DEADLINE_COLUMNS})


def _known(values: _DeadlineValues) -> KnownDeadline:
    return KnownDeadline(
        kind=values["kind"],
        earliest=values["earliest"],
        latest=values["latest"],
        act_by=values["act_by"],
        basis=DeadlineBasis(values["basis"]),
        reminders=tuple(datetime.fromisoformat(at) for at in json.loads(values["reminders_json"])),
    )


def _deadlines(
    row: OrderStateRow, judged: Judged, before: Iterable[_DeadlineValues]
) -> tuple[KnownDeadline, ...]:
    """The verdict's own, and those that the site printed on the order's page before."""
    own = judged.deadlines()
    if judged.is_from_its_page or row.status != judged.verdict.status.value:
        return own
    kinds = {one.kind for one in own}
    printed = (one for one in before if one["basis"] == DeadlineBasis.SITE)
    return (*own, *(_known(one) for one in printed if one["kind"] not in kinds))


_DeadlineValues = Mapping[str, Any]
"""A row of `order_deadlines`, by column."""


def _stored_deadlines(
    session: Session, order_ids: Collection[str]
) -> Mapping[str, Sequence[_DeadlineValues]]:
    """Those of orders that have any."""
    if not order_ids:
        return {}
    found: dict[str, list[_DeadlineValues]] = defaultdict(list)
    for row in session.connection().execute(_DEADLINES_OF, {"orders": list(order_ids)}).mappings():
        found[row["order_id"]].append(dict(row))
    return found


def _replace_deadlines(
    session: Session,
    before: Mapping[str, Sequence[_DeadlineValues]],
    after: Mapping[str, Iterable[KnownDeadline]],
) -> None:
    """Write the deadlines of those orders whose deadlines are others than before."""
    new = {order_id: [_values(order_id, one) for one in those] for order_id, those in after.items()}
    changed = [
        order_id
        for order_id, rows in new.items()
        if _by_kind(rows) != _by_kind(before.get(order_id, ()))
    ]
    gone = [order_id for order_id in changed if order_id in before]
    if gone:
        session.connection().execute(delete(_DEADLINES).where(_DEADLINES.c.order_id.in_(gone)))
    added = [row for order_id in changed for row in new[order_id]]
    if added:
        session.connection().execute(insert(_DEADLINES), added)


def _by_kind(rows: Iterable[_DeadlineValues]) -> dict[str, _DeadlineValues]:
    return {row["kind"]: row for row in rows}


def _values(order_id: str, one: KnownDeadline) -> _DeadlineValues:
    return {
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


# --- how many stand alike --------------------------------------------------------------------


class Tallies:
    """How the numbers of orders that stand alike change: summed up first, and written at once."""

    def __init__(self) -> None:
        """Nothing has changed yet."""
        self._steps: dict[tuple[str, ...], tuple[int, int]] = {}

    def count(self, row: OrderStateRow, step: int) -> None:
        """Count a state as it is now: once more (1), or no longer (-1)."""
        key = (
            row.account_id,
            row.answer,
            row.money_state,
            row.refund_state or "",
            row.currency or "",
        )
        orders, total = self._steps.get(key, (0, 0))
        self._steps[key] = (orders + step, total + step * (row.total_minor or 0))

    def write(self, session: Session) -> None:
        """Add the changes to what is stored."""
        for key, (orders, total_minor) in self._steps.items():
            if not orders and not total_minor:
                continue
            named = dict(zip(_TALLY_KEY, key, strict=True))
            asked = {f"of_{name}": value for name, value in named.items()}
            steps = {"more_orders": orders, "more_minor": total_minor}
            done = session.connection().execute(_COUNT, asked | steps)
            if not done.rowcount:
                added = named | {"orders": orders, "total_minor": total_minor}
                session.connection().execute(insert(_TALLIES), added)


_TALLIES = table_of(OrderTallyRow)
_TALLY_KEY = ("account_id", "answer", "money_state", "refund_state", "currency")
_COUNT = (
    update(_TALLIES)
    .where(*(_TALLIES.c[name] == bindparam(f"of_{name}") for name in _TALLY_KEY))
    .values(
        orders=_TALLIES.c.orders + bindparam("more_orders"),
        total_minor=_TALLIES.c.total_minor + bindparam("more_minor"),
    )
)
