"""Paired browsers: who they are, shutting one out, and pairing another."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cancelwindow import pairing
from cancelwindow.dashboard import session
from cancelwindow.dashboard.gate import session_token
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.store import accounts
from cancelwindow.store import clients as stored
from cancelwindow.store.tables import DEFAULT_ACCOUNT


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/clients", provide_automatic_options=False)
    def clients() -> Response:
        with pages.database.read() as reading:
            rows = stored.list_clients(reading)
            dashboards = session.how_many(reading, pages.config.clock())
        return pages.page(
            "clients.html",
            section="clients",
            paired=[row for row in rows if row.revoked_at is None],
            revoked=[row for row in rows if row.revoked_at is not None],
            dashboards=dashboards,
        )

    @routes.post("/clients/<client_id>/revoke", provide_automatic_options=False)
    def revoke(client_id: str) -> Response:
        with pages.database.write() as writing:
            row = stored.revoke(writing, client_id, pages.config.clock())
        if row is None:
            raise PageRefusedError(404, "not_found")
        return _back("revoked")

    @routes.post("/clients/others", provide_automatic_options=False)
    def sign_out_others() -> Response:
        session.end_others(pages.database, session_token())
        return _back("signed_out_others")

    @routes.get("/clients/pairing", endpoint="pairing", provide_automatic_options=False)
    def show_pairing() -> Response:
        with pages.database.read() as reading:
            return _pairing(None, accounts.choices(reading))

    @routes.post("/clients/pairing", provide_automatic_options=False)
    def open_pairing() -> Response:
        wanted = request.form.get("account", DEFAULT_ACCOUNT)
        with pages.database.read() as reading:
            choices = accounts.choices(reading)
        if wanted not in {DEFAULT_ACCOUNT, *(account_id for account_id, _ in choices)}:
            raise PageRefusedError(404, "not_found")
        # Shown in this reply and never again: reloading the page makes a new one.
        opened = pairing.open_pairing(pages.database, pages.config.clock(), wanted)
        return _pairing(opened, choices, wanted)

    def _pairing(
        opened: pairing.OpenedCode | None,
        choices: list[tuple[str, str]],
        wanted: str = DEFAULT_ACCOUNT,
    ) -> Response:
        return pages.page(
            "pairing.html",
            section="clients",
            opened=opened,
            port=pages.config.port,
            accounts=choices,
            wanted=wanted,
        )


def _back(done: str) -> Response:
    return seen_at("dashboard.clients", done)
