"""Rows of some orders: the statement that every page asks of several tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ScalarResult, Select, bindparam, select
from sqlalchemy.orm import Session

from cancelwindow.store.inserting import table_of
from cancelwindow.store.tables import Base

RowT = TypeVar("RowT", bound=Base)


def rows_of_orders(
    session: Session, row: type[RowT], order_ids: Iterable[str]
) -> ScalarResult[RowT]:
    """The rows of a table with an `order_id` that are about these orders, in no order."""
    found: ScalarResult[RowT] = session.scalars(_statement(row), {"orders": list(order_ids)})
    return found


@cache
def _statement(row: type[Base]) -> Select[Any]:
    """Built once: that takes longer than to ask."""
    return select(row).where(table_of(row).c.order_id.in_(bindparam("orders", expanding=True)))
