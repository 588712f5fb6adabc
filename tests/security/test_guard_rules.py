"""The guard, rule by rule and all combinations, over WSGI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from cancelwindow.guard import MAX_JSON_DEPTH, is_shallow_json
from cancelwindow.protocol import MAX_BODY_BYTES, PROTOCOL, PROTOCOL_HEADER
from cancelwindow.store import clients
from companion_app import CompanionApp
from companion_process import EXTENSION_ORIGIN
from guard_requests import (
    FAULTS,
    FIREFOX_EXTENSION,
    ONE_PER_RULE,
    Fault,
    Tokens,
    good_request,
    spoilt,
)
from wire import Request


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionApp]:
    app = CompanionApp(tmp_path_factory.mktemp("guard") / "companion")
    yield app
    app.close()


@pytest.fixture(scope="module")
def tokens(app: CompanionApp) -> Tokens:
    revoked = app.pair()
    with app.database.write() as session:
        clients.revoke(session, revoked.client_id, app.now)
    return Tokens(good=app.pair().token, revoked=revoked.token)


@pytest.fixture
def good(app: CompanionApp, tokens: Tokens) -> Request:
    return good_request(app.config.port, tokens)


def test_a_good_request_reaches_the_route(app: CompanionApp, good: Request) -> None:
    assert app.send(good).code == "blocked_page"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_refused(app: CompanionApp, tokens: Tokens, fault: Fault) -> None:
    answer = app.send(spoilt((fault,), app.config.port, tokens))
    assert answer.status == fault.status
    if answer.body:
        assert answer.code == fault.code


@pytest.mark.parametrize("together", range(2, len(ONE_PER_RULE) + 1))
def test_the_earliest_broken_rule_answers(app: CompanionApp, tokens: Tokens, together: int) -> None:
    """Every choice of so many rules, broken in one request."""
    for faults in combinations(ONE_PER_RULE, together):
        answer = app.send(spoilt(faults, app.config.port, tokens))
        broken = [fault.name for fault in faults]
        assert (answer.status, answer.code) == (faults[0].status, faults[0].code), broken


@pytest.mark.parametrize(
    "changes",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": None},
        {"Origin": None},
        {"Sec_Fetch_Site": None, "Origin": None},
        {"Content_Type": "application/json; charset=utf-8"},
        {"X_Cancel_Window_Protocol": PROTOCOL.partition(".")[0] + ".7"},
    ],
    ids=str,
)
def test_what_browsers_may_differ_in_is_let_through(
    app: CompanionApp, good: Request, changes: dict[str, str | None]
) -> None:
    assert app.send(good.with_headers(**changes)).code == "blocked_page"


def test_the_origin_is_pinned_per_client(app: CompanionApp, good: Request) -> None:
    firefox = app.pair(origin=FIREFOX_EXTENSION)
    ours = good.with_headers(
        Origin=FIREFOX_EXTENSION, Authorization=f"Bearer {firefox.token}"
    ).with_headers(Sec_Fetch_Site="same-origin")
    assert app.send(ours).code == "blocked_page"
    assert app.send(ours.with_headers(Origin=EXTENSION_ORIGIN)).code == "wrong_origin"


@pytest.mark.parametrize("spoken", ["0.9", "2.0"])
def test_a_mismatch_names_both_numbers_and_the_older_side(
    app: CompanionApp, good: Request, spoken: str
) -> None:
    error = app.send(good.with_headers(**{PROTOCOL_HEADER: spoken})).data["error"]
    assert spoken in error["message"]
    assert PROTOCOL in error["message"]
    older = "extension" if spoken == "0.9" else "companion"
    assert error["remedy"] == f"Update the {older}."


def test_hello_asks_for_the_first_three_rules_alone(app: CompanionApp) -> None:
    host = f"127.0.0.1:{app.config.port}"
    assert app.send(Request("GET", "/v1/hello", {"Host": host})).status == 200
    assert app.send(Request("HEAD", "/v1/hello", {"Host": host})).status == 200
    for changes, code in (
        ({"Host": "rebound.example"}, "wrong_host"),
        ({"Sec_Fetch_Site": "cross-site"}, "wrong_site"),
        ({"Origin": "https://www.aliexpress.com"}, "wrong_origin"),
    ):
        request = Request("GET", "/v1/hello", {"Host": host}).with_headers(**changes)
        assert app.send(request).code == code


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/hello/", "/v1//hello", "/v1/later", "/openapi", "/dashboards"]
)
def test_no_other_address_answers(app: CompanionApp, good: Request, path: str) -> None:
    answer = app.send(replace(good, path=path))
    assert (answer.status, answer.code) == (404, "not_found")


def test_pairing_needs_an_origin(app: CompanionApp) -> None:
    answer = app.post("/v1/pair", {"code": "ACDE-FGHJ", "name": "x"}, origin=None)
    assert (answer.status, answer.code) == (403, "wrong_origin")


@pytest.mark.parametrize(
    "fault",
    [fault for fault in FAULTS if fault.rule in {0, 1, 2, 3, 4, 5, 8, 9}],
    ids=lambda f: f.name,
)
def test_pairing_is_guarded_like_the_rest(app: CompanionApp, tokens: Tokens, fault: Fault) -> None:
    request = replace(spoilt((fault,), app.config.port, tokens), path="/v1/pair")
    answer = app.send(request.with_headers(Authorization=None))
    assert answer.status == fault.status
    if answer.body:
        assert answer.code == fault.code


def test_a_route_declared_carelessly_is_private_and_post_only(tmp_path: Path) -> None:
    """The guard does not lean on routes being declared well."""
    app = CompanionApp(tmp_path / "companion")
    app.app.add_url_rule("/v1/careless", "careless", lambda: "secret", methods=["GET", "POST"])
    request = Request("GET", "/v1/careless", {"Host": f"127.0.0.1:{app.config.port}"})
    assert app.send(request).code == "method_not_allowed"
    assert app.post("/v1/careless", {}).code == "not_paired"
    app.close()


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_at_the_limit_is_read(app: CompanionApp, good: Request, announced: bool) -> None:
    room = MAX_BODY_BYTES - len(json.dumps({"x": ""}))
    body = json.dumps({"x": "y" * room}).encode()
    assert len(body) == MAX_BODY_BYTES
    answer = app.send(replace(good, body=body, announced=announced))
    assert answer.code == "malformed"


@pytest.mark.parametrize(
    ("body", "shallow"),
    [
        (b"", True),
        (b"1", True),
        (b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH, True),
        (b"[" * (MAX_JSON_DEPTH + 1) + b"]" * (MAX_JSON_DEPTH + 1), False),
        (b"[]" * 1000, True),
        (b'"' + b"[" * 1000 + b'"', True),
        (b'"\\"' + b"[" * 1000 + b'"', True),
        (b'"\\\\"' + b"[" * 1000, False),
        (b'"\\"', False),
        (b"]", False),
        (b'"' + b'\\"' * 1_000_000, False),
        (b'"' + b'\\"' * 1_000_000 + b'"', True),
    ],
    ids=range(12),
)
def test_depth_is_measured_outside_strings(body: bytes, shallow: bool) -> None:
    assert is_shallow_json(body, MAX_JSON_DEPTH) is shallow
