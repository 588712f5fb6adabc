"""Sellers: all of them, and one."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response

from cancelwindow.dashboard.pages import Pages
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.store import charts, queries
from cancelwindow.store.charts import StoreFigures
from cancelwindow.store.queries import OrderFilter, Sum

LISTED = 100
"""Sellers that the list shows, those with most orders."""

NEWEST = 10
"""Orders that the page of a seller shows."""


@dataclass
class Shop:
    """A seller in the list: its orders of all currencies together, its sums apart."""

    store_id: str
    name: str
    orders: int = 0
    cancelled: int = 0
    open: int = 0
    last: str = ""
    sums: list[Sum] = field(default_factory=list)


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/sellers", provide_automatic_options=False)
    def sellers() -> Response:
        with pages.database.read() as session:
            shops = grouped(charts.stores(session, limit=2 * LISTED), pages)[:LISTED]
        return pages.page("sellers.html", section="sellers", shops=shops)

    @routes.get("/sellers/<store_id>", provide_automatic_options=False)
    def seller(store_id: str) -> Response:
        with pages.database.read() as session:
            figures = [one for one in charts.stores(session) if one.store_id == store_id]
            found = queries.orders(session, OrderFilter(store_id=store_id), limit=NEWEST)
        if not found.orders:
            raise PageRefusedError(404, "not_found")
        [shop] = grouped(figures, pages)
        return pages.page("seller.html", section="sellers", shop=shop, found=found)


def grouped(figures: tuple[StoreFigures, ...] | list[StoreFigures], pages: Pages) -> list[Shop]:
    """Sellers with all their currencies, the one with most orders first."""
    reader = pages.reader()
    shops: dict[str, Shop] = {}
    for one in figures:
        named = one.store_name or reader.say("sellers.unnamed", number=one.store_id)
        shop = shops.setdefault(one.store_id, Shop(one.store_id, named))
        shop.orders += one.orders
        shop.cancelled += one.cancelled
        shop.open += one.open
        last = reader.day(reader.local(one.last_ordered_at).date())
        shop.last = shop.last or last
        if one.currency:
            shop.sums.append(Sum(one.currency, one.orders, one.total_minor))
    return sorted(shops.values(), key=lambda shop: (-shop.orders, shop.name))
