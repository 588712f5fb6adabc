"""The extension loaded in a browser, and the shop whose pages it meets there."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, BrowserType, Page, Route
from playwright.sync_api import Error as PlaywrightError

from browser.shown_badge import ShownBadge, eventually
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from cancelwindow.replay.account import Account, SampleOrder
from cancelwindow.replay.site import Delays, Site
from closed_browser import NOBODY_OUTSIDE
from companion_process import CompanionProcess

QUICK = Delays(status_ms=50, blocks_ms=100, buttons_ms=150, cancel_ms=250)
"""What the site draws over seconds, drawn at once, for tests that are about something else."""

BEGIN = "Read my history here"

SECRET = "a-token-nobody-may-see"

EXTENSION = Path(__file__).resolve().parents[2] / "extension"


def launch(
    browser_type: BrowserType, executable: Path, profile: Path, **options: Any
) -> BrowserContext:
    """A browser with the unpacked extension, as it ships; whoever calls it closes it."""
    return browser_type.launch_persistent_context(
        profile,
        **options,
        executable_path=executable,
        chromium_sandbox=os.geteuid() != 0,
        ignore_default_args=["--disable-extensions"],
        args=[
            f"--disable-extensions-except={EXTENSION}",
            f"--load-extension={EXTENSION}",
            "--no-first-run",
            *NOBODY_OUTSIDE,
        ],
        locale="en-US",
        viewport={"width": 1280, "height": 900},
    )


def origin_in(context: BrowserContext) -> str:
    """The extension's own origin in this browser."""
    workers = context.service_workers
    worker = workers[0] if workers else context.wait_for_event("serviceworker")
    return f"chrome-extension://{urlsplit(worker.url).hostname}"


@dataclass
class Shop:
    """What the browser gets instead of AliExpress: a page set by the test, or the replay's."""

    site: Site
    pages: dict[str, str] = field(default_factory=dict)
    """HTML by address without its query."""

    def change(self, order: SampleOrder) -> None:
        """Put another version of an order into the account."""
        account = self.site.account
        orders = tuple(order if one.order_id == order.order_id else one for one in account.orders)
        self.site = replace(self.site, account=account.model_copy(update={"orders": orders}))

    def use(self, account: Account) -> None:
        """Show another account's orders."""
        self.site = replace(self.site, account=account)

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        request = route.request
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        page = self.pages.get(f"{host}{parts.path}")
        if page is not None:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=page)
        elif self.site.serves(host):
            reply = self.site.respond(request.method, request.url, request.post_data or "")
            route.fulfill(status=reply.status, headers=dict(reply.headers), body=reply.body)
        elif host == "127.0.0.1" or parts.scheme == "chrome-extension":
            route.continue_()
        else:
            route.abort("blockedbyclient")


@dataclass
class LoadedExtension:
    """The extension, as it ships, in a browser."""

    context: BrowserContext
    origin: str
    shop: Shop

    @property
    def home(self) -> Page:
        """The first tab, on a file of the extension: it sees what the extension's pages see."""
        page = self.context.pages[0]
        if not page.url.startswith(self.origin):
            page.goto(f"{self.origin}/manifest.json")
        return page

    def remember(self, **settings: object) -> None:
        """Put settings into its storage, as the options page would."""
        self.home.evaluate("(settings) => chrome.storage.local.set(settings)", settings)

    def remembered(self) -> dict[str, object]:
        """What its storage holds."""
        settings: dict[str, object] = self.home.evaluate("() => chrome.storage.local.get()")
        return settings

    def forget_everything(self) -> None:
        """As it is after installation."""
        self.home.evaluate("() => chrome.storage.local.clear()")
        # A code that was offered to it is kept until the browser ends.
        self.home.evaluate("() => chrome.storage.session.remove('offer')")

    def stop_background(self) -> None:
        """Stop the background worker, as the browser does when it has had nothing to do."""
        browser = self.context.browser
        assert browser is not None
        debugger = browser.new_browser_cdp_session()

        def workers() -> set[str]:
            targets = debugger.send("Target.getTargets")["targetInfos"]
            return {one["targetId"] for one in targets if one["url"].startswith(self.background)}

        stopped = workers()

        def left() -> set[str]:
            # One that is only starting does not heed it yet; a page may have asked for the next.
            running = workers() & stopped
            for target in running:
                with suppress(PlaywrightError):
                    debugger.send("Target.closeTarget", {"targetId": target})
            return running

        eventually(self.home, left, lambda ids: not ids, "the end of the background worker")
        debugger.detach()

    def reload(self) -> None:
        """As after an update: its background starts anew, and its old scripts are cut off."""
        # The browser closes the extension's own tabs, and with them the answer to this call.
        with suppress(PlaywrightError):
            self.home.evaluate("() => chrome.runtime.reload()")

    @property
    def background(self) -> str:
        """Address of its background worker."""
        return f"{self.origin}/background.js"

    def pair(self, companion: CompanionProcess) -> str:
        """Pair it with a companion, and give the client's id."""
        reply = companion.pair(self.origin, "Test browser")
        self.remember(port=companion.port, token=reply.token, clientName=reply.name)
        return reply.client_id

    def pair_stand_in(self, stand_in: StandIn) -> None:
        """Let it believe that it is paired with this program."""
        self.remember(port=stand_in.port, token=SECRET, clientName="Test browser")

    def open(self, url: str, *, first_script: str = "") -> tuple[Page, ShownBadge]:
        """A new tab on `url`, and its badge; `first_script` runs before the page's own."""
        page = self.context.new_page()
        page.add_init_script(first_script)
        page.goto(url, wait_until="commit")
        return page, ShownBadge(page)

    def begin_walk(self, *, first_script: str = "") -> tuple[Page, ShownBadge]:
        """A new tab on the list in which a walk was begun; `first_script` as in `open`."""
        page, badge = self.open(f"{addresses.WWW}{addresses.LIST_PATH}", first_script=first_script)
        eventually(page, badge.marks, bool, "the marks of the list")
        badge.press(BEGIN)
        return page, badge

    def shows_life(self, page: Page, companion: CompanionProcess) -> None:
        """Wait until it has just looked whether the companion is there: it will not for a while."""

        def greetings() -> int:
            return companion.log.count("route=/v1/hello")

        before = greetings()
        eventually(page, greetings, lambda count: count > before, "the next sign of life")

    def options(self) -> Page:
        """Its options page in a new tab."""
        page = self.context.new_page()
        page.goto(f"{self.origin}/options/options.html")
        return page

    def tab(self, address: str) -> Page:
        """The tab with this address, once there is one."""

        def look() -> Page | None:
            return next((page for page in self.context.pages if page.url == address), None)

        page = eventually(self.home, look, bool, f"a tab with {address}")
        assert page is not None
        return page
