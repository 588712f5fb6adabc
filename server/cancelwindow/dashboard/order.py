"""One order: the answer and all that stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from aliorders.merge import combine
from aliorders.models import Evidence, Missing, found
from cancelwindow.assessment import history_for, stored_readings
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.reader import Reader
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.policy.engine import assess
from cancelwindow.policy.verdict import Verdict
from cancelwindow.sellers import seller_views
from cancelwindow.store import erasure, queries
from cancelwindow.store.timeline import Change, Sighting, timeline

_DAYS = frozenset({"placed", "paid", "shipped", "completed", "status_ends"})
_WORDS = {"status": "status", "end_reason": "end", "actions": "action"}
"""Fields whose values are codes, with the section that has their words."""

_UNTOLD = frozenset({"end_cause"})
"""Its words are the answer's own."""


@dataclass(frozen=True)
class Told:
    """One change of an order in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Look:
    """One look at an order, with what it changed in words."""

    seen: Sighting
    told: tuple[Told, ...]


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/orders/<order_id>", provide_automatic_options=False)
    def order(order_id: str) -> Response:
        reader = pages.reader()
        with pages.database.read() as session:
            stored = stored_readings(session, order_id)
            every = combine([(one.reading, one.captured_at) for one in stored])
            evidence = next((one for one in every if one.order.order_id == order_id), None)
            if evidence is None:
                raise PageRefusedError(404, "order_not_found")
            history = history_for(session, [evidence])
            summary = queries.order(session, order_id)
            sellers = seller_views(
                session, _shops(evidence), pages.book, reader.now, reader.language
            )
            looks = timeline(session, order_id)
        verdict = assess(
            evidence, pages.book, reader.now, reader.language, pages.buyer(), history=history
        )
        return pages.page(
            "order.html",
            section="orders",
            verdict=verdict,
            order=evidence.order,
            parcels=evidence.parcels,
            tracking_seen=evidence.tracking_seen,
            summary=summary,
            sellers=[view for view in sellers if view.warnings],
            looks=[Look(one, tuple(_told(one.changes, reader))) for one in looks],
            seen_at=max(one.captured_at for one in stored),
            site_url=_site_url(verdict),
            page_seen=bool(_own_pages(evidence)),
        )

    @routes.post("/orders/<order_id>/delete", provide_automatic_options=False)
    def delete_order(order_id: str) -> Response:
        if not request.form.get("sure"):
            return seen_at("dashboard.order", "not_confirmed", order_id=order_id)
        if not erasure.forget_order(pages.database, order_id):
            raise PageRefusedError(404, "order_not_found")
        return seen_at("dashboard.orders", "order_deleted")


def _shops(evidence: Evidence) -> dict[str, str]:
    """What the order calls its shops, by their ids."""
    order = evidence.order
    shops = (*(() if isinstance(order.store, Missing) else (order.store,)), *order.stores)
    return {
        shop.store_id: found(shop.name) or ""
        for shop in shops
        if not isinstance(shop.store_id, Missing)
    }


def _own_pages(evidence: Evidence) -> list[str]:
    """Kinds of pages that showed the order itself."""
    return [one.kind for one in evidence.seen if one.kind != "tracking"]


def _site_url(verdict: Verdict) -> str:
    return next((step.url for step in verdict.next_steps if step.url), "")


def _told(changes: Iterable[Change], reader: Reader) -> Iterable[Told]:
    for change in changes:
        if change.field in _UNTOLD:
            continue
        field = reader.say(f"field.{change.field}")
        if change.field == "parcel" and change.about:
            field = reader.say("field.parcel_of", number=change.about)
        before = "" if change.before is None else _said(change.field, change.before, reader)
        yield Told(field, before, _said(change.field, change.after, reader))


def _said(field: str, value: str, reader: Reader) -> str:
    lines = value.splitlines()
    if field in _DAYS:
        lines = [reader.day(line) for line in lines]
    elif field == "parcel":
        lines = [reader.phrase(f"stage.{line}") for line in lines]
    elif field in _WORDS:
        lines = [reader.say(f"{_WORDS[field]}.{line}") for line in lines]
    return ", ".join(dict.fromkeys(lines))
