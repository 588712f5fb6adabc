"""In and out: the door that a one-time link opens, and signing out."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from cancelwindow.dashboard import session
from cancelwindow.dashboard.gate import session_token
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.refusals import PageRefusedError


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/open", provide_automatic_options=False)
    def door() -> Response:
        return pages.page("door.html", kind="")

    @routes.post("/open", provide_automatic_options=False)
    def enter() -> Response:
        code = request.form.get("code", "").strip()
        # Whoever copied the whole link means what stands behind the "#".
        token = session.spend(pages.database, code.rpartition("#")[2], pages.config.clock())
        if token is None:
            raise PageRefusedError(403, "wrong_code")
        response = seen_at("dashboard.overview")
        pages.set_cookie(response, token)
        return response

    @routes.post("/sign-out", provide_automatic_options=False)
    def sign_out() -> Response:
        session.end(pages.database, session_token())
        response = seen_at("dashboard.door")
        pages.clear_cookie(response)
        return response


def to_dashboard() -> Response:
    """From the companion's bare address to the dashboard."""
    return Response(status=302, headers={"Location": url_for("dashboard.overview")})
