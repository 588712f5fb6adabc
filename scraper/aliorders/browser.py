"""The only module that drives a browser: a session that can look at orders and change none.

The session reports an honest user agent and hides nothing. In every session, live or replayed,
calls that could change an order are refused before they leave the browser, and recorded. A session
that walks through the history refuses everything but plain reads (`aliorders.traffic`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    CDPSession,
    FloatRect,
    Page,
    Playwright,
    Request,
    Response,
    Route,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from aliorders.data import table
from aliorders.kept_files import KeptFiles
from aliorders.launch import LOOPBACK, Launch, arguments, write_lock
from aliorders.models import CapturedResponse, Snapshot, SnapshotSource
from aliorders.traffic import called_api, is_needless, may_change_an_order, only_reads

__all__ = [
    "Launch",
    "Page",
    "PlaywrightError",
    "Refusal",
    "RefusalKind",
    "Responder",
    "Response",
    "Session",
    "Traffic",
    "attach_session",
    "close_tab",
    "open_session",
]

_LOCAL_SCHEMES = frozenset({"about", "blob", "chrome-extension", "data", "devtools"})

_BLOCKED = "blockedbyclient"
"""What a refused request fails with, whichever lock stopped it."""

_SETTLE = """([quiet, least, full]) => new Promise((resolve) => {
  let changed = performance.now();
  const observer = new MutationObserver(() => { changed = performance.now(); });
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(document, all);
  const look = () => {
    const age = performance.now();
    if (age < full && (age < least || age - changed < quiet)) return void setTimeout(look, 100);
    observer.disconnect();
    resolve(age - changed);
  };
  look();
})"""


_ONE_TAB_ONLY = """(() => {
  const { fetch, XMLHttpRequest: { prototype: { send } } } = window;
  let left = false;
  addEventListener('pagehide', () => { left = true; }, true);
  window.fetch = async (what, how) => {
    if (left) throw new TypeError('left');
    return fetch(new Request(what, { ...how, keepalive: false }));
  };
  XMLHttpRequest.prototype.send = function (body) { if (!left) send.call(this, body); };
  Navigator.prototype.sendBeacon = () => false;
  HTMLFormElement.prototype.submit = () => {};
  addEventListener('submit', (event) => event.preventDefault(), true);
  addEventListener('click', (event) => {
    for (const link of event.composedPath()) link.removeAttribute?.('ping');
  }, true);
  window.open = () => null;
  delete window.fetchLater;
  delete window.SharedWorker;
})()"""
"""What passes the guard of a single tab by: other tabs, and a page's last words. Only a browser of
somebody else's needs this: ours has the second lock."""


class Answer(Protocol):
    """What a replay answers to one request."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> str: ...


class Responder(Protocol):
    """Stands in for the site."""

    def serves(self, host: str) -> bool:
        """Whether requests to this host are for the replay."""

    def respond(self, method: str, url: str, body: str) -> Answer:
        """The site's answer to one request."""


class RefusalKind(StrEnum):
    """Why a request was not let through."""

    WRITE = "write"
    """It could have changed an order."""
    OUTSIDE = "outside"
    """It was for neither the replay nor this machine."""


@dataclass(frozen=True)
class Refusal:
    """A request that was stopped. `target` is host and call, without the query: that is private."""

    kind: RefusalKind
    method: str
    target: str


@dataclass
class Traffic:
    """What one page has asked of the site's own API since its document began."""

    asked: list[str] = field(default_factory=list)
    """Names of the calls, in the order they were made."""
    answers: list[Response] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Names of the calls that got no answer at all."""

    def clear(self) -> None:
        """Forget everything: another document, or another page of a list, begins."""
        for kept in (self.asked, self.answers, self.failed):
            kept.clear()


@dataclass
class Session:
    """An open browser. Made by `open_session`."""

    context: BrowserContext
    clock: Callable[[], datetime]
    walking: bool = False
    settling: Mapping[str, Any] = field(default_factory=lambda: table("settling"))
    attached: bool = False
    """The browser is the person's: only our own tabs in it are guarded, and closed at the end."""
    refusals: list[Refusal] = field(default_factory=list)
    """Each kind of refusal once."""
    _traffic: dict[Page, Traffic] = field(default_factory=dict)
    _inspectors: dict[Page, CDPSession] = field(default_factory=dict)
    _files: KeptFiles = field(default_factory=KeptFiles)
    _arriving: list[Response] = field(default_factory=list)

    def tab(self) -> Page:
        """A new, empty tab. What it asks for is looked at, in whoever's browser it is."""
        page = self.context.new_page()
        if self.attached:
            self._take_in(page)
        return page

    def open(self, url: str) -> Page:
        """A new tab on `url`; returns once the document has begun to arrive."""
        page = self.tab()
        page.goto(url, wait_until="commit")
        return page

    def _take_in(self, page: Page) -> None:
        """Guard one tab of a browser whose other tabs are the person's own."""
        self.watch(page)
        page.route("**/*", self.guard(None, loopback_only=False))
        page.on("popup", close_tab)
        page.add_init_script(_ONE_TAB_ONLY)
        # A service worker's requests would pass the guard by.
        self._inspector(page).send("Network.enable")
        self._inspector(page).send("Network.setBypassServiceWorker", {"bypass": True})

    def snapshot(self, page: Page, *, settled: bool = True) -> Snapshot:
        """The page as it stands: its address, its DOM, and the site's own answers it received.

        Args:
            settled: wait first until the page has stopped changing, for as long as
                `settling.toml` says; its quiet time is measured only then.
        """
        quiet = self._settle(page) if settled else None
        return Snapshot(
            url=page.url,
            html=page.content(),
            responses=tuple(self._captured(page)),
            captured_at=self.clock(),
            source=SnapshotSource.PLAYWRIGHT,
            age_ms=round(page.evaluate("performance.now()")),
            quiet_ms=quiet,
        )

    def document(self, page: Page) -> Mapping[str, Any]:
        """The page's document tree with closed shadow roots in it (CDP `DOM.Node`), which no
        script of the page can see."""
        answer = self._inspector(page).send("DOM.getDocument", {"depth": -1, "pierce": True})
        return dict(answer["root"])

    def picture(self, page: Page, path: Path, node_id: int | None = None) -> None:
        """A PNG of the whole page, or of one node of its last `document` alone."""
        if node_id is None:
            page.screenshot(path=path, full_page=True)
            return
        model = self._inspector(page).send("DOM.getBoxModel", {"nodeId": node_id})["model"]
        left, top = model["border"][:2]
        area = FloatRect(x=left, y=top, width=model["width"], height=model["height"])
        page.screenshot(path=path, clip=area)

    def _inspector(self, page: Page) -> CDPSession:
        if page not in self._inspectors:
            self._inspectors[page] = self.context.new_cdp_session(page)
        return self._inspectors[page]

    def _settle(self, page: Page) -> int:
        figures = self.settling
        names = ("quiet_ms", "least_age_ms", "full_age_ms")
        return round(float(page.evaluate(_SETTLE, [figures[name] for name in names])))

    def _captured(self, page: Page) -> Iterator[CapturedResponse]:
        for response in self.traffic(page).answers:
            # A body is gone once its document is; the answer is then no longer this page's.
            with suppress(PlaywrightError):
                yield CapturedResponse(
                    url=response.url, status=response.status, body=response.text()
                )

    def traffic(self, page: Page) -> Traffic:
        """What a page of this session has asked since its document began."""
        return self._traffic.setdefault(page, Traffic())

    def keep_files(self) -> None:
        """Keep the scripts and style sheets that have arrived, for the pages to come."""
        arrived, self._arriving[:] = self._arriving[:], []
        for response in arrived:
            with suppress(PlaywrightError):  # the body is gone with its document
                self._files.keep(response.url, response.headers, response.body())

    def watch(self, page: Page) -> None:
        """Note what a page asks of the site's API."""
        traffic = self.traffic(page)
        reads = frozenset(table("site_api")["reads"])

        def asked(request: Request) -> None:
            if request.is_navigation_request() and request.frame == page.main_frame:
                traffic.clear()
            elif (api := called_api(request.url)) and api in reads:
                traffic.asked.append(api)

        def received(response: Response) -> None:
            if called_api(response.url) in reads:
                traffic.answers.append(response)
            elif self.walking and self._files.may_keep(
                response.request.resource_type, response.url, response.status, response.headers
            ):
                self._arriving.append(response)

        def failed(request: Request) -> None:
            if (api := called_api(request.url)) and api in reads:
                traffic.failed.append(api)

        page.on("request", asked)
        page.on("response", received)
        page.on("requestfailed", failed)
        page.on("close", self._forget)

    def _forget(self, page: Page) -> None:
        self._traffic.pop(page, None)
        self._inspectors.pop(page, None)

    def _refuse(self, route: Route, kind: RefusalKind) -> None:
        self._note(route.request, kind)
        route.abort(_BLOCKED)

    def _note(self, request: Request, kind: RefusalKind) -> None:
        parts = urlsplit(request.url)
        target = f"{parts.hostname}/{called_api(request.url) or ''}".rstrip("/")
        refusal = Refusal(kind, request.method, target)
        if refusal not in self.refusals:
            self.refusals.append(refusal)

    def _writes(self, request: Request) -> bool:
        if may_change_an_order(request.method, request.url):
            return True
        return self.walking and not only_reads(request.method, request.url)

    def stopped(self, request: Request) -> None:
        """Note a write that the browser's own lock has stopped before the guard saw it."""
        reason = (request.failure or "").lower().replace("_", "")
        needless = self.walking and is_needless(request.resource_type, request.url)
        if _BLOCKED in reason and self._writes(request) and not needless:
            self._note(request, RefusalKind.WRITE)

    def guard(self, replay: Responder | None, *, loopback_only: bool) -> Callable[[Route], None]:
        """What becomes of each request of this session."""

        def handle(route: Route) -> None:
            request = route.request
            host = urlsplit(request.url).hostname or ""
            if may_change_an_order(request.method, request.url):
                self._refuse(route, RefusalKind.WRITE)
            elif self.walking and is_needless(request.resource_type, request.url):
                route.abort(_BLOCKED)
            elif self._writes(request):
                self._refuse(route, RefusalKind.WRITE)
            elif kept := self._files.get(request.url):
                route.fulfill(status=200, headers=dict(kept.headers), body=kept.body)
            elif replay is not None and replay.serves(host):
                _fulfil(route, replay.respond(request.method, request.url, request.post_data or ""))
            elif loopback_only and not _is_local(request.url):
                self._refuse(route, RefusalKind.OUTSIDE)
            else:
                route.continue_()
                _let_go(request)

        return handle


def close_tab(page: Page) -> None:
    """Close a tab, wherever it has got to.

    Chromium loses the order to close a tab that is on its way to a page, and Playwright would wait
    for its end for ever: so the tab goes to an empty page first.
    """
    with suppress(PlaywrightError):
        page.goto("about:blank")
    page.close()


def _let_go(request: Request) -> None:
    """Forget what a request sends. Playwright keeps every request until the browser ends, and to
    ask for more of its list a page sends 50 kB; there is no public way."""
    request._impl_obj._initializer.pop("postData", None)  # noqa: SLF001


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in _LOCAL_SCHEMES or parts.hostname == LOOPBACK


def _fulfil(route: Route, answer: Answer) -> None:
    location = {name.lower(): value for name, value in answer.headers.items()}.get("location")
    if location is None:
        route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.body)
        return
    # The browser would follow a redirect past every route handler, out to the network: the page
    # goes there by itself instead.
    hop = f'<meta http-equiv="refresh" content="0;url={escape(location)}">'
    route.fulfill(status=200, content_type="text/html", body=hop)


@contextmanager
def open_session(
    launch: Launch,
    *,
    replay: Responder | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    driver: Playwright | None = None,
) -> Iterator[Session]:
    """Open a browser with a profile of its own, and close it afterwards.

    Args:
        replay: answers the site's requests; everything but this machine is then out of reach.
        clock: gives the aware instant of a snapshot.
        driver: a Playwright that already runs; a thread can run only one.
    """
    with tempfile.TemporaryDirectory(prefix="cancelwindow-browser-") as temporary:
        profile = launch.profile or Path(temporary) / "profile"
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        profile.chmod(0o700)
        width, height = launch.size
        loopback_only = launch.loopback_only or replay is not None
        locked = write_lock(Path(temporary), walking=launch.walking)
        with nullcontext(driver) if driver else sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=launch.executable,
                headless=launch.headless,
                chromium_sandbox=not _is_root(),
                args=arguments(launch, locked, loopback_only=loopback_only),
                ignore_default_args=["--disable-extensions"],
                viewport={"width": width, "height": height},
                locale="en-US",
                service_workers="block",
            )
            session = Session(context, clock, walking=launch.walking)
            for page in context.pages:
                session.watch(page)
            context.on("page", session.watch)
            context.on("requestfailed", session.stopped)
            context.route("**/*", session.guard(replay, loopback_only=loopback_only))
            try:
                yield session
            finally:
                context.close()


@contextmanager
def attach_session(
    address: str,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    driver: Playwright | None = None,
) -> Iterator[Session]:
    """A walking session in a browser that the person has started with a debugging port.

    Its tabs are guarded as those of `open_session` are; nothing else in that browser is touched.

    Args:
        address: such as ``http://127.0.0.1:9222``; of this machine only, as whoever reaches that
            port can drive the whole browser.

    Raises:
        ValueError: the address is not of this machine.
        PlaywrightError: no browser answers there.
    """
    if urlsplit(address).scheme != "http" or urlsplit(address).hostname != LOOPBACK:
        raise ValueError(f"{address} is not an address of this machine: http://{LOOPBACK}:PORT")
    with nullcontext(driver) if driver else sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(address)
        session = Session(browser.contexts[0], clock, walking=True, attached=True)
        theirs = set(session.context.pages)
        try:
            yield session
        finally:
            for page in set(session.context.pages) - theirs:
                if page in session._traffic:  # noqa: SLF001 - both halves of one module
                    close_tab(page)
            browser.close()


def _is_root() -> bool:
    """Chromium's sandbox does not work for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
