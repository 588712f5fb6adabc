"""What is stored, and deleting it."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from sqlalchemy import func, select

from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.store import erasure
from cancelwindow.store.tables import ClientRow, ObservationRow, OrderStateRow, ReadingRow

COUNTED = {
    "kind_orders": OrderStateRow.order_id,
    "kind_readings": ReadingRow.id,
    "kind_observations": ObservationRow.id,
    "kind_clients": ClientRow.id,
}

_SEPARATORS = re.compile(r"[\s.-]")


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/privacy", endpoint="privacy", provide_automatic_options=False)
    def show() -> Response:
        return _page(pages)

    @routes.post("/privacy/delete-order", provide_automatic_options=False)
    def delete_one() -> Response:
        number = _SEPARATORS.sub("", request.form.get("number", ""))
        if not request.form.get("sure"):
            return _page(pages, 400, "confirm_first")
        if not erasure.forget_order(pages.database, number):
            return _page(pages, 404, "unknown_number", number)
        return seen_at("dashboard.privacy", "order_deleted")

    @routes.post("/privacy/delete-everything", provide_automatic_options=False)
    def delete_everything() -> Response:
        if not request.form.get("sure"):
            return _page(pages, 400, "confirm_first")
        erasure.forget_everything(pages.database)
        return seen_at("dashboard.privacy", "all_deleted")


def _page(pages: Pages, status: int = 200, problem: str = "", number: str = "") -> Response:
    with pages.database.read() as session:
        counts = {
            kind: session.scalar(select(func.count(column))) or 0
            for kind, column in COUNTED.items()
        }
        first = session.scalar(select(func.min(OrderStateRow.first_seen_at)))
    return pages.page(
        "privacy.html",
        status,
        section="privacy",
        counts=counts,
        first=first,
        size=sum(path.stat().st_size for path in pages.config.data_dir.iterdir() if path.is_file()),
        folder=pages.config.data_dir,
        problem=problem,
        number=number,
    )
