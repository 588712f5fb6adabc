"""Who may see the dashboard: what `guard` is for the API, for pages that a person opens.

`guard` has checked that `Host` is exactly ours. Then, in this order, before a form is read:

1. `Sec-Fetch-Site`, if present, is ``none`` (typed, or opened by a program) or ``same-origin``.
   The door, which shows nothing, may be navigated to from elsewhere: a link in the extension's
   page, in a mail or a text. Never as a frame, and never from a script.
2. `Origin`, if present, is our own; every POST has one.
3. A POST is a form of modest size.
4. Every page but the door and its style has the cookie of a session that is alive.
5. Every form but the door's carries its session's own token.

The API takes no cookie, and the dashboard no bearer token: neither opens the other.
"""

from __future__ import annotations

import hmac

from flask import g, request

from cancelwindow.config import Config
from cancelwindow.dashboard import session
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.store.database import Database

ROOT = "/dashboard"

DOOR = "dashboard.door"
DOORSTEP = frozenset({DOOR, "dashboard.enter", "dashboard.static"})
"""Endpoints that need no session."""

MAX_FORM_BYTES = 64 * 1024

TOO_LARGE_FLAG = "cancelwindow.too_large"
"""WSGI environment key by which the HTTP server says that it gave up on an oversized body."""

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # With "no-referrer" a browser would not tell where a form comes from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""In place of, or beside, those of `guard.REPLY_HEADERS`."""

_OWN_SITES = frozenset({"none", "same-origin"})


def is_page(path: str) -> bool:
    """Whether an address is the dashboard's, also one that does not exist."""
    return path in {"/", ROOT} or path.startswith(f"{ROOT}/")


def cookie_name(port: int) -> str:
    """Of the session. A browser does not tell ports apart, so the name does."""
    return f"cancel-window-{port}"


def check(config: Config, database: Database) -> None:
    """Let the request through, or raise PageRefusedError."""
    _require_own_site()
    _require_own_origin(f"http://127.0.0.1:{config.port}")
    if request.url_rule is None:
        # No rule matched: routing answers 404 or 405 next.
        return
    if request.method == "POST":
        _require_form()
    if request.endpoint in DOORSTEP:
        return
    token = request.cookies.get(cookie_name(config.port), "")
    if not token or not session.is_alive(database, token, config.clock()):
        raise PageRefusedError(401, "signed_out")
    g.session_token = token
    if request.method == "POST":
        _require_form_token(token)


def session_token() -> str:
    """The cookie that the gate let through."""
    token: str = g.session_token
    return token


def _require_own_site() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is None or site in _OWN_SITES:
        return
    arriving = (
        request.endpoint == DOOR
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and site in {"cross-site", "same-site"}
    )
    if not arriving:
        raise PageRefusedError(403, "from_elsewhere")


def _require_own_origin(own: str) -> None:
    origin = request.headers.get("Origin")
    if origin != own and (origin is not None or request.method == "POST"):
        raise PageRefusedError(403, "from_elsewhere")


def _require_form() -> None:
    if request.mimetype != "application/x-www-form-urlencoded":
        raise PageRefusedError(415, "not_a_form")
    length = request.content_length
    if request.environ.get(TOO_LARGE_FLAG) or (length is not None and length > MAX_FORM_BYTES):
        raise PageRefusedError(413, "too_large")
    request.max_content_length = MAX_FORM_BYTES


def _require_form_token(token: str) -> None:
    given = request.form.get(FORM_TOKEN, "")
    if not hmac.compare_digest(given.encode(), session.form_token(token).encode()):
        raise PageRefusedError(403, "form_expired")
