"""What the buyer ticked of sellers: the last word on each counts, and it can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cancelwindow.policy.seller_facts import Tick
from cancelwindow.store.seller_tables import SellerNoteRow

_TICKED = (
    select(SellerNoteRow.store_id, SellerNoteRow.behaviour, SellerNoteRow.noted_at)
    .where(SellerNoteRow.store_id.in_(bindparam("stores", expanding=True)))
    .order_by(SellerNoteRow.noted_at, SellerNoteRow.behaviour)
)
"""Built once: that takes longer than to ask."""


def ticks_of(session: Session, store_ids: Collection[str]) -> dict[str, tuple[Tick, ...]]:
    """What is ticked of these stores; a store of which nothing is has no entry."""
    found: defaultdict[str, list[Tick]] = defaultdict(list)
    for row in session.connection().execute(_TICKED, {"stores": sorted(store_ids)}):
        found[row.store_id].append(Tick(row.behaviour, row.noted_at))
    return {store_id: tuple(ticks) for store_id, ticks in found.items()}


def tick(session: Session, store_id: str, behaviours: Collection[str], now: datetime) -> None:
    """Make these the behaviours that are ticked of a store; those ticked before keep their day.

    Args:
        now: aware UTC, for what is ticked only now.
    """
    mine = SellerNoteRow.store_id == store_id
    kept = set(session.scalars(select(SellerNoteRow.behaviour).where(mine)))
    dropped = kept.difference(behaviours)
    if dropped:
        session.execute(delete(SellerNoteRow).where(mine, SellerNoteRow.behaviour.in_(dropped)))
    session.add_all(
        SellerNoteRow(store_id=store_id, behaviour=behaviour, noted_at=now)
        for behaviour in dict.fromkeys(behaviours)
        if behaviour not in kept
    )
