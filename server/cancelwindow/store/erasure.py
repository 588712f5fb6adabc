"""Deleting for good: an order and everything that was seen of it, or all orders.

What was seen is append-only, and triggers refuse to remove it. The one who may remove it is the
person it belongs to: only here are the triggers put aside, inside the transaction that deletes.
SQLite would leave deleted text in free pages and in its log, so the file is written anew after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.orm import Session

from aliorders.models import ParseReport
from cancelwindow.store.database import Database
from cancelwindow.store.states import uncount
from cancelwindow.store.tables import (
    Base,
    ObservationRow,
    OrderStateRow,
    ReadingRow,
)

ORDER_ID = "order_id"

_APPEND_ONLY = ("observations", "readings")

NOT_OF_ORDERS = frozenset(
    {"accounts", "clients", "dashboard_links", "dashboard_sessions", "pairing_codes", "settings"}
)
"""Tables that stay when everything that was seen is deleted."""


def forget_order(database: Database, order_id: str) -> bool:
    """Delete an order from every table; False where nothing of it is stored."""
    with database.write() as session, _append_only_put_aside(session):
        readings = _readings_of(session, order_id)
        if not readings and session.get(OrderStateRow, order_id) is None:
            return False
        state = session.get(OrderStateRow, order_id)
        if state is not None:
            uncount(session, state)
        for table in _tables_of_orders():
            session.execute(delete(table).where(table.c[ORDER_ID] == order_id))
        mine, shared = ReadingRow.id.in_(readings), select(ObservationRow.reading_id)
        session.execute(delete(ReadingRow).where(mine, ReadingRow.id.not_in(shared)))
        # The report on a page of several orders can quote any of them.
        empty = ParseReport().model_dump_json()
        session.execute(update(ReadingRow).where(mine).values(report_json=empty))
    database.wipe_free_space()
    return True


def forget_everything(database: Database) -> None:
    """Delete all that was seen, of orders and of sellers; clients, accounts and settings stay."""
    with database.write() as session, _append_only_put_aside(session):
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in NOT_OF_ORDERS:
                session.execute(delete(table))
    database.wipe_free_space()


def _tables_of_orders() -> list[Table]:
    """Tables with an order's number in them, those that point at others first."""
    return [table for table in reversed(Base.metadata.sorted_tables) if ORDER_ID in table.c]


def _readings_of(session: Session, order_id: str) -> list[int]:
    mine = ObservationRow.order_id == order_id
    return list(session.scalars(select(ObservationRow.reading_id).where(mine).distinct()))


@contextmanager
def _append_only_put_aside(session: Session) -> Iterator[None]:
    """Let rows of append-only tables go until the end of the block, in this transaction alone."""
    if session.get_bind().dialect.name != "sqlite":
        for table in _APPEND_ONLY:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        for table in _APPEND_ONLY:
            session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    # What is deleted is overwritten at once, in case that the writing anew never comes.
    session.execute(text("PRAGMA secure_delete = ON"))
    triggers = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    for name, _ in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in triggers:
        session.execute(text(sql))
