"""A person in front of the dashboard: a browser's headers and its cookie, without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from cancelwindow.dashboard import gate, session
from companion_app import CompanionApp
from wire import Answer, Request

FORM = "application/x-www-form-urlencoded"

Form = Mapping[str, str | list[str]]
"""Fields of a form; several values are several boxes of one name."""


class Visitor:
    """Asks for pages as a browser does that was let in by a one-time link."""

    def __init__(self, app: CompanionApp, *, signed_in: bool = True) -> None:
        self.app = app
        self.port = app.config.port
        self.token = ""
        if signed_in:
            token = session.spend(
                app.database, session.open_link(app.database, app.now).code, app.now
            )
            assert token is not None
            self.token = token

    def request(self, path: str, form: Form | None = None) -> Request:
        """A request that the gate lets through; with a form, a POST with the session's token."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if self.token:
            headers["Cookie"] = f"{gate.cookie_name(self.port)}={self.token}"
        if form is None:
            return Request("GET", path, headers)
        headers |= {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": FORM}
        fields = {gate.FORM_TOKEN: session.form_token(self.token), **form}
        return Request("POST", path, headers, urlencode(fields, doseq=True).encode())

    def get(self, path: str, expect: int = 200) -> BeautifulSoup:
        """A page."""
        answer = self.app.send(self.request(path))
        assert answer.status == expect, answer.text
        return answer.page

    def post(self, path: str, form: Form, expect: int = 303) -> Answer:
        """A form."""
        answer = self.app.send(self.request(path, form))
        assert answer.status == expect, answer.text
        return answer
