"""Who may talk to the companion: one check before each request, one set of headers after it.

The rules, in this order, each before any body is parsed (an earlier refusal wins):

1. `Host` is exactly ``127.0.0.1:<port>``. Only this stops DNS rebinding, where the page's own
   `Origin` and fetch metadata agree with the forged host.
2. `Sec-Fetch-Site`, if present, is ``none`` (Chromium's extensions) or ``same-origin``
   (Firefox's): a page on another local port says ``same-site``.
3. `Origin`, if present, is a browser extension's.
4. Every route but `hello` and the calendar's feed, whose address is its secret: POST,
   ``application/json``, our protocol header with our major.
5. Private routes: a bearer token of a client that is not revoked, and, if `Origin` is present,
   the one that was pinned when the client was paired. `pair`: an `Origin`, which becomes the pin.
6. The body is not too large and its JSON not too deep.

The dashboard's pages are opened by a person and not by an extension: after rule 1 they have rules
of their own, in `dashboard.gate`.

No reply ever carries a CORS header: an extension with the host permission needs none, and without
one no page can read a reply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask, Response, g, request

from cancelwindow.config import Config
from cancelwindow.dashboard import gate
from cancelwindow.dashboard.gate import TOO_LARGE_FLAG
from cancelwindow.errors import RefusedError
from cancelwindow.protocol import (
    MAX_BODY_BYTES,
    PROTOCOL,
    PROTOCOL_HEADER,
    ErrorCode,
)
from cancelwindow.store.clients import find_by_token
from cancelwindow.store.database import Database

OPEN_ENDPOINTS = frozenset({"api.hello"})
"""Told to anyone whom rules 1 to 3 let through."""

FEED_ENDPOINTS = frozenset({"calendar.feed"})
"""Read with GET by programs that can send no header: the address is the secret
(`calendar_feed`)."""

PAIRING_ENDPOINTS = frozenset({"api.pair"})
"""Need an extension's origin, but no token yet. Every other endpoint is private."""

MAX_JSON_DEPTH = 40
"""The deepest message we know has five levels; a parser's recursion limit is in the hundreds."""

REPLY_HEADERS = {
    PROTOCOL_HEADER: PROTOCOL,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every reply, refusals included."""

_OWN_SITES = frozenset({"none", "same-origin"})

_EXTENSION_ORIGIN = re.compile(
    r"chrome-extension://[a-p]{32}"
    r"|moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)

_PROTOCOL_NUMBER = re.compile(r"(\d{1,4})\.(\d{1,4})")

_JSON_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{}]', re.DOTALL)
"""A whole string, or one bracket; a lone quote is a string that never ends."""


@dataclass(frozen=True, slots=True)
class PairedClient:
    """The client that a private request comes from."""

    id: str
    origin: str
    account_id: str


def install(app: Flask, config: Config, database: Database) -> None:
    """Put the guard before every request of `app` and its headers on every reply."""
    host = f"127.0.0.1:{config.port}"
    # One more than allowed: at this mark the framework cuts a body without a length short.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    # A second layer for rule 1, in the framework: it knows hosts without their port.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1"]

    @app.before_request
    def check() -> None:
        _require_host(host)
        if gate.is_page(request.path):
            gate.check(config, database)
            return
        _require_own_site()
        _require_extension_origin()
        if request.url_rule is None or request.endpoint in OPEN_ENDPOINTS | FEED_ENDPOINTS:
            # No rule matched: routing answers 404 or 405 next.
            return
        _require_post()
        _require_json()
        _require_protocol()
        if request.endpoint in PAIRING_ENDPOINTS:
            _require_any_origin()
        else:
            g.client = _require_client(database)
        g.body = _require_modest_body()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.update(REPLY_HEADERS)
        if gate.is_page(request.path):
            response.headers.update(gate.PAGE_HEADERS)
        return response


def paired_client() -> PairedClient:
    """The client whom the guard let through on a private route."""
    client: PairedClient = g.client
    return client


def request_body() -> bytes:
    """The body that the guard found neither too large nor too deep."""
    body: bytes = g.body
    return body


def request_origin() -> str:
    """The extension's origin that the guard checked."""
    return request.headers["Origin"]


def _require_host(expected: str) -> None:
    # Not `request.host`, which makes one up from the server's name when the header is missing.
    if request.environ.get("HTTP_HOST") != expected:
        raise RefusedError(ErrorCode.WRONG_HOST)


def _require_own_site() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OWN_SITES:
        raise RefusedError(ErrorCode.WRONG_SITE)


def _require_extension_origin() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and not _EXTENSION_ORIGIN.fullmatch(origin):
        raise _no_extension()


def _require_post() -> None:
    if request.method != "POST":
        raise RefusedError(ErrorCode.METHOD_NOT_ALLOWED)


def _require_json() -> None:
    if request.mimetype != "application/json":
        raise RefusedError(ErrorCode.NOT_JSON)


def _require_protocol() -> None:
    spoken = _PROTOCOL_NUMBER.fullmatch(request.headers.get(PROTOCOL_HEADER, ""))
    if spoken is None:
        raise RefusedError(ErrorCode.PROTOCOL_MISMATCH)
    theirs, ours = int(spoken[1]), int(PROTOCOL.partition(".")[0])
    if theirs != ours:
        older = "extension" if theirs < ours else "companion"
        raise RefusedError(
            ErrorCode.PROTOCOL_MISMATCH,
            message=f"The extension speaks protocol {spoken[0]}, the companion {PROTOCOL}.",
            remedy=f"Update the {older}.",
        )


def _require_any_origin() -> None:
    if request.headers.get("Origin") is None:
        raise _no_extension()


def _no_extension() -> RefusedError:
    return RefusedError(
        ErrorCode.WRONG_ORIGIN,
        message="The request did not come from a browser extension.",
        remedy="Use the Cancel Window extension.",
    )


def _require_client(database: Database) -> PairedClient:
    authorization = request.authorization
    token = authorization.token if authorization and authorization.type == "bearer" else None
    if not token:
        raise RefusedError(ErrorCode.NOT_PAIRED)
    with database.read() as session:
        row = find_by_token(session, token)
    if row is None:
        raise RefusedError(ErrorCode.NOT_PAIRED)
    if row.revoked_at is not None:
        raise RefusedError(ErrorCode.REVOKED)
    if request.headers.get("Origin", row.origin) != row.origin:
        raise RefusedError(ErrorCode.WRONG_ORIGIN)
    return PairedClient(id=row.id, origin=row.origin, account_id=row.account_id)


def _require_modest_body() -> bytes:
    length = request.content_length
    if request.environ.get(TOO_LARGE_FLAG) or (length is not None and length > MAX_BODY_BYTES):
        raise RefusedError(ErrorCode.TOO_LARGE)
    body = request.get_data(cache=False, parse_form_data=False)
    if len(body) > MAX_BODY_BYTES:
        raise RefusedError(ErrorCode.TOO_LARGE)
    if not is_shallow_json(body, MAX_JSON_DEPTH):
        raise RefusedError(
            ErrorCode.MALFORMED,
            message=f"The request is not JSON of at most {MAX_JSON_DEPTH} levels.",
        )
    return body


def is_shallow_json(body: bytes, limit: int) -> bool:
    """Whether no bracket of `body` stands deeper than `limit`, without parsing it.

    False also for brackets that close nothing and for a string without an end.
    """
    depth = 0
    for token in _JSON_TOKEN.finditer(body):
        mark = body[token.start() : token.start() + 1]
        if mark == b'"':
            if token.end() - token.start() == 1:
                return False
            continue
        depth += 1 if mark in b"[{" else -1
        if not 0 <= depth <= limit:
            return False
    return True
