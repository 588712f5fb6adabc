"""Rendering: the templates, the reader they speak to, and pages that say why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, g, render_template, request, url_for

from cancelwindow import __version__, preferences
from cancelwindow.assessment import Assessor
from cancelwindow.config import Config
from cancelwindow.dashboard import gate, session
from cancelwindow.dashboard.reader import Reader
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import Buyer
from cancelwindow.preferences import Preferences
from cancelwindow.rejudging import Rejudge
from cancelwindow.store.database import Database

NAVIGATION = ("overview", "orders", "sellers", "spending", "clients", "settings", "privacy")
"""Endpoints in the order of the menu; their words are under ``dashboard.nav``."""

DONE = "done"
"""Query parameter by which a page says what a form has just done; a key of ``dashboard.done``."""


@dataclass(frozen=True)
class Pages:
    """What every page is made with."""

    config: Config
    database: Database
    book: PolicyBook
    assessor: Assessor
    rejudge: Rejudge

    def reader(self) -> Reader:
        """Whoever asks for this page."""
        if "reader" not in g:
            chosen = self.preferences()
            language = self.book.language(chosen.language or self.config.language)
            now = self.config.clock()
            g.reader = Reader(self.book.catalogue(language), now, chosen.zone)
        reader: Reader = g.reader
        return reader

    def preferences(self) -> Preferences:
        """What the person has chosen."""
        with self.database.read() as session:
            return preferences.read(session)

    def buyer(self) -> Buyer:
        """The buyer, as the rules may know them."""
        return Buyer(country=self.preferences().country or self.config.country)

    def buyer_changed(self) -> None:
        """Answer whoever asks from now on by what was just chosen, and have all judged again."""
        self.assessor.buyer = self.rejudge.buyer = self.buyer()
        self.rejudge.start(self.config.clock())

    def now_judged(self) -> datetime:
        """The present instant, with orders judged whose answer time may have changed."""
        now = self.config.clock()
        self.rejudge.some(now)
        return now

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page of a signed-in person."""
        reader = self.reader()
        token = g.get("session_token")
        done = f"done.{request.args.get(DONE, '')}"
        text = render_template(
            template,
            reader=reader,
            say=reader.say,
            navigation=NAVIGATION if token else (),
            form_token=session.form_token(token) if token else "",
            done=reader.say(done) if reader.knows(f"dashboard.{done}") else "",
            version=__version__,
            **values,
        )
        return Response(text, status, mimetype="text/html")

    def refused(self, error: PageRefusedError) -> Response:
        """A page that says what was wrong, and what to do."""
        g.error_code = error.kind
        if error.kind in {"signed_out", "wrong_code"}:
            return self.page("door.html", error.status, kind=error.kind)
        # A form that was refused says nothing of who is in.
        return self.page("refused.html", error.status, kind=error.kind)

    def set_cookie(self, response: Response, token: str) -> None:
        """Let the browser in: a cookie that goes to the dashboard and nowhere else.

        Without `Secure`, which not every browser takes over plain HTTP, and without an age: the
        browser forgets it when it closes.
        """
        response.set_cookie(
            gate.cookie_name(self.config.port),
            token,
            path=gate.ROOT,
            httponly=True,
            samesite="Strict",
        )

    def clear_cookie(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            gate.cookie_name(self.config.port), path=gate.ROOT, httponly=True, samesite="Strict"
        )


def seen_at(endpoint: str, done: str | None = None, **values: str) -> Response:
    """After a form: off to a page that says what was done, so that reloading repeats nothing."""
    address = url_for(endpoint, **{**values, DONE: done})  # type: ignore[arg-type]
    return Response(status=303, headers={"Location": address})
