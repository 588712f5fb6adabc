"""A page in a walking session tries every way to write, and nothing of it reaches the site.

The site is a real server here, so that what leaves the browser is counted where it arrives.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from aliorders import chromium
from aliorders.browser import (
    Page,
    PlaywrightError,
    RefusalKind,
    Session,
    attach_session,
    open_session,
)
from aliorders.launch import Launch
from aliorders.responses import order_list
from cancelwindow.replay import addresses
from cancelwindow.replay.account import load_account
from cancelwindow.replay.served import ServedSite, Visit
from cancelwindow.replay.site import Delays, Reply, Site
from closed_browser import NOBODY_OUTSIDE

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = load_account((ROOT / "fixtures" / "account" / "account.yaml").read_text("utf-8"))
NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
AT_ONCE = Delays(status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)

OPERATION = "mtop.aliexpress.trade.buyer.order.operation"
WRITE = f"/h5/{OPERATION}/1.0/?api={OPERATION}"
OTHERS = ("/h5/mtop.aliexpress.something.new/1.0/", "/p/anything")
LIST = addresses.LIST_PATH
WORKERS = {
    "/replay-worker/shared.js": """onconnect = (event) => {
        fetch(decodeURIComponent(location.search.slice(1)), {method: 'POST'})
            .catch(() => 0).then(() => event.ports[0].postMessage(1));
    };""",
    "/replay-worker/service.js": """oninstall = (event) => event.waitUntil(
        fetch(decodeURIComponent(location.search.slice(1)), {method: 'POST'}).catch(() => 0));""",
}

SEND_FORM = """(url, target) => {
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action: url, target});
    document.body.append(form);
    form.submit();
}"""

ATTEMPTS = {
    "fetch": "url => fetch(url, {method: 'POST', body: 'data=1'}).catch(() => 0)",
    "fetch without cors": "url => fetch(url, {method: 'POST', mode: 'no-cors'}).catch(() => 0)",
    "keepalive": "url => fetch(url, {method: 'POST', keepalive: true}).catch(() => 0)",
    "PUT": "url => fetch(url, {method: 'PUT'}).catch(() => 0)",
    "DELETE": "url => fetch(url, {method: 'DELETE'}).catch(() => 0)",
    "GET of the write call": "url => fetch(url).catch(() => 0)",
    "script": """url => new Promise(resolve => {
        const script = document.createElement('script');
        script.onload = script.onerror = resolve;
        script.src = url;
        document.head.append(script);
    })""",
    "XMLHttpRequest": """url => new Promise(resolve => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open('POST', url);
        request.send('data=1');
    })""",
    "beacon": "url => { navigator.sendBeacon(url, 'data=1'); }",
    "form in another tab": f"url => ({SEND_FORM})(url, '_blank')",
    "form in a frame": f"""url => {{
        const frame = document.createElement('iframe');
        frame.name = 'aside';
        document.body.append(frame);
        ({SEND_FORM})(url, 'aside');
    }}""",
    "ping of a link": """url => {
        const link = Object.assign(document.createElement('a'), {ping: url, href: '#'});
        document.body.append(link);
        link.click();
    }""",
    "worker": """url => new Promise(resolve => {
        const source = new Blob([`fetch('${location.origin}${url}', {method: 'POST'})
            .catch(() => 0).then(() => postMessage(1))`]);
        new Worker(URL.createObjectURL(source)).onmessage = resolve;
    })""",
    "shared worker": """url => new Promise(resolve => {
        if (!window.SharedWorker) return resolve();
        const worker = new SharedWorker('/replay-worker/shared.js?' + encodeURIComponent(url));
        worker.port.onmessage = worker.onerror = resolve;
        worker.port.start();
    })""",
    "service worker": """url => navigator.serviceWorker
        .register('/replay-worker/service.js?' + encodeURIComponent(url))
        .then(found => found?.installing && new Promise(resolve => {
            found.installing.onstatechange = resolve;
        }), () => 0)""",
}

LEAVING = {
    "form": f"url => ({SEND_FORM})(url, '_self')",
    "beacon while leaving": """url => {
        addEventListener('pagehide', () => navigator.sendBeacon(url, 'data=1'));
        location.href = '/p/order/index.html?left';
    }""",
    "fetch while leaving": """url => {
        addEventListener('pagehide', () => fetch(url, {method: 'POST', keepalive: true}));
        location.href = '/p/order/index.html?left';
    }""",
}
"""These take the page away."""


def write_by(how: str) -> str:
    """The write call's address, with the name of the attempt in it."""
    return f"{WRITE}&how={quote(how)}"


@dataclass
class Listening:
    """The sample site, and every request that arrived at it."""

    arrived: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, visit: Visit) -> Reply:
        self.arrived.append((visit.method, visit.url))
        path = urlsplit(visit.url).path
        if path in WORKERS:
            return Reply(HTTPStatus.OK, {"content-type": "text/javascript"}, WORKERS[path])
        return Site(ACCOUNT, NOW, AT_ONCE).respond(visit.method, visit.url, visit.body)

    def written(self) -> set[str]:
        """Requests that no walk may make: the name of the attempt, or what was asked."""
        writes = [url for method, url in self.arrived if method != "GET" or f"{OPERATION}/" in url]
        named = [(parse_qs(urlsplit(url).query).get("how", [None])[0], url) for url in writes]
        # The page itself asks for its list, when it gets round to it.
        return {how or url for how, url in named if how or f"{order_list.API}/" not in url}


@pytest.fixture
def served() -> Iterator[tuple[str, Listening]]:
    """Address of a site for one test, and what arrives there."""
    listening = Listening()
    with ServedSite(listening.answer) as site:
        yield site.url, listening


@pytest.fixture(scope="module")
def launch() -> Launch:
    """A walking browser that reaches this machine alone."""
    return Launch(chromium.find(need_extension=True), walking=True, loopback_only=True)


@pytest.fixture(scope="module")
def walking(launch: Launch, playwright: Playwright) -> Iterator[Session]:
    with open_session(launch, driver=playwright) as session:
        yield session


def open_list(context: BrowserContext, url: str, listening: Listening) -> Page:
    """The order list, with nothing counted yet."""
    page = context.new_page()
    page.goto(url + addresses.LIST_PATH)
    expect(page.locator(".order-item")).to_have_count(10)
    listening.arrived.clear()
    return page


def try_everything(context: BrowserContext, url: str, listening: Listening) -> set[str]:
    """Let pages try every way to write; gives those that arrived at the site."""
    page = open_list(context, url, listening)
    for how, attempt in ATTEMPTS.items():
        page.evaluate(attempt, write_by(how))
    arrived = listening.written()
    for how, attempt in LEAVING.items():
        leaving = open_list(context, url, listening)
        with suppress(PlaywrightError):  # the page is taken away
            leaving.evaluate(attempt, write_by(how))
        # The last question to the site: when it has its answer, so have all before it.
        open_list(context, url, Listening())
        arrived |= listening.written()
    return arrived


def test_no_way_of_writing_reaches_the_site(
    walking: Session, served: tuple[str, Listening]
) -> None:
    assert try_everything(walking.context, *served) == set()
    assert {refusal.kind for refusal in walking.refusals} == {RefusalKind.WRITE}
    assert {refusal.method for refusal in walking.refusals} == {"POST", "PUT", "DELETE", "GET"}


def test_the_second_lock_holds_alone(
    launch: Launch, playwright: Playwright, served: tuple[str, Listening]
) -> None:
    """With nobody looking at requests, the browser's own rules are enough."""
    with open_session(launch, driver=playwright) as session:
        session.context.unroute_all()
        assert try_everything(session.context, *served) == set()


def test_without_locks_every_attempt_arrives(
    launch: Launch, playwright: Playwright, served: tuple[str, Listening]
) -> None:
    """Otherwise the tests above would prove nothing."""
    url, listening = served
    plain = playwright.chromium.launch(
        executable_path=launch.executable, chromium_sandbox=False, args=[*NOBODY_OUTSIDE]
    )
    arrived = try_everything(plain.new_context(), url, listening)
    plain.close()
    assert arrived == {*ATTEMPTS, *LEAVING}


@pytest.mark.parametrize(
    "target", ["/h5/mtop.aliexpress.something.new/1.0/", "/p/anything", write_by("fetch")]
)
def test_a_post_that_is_not_the_lists_paging_is_refused_and_named(
    walking: Session, served: tuple[str, Listening], target: str
) -> None:
    page = open_list(walking.context, *served)
    walking.refusals.clear()
    with page.expect_event("requestfailed"):
        page.evaluate(ATTEMPTS["fetch"], target)
    assert served[1].written() == set()
    [refusal] = walking.refusals
    assert (refusal.kind, refusal.method) == (RefusalKind.WRITE, "POST")


def test_the_lists_own_paging_is_let_through(
    walking: Session, served: tuple[str, Listening]
) -> None:
    page = open_list(walking.context, *served)
    walking.refusals.clear()
    page.locator("[data-pl=order_more] button").click()
    expect(page.locator(".order-item")).to_have_count(len(ACCOUNT.orders))
    assert walking.refusals == []
    [(method, asked)] = [one for one in served[1].arrived if one[0] != "GET"]
    assert (method, addresses.LIST_API in asked) == ("POST", True)


def test_pictures_are_not_loaded(walking: Session, served: tuple[str, Listening]) -> None:
    page = open_list(walking.context, *served)
    page.evaluate("""async () => {
        new Image().src = '/replay/picture.png';
        await fetch('/replay/asked-later');
    }""")
    assert [url for _, url in served[1].arrived if "asked-later" in url] != []
    assert [url for _, url in served[1].arrived if "picture" in url] == []


# --- in a browser of the person's own ---------------------------------------------------------


@pytest.fixture
def somebodys_browser(launch: Launch, tmp_path: Path) -> Iterator[str]:
    """A browser started by hand with a debugging port, and that port's address."""
    profile = tmp_path / "profile"
    process = subprocess.Popen(
        [
            *(launch.executable, "--headless=new", "--no-sandbox", "--remote-debugging-port=0"),
            *(f"--user-data-dir={profile}", "--no-first-run", "about:blank"),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"listening on ws://127\.0\.0\.1:(\d+)/", line):
            yield f"http://127.0.0.1:{found[1]}"
            break
    process.terminate()
    process.stderr.close()
    process.wait()


def test_a_tab_of_ours_in_somebodys_browser_writes_nothing(
    somebodys_browser: str, playwright: Playwright, served: tuple[str, Listening]
) -> None:
    url, listening = served
    with attach_session(somebodys_browser, driver=playwright) as session:
        theirs = session.context.new_page()
        page = session.tab()
        page.goto(url + addresses.LIST_PATH)
        # A service worker would serve this tab's later visits too, and is bypassed there.
        for how in set(ATTEMPTS) - {"service worker"}:
            page.evaluate(ATTEMPTS[how], write_by(how))
        for how, attempt in LEAVING.items():
            page.goto(url + addresses.LIST_PATH)
            with suppress(PlaywrightError):
                page.evaluate(attempt, write_by(how))
        page.goto(url + addresses.LIST_PATH)
        assert listening.written() == set()
        theirs.goto(url + addresses.LIST_PATH)
        theirs.evaluate(ATTEMPTS["fetch"], write_by("their own"))
        assert listening.written() == {"their own"}


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1:9222", "http://localhost:9222", "ws://127.0.0.1:9222", "9222"]
)
def test_a_browser_elsewhere_is_not_attached_to(address: str) -> None:
    with pytest.raises(ValueError, match="not an address of this machine"):
        attach_session(address).__enter__()
