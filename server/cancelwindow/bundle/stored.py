"""What the store holds that may be in no bug report, and how much it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

import cancelwindow.store.notice_tables
import cancelwindow.store.seller_tables
import cancelwindow.store.walk_tables  # noqa: F401 - their tables are looked through too
from cancelwindow.reminders import address
from cancelwindow.store.tables import DEFAULT_ACCOUNT, Base

TELLING = frozenset(
    {
        "account_id",
        "claim_id",
        "claimed_by",
        "client_id",
        "code_hash",
        "digest",
        "id",
        "key",
        "name",
        "order_id",
        "origin",
        "search_text",
        "seller_id",
        "store_id",
        "store_name",
        "supplier_store_id",
        "title",
        "token_hash",
    }
)
"""Columns with something of a person, an order or a store, in whatever table they are."""

OURS = frozenset({("settings", "name"), ("notices", "name")})
"""Columns of such a name with words of ours alone."""

NAMED_IN_JSON = {"profile_json": ("name",), "entry_json": ("order_id",)}
"""Fields of stored JSON that name a store or an order."""

_AT_ONCE = 1_000


def secrets_of(session: Session) -> Iterator[str]:
    """Every text that may be in no bug report; many come more than once."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_text = column.type.python_type is str
            if is_text and column.name in TELLING and (table.name, column.name) not in OURS:
                yield from _texts(session, column)
            elif column.name in NAMED_IN_JSON:
                yield from _named(session, column)
    to = address.read(session)
    if to is not None:
        # Any part of it may be the secret.
        yield from (to.url, *re.split(r"[/?&=:]+", to.url.partition("://")[2]))


def counts_of(session: Session) -> dict[str, int]:
    """Rows of each table."""
    return {table.name: _rows(session, table) for table in Base.metadata.sorted_tables}


def _rows(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _texts(session: Session, column: Column[Any]) -> Iterator[str]:
    found = session.scalars(select(column).where(column.is_not(None)).distinct())
    for text in found.yield_per(_AT_ONCE):
        if text != DEFAULT_ACCOUNT:
            yield from str(text).splitlines()


def _named(session: Session, column: Column[Any]) -> Iterator[str]:
    for text in session.scalars(select(column).where(column.is_not(None))).yield_per(_AT_ONCE):
        said = json.loads(text)
        for field in NAMED_IN_JSON[column.name]:
            if isinstance(said, dict) and isinstance(said.get(field), str):
                yield said[field]
