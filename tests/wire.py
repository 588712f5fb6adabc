"""One request with exactly the headers a test names, over WSGI or over a socket.

Every reply that passes here is held to what all replies owe: our headers, no grant to another
origin, no banner; no HTML from the API, and nothing but pages and their parts from the dashboard.
"""

from __future__ import annotations

import io
import json
import socket
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from wsgiref.types import WSGIApplication

from bs4 import BeautifulSoup
from werkzeug.test import run_wsgi_app

from cancelwindow.calendar_feed import ROOT as FEEDS
from cancelwindow.dashboard import gate
from cancelwindow.exports.formats import MEDIA_TYPES
from cancelwindow.guard import REPLY_HEADERS

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """A request; `headers` are all there are, Host included."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    announced: bool = True
    """Whether a Content-Length goes with a body; otherwise it is sent in chunks."""

    def with_headers(self, **changes: str | None) -> Request:
        """The same with headers changed (`Sec_Fetch_Site="none"`) or, with None, left out."""
        headers = dict(self.headers)
        for name, value in changes.items():
            headers.pop(name.replace("_", "-"), None)
            if value is not None:
                headers[name.replace("_", "-")] = value
        return replace(self, headers=headers)


@dataclass(frozen=True)
class Answer:
    """A reply as it came."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body of a page."""
        return self.body.decode()

    @property
    def page(self) -> BeautifulSoup:
        """The body of a page, parsed."""
        return BeautifulSoup(self.body, "html.parser")

    @property
    def code(self) -> str | None:
        """The error code; None when nothing was refused."""
        return self.data["error"]["code"] if self.status >= 400 and self.body else None


def over_wsgi(app: WSGIApplication, request: Request) -> Answer:
    """Send without a socket."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": request.path.partition("?")[0],
        "QUERY_STRING": request.path.partition("?")[2],
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "17863",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if request.announced and (request.body or request.method == "POST"):
        environ["CONTENT_LENGTH"] = str(len(request.body))
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
    number = int(status.split(" ", 1)[0])
    return _checked(request, number, headers.to_wsgi_list(), b"".join(chunks))


def over_socket(port: int, request: Request) -> Answer:
    """Send to 127.0.0.1 without a browser between."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.putrequest(
            request.method, request.path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.headers.items():
            connection.putheader(name, value)
        chunked = bool(request.body) and not request.announced
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif "Content-Length" not in request.headers and (request.body or request.method == "POST"):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None, encode_chunked=chunked)
        reply = connection.getresponse()
        return _checked(request, reply.status, reply.getheaders(), reply.read())
    finally:
        connection.close()


def read_answer(connection: socket.socket) -> Answer:
    """The next reply on an open connection."""
    reply = HTTPResponse(connection)
    try:
        reply.begin()
        return _checked(Request("GET", ""), reply.status, reply.getheaders(), reply.read())
    finally:
        reply.close()


def _checked(request: Request, status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
    answer = Answer(status, {name.lower(): value for name, value in headers}, body)
    is_page = gate.is_page(request.path.partition("?")[0])
    owed = REPLY_HEADERS | (gate.PAGE_HEADERS if is_page else {})
    for name, value in owed.items():
        assert answer.headers.get(name.lower()) == value, name
    grants = [name for name in answer.headers if name.startswith("access-control-")]
    assert grants == []
    assert "server" not in answer.headers
    assert b"Traceback" not in body
    if is_page and answer.headers["content-type"] != "application/json":
        _check_page(answer, [value for name, value in headers if name.lower() == "set-cookie"])
    elif request.path.startswith(f"{FEEDS}/") and status < 400:
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "set-cookie" not in answer.headers
    else:
        _check_message(request.method, answer)
    return answer


PAGE_TYPES = {"text/html", "text/css", "text/javascript", "image/svg+xml"}
DOWNLOADS = frozenset(MEDIA_TYPES.values())


def _check_page(answer: Answer, cookies: list[str]) -> None:
    kind = answer.headers["content-type"].partition(";")[0]
    if kind in DOWNLOADS:
        # Never shown in the browser, as a page of ours.
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    else:
        assert kind in PAGE_TYPES
    for cookie in cookies:
        name, *attributes = cookie.split("; ")
        assert name.startswith("cancel-window-")
        kept = {one for one in attributes if not one.startswith(("Expires=", "Max-Age="))}
        assert kept == {"HttpOnly", f"Path={gate.ROOT}", "SameSite=Strict"}
    assert answer.headers.get("location", gate.ROOT).startswith(gate.ROOT)


def _check_message(method: str, answer: Answer) -> None:
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers
    if answer.status >= 400 and method != "HEAD":
        assert set(answer.data) == {"error", "blocked"}
        assert set(answer.data["error"]) == {"code", "message", "remedy"}
        assert b"<" not in answer.body
