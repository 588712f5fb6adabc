"""From what is stored of a store, and of the buyer's orders with it, to what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from aliorders.models import Missing, Order, PageReading, StoreProfile, found
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.seller_facts import Sighting, gathered
from cancelwindow.policy.seller_names import store_ids
from cancelwindow.policy.seller_record import NO_RECORD, own_record
from cancelwindow.policy.seller_view import SellerView
from cancelwindow.policy.sellers import assess_seller, limits_of
from cancelwindow.store.notes import ticks_of
from cancelwindow.store.profiles import facts_of, store_of_seller, stores_by_seller
from cancelwindow.store.stays import orders_of

StoreOf = Callable[[str], str | None]
"""The store of a seller, by the seller's id, as far as anything is known of it."""


def stores_named(reading: PageReading, store_of: StoreOf) -> dict[str, str]:
    """The stores that a page names, by id, with what the page calls them.

    First those of its orders; then those that its store data is of. Of a pooled listing the store
    that sells comes before the shell.
    """
    named: dict[str, str] = {}
    for order in reading.orders:
        for store_id in store_ids(order):
            _name(named, store_id, _called(order, store_id))
    sellers = stores_by_seller(reading.stores)
    for profile in reading.stores:
        if not isinstance(profile.supplier_store_id, Missing):
            _name(named, profile.supplier_store_id, found(profile.supplier_name))
        own = _store_of(profile, sellers, store_of)
        if own is not None:
            _name(named, own, found(profile.name))
    return named


def _store_of(profile: StoreProfile, sellers: Mapping[str, str], store_of: StoreOf) -> str | None:
    """The store a profile is of: as it says, else by its seller."""
    if not isinstance(profile.store_id, Missing):
        return profile.store_id
    if isinstance(profile.seller_id, Missing):
        return None
    return sellers.get(profile.seller_id) or store_of(profile.seller_id)


def known_to(session: Session) -> StoreOf:
    """What the store knows of the stores of sellers."""
    return partial(store_of_seller, session)


def views_of_pages(
    readings: Sequence[tuple[PageReading, datetime]],
    book: PolicyBook,
    now: datetime,
    language: str = "en",
) -> tuple[SellerView, ...]:
    """What some pages alone tell of the stores they name, each page with when it was read."""
    sightings = [Sighting(profile, at) for page, at in readings for profile in page.stores]
    joined = stores_by_seller(sighting.profile for sighting in sightings)
    named: dict[str, str] = {}
    for reading, _ in readings:
        for store_id, name in stores_named(reading, joined.get).items():
            _name(named, store_id, name)
    facts = (replace(gathered(one, sightings), named=name) for one, name in named.items())
    return tuple(assess_seller(one, book, now, language) for one in facts)


def seller_views(
    session: Session,
    named: Mapping[str, str],
    book: PolicyBook,
    now: datetime,
    language: str = "en",
) -> tuple[SellerView, ...]:
    """What is told of each of these stores, in their order; also of one that nothing is known of.

    Args:
        named: what the page calls each store, by id; used where no page of the store named it.
        now: aware.
    """
    # They ask past the session, which takes half as long and sees only what was sent.
    session.flush()
    facts = facts_of(session, named)
    orders = orders_of(session, named)
    ticks = ticks_of(session, named)
    limits = limits_of(book.at(now.date()))
    views = []
    for store_id, name in named.items():
        pasts = orders.get(store_id)
        known = replace(
            facts[store_id],
            record=own_record(pasts, limits) if pasts else NO_RECORD,
            ticks=ticks.get(store_id, ()),
            named=name or facts[store_id].named,
        )
        views.append(assess_seller(known, book, now, language))
    return tuple(views)


def _name(named: dict[str, str], store_id: str, name: str | None) -> None:
    named[store_id] = named.get(store_id) or name or ""


def _called(order: Order, store_id: str) -> str | None:
    shops = (*(() if isinstance(order.store, Missing) else (order.store,)), *order.stores)
    names = (found(shop.name) for shop in shops if shop.store_id == store_id)
    return next((name for name in names if name), None)
