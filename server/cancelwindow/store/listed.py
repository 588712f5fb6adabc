"""What the list said of each order, and when its own pages were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Boolean, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from aliorders.due import Known, Listed, changed, is_ended, joined, listed, offers_tracking
from aliorders.models import Order, OrderStatus
from cancelwindow.store.by_order import rows_of_orders
from cancelwindow.store.inserting import table_of
from cancelwindow.store.walk_tables import ListedOrderRow


@dataclass(frozen=True, slots=True)
class News:
    """What a page of the list had that was not known: numbers of orders, each once.

    `pending` tells that the page held an order that was new or had changed since the whole list was
    last known, whenever that was noticed.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    pending: bool = False


def meet(session: Session, account_id: str, orders: Iterable[Order], now: datetime) -> News:
    """Take in the rows of one page of the list. `now` is aware UTC."""
    by_id = {order.order_id: order for order in orders}
    rows = {row.order_id: row for row in rows_of_orders(session, ListedOrderRow, by_id)}
    new: list[str] = []
    differing: list[str] = []
    for order_id, order in by_id.items():
        row = rows.get(order_id)
        if row is None:
            rows[order_id] = row = _new_row(account_id, order, now)
            session.add(row)
            new.append(order_id)
        elif _update(row, order, now):
            differing.append(order_id)
    return News(tuple(new), tuple(differing), any(row.is_news for row in rows.values()))


def _new_row(account_id: str, order: Order, now: datetime) -> ListedOrderRow:
    row = ListedOrderRow(
        order_id=order.order_id,
        account_id=account_id,
        is_news=True,
        changed_at=now,
        offers_tracking=offers_tracking(order),
        read_ended=False,
    )
    _write(row, listed(order))
    return row


def _update(row: ListedOrderRow, order: Order, now: datetime) -> bool:
    before, after = _listed(row), listed(order)
    is_changed = changed(before, after)
    if is_changed:
        row.is_news, row.changed_at = True, now
    row.offers_tracking = row.offers_tracking or offers_tracking(order)
    _write(row, joined(before, after))
    return is_changed


def _write(row: ListedOrderRow, seen: Listed) -> None:
    row.status = seen.status.value
    row.end_reason = None if seen.end_reason is None else str(seen.end_reason)
    row.has_refund_line = seen.has_refund_line
    row.placed = None if seen.placed is None else seen.placed.isoformat()


def _listed(row: ListedOrderRow) -> Listed:
    return Listed(
        status=OrderStatus(row.status),
        end_reason=row.end_reason,
        has_refund_line=row.has_refund_line,
        placed=None if row.placed is None else date.fromisoformat(row.placed),
    )


def detail_was_read(session: Session, order: Order, now: datetime) -> None:
    """Note that an order's own page was read. An order that no list has shown is left out."""
    told = {
        "order": order.order_id,
        "at": now,
        "is_ended": is_ended(order.status),
        "offers": offers_tracking(order),
    }
    session.connection().execute(_DETAIL_WAS_READ, told)


_LISTED = table_of(ListedOrderRow)
_DETAIL_WAS_READ = (
    update(_LISTED)
    .where(_LISTED.c.order_id == bindparam("order"))
    .values(
        detail_at=bindparam("at"),
        read_ended=bindparam("is_ended"),
        offers_tracking=_LISTED.c.offers_tracking | bindparam("offers", type_=Boolean()),
    )
)
"""Built once: that takes longer than to do it."""


def tracking_was_read(session: Session, order_id: str, now: datetime) -> None:
    """Note that an order's tracking page was read."""
    row = session.get(ListedOrderRow, order_id)
    if row is not None:
        row.tracking_at = now


def known(session: Session, order_id: str) -> Known | None:
    """What earlier visits know of an order."""
    row = session.get(ListedOrderRow, order_id)
    return None if row is None else _known(row)


def all_known(session: Session, account_id: str) -> Iterator[Known]:
    """Every listed order of an account: those never opened first, then those that have changed
    since, then the others; newer ones first."""
    state = case(
        (ListedOrderRow.detail_at.is_(None), 0),
        (ListedOrderRow.changed_at > ListedOrderRow.detail_at, 1),
        else_=2,
    )
    rows = session.scalars(
        select(ListedOrderRow)
        .where(ListedOrderRow.account_id == account_id)
        .order_by(state, ListedOrderRow.order_id.desc())
        .execution_options(yield_per=500)
    )
    return (_known(row) for row in rows)


def count(session: Session, account_id: str) -> int:
    """How many orders of an account the list has shown."""
    query = select(func.count()).where(ListedOrderRow.account_id == account_id)
    return session.scalar(query.select_from(ListedOrderRow)) or 0


def no_news(session: Session, account_id: str) -> None:
    """The whole list is known: nothing in it is news any more."""
    session.execute(
        update(ListedOrderRow)
        .where(ListedOrderRow.account_id == account_id, ListedOrderRow.is_news)
        .values(is_news=False)
    )


def _known(row: ListedOrderRow) -> Known:
    return Known(
        order_id=row.order_id,
        listed=_listed(row),
        changed_at=row.changed_at,
        detail_at=row.detail_at,
        tracking_at=row.tracking_at,
        offers_tracking=row.offers_tracking,
        read_ended=row.read_ended,
    )
