"""Returns and refunds, as the list of them last told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from aliorders.models import Missing, ReverseOrder, found
from cancelwindow.store.kept import kept_return
from cancelwindow.store.walk_tables import ReturnRow
from cancelwindow.store.walks import walk_of


def meet(session: Session, account_id: str, entries: Iterable[ReverseOrder], now: datetime) -> None:
    """Take in what the list of returns shows; an entry that names no order is left out."""
    for entry in entries:
        if isinstance(entry.order_id, Missing):
            continue
        key = found(entry.return_line_id) or found(entry.order_line_id) or entry.order_id
        session.merge(
            ReturnRow(
                account_id=account_id,
                key=key,
                order_id=entry.order_id,
                entry_json=kept_return(entry),
                seen_at=now,
            )
        )
    walk_of(session, account_id).returns_at = now


def of_order(session: Session, order_id: str) -> tuple[ReverseOrder, ...]:
    """The returns of an order, as last seen; those another version of us wrote are left out."""
    rows = session.scalars(
        select(ReturnRow).where(ReturnRow.order_id == order_id).order_by(ReturnRow.key)
    )
    entries = []
    for row in rows:
        try:
            entries.append(ReverseOrder.model_validate_json(row.entry_json))
        except ValidationError:
            continue
    return tuple(entries)
