"""New rows as one statement: a page adds several, and the session keeps none of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from cancelwindow.store.tables import Base


def insert_rows(session: Session, rows: Sequence[Base]) -> None:
    """Insert new rows of one table as they are; the session does not know them afterwards.

    Its own way of adding them takes as long as everything else that is done with them.
    """
    if rows:
        statement, names = _inserting(type(rows[0]))
        values = [{name: getattr(row, name) for name in names} for row in rows]
        session.connection().execute(statement, values)


@cache
def _inserting(row: type[Base]) -> tuple[Insert, tuple[str, ...]]:
    table = table_of(row)
    return insert(table), tuple(column.name for column in table.c)


def table_of(row: type[Base]) -> Table:
    """The table behind a class of rows."""
    return cast("Table", row.__table__)
