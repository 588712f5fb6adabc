"""Requests that the guard has to judge: a good one, and every way of spoiling it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from cancelwindow.guard import MAX_JSON_DEPTH
from cancelwindow.protocol import MAX_BODY_BYTES, PROTOCOL, PROTOCOL_HEADER
from companion_process import EXTENSION_ORIGIN
from wire import Request

OTHER_EXTENSION = "chrome-extension://" + "ponmlkjihgfedcba" * 2
FIREFOX_EXTENSION = "moz-extension://0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"

EMPTY_PAGE = {
    "snapshot": {"url": "", "html": "", "captured_at": "2026-11-20T12:00:00Z"},
    "language": "en",
}
"""A well-formed question about a page without an order: answered 422 to whoever may ask."""


@dataclass(frozen=True)
class Tokens:
    """Tokens of clients that were paired from `EXTENSION_ORIGIN`."""

    good: str
    revoked: str


def good_request(port: int, tokens: Tokens) -> Request:
    """A private request as Chromium's background worker sends it."""
    return Request(
        "POST",
        "/v1/assess",
        {
            "Host": f"127.0.0.1:{port}",
            "Sec-Fetch-Site": "none",
            "Origin": EXTENSION_ORIGIN,
            "Content-Type": "application/json",
            PROTOCOL_HEADER: PROTOCOL,
            "Authorization": f"Bearer {tokens.good}",
        },
        json.dumps(EMPTY_PAGE).encode(),
    )


Spoil = Callable[[Request, int, Tokens], Request]


@dataclass(frozen=True)
class Fault:
    """One way to spoil a good request, and what the guard must say to it."""

    rule: int
    """Position of the broken rule: a lower one is judged first."""
    name: str
    status: int
    code: str
    spoil: Spoil


def _header(value: str | None, request: Request, port: int, _: Tokens, *, name: str) -> Request:
    filled = None if value is None else value.replace("{port}", str(port))
    return request.with_headers(**{name: filled})


def _host(name: str, value: str | None) -> Fault:
    return Fault(0, name, 403, "wrong_host", partial(_header, value, name="Host"))


def _site(value: str) -> Fault:
    spoil = partial(_header, value, name="Sec-Fetch-Site")
    return Fault(1, f"site {value}", 403, "wrong_site", spoil)


def _origin(value: str) -> Fault:
    spoil = partial(_header, value, name="Origin")
    return Fault(2, f"origin {value}", 403, "wrong_origin", spoil)


def _method(value: str) -> Fault:
    def spoil(request: Request, _port: int, _tokens: Tokens) -> Request:
        return replace(request, method=value)

    return Fault(3, f"method {value}", 405, "method_not_allowed", spoil)


def _type(value: str | None) -> Fault:
    spoil = partial(_header, value, name="Content-Type")
    return Fault(4, f"type {value}", 415, "not_json", spoil)


def _protocol(value: str | None) -> Fault:
    spoil = partial(_header, value, name=PROTOCOL_HEADER)
    return Fault(5, f"protocol {value}", 412, "protocol_mismatch", spoil)


def _token(name: str, value: str | None) -> Fault:
    return Fault(6, name, 401, "not_paired", partial(_header, value, name="Authorization"))


def _revoked(request: Request, _port: int, tokens: Tokens) -> Request:
    return request.with_headers(Authorization=f"Bearer {tokens.revoked}")


def _pinned(name: str, value: str) -> Fault:
    return Fault(7, name, 403, "wrong_origin", partial(_header, value, name="Origin"))


def _body(rule: int, name: str, body: bytes, *, announced: bool = True) -> Fault:
    def spoil(request: Request, _port: int, _tokens: Tokens) -> Request:
        return replace(request, body=body, announced=announced)

    status, code = (413, "too_large") if rule == _SIZE else (400, "malformed")
    return Fault(rule, name, status, code, spoil)


_SIZE, _DEPTH, _SHAPE = 8, 9, 10

_TOO_MUCH = b'"' + b"x" * MAX_BODY_BYTES + b'"'
_TOO_DEEP = b"[" * (MAX_JSON_DEPTH + 1) + b"]" * (MAX_JSON_DEPTH + 1)

FAULTS: tuple[Fault, ...] = (
    _host("rebound host, right port", "rebound.example:{port}"),
    _host("host that starts like ours", "127.0.0.1.rebound.example:{port}"),
    _host("localhost", "localhost:{port}"),
    _host("IPv6 loopback", "[::1]:{port}"),
    _host("another loopback address", "127.0.0.2:{port}"),
    _host("number form of our address", "2130706433:{port}"),
    _host("no port", "127.0.0.1"),
    _host("another port", "127.0.0.1:1"),
    _host("our host with a dot", "127.0.0.1.:{port}"),
    _host("our host twice", "127.0.0.1:{port}, 127.0.0.1:{port}"),
    _host("user before our host", "x@127.0.0.1:{port}"),
    _host("empty host", ""),
    _host("no host", None),
    _site("cross-site"),
    _site("same-site"),
    _site(""),
    _site("none, cross-site"),
    _site("None"),
    _origin("https://www.aliexpress.com"),
    _origin("http://127.0.0.1:8080"),
    _origin("http://localhost"),
    _origin("null"),
    _origin(""),
    _origin("chrome-extension://short"),
    _origin("chrome-extension://" + "z" * 32),
    _origin(EXTENSION_ORIGIN + "/options.html"),
    _origin(EXTENSION_ORIGIN + ".example"),
    _origin("moz-extension://not-a-uuid"),
    _origin("https://" + "a" * 32),
    _origin(f"{EXTENSION_ORIGIN}, {EXTENSION_ORIGIN}"),
    *(_method(name) for name in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")),
    _type(None),
    _type(""),
    _type("text/plain"),
    _type("application/x-www-form-urlencoded"),
    _type("multipart/form-data; boundary=x"),
    _type("text/plain; application/json"),
    _type("application/json2"),
    _protocol(None),
    _protocol("0.9"),
    _protocol("2.0"),
    _protocol("10.0"),
    _protocol("1"),
    _protocol("one.zero"),
    _protocol("1.0, 1.0"),
    _token("no token", None),
    _token("empty token", "Bearer "),
    _token("wrong token", "Bearer " + "A" * 43),
    _token("token of another scheme", "Basic dXNlcjpwYXNz"),
    _token("two words as token", "Bearer a b"),
    _token("token with letters outside ASCII", "Bearer \xe9\xe9"),
    Fault(6, "revoked token", 401, "revoked", _revoked),
    _pinned("another extension with a good token", OTHER_EXTENSION),
    _pinned("a Firefox extension with a good token", FIREFOX_EXTENSION),
    _body(_SIZE, "too large", _TOO_MUCH),
    _body(_SIZE, "too large, in chunks", _TOO_MUCH, announced=False),
    _body(_DEPTH, "too deep", _TOO_DEEP),
    _body(_DEPTH, "too deep in objects", b'{"a":' * 41 + b"1" + b"}" * 41),
    _body(_DEPTH, "a string without end", b'{"snapshot": "'),
    _body(_DEPTH, "closing nothing", b"}"),
    _body(_SHAPE, "no JSON at all", b"order=8"),
    _body(_SHAPE, "nothing", b""),
    _body(_SHAPE, "another message", b'{"code": "ACDE-FGHJ", "name": "x"}'),
    _body(_SHAPE, "not UTF-8", b'{"language": "\xff"}'),
)

ONE_PER_RULE: tuple[Fault, ...] = tuple(
    next(fault for fault in FAULTS if fault.rule == rule)
    for rule in sorted({fault.rule for fault in FAULTS})
)


def spoilt(faults: tuple[Fault, ...], port: int, tokens: Tokens) -> Request:
    """A good request with all these faults at once; the first one's header or body stays."""
    request = good_request(port, tokens)
    for fault in reversed(faults):
        request = fault.spoil(request, port, tokens)
    return request
