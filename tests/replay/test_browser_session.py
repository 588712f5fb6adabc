"""A session of ours can look at orders and change none, whatever a page tries."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright

from aliorders import browser
from aliorders.browser import (
    Launch,
    Page,
    Refusal,
    RefusalKind,
    Session,
    close_tab,
    open_session,
)
from aliorders.models import SnapshotSource
from aliorders.traffic import called_api, may_change_an_order
from cancelwindow.replay import addresses
from cancelwindow.replay.addresses import detail_url
from replay.sample import ACCOUNT, NOW, SETTLED_ORDERS, Visits, site_of, wait_until_drawn

WRITE = "mtop.aliexpress.trade.buyer.order.operation"
WRITE_URL = f"{addresses.ACS}/h5/{WRITE}/1.0/?api={WRITE}&data=%7B%7D"
WRITE_REFUSAL = f"acs.aliexpress.com/{WRITE}"
ORDER = SETTLED_ORDERS[0]
URL = detail_url(ORDER.order_id)


def h5(api: str, query: str = "") -> str:
    return f"{addresses.ACS}/h5/{api}/1.0/{query}"


# --- which requests --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", WRITE_URL),
        ("GET", WRITE_URL),
        ("GET", h5(WRITE.upper())),
        ("GET", h5(WRITE).replace(".com", ".us")),
        ("POST", h5(addresses.DETAIL_API)),
        ("PUT", h5(addresses.LIST_API)),
        ("DELETE", h5(addresses.LIST_API)),
        ("POST", h5("mtop.aliexpress.something.new")),
        # One name in the path, another in the parameter: the worse one counts.
        ("POST", h5(addresses.LIST_API, f"?api={WRITE}")),
        ("POST", h5(addresses.LIST_API, "?api=mtop.aliexpress.something.new")),
        ("GET", h5(addresses.LIST_API, f"?api={quote(WRITE.upper())}")),
        ("GET", h5(addresses.LIST_API, f"?api={addresses.LIST_API}&api={WRITE}")),
    ],
)
def test_a_request_that_may_change_an_order(method: str, url: str) -> None:
    assert may_change_an_order(method, url)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", h5(addresses.LIST_API)),
        ("POST", h5(addresses.LIST_API)),
        ("POST", h5(addresses.LIST_API.upper(), f"?api={addresses.LIST_API}")),
        ("GET", h5(addresses.DETAIL_API)),
        ("OPTIONS", h5(addresses.LIST_API)),
        ("POST", f"{addresses.LOGIN}/newlogin/login.do"),
        ("GET", URL),
    ],
)
def test_a_request_that_only_reads(method: str, url: str) -> None:
    assert not may_change_an_order(method, url)


def test_a_call_is_named_by_its_path() -> None:
    assert called_api(h5("Mtop.Ae.LD.QueryDetail", "?x=1")) == addresses.TRACKING_API
    assert called_api(URL) is None


# --- in a real browser -----------------------------------------------------------------------


@dataclass
class Listening:
    """The sample site, and everything that reached it."""

    reached: list[str] = field(default_factory=list)

    def serves(self, host: str) -> bool:
        return host in addresses.HOSTS

    def respond(self, method: str, url: str, body: str) -> Any:
        self.reached.append(f"{method} {called_api(url) or ''}".strip())
        return site_of(ORDER).respond(method, url, body)


@dataclass
class Watched:
    """A page of a session, and what reached the site."""

    session: Session
    page: Page
    site: Listening


@pytest.fixture(scope="module")
def listening(launch: Launch, playwright: Playwright) -> Iterator[tuple[Session, Listening]]:
    """A browser on the sample site."""
    site = Listening()
    with open_session(launch, replay=site, driver=playwright) as session:
        yield session, site


@pytest.fixture
def watched(listening: tuple[Session, Listening]) -> Iterator[Watched]:
    """An order page, fully drawn."""
    session, site = listening
    page = session.open(URL)
    wait_until_drawn(page, ORDER)
    session.refusals.clear()
    site.reached.clear()
    yield Watched(session, page, site)
    close_tab(page)


ATTEMPTS = {
    "fetch": "url => fetch(url, {method: 'POST', mode: 'no-cors', body: 'data=1'}).catch(() => 0)",
    "XMLHttpRequest": """url => new Promise(resolve => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve();
        request.open('POST', url);
        request.send('data=1');
    })""",
    "JSONP": """url => new Promise(resolve => {
        const script = document.createElement('script');
        script.onload = script.onerror = () => resolve();
        script.src = url;
        document.head.append(script);
    })""",
    "beacon": "url => { navigator.sendBeacon(url, 'data=1'); }",
    "form": """url => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = url;
        document.body.append(form);
        form.submit();
    }""",
    "keepalive": "url => fetch(url, {method: 'POST', keepalive: true}).catch(() => 0)",
}


@pytest.mark.parametrize("how", ATTEMPTS)
def test_a_page_that_tries_to_change_an_order_is_stopped(watched: Watched, how: str) -> None:
    with watched.session.context.expect_event(
        "requestfailed", lambda request: WRITE in request.url
    ) as failed:
        watched.page.evaluate(ATTEMPTS[how], WRITE_URL)
    method = failed.value.method
    assert method == ("GET" if how == "JSONP" else "POST")
    assert watched.session.refusals == [Refusal(RefusalKind.WRITE, method, WRITE_REFUSAL)]
    assert watched.site.reached == []


def test_the_lists_paging_is_let_through(watched: Watched) -> None:
    watched.page.evaluate(ATTEMPTS["fetch"], h5(addresses.LIST_API))
    assert watched.session.refusals == []
    assert watched.site.reached == [f"POST {addresses.LIST_API}"]


def test_a_write_is_stopped_without_a_replay_too(launch: Launch, playwright: Playwright) -> None:
    with open_session(launch, driver=playwright) as session:
        page = session.open("about:blank")
        page.evaluate(ATTEMPTS["fetch"], WRITE_URL)
        assert session.refusals == [Refusal(RefusalKind.WRITE, "POST", WRITE_REFUSAL)]


def test_a_replay_reaches_nobody_else(watched: Watched) -> None:
    watched.page.evaluate(ATTEMPTS["fetch"], "https://elsewhere.example/collect?orderId=1")
    assert watched.session.refusals == [
        Refusal(RefusalKind.OUTSIDE, "POST", "elsewhere.example"),
    ]


@dataclass(frozen=True)
class Elsewhere:
    """A site that sends every visitor away."""

    status: int = 302
    body: str = ""
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"Location": 'https://elsewhere.example/?a="><script>'}
    )

    def serves(self, host: str) -> bool:
        return host in addresses.HOSTS

    def respond(self, method: str, url: str, body: str) -> Elsewhere:
        return self


def test_a_redirect_does_not_lead_out_of_a_replay(launch: Launch, playwright: Playwright) -> None:
    with open_session(launch, replay=Elsewhere(), driver=playwright) as session:
        with session.context.expect_event(
            "requestfailed", lambda request: "elsewhere" in request.url
        ):
            session.open(URL)
        assert session.refusals == [Refusal(RefusalKind.OUTSIDE, "GET", "elsewhere.example")]


def test_a_name_that_no_handler_saw_is_not_even_looked_up(
    launch: Launch, playwright: Playwright
) -> None:
    with open_session(launch, replay=Listening(), driver=playwright) as session:
        session.context.unroute_all()
        page = session.context.new_page()
        with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("https://www.aliexpress.com/")


def test_a_session_does_not_hide_what_it_is(watched: Watched) -> None:
    assert watched.page.evaluate("navigator.webdriver") is True


# --- profile and snapshot --------------------------------------------------------------------


def test_a_profile_is_for_this_user_only(
    launch: Launch, playwright: Playwright, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir(mode=0o755)
    own = Launch(launch.executable, profile=profile)
    with open_session(own, replay=Listening(), driver=playwright):
        assert stat.S_IMODE(profile.stat().st_mode) == 0o700
    assert any(profile.iterdir())


def test_a_snapshot_is_of_this_document_alone(visits: Visits) -> None:
    other = SETTLED_ORDERS[1]
    site = site_of(ORDER, other)
    page = visits.open(site, URL)
    wait_until_drawn(page, ORDER)
    page.goto(detail_url(other.order_id))
    wait_until_drawn(page, other)
    snapshot = visits.session.snapshot(page, settled=False)
    assert snapshot.url == detail_url(other.order_id)
    assert snapshot.source is SnapshotSource.PLAYWRIGHT
    assert snapshot.captured_at == NOW
    assert [called_api(response.url) for response in snapshot.responses] == [addresses.DETAIL_API]
    assert other.order_id in snapshot.responses[0].body
    assert snapshot.age_ms is not None
    assert snapshot.quiet_ms is None


def test_a_settled_snapshot_waits_until_the_page_is_quiet(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"quiet_ms": 300, "least_age_ms": 1, "full_age_ms": 60_000}
    real = browser.table
    monkeypatch.setattr(
        browser, "table", lambda name: figures if name == "settling" else real(name)
    )
    page = visits.open(site_of(ORDER), URL)
    wait_until_drawn(page, ORDER)
    snapshot = visits.session.snapshot(page)
    assert snapshot.quiet_ms is not None
    assert snapshot.quiet_ms >= 300


def test_a_page_that_never_rests_is_taken_at_full_age(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"quiet_ms": 60_000, "least_age_ms": 1, "full_age_ms": 1_000}
    real = browser.table
    monkeypatch.setattr(
        browser, "table", lambda name: figures if name == "settling" else real(name)
    )
    page = visits.open(site_of(ORDER), URL)
    wait_until_drawn(page, ORDER)
    page.evaluate("setInterval(() => { document.title = String(Math.random()); }, 20)")
    snapshot = visits.session.snapshot(page)
    assert snapshot.quiet_ms is not None
    assert snapshot.age_ms is not None
    assert snapshot.quiet_ms < 60_000
    assert snapshot.age_ms >= 1_000


def test_the_document_holds_what_pages_cannot_see(visits: Visits) -> None:
    page = visits.open(site_of(ORDER), URL)
    wait_until_drawn(page, ORDER)
    page.evaluate(
        "() => { const host = document.createElement('div'); document.body.append(host);"
        "host.attachShadow({mode: 'closed'}).append('behind the curtain'); }"
    )
    assert "behind the curtain" not in page.content()
    assert "behind the curtain" in str(visits.session.document(page))
    assert ACCOUNT.address.name in str(visits.session.document(page))
