"""The guard as other programs meet it: a real process, a real socket, nothing between."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from cancelwindow.http_server import READ_BYTES
from cancelwindow.protocol import MAX_BODY_BYTES, PROTOCOL, PROTOCOL_HEADER
from companion_process import EXTENSION_ORIGIN, PATIENCE_SECONDS, CompanionProcess
from guard_requests import (
    FAULTS,
    FIREFOX_EXTENSION,
    ONE_PER_RULE,
    Fault,
    Tokens,
    good_request,
    spoilt,
)
from wire import Answer, Request, over_socket, read_answer


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionProcess]:
    with CompanionProcess(tmp_path_factory.mktemp("guard") / "companion") as process:
        yield process


@pytest.fixture(scope="module")
def tokens(running: CompanionProcess) -> Tokens:
    revoked = running.pair()
    running.revoke(revoked.client_id)
    return Tokens(good=running.pair().token, revoked=revoked.token)


@pytest.fixture
def good(running: CompanionProcess, tokens: Tokens) -> Request:
    return good_request(running.port, tokens)


def sent_raw(port: int, lines: bytes) -> Answer:
    """Whatever the companion says to these bytes."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(lines)
        return read_answer(connection)


def test_a_good_request_reaches_the_route(running: CompanionProcess, good: Request) -> None:
    assert over_socket(running.port, good).code == "blocked_page"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_refused(running: CompanionProcess, tokens: Tokens, fault: Fault) -> None:
    answer = over_socket(running.port, spoilt((fault,), running.port, tokens))
    assert answer.status == fault.status
    if answer.body:
        assert answer.code == fault.code


@pytest.mark.parametrize(
    "faults", list(pairwise(ONE_PER_RULE)), ids=lambda faults: f"{faults[0].rule} before"
)
def test_the_earlier_rule_wins(
    running: CompanionProcess, tokens: Tokens, faults: tuple[Fault, Fault]
) -> None:
    answer = over_socket(running.port, spoilt(faults, running.port, tokens))
    assert (answer.status, answer.code) == (faults[0].status, faults[0].code)


HERE = "127.0.0.1:{port}"
NEIGHBOUR = "http://127.0.0.1:8080"
SHOP = "https://www.aliexpress.com"

AS_SENT_BY = {
    "our extension in Chromium, GET": ("GET", {"Host": HERE, "Sec-Fetch-Site": "none"}, None),
    "our extension in Firefox, GET": ("GET", {"Host": HERE, "Sec-Fetch-Site": "same-origin"}, None),
    "an extension without permission, GET": (
        "GET",
        {"Host": HERE, "Origin": EXTENSION_ORIGIN, "Sec-Fetch-Site": "cross-site"},
        "wrong_site",
    ),
    "an extension without permission, preflight": (
        "OPTIONS",
        {
            "Host": HERE,
            "Origin": EXTENSION_ORIGIN,
            "Sec-Fetch-Site": "cross-site",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
        "wrong_site",
    ),
    "a content script in Firefox, preflight": (
        "OPTIONS",
        {
            "Host": HERE,
            "Origin": SHOP,
            "Sec-Fetch-Site": "cross-site",
            "Access-Control-Request-Method": "POST",
        },
        "wrong_site",
    ),
    "a page on another local port, text": (
        "POST",
        {
            "Host": HERE,
            "Origin": NEIGHBOUR,
            "Sec-Fetch-Site": "same-site",
            "Content-Type": "text/plain",
        },
        "wrong_site",
    ),
    "a page on another local port, no-cors GET": (
        "GET",
        {"Host": HERE, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        "wrong_site",
    ),
    "a page on another local port, preflight for a local network": (
        "OPTIONS",
        {
            "Host": HERE,
            "Origin": NEIGHBOUR,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Private-Network": "true",
        },
        "wrong_origin",
    ),
    "a rebound page, GET": ("GET", {"Host": "rebound.example:{port}"}, "wrong_host"),
    "a rebound page, POST": (
        "POST",
        {
            "Host": "rebound.example:{port}",
            "Origin": "http://rebound.example:{port}",
            "Content-Type": "application/json",
            PROTOCOL_HEADER: PROTOCOL,
        },
        "wrong_host",
    ),
    "a public page in a browser without fetch metadata": (
        "POST",
        {"Host": HERE, "Origin": SHOP, "Content-Type": "text/plain"},
        "wrong_origin",
    ),
    "a sandboxed frame": ("POST", {"Host": HERE, "Origin": "null"}, "wrong_origin"),
}
"""What browsers were seen to send, by who makes them send it, and what it comes to."""


@pytest.mark.parametrize("caller", AS_SENT_BY)
@pytest.mark.parametrize("path", ["/v1/hello", "/v1/assess"])
def test_what_browsers_send(running: CompanionProcess, caller: str, path: str) -> None:
    method, headers, code = AS_SENT_BY[caller]
    sent = {name: value.replace("{port}", str(running.port)) for name, value in headers.items()}
    answer = over_socket(running.port, Request(method, path, sent))
    if code is None:
        # Both extensions' GET is told who we are, and nothing private.
        expected = None if path == "/v1/hello" else "method_not_allowed"
        assert answer.code == expected
    else:
        assert answer.code == code


def test_firefox_is_let_through(running: CompanionProcess, good: Request) -> None:
    token = running.pair(origin=FIREFOX_EXTENSION).token
    request = good.with_headers(
        Origin=FIREFOX_EXTENSION,
        Sec_Fetch_Site="same-origin",
        Authorization=f"Bearer {token}",
    )
    assert over_socket(running.port, request).code == "blocked_page"


@pytest.mark.parametrize(
    ("host", "code"), [("127.0.0.1:{port}", "too_large"), ("rebound.example", "wrong_host")]
)
def test_a_body_nobody_will_read_is_refused_at_its_announcement(
    running: CompanionProcess, good: Request, host: str, code: str
) -> None:
    request = good.with_headers(
        Host=host.replace("{port}", str(running.port)), Content_Length=str(READ_BYTES * 10)
    )
    answer = over_socket(running.port, replace(request, body=b""))
    assert answer.code == code
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("host", "code"), [("127.0.0.1:{port}", "too_large"), ("rebound.example", "wrong_host")]
)
def test_chunks_without_end_are_cut_off(
    running: CompanionProcess, good: Request, host: str, code: str
) -> None:
    headers = good.with_headers(
        Host=host.replace("{port}", str(running.port)), Transfer_Encoding="chunked"
    ).headers
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    chunk = b"%x\r\n%b\r\n" % (READ_BYTES, b" " * READ_BYTES)
    answer = sent_raw(running.port, f"POST /v1/assess HTTP/1.1\r\n{head}\r\n".encode() + chunk)
    assert answer.code == code


def test_a_page_just_below_the_limit_is_read(running: CompanionProcess, good: Request) -> None:
    body = b'{"x": "%b"}' % (b"y" * (MAX_BODY_BYTES - 20))
    assert over_socket(running.port, replace(good, body=body)).code == "malformed"


@pytest.mark.parametrize(
    "lines",
    [
        b"HELLO\r\n\r\n",
        b"GET /v1/hello\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nno header\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: x\r\nBig: " + b"x" * 300_000 + b"\r\n\r\n",
        b"GET http://127.0.0.1/v1/hello HTTP/1.1\r\nHost: rebound.example\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /v1/hello HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
    ids=lambda lines: lines[:60].decode("latin-1").replace("\r\n", "|"),
)
def test_what_is_no_request_of_ours_gets_our_refusal(
    running: CompanionProcess, lines: bytes
) -> None:
    assert sent_raw(running.port, lines).code in {"malformed", "wrong_host"}


def test_a_refusal_is_told_over_a_kept_connection_too(
    running: CompanionProcess, good: Request
) -> None:
    """The guard judges each request by itself, not the connection by its first one."""
    head = "".join(f"{name}: {value}\r\n" for name, value in good.headers.items())
    first = f"POST /v1/assess HTTP/1.1\r\n{head}Content-Length: {len(good.body)}\r\n\r\n"
    second = "GET /v1/hello HTTP/1.1\r\nHost: rebound.example\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port), PATIENCE_SECONDS) as connection:
        connection.sendall(first.encode() + good.body)
        assert read_answer(connection).code == "blocked_page"
        connection.sendall(second.encode())
        assert read_answer(connection).code == "wrong_host"
