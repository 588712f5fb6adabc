"""What pages said of stores: recording it, and what is known of some of them.

A profile that names a seller and no store (the feedback page's own call) belongs to the store that
another page names with that seller. A product page of a pooled listing names a shell and, in the
link of its business licence, the store that sells: the shell's figures stay the shell's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import structlog
from pydantic import ValidationError
from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from aliorders.models import Missing, ProfileSource, StoreProfile, found
from cancelwindow.policy.seller_facts import (
    RatePoint,
    Sighting,
    StoreFacts,
    alias_of,
    ratings_of,
)
from cancelwindow.store.seller_tables import StoreProfileRow

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def record_profiles(
    session: Session, reading_id: int, captured_at: datetime, profiles: Iterable[StoreProfile]
) -> None:
    """Add what a snapshot said of stores. One that names neither store nor seller is left out.

    `captured_at` is the reading's, aware UTC.
    """
    every = tuple(profiles)
    stores = stores_by_seller(every)
    for profile in every:
        store_id, seller_id = found(profile.store_id), found(profile.seller_id)
        if store_id is None and seller_id is not None:
            store_id = stores.get(seller_id)
        if store_id is None and seller_id is None:
            continue
        rate, months = found(profile.positive_rate), found(profile.period_months)
        session.add(
            StoreProfileRow(
                reading_id=reading_id,
                captured_at=captured_at,
                captured_day=captured_at.date().isoformat(),
                store_id=store_id,
                seller_id=seller_id,
                source=profile.source.value,
                positive_rate=None if rate is None else float(rate),
                ratings=ratings_of(profile),
                period_months=months,
                is_pooled=found(profile.is_pooled),
                supplier_store_id=found(profile.supplier_store_id),
                profile_json=profile.model_dump_json(),
            )
        )


def stores_by_seller(profiles: Iterable[StoreProfile]) -> Mapping[str, str]:
    """Of sellers whose store some of these profiles name, that store."""
    return {
        profile.seller_id: profile.store_id
        for profile in profiles
        if not isinstance(profile.seller_id, Missing) and not isinstance(profile.store_id, Missing)
    }


def store_of_seller(session: Session, seller_id: str) -> str | None:
    """The store that some page named together with a seller; None where none did."""
    row = StoreProfileRow
    return session.scalar(
        select(row.store_id)
        .where(row.seller_id == seller_id, row.store_id.is_not(None))
        .order_by(row.id.desc())
        .limit(1)
    )


class _Row(NamedTuple):
    """A stored profile; its text is read only where it is the newest of its source."""

    at: datetime
    store_id: str | None
    seller_id: str | None
    source: str
    rate: float | None
    ratings: int | None
    months: int | None
    is_pooled: bool | None
    supplier: str | None
    text: str


def facts_of(session: Session, store_ids: Collection[str]) -> Mapping[str, StoreFacts]:
    """What is known of each of these stores, those of which nothing is known included."""
    wanted = frozenset(store_ids)
    if not wanted:
        return {}
    found_rows = session.connection().execute(_LAST_OF_EACH_MONTH, {"stores": sorted(wanted)})
    rows = [_Row(*row) for row in found_rows]
    own = _by_store(rows, wanted)
    pooled = {row.supplier: row for row in rows if row.is_pooled and row.supplier in wanted}
    return {store: _facts(store, own[store], pooled.get(store)) for store in wanted}


def _statement() -> Select[*tuple[Any, ...]]:
    """The last of each month, source and store, oldest first. Built once: that takes longer than
    to ask."""
    row = StoreProfileRow
    stores: BindParameter[str] = bindparam("stores", expanding=True)
    sellers = select(row.seller_id).where(row.store_id.in_(stores), row.seller_id.is_not(None))
    of_theirs = or_(
        row.store_id.in_(stores),
        row.supplier_store_id.in_(stores),
        and_(row.store_id.is_(None), row.seller_id.in_(sellers)),
    )
    month = func.substr(row.captured_day, 1, len("YYYY-MM"))
    last = (
        select(func.max(row.id))
        .where(of_theirs)
        .group_by(row.store_id, row.seller_id, row.supplier_store_id, row.source, month)
    )
    return (
        select(
            row.captured_at,
            row.store_id,
            row.seller_id,
            row.source,
            row.positive_rate,
            row.ratings,
            row.period_months,
            row.is_pooled,
            row.supplier_store_id,
            row.profile_json,
        )
        .where(row.id.in_(last))
        .order_by(row.captured_at, row.id)
    )


_LAST_OF_EACH_MONTH = _statement()


def _by_store(rows: Iterable[_Row], wanted: Collection[str]) -> Mapping[str, list[_Row]]:
    """The rows of each store, those that name only its seller included."""
    listed = list(rows)
    stores: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        if row.seller_id is not None and row.store_id is not None and row.store_id in wanted:
            stores[row.seller_id].add(row.store_id)
    own: dict[str, list[_Row]] = {store: [] for store in wanted}
    for row in listed:
        owners = {row.store_id} if row.store_id else stores[row.seller_id or ""]
        for store in owners & own.keys():
            own[store].append(row)
    return own


def _facts(store_id: str, rows: Sequence[_Row], pooled: _Row | None) -> StoreFacts:
    """The facts of one store from its rows, which come oldest first."""
    newest = {row.source: row for row in rows}.values()
    read = ((_profile(row.text), row.at) for row in newest)
    sightings = tuple(Sighting(profile, at) for profile, at in read if profile is not None)
    points = tuple(
        RatePoint(row.at, row.rate, row.ratings, row.months, _SOURCES[row.source])
        for row in rows
        if row.rate is not None
    )
    last = next((row for row in reversed(rows) if row.is_pooled is not None), None)
    is_shell = last is not None and bool(last.is_pooled)
    card = None if pooled is None else _profile(pooled.text)
    return StoreFacts(
        store_id=store_id,
        sightings=sightings,
        points=points,
        is_shell=is_shell,
        shell_link=last.at if is_shell and last is not None else None,
        listed_under=None if card is None else alias_of(card),
        listed_at=None if pooled is None or card is None else pooled.at,
        named="" if card is None else found(card.supplier_name) or "",
    )


_SOURCES = {source.value: source for source in ProfileSource}


@lru_cache(maxsize=512)
def _profile(text: str) -> StoreProfile | None:
    """A profile as it was kept; None where another version of us wrote it in another shape."""
    try:
        return StoreProfile.model_validate_json(text)
    except ValidationError:
        log.warning("a stored profile of a store cannot be read")
        return None
