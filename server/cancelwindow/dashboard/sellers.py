"""Sellers: all of them, and one with what is known of it and the person's own orders there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from flask import Blueprint, Response, request

from cancelwindow.dashboard.charts import Point, line
from cancelwindow.dashboard.figures import Figure, Row
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.reader import Reader
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.policy.seller_view import SellerBand, SellerPoint, SellerView
from cancelwindow.sellers import seller_views
from cancelwindow.store import charts, notes, queries
from cancelwindow.store.charts import StoreFigures
from cancelwindow.store.queries import OrderFilter, Sum

LISTED = 100
"""Sellers that the list shows, those with most orders."""

NEWEST = 10
"""Orders that the page of a seller shows."""

TONES: dict[SellerBand, str] = {
    SellerBand.STRICTEST: "yes",
    SellerBand.ORDINARY: "closed",
    SellerBand.UNRATED: "unknown",
    SellerBand.CAUTION: "ask_seller",
    SellerBand.LOW: "no",
}
"""The colour of a band, by the answer that has the same."""


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
        reader = pages.reader()
        with pages.database.read() as session:
            shops = grouped(charts.stores(session, limit=2 * LISTED), reader)[:LISTED]
            named = {shop.store_id: shop.name for shop in shops}
            views = seller_views(session, named, pages.book, reader.now, reader.language)
        return pages.page(
            "sellers.html",
            section="sellers",
            shops=shops,
            views={view.store_id: view for view in views},
            tones=TONES,
        )

    @routes.get("/sellers/<store_id>", provide_automatic_options=False)
    def seller(store_id: str) -> Response:
        reader = pages.reader()
        with pages.database.read() as session:
            figures = [one for one in charts.stores(session) if one.store_id == store_id]
            found = queries.orders(session, OrderFilter(store_id=store_id), limit=NEWEST)
            name = next((one.store_name for one in figures if one.store_name), None) or ""
            named = {store_id: name}
            [view] = seller_views(session, named, pages.book, reader.now, reader.language)
        if not found.orders and not view.figures:
            raise PageRefusedError(404, "not_found")
        return pages.page(
            "seller.html",
            section="sellers",
            shop=next(iter(grouped(figures, reader)), None),
            name=view.name or name or reader.say("sellers.unnamed", number=store_id),
            found=found,
            view=view,
            tone=TONES[view.band],
            histories=list(_histories(view, reader)),
        )

    @routes.post("/sellers/<store_id>/notes", provide_automatic_options=False)
    def save_seller_notes(store_id: str) -> Response:
        reader = pages.reader()
        ticked = set(request.form.getlist("behaviour"))
        known = [one for one in pages.book.tables.sellers.behaviours if one in ticked]
        with pages.database.write() as session:
            notes.tick(session, store_id, known, reader.now)
        return seen_at("dashboard.seller", "saved", store_id=store_id)


def grouped(figures: Iterable[StoreFigures], reader: Reader) -> list[Shop]:
    """Sellers with all their currencies, the one with most orders first."""
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


def _histories(view: SellerView, reader: Reader) -> Iterable[Figure]:
    """The rate over time, a chart for each kind of page: rates of two kinds do not compare."""
    by_source = sorted(view.history, key=lambda point: (point.source, point.at))
    for source, points in groupby(by_source, key=lambda point: point.source):
        yield _history(source, list(points), reader)


def _history(source: str, points: list[SellerPoint], reader: Reader) -> Figure:
    drawn = [
        Point(
            reader.day(reader.local(point.at).date()),
            point.positive_rate,
            reader.percent_points(point.positive_rate),
        )
        for point in points
    ]
    placed = [(point.at.timestamp(), one) for point, one in zip(points, drawn, strict=True)]
    return Figure(
        f"history-{source}",
        reader.say("sellers.history"),
        reader.say("sellers.history_help", page=reader.say(f"source.{source}")),
        line(placed, reader.percent_points, rtl=reader.direction == "rtl"),
        ("when", "ratings", "rate"),
        tuple(
            Row(
                one.label,
                one.text,
                reader.say("not_seen") if point.ratings is None else reader.number(point.ratings),
            )
            for point, one in zip(reversed(points), reversed(drawn), strict=True)
        ),
    )
