"""The only module that drives a browser: a session that can look at orders and change none.

The session reports an honest user agent and hides nothing. In every session, live or replayed,
calls that could change an order are refused before they leave the browser, and recorded.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

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
from aliorders.models import CapturedResponse, Snapshot, SnapshotSource

__all__ = [
    "Launch",
    "Page",
    "Refusal",
    "RefusalKind",
    "Responder",
    "Session",
    "open_session",
]

LOOPBACK = "127.0.0.1"

_QUIET_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
)
"""The browser itself contacts nobody."""

_NOBODY_ELSE = (
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",
    "--no-proxy-server",
)
"""Second lock of a replay: a redirect or a socket is never offered to a route handler."""

_LOCAL_SCHEMES = frozenset({"about", "blob", "chrome-extension", "data", "devtools"})

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


def called_api(url: str) -> str | None:
    """Name of the site's API call that a request makes, in lower case; None for anything else."""
    parts = urlsplit(url)
    prefix: str = table("site_api")["path_prefix"]
    if not parts.path.startswith(prefix):
        return None
    return parts.path.removeprefix(prefix).split("/")[0].lower()


def may_change_an_order(method: str, url: str) -> bool:
    """Whether a request has to be refused in every session.

    The path and the parameter both name the call; either one being a write is enough.
    """
    api = called_api(url)
    if api is None:
        return False
    calls = table("site_api")
    named = {api, *(name.lower() for name in parse_qs(urlsplit(url).query).get("api", []))}
    if named & set(calls["writes"]):
        return True
    if method == "POST":
        return not named <= set(calls["posts"])
    return method not in {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Launch:
    """Which browser to open, and how.

    `executable` comes from `aliorders.chromium`; `profile` is a folder of our own, made 0700, or
    None for one that is thrown away; `extension` is the folder of an unpacked extension to load.
    """

    executable: Path
    profile: Path | None = None
    headless: bool = True
    extension: Path | None = None
    size: tuple[int, int] = (1280, 900)


@dataclass
class Session:
    """An open browser. Made by `open_session`."""

    context: BrowserContext
    clock: Callable[[], datetime]
    refusals: list[Refusal] = field(default_factory=list)
    _answers: dict[Page, list[Response]] = field(default_factory=dict)
    _inspectors: dict[Page, CDPSession] = field(default_factory=dict)

    def open(self, url: str) -> Page:
        """A new tab on `url`; returns once the document has begun to arrive."""
        page = self.context.new_page()
        page.goto(url, wait_until="commit")
        return page

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
        figures = table("settling")
        names = ("quiet_ms", "least_age_ms", "full_age_ms")
        return round(float(page.evaluate(_SETTLE, [figures[name] for name in names])))

    def _captured(self, page: Page) -> Iterator[CapturedResponse]:
        for response in self._answers.get(page, ()):
            # A body is gone once its document is; the answer is then no longer this page's.
            with suppress(PlaywrightError):
                yield CapturedResponse(
                    url=response.url, status=response.status, body=response.text()
                )

    def _watch(self, page: Page) -> None:
        kept: list[Response] = []
        self._answers[page] = kept
        reads = frozenset(table("site_api")["reads"])

        def received(response: Response) -> None:
            if called_api(response.url) in reads:
                kept.append(response)

        def asked(request: Request) -> None:
            if request.is_navigation_request() and request.frame == page.main_frame:
                kept.clear()

        page.on("response", received)
        page.on("request", asked)
        page.on("close", self._forget)

    def _forget(self, page: Page) -> None:
        self._answers.pop(page, None)
        self._inspectors.pop(page, None)

    def _refuse(self, route: Route, kind: RefusalKind) -> None:
        request = route.request
        parts = urlsplit(request.url)
        target = f"{parts.hostname}/{called_api(request.url) or ''}".rstrip("/")
        self.refusals.append(Refusal(kind, request.method, target))
        route.abort("blockedbyclient")

    def _guard(self, replay: Responder | None) -> Callable[[Route], None]:
        def handle(route: Route) -> None:
            request = route.request
            parts = urlsplit(request.url)
            if may_change_an_order(request.method, request.url):
                self._refuse(route, RefusalKind.WRITE)
            elif replay is None or parts.scheme in _LOCAL_SCHEMES or parts.hostname == LOOPBACK:
                route.continue_()
            elif replay.serves(parts.hostname or ""):
                _fulfil(route, replay.respond(request.method, request.url, request.post_data or ""))
            else:
                self._refuse(route, RefusalKind.OUTSIDE)

        return handle


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
    with tempfile.TemporaryDirectory(prefix="cancelwindow-profile-") as temporary:
        profile = launch.profile or Path(temporary)
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        profile.chmod(0o700)
        width, height = launch.size
        with nullcontext(driver) if driver else sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=launch.executable,
                headless=launch.headless,
                chromium_sandbox=not _is_root(),
                args=_arguments(launch.extension, replaying=replay is not None),
                ignore_default_args=["--disable-extensions"],
                viewport={"width": width, "height": height},
                locale="en-US",
                service_workers="block",
            )
            session = Session(context, clock)
            for page in context.pages:
                session._watch(page)  # noqa: SLF001 - both halves of one module
            context.on("page", session._watch)  # noqa: SLF001
            context.route("**/*", session._guard(replay))  # noqa: SLF001
            try:
                yield session
            finally:
                context.close()


def _arguments(extension: Path | None, *, replaying: bool) -> Sequence[str]:
    arguments = [*_QUIET_ARGUMENTS]
    if replaying:
        arguments += _NOBODY_ELSE
    if extension is not None:
        arguments += [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
    return arguments


def _is_root() -> bool:
    """Chromium's sandbox does not work for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
