"""Copies of pages, compressed, for as long as the user allows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from aliorders.models import Snapshot
from cancelwindow.store import settings
from cancelwindow.store.tables import ReadingRow
from cancelwindow.store.walk_tables import PageCopyRow

_SETTING = "history.copies_kept_days"

_AT_ONCE = 50
"""Copies held in memory while they are read again."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A stored copy; `reading_id` is None for a page that could not be read so far."""

    id: int
    account_id: str
    reading_id: int | None
    snapshot: Snapshot


def allowed_for(session: Session) -> timedelta | None:
    """How long copies may be kept; None where the user has not allowed any."""
    days = settings.get(session, _SETTING)
    return None if not days else timedelta(days=days)


def allow(session: Session, days: int) -> None:
    """Allow copies for so many days from now on; with 0 none, and remove those there are."""
    settings.put(session, _SETTING, days)
    if days == 0:
        session.execute(delete(PageCopyRow))


def keep(
    session: Session, account_id: str, snapshot: Snapshot, now: datetime, *, was_read: bool
) -> None:
    """Keep a copy of a page that this transaction has recorded, or that could not be read.

    Args:
        snapshot: without what is personal (`aliorders.cutting`).
        now: aware UTC; what the page was received at.
    """
    allowed = allowed_for(session)
    if allowed is None:
        return
    session.add(
        PageCopyRow(
            account_id=account_id,
            reading_id=reading_at(session, account_id, now) if was_read else None,
            taken_at=snapshot.captured_at,
            keep_until=now + allowed,
            body=zlib.compress(snapshot.model_dump_json().encode()),
        )
    )


def remove_expired(session: Session, now: datetime) -> None:
    """Remove the copies whose time is over."""
    session.execute(delete(PageCopyRow).where(PageCopyRow.keep_until <= now))


def copies(session: Session, account_id: str) -> Iterator[Copy]:
    """The copies of an account, oldest first; those another version of us wrote are left out."""
    rows = session.scalars(
        select(PageCopyRow)
        .where(PageCopyRow.account_id == account_id)
        .order_by(PageCopyRow.taken_at, PageCopyRow.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in rows:
        try:
            snapshot = Snapshot.model_validate_json(zlib.decompress(row.body))
        except (ValidationError, zlib.error):
            continue
        yield Copy(row.id, row.account_id, row.reading_id, snapshot)


def read_again(session: Session, copy_id: int, reading_id: int | None) -> None:
    """Note which reading of a copy is the latest."""
    row = session.get(PageCopyRow, copy_id)
    if row is not None:
        row.reading_id = reading_id


def reading_at(session: Session, account_id: str, received_at: datetime) -> int | None:
    """The latest reading that was received at an instant."""
    return session.scalar(
        select(ReadingRow.id)
        .where(ReadingRow.account_id == account_id, ReadingRow.received_at == received_at)
        .order_by(ReadingRow.id.desc())
        .limit(1)
    )
