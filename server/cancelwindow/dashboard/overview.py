"""The first page: what to do now."""

from __future__ import annotations

from flask import Blueprint, Response

from cancelwindow.dashboard.pages import Pages


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/", provide_automatic_options=False)
    def overview() -> Response:
        return pages.page("overview.html", section="overview")
