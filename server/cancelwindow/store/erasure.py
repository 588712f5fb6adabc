"""Deleting for good: an order and everything that was seen of it, or all orders.

What was seen is append-only, and triggers refuse to remove it. The one who may remove it is the
person it belongs to: only here are the triggers put aside, inside the transaction that deletes.
SQLite would leave deleted text in free pages and in its log, so the file is written anew after it.

The tables are those that the store has, not those that this module knows: a table that is added
one day is emptied like the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import MetaData, Table, delete, select, text, update
from sqlalchemy.orm import Session

from aliorders.models import ParseReport
from cancelwindow.store.database import Database
from cancelwindow.store.states import Tallies
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow
from cancelwindow.store.walk_tables import PageCopyRow

ORDER_ID, READING_ID = "order_id", "reading_id"

NOT_OF_ORDERS = frozenset(
    {
        "accounts",
        "alembic_version",
        "clients",
        "dashboard_links",
        "dashboard_sessions",
        "pairing_codes",
        "settings",
    }
)
"""Tables that stay when everything that was seen is deleted."""


def forget_order(database: Database, order_id: str) -> bool:
    """Delete an order from every table; False where nothing of it is stored."""
    with database.write() as session:
        tables = _tables(session)
        state = session.get(OrderStateRow, order_id)
        mine = ObservationRow.order_id == order_id
        readings = session.scalars(select(ObservationRow.reading_id).where(mine)).all()
        if state is None and not readings:
            return False
        with _append_only_put_aside(session, tables):
            if state is not None:
                gone = Tallies()
                gone.count(state, -1)
                gone.write(session)
            for table in tables:
                if ORDER_ID in table.c:
                    session.execute(delete(table).where(table.c[ORDER_ID] == order_id))
            # A copy of a page that could not be read may quote any order.
            copies = PageCopyRow.reading_id.in_(readings) | PageCopyRow.reading_id.is_(None)
            session.execute(delete(PageCopyRow).where(copies))
            _forget_readings(session, tables, set(readings))
        session.expire_all()
    database.wipe_free_space()
    return True


def forget_everything(database: Database) -> None:
    """Delete all that was seen, of orders and of sellers; clients, accounts and settings stay."""
    with database.write() as session:
        tables = _tables(session)
        with _append_only_put_aside(session, tables):
            for table in tables:
                if table.name not in NOT_OF_ORDERS:
                    session.execute(delete(table))
    database.wipe_free_space()


def _tables(session: Session) -> list[Table]:
    """Every table of the store, those that point at others first."""
    found = MetaData()
    found.reflect(session.connection())
    return list(reversed(found.sorted_tables))


def _forget_readings(session: Session, tables: list[Table], readings: set[int]) -> None:
    """Delete readings that nothing rests on any more, and empty the reports of the others."""
    kept = {
        reading
        for table in tables
        if READING_ID in table.c
        for reading in session.scalars(
            select(table.c[READING_ID]).where(table.c[READING_ID].in_(readings))
        )
    }
    session.execute(delete(ReadingRow).where(ReadingRow.id.in_(readings - kept)))
    # The report on a page of several orders can quote any of them.
    empty = ParseReport().model_dump_json()
    session.execute(update(ReadingRow).where(ReadingRow.id.in_(kept)).values(report_json=empty))


@contextmanager
def _append_only_put_aside(session: Session, tables: list[Table]) -> Iterator[None]:
    """Let rows of append-only tables go until the end of the block, in this transaction alone."""
    if session.get_bind().dialect.name != "sqlite":
        for table in tables:
            session.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
        yield
        for table in tables:
            session.execute(text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
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
