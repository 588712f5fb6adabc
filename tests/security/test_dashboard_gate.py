"""The gate of the dashboard, rule by rule and all combinations, over WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest

from cancelwindow.dashboard import gate, session
from cancelwindow.dashboard.refusals import KINDS
from cancelwindow.policy.loader import load_policy
from companion_app import CompanionApp
from companion_process import EXTENSION_ORIGIN
from dashboard_visitor import FORM, Visitor
from wire import Answer, Request

ACTION = "/dashboard/clients/others"
"""A form that changes something: all rules hold for it."""


@dataclass(frozen=True)
class Fault:
    """One way to spoil a good form, and what the gate must say to it."""

    rule: int
    name: str
    status: int
    kind: str
    spoil: Callable[[Request, Visitor], Request]


def _header(rule: int, name: str, value: str | None, status: int, kind: str) -> Fault:
    def spoil(request: Request, visitor: Visitor) -> Request:
        filled = None if value is None else value.replace("{port}", str(visitor.port))
        return request.with_headers(**{name.replace("-", "_"): filled})

    return Fault(rule, f"{name} {value}", status, kind, spoil)


def _body(rule: int, name: str, body: bytes, status: int, kind: str) -> Fault:
    def spoil(request: Request, _: Visitor) -> Request:
        return replace(request, body=body)

    return Fault(rule, name, status, kind, spoil)


def _other_form_token(request: Request, visitor: Visitor) -> Request:
    other = session.form_token(Visitor(visitor.app).token)
    return replace(request, body=f"{gate.FORM_TOKEN}={other}".encode())


_HOSTS = ("rebound.example:{port}", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "", None)
_SITES = ("cross-site", "same-site", "", "None", "none, cross-site")
_ORIGINS = (
    None, "null", "", "https://www.aliexpress.com", "http://127.0.0.1:1", "http://localhost:{port}",
    "https://127.0.0.1:{port}", "http://127.0.0.1", EXTENSION_ORIGIN,
    "http://127.0.0.1:{port}, http://127.0.0.1:{port}",
)  # fmt: skip
_TYPES = (None, "", "text/plain", "application/json", "multipart/form-data; boundary=x")
_COOKIE = "cancel-window-{port}"
_COOKIES = (None, "", f"{_COOKIE}=", f"{_COOKIE}=wrong", "cancel-window-1=x", "session=x")

FAULTS = (
    *(_header(0, "Host", value, 403, "wrong_host") for value in _HOSTS),
    *(_header(1, "Sec-Fetch-Site", value, 403, "from_elsewhere") for value in _SITES),
    *(_header(2, "Origin", value, 403, "from_elsewhere") for value in _ORIGINS),
    *(_header(3, "Content-Type", value, 415, "not_a_form") for value in _TYPES),
    _body(4, "too large", b"x=" + b"y" * gate.MAX_FORM_BYTES, 413, "too_large"),
    *(_header(5, "Cookie", value, 401, "signed_out") for value in _COOKIES),
    _body(6, "no token", b"", 403, "form_expired"),
    _body(6, "an empty token", b"form_token=", 403, "form_expired"),
    _body(6, "a wrong token", b"form_token=%C3%A9", 403, "form_expired"),
    _body(6, "the token as JSON", b'{"form_token": "x"}', 403, "form_expired"),
    Fault(6, "another session's token", 403, "form_expired", _other_form_token),
)

ONE_PER_RULE = tuple(
    next(fault for fault in FAULTS if fault.rule == rule)
    for rule in sorted({fault.rule for fault in FAULTS})
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionApp]:
    app = CompanionApp(tmp_path_factory.mktemp("gate") / "companion")
    yield app
    app.close()


@pytest.fixture
def visitor(app: CompanionApp) -> Visitor:
    return Visitor(app)


def refusal(answer: Answer) -> str | None:
    """Which refusal a page is, told by its words."""
    if answer.headers["content-type"] == "application/json":
        return answer.code
    words = load_policy().catalogue("en")
    text = answer.page.get_text(" ", strip=True)
    said = (kind for kind in KINDS if words.say(f"dashboard.refused.{kind}.title") in text)
    return next(said, None)


def test_a_good_form_reaches_the_route(app: CompanionApp, visitor: Visitor) -> None:
    assert app.send(visitor.request(ACTION, {})).status == 303


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_refused(app: CompanionApp, visitor: Visitor, fault: Fault) -> None:
    other = Visitor(app)
    answer = app.send(fault.spoil(visitor.request(ACTION, {}), visitor))
    assert (answer.status, refusal(answer)) == (fault.status, fault.kind)
    assert app.send(other.request("/dashboard/clients")).status == 200


@pytest.mark.parametrize("together", range(2, len(ONE_PER_RULE) + 1))
def test_the_earliest_broken_rule_answers(
    app: CompanionApp, visitor: Visitor, together: int
) -> None:
    for faults in combinations(ONE_PER_RULE, together):
        request = visitor.request(ACTION, {})
        for fault in reversed(faults):
            request = fault.spoil(request, visitor)
        answer = app.send(request)
        broken = [fault.name for fault in faults]
        assert (answer.status, refusal(answer)) == (faults[0].status, faults[0].kind), broken


@pytest.mark.parametrize("site", ["none", "same-origin", None])
def test_a_page_may_be_typed_or_followed_to(
    app: CompanionApp, visitor: Visitor, site: str | None
) -> None:
    request = visitor.request("/dashboard/clients").with_headers(Sec_Fetch_Site=site)
    assert app.send(request).status == 200


@pytest.mark.parametrize(
    ("path", "site", "mode", "dest", "status"),
    [
        # A link in the extension's own page, in a mail, or on a page of another local port.
        ("/dashboard/open", "cross-site", "navigate", "document", 200),
        ("/dashboard/open", "same-site", "navigate", "document", 200),
        ("/dashboard/open", "cross-site", "navigate", "iframe", 403),
        ("/dashboard/open", "cross-site", "navigate", "embed", 403),
        ("/dashboard/open", "cross-site", "no-cors", "image", 403),
        ("/dashboard/open", "cross-site", "cors", "empty", 403),
        ("/dashboard/open", "cross-site", None, None, 403),
        ("/dashboard/open", "", "navigate", "document", 403),
        ("/dashboard/clients", "cross-site", "navigate", "document", 403),
        ("/dashboard/static/dashboard.css", "cross-site", "no-cors", "style", 403),
        ("/", "cross-site", "navigate", "document", 403),
    ],
)
def test_only_the_door_may_be_come_to_from_elsewhere(  # noqa: PLR0917
    app: CompanionApp,
    visitor: Visitor,
    path: str,
    site: str,
    mode: str | None,
    dest: str | None,
    status: int,
) -> None:
    request = visitor.request(path).with_headers(
        Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=dest
    )
    assert app.send(request).status == status


def test_the_door_lets_no_form_in_from_elsewhere(app: CompanionApp, visitor: Visitor) -> None:
    code = session.open_link(app.database, app.now).code
    request = visitor.request("/dashboard/open", {"code": code}).with_headers(
        Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document"
    )
    assert app.send(request).status == 403
    assert app.send(visitor.request("/dashboard/open", {"code": code})).status == 303


def test_an_origin_that_is_not_ours_sees_no_page(app: CompanionApp, visitor: Visitor) -> None:
    request = visitor.request("/dashboard/clients").with_headers(Origin=EXTENSION_ORIGIN)
    assert refusal(app.send(request)) == "from_elsewhere"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "POST"])
def test_a_page_is_only_read(app: CompanionApp, visitor: Visitor, method: str) -> None:
    request = replace(visitor.request("/dashboard/clients"), method=method).with_headers(
        Origin=f"http://127.0.0.1:{visitor.port}", Content_Type=FORM
    )
    answer = app.send(request)
    assert (answer.status, refusal(answer)) == (405, "method_not_allowed")


def test_the_bearer_token_of_a_client_opens_no_page(app: CompanionApp) -> None:
    request = Visitor(app, signed_in=False).request("/dashboard/clients")
    answer = app.send(request.with_headers(Authorization=f"Bearer {app.pair().token}"))
    assert answer.status == 401


def test_the_cookie_opens_no_call_of_the_api(app: CompanionApp, visitor: Visitor) -> None:
    cookie = visitor.request("/").headers["Cookie"]
    for path in ("/v1/assess", "/v1/dashboard-link"):
        request = Request(
            "POST",
            path,
            {
                "Host": f"127.0.0.1:{visitor.port}",
                "Cookie": cookie,
                "Content-Type": "application/json",
                "X-Cancel-Window-Protocol": "1.0",
            },
            b"{}",
        )
        assert app.send(request).code == "not_paired"


@pytest.mark.parametrize(
    "path", ["/dashboard/nothing", "/dashboard/static/../gate.py", "/dashboard/clients/"]
)
def test_other_addresses_are_pages_that_say_so(
    app: CompanionApp, visitor: Visitor, path: str
) -> None:
    answer = app.send(visitor.request(path))
    assert (answer.status, refusal(answer)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/", "/dashboard"])
def test_the_bare_address_leads_to_the_dashboard(
    app: CompanionApp, visitor: Visitor, path: str
) -> None:
    answer = app.send(visitor.request(path))
    assert (answer.status, answer.headers["location"]) == (302, "/dashboard/")


# --- links and sessions ------------------------------------------------------------------------


def enter(app: CompanionApp, code: str) -> Answer:
    return app.send(Visitor(app, signed_in=False).request("/dashboard/open", {"code": code}))


def test_a_link_lets_one_browser_in_once(app: CompanionApp) -> None:
    code = session.open_link(app.database, app.now).code
    answer = enter(app, code)
    assert (answer.status, answer.headers["location"]) == (303, "/dashboard/")
    assert answer.headers["set-cookie"].startswith(f"cancel-window-{app.config.port}=")
    again = enter(app, code)
    assert (again.status, refusal(again)) == (403, "wrong_code")
    assert "set-cookie" not in again.headers


def test_the_whole_link_may_be_pasted(app: CompanionApp) -> None:
    opened = session.open_link(app.database, app.now)
    assert enter(app, f" {opened.url(app.config.port)} ").status == 303


def test_a_link_runs_out(app: CompanionApp) -> None:
    opened = session.open_link(app.database, app.now - session.LINK_LIFETIME)
    assert refusal(enter(app, opened.code)) == "wrong_code"


@pytest.mark.parametrize("code", ["", "x", "A" * 22, "é", "' OR 1=1 --"])
def test_a_guess_opens_nothing(app: CompanionApp, code: str) -> None:
    session.open_link(app.database, app.now)
    assert refusal(enter(app, code)) == "wrong_code"


def test_the_code_never_goes_into_an_address_that_is_sent(app: CompanionApp) -> None:
    opened = session.open_link(app.database, app.now)
    sent, _, kept = opened.url(app.config.port).partition("#")
    assert sent == f"http://127.0.0.1:{app.config.port}/dashboard/open"
    assert kept == opened.code


def test_a_session_ends_when_it_is_not_used(tmp_path: Path) -> None:
    app = CompanionApp(tmp_path / "companion")
    visitor = Visitor(app)
    for _ in range(3):
        app.pass_time(session.IDLE - timedelta(minutes=1))
        assert app.send(visitor.request("/dashboard/clients")).status == 200
    app.pass_time(session.IDLE)
    answer = app.send(visitor.request("/dashboard/clients"))
    assert (answer.status, refusal(answer)) == (401, "signed_out")
    app.close()


def test_signing_out_ends_this_session_alone(app: CompanionApp, visitor: Visitor) -> None:
    other = Visitor(app)
    answer = app.send(visitor.request("/dashboard/sign-out", {}))
    assert answer.headers["location"] == "/dashboard/open"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert app.send(visitor.request("/dashboard/clients")).status == 401
    assert app.send(other.request("/dashboard/clients")).status == 200


def test_closing_the_others_leaves_this_one(app: CompanionApp, visitor: Visitor) -> None:
    other, waiting = Visitor(app), session.open_link(app.database, app.now)
    app.send(visitor.request(ACTION, {}))
    assert app.send(other.request("/dashboard/clients")).status == 401
    assert app.send(visitor.request("/dashboard/clients")).status == 200
    assert refusal(enter(app, waiting.code)) == "wrong_code"


def test_no_secret_of_a_session_is_on_the_disk(tmp_path: Path) -> None:
    app = CompanionApp(tmp_path / "companion")
    visitor, waiting = Visitor(app), session.open_link(app.database, app.now)
    app.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "companion").iterdir())
    assert b"dashboard_sessions" in stored
    for secret in (visitor.token, session.form_token(visitor.token), waiting.code):
        assert secret.encode() not in stored
