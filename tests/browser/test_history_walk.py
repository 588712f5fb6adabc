"""Reading the history in the person's own browser: started, paused, taken up again, and stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from browser.conftest import LaunchBrowser, generated_site
from browser.loaded_extension import BEGIN, QUICK, LoadedExtension, Shop, origin_in
from browser.shown_badge import ShownBadge, eventually
from cancelwindow.replay import addresses
from cancelwindow.replay.generated import order_number
from cancelwindow.replay.site import Session
from cancelwindow.store import listed
from cancelwindow.store.tables import DEFAULT_ACCOUNT
from companion_process import CompanionProcess
from patience import PATIENCE_SECONDS
from quick_companion import QuickCompanion

LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
AT_ONCE = replace(QUICK, status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)

PAUSE, RESUME = "Pause", "Go on"
DOZEN = 12
"""Two pages of the list."""
FEW = 4

PLANTED = """
window.pressed = [];
window.planted = [];
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const own = document.querySelector('[data-pl="order_more"] button');
  const card = document.querySelector(".order-item");
  if (planted.length > 0 || !own || !card) return;
  for (const tag of ["div", "form", "dialog", "a"]) {
    const place = tag === "div" ? card : document.body;
    const block = document.createElement(tag);
    block.className = "order-more";
    if (tag === "dialog") block.open = true;
    const button = document.createElement("button");
    button.textContent = "View orders";
    button.addEventListener("click", (event) => { event.preventDefault(); pressed.push(tag); });
    block.append(button);
    place.append(block);
    planted.push(tag);
  }
  own.parentElement.remove();
}).observe(document, { childList: true, subtree: true }));
"""
"""In place of the list's own button, ones of its looks that do something else."""


@pytest.fixture
def quick_companion(tmp_path: Path) -> Iterator[QuickCompanion]:
    with QuickCompanion(tmp_path / "companion") as process:
        yield process


@dataclass
class History:
    """A browser on an account of generated orders, whose pages are noted."""

    extension: LoadedExtension
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.extension.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self.opened.append(request.url)

    def orders(self) -> Counter[str]:
        """How often each order's own page was opened."""
        parts = [url.partition("detail.html?orderId=") for url in self.opened]
        return Counter(order_id for _, _, order_id in parts if order_id)

    def begin(self, *, first_script: str = "") -> Page:
        """Press the button of the list; `first_script` runs before each page's own."""
        page, _ = self.extension.begin_walk(first_script=first_script)
        return page

    def says(self, page: Page, words: str) -> None:
        """Wait until the bar says this."""
        eventually(page, ShownBadge(page).bar, lambda seen: words in seen, f"{words!r}")

    def reads(self, orders: int) -> None:
        """Wait until so many orders were opened."""
        home = self.extension.home
        eventually(home, self.orders, lambda seen: len(seen) >= orders, f"{orders} orders")

    def walking_tab(self) -> Page | None:
        """The tab on an order page or the list."""
        pages = self.extension.context.pages
        return next((page for page in pages if "/p/order/" in page.url), None)

    def close_walking_tab(self) -> None:
        """Close it as a person does; Playwright may wait for ever for a tab that is moving on."""
        tabs = "(await chrome.tabs.query({ url: '*://*.aliexpress.com/p/order/*' }))"
        closed = f"async () => chrome.tabs.remove({tabs}.map((tab) => tab.id))"
        self.extension.home.evaluate(closed)
        eventually(self.extension.home, self.walking_tab, lambda tab: tab is None, "its end")

    def popup(self) -> Page:
        """The popup, in a tab of its own."""
        page = self.extension.context.new_page()
        page.goto(f"{self.extension.origin}/popup/popup.html")
        return page


def tells(popup: Page, words: str) -> None:
    """Wait until the popup says this of the walk."""
    state = popup.locator("#history-state")
    expect(state).to_contain_text(words, timeout=PATIENCE_SECONDS * 1000)


def history(extension: LoadedExtension, orders: int) -> History:
    """So many generated orders, on pages that are drawn at once."""
    extension.shop.site = replace(generated_site(orders), delays=AT_ONCE)
    return History(extension)


def ones(orders: int) -> dict[str, int]:
    return {order_number(place): 1 for place in range(orders)}


def test_a_walk_reads_the_list_and_every_order_once(
    extension: LoadedExtension, quick_companion: QuickCompanion
) -> None:
    extension.pair(quick_companion)
    own = history(extension, DOZEN)
    page = own.begin()
    # Each page has a patience of its own.
    for read in range(1, DOZEN + 1):
        own.reads(read)
    own.says(page, f"Your history is read. Orders in your list: {DOZEN}.")
    assert own.orders() == ones(DOZEN)
    with quick_companion.database() as database, database.read() as session:
        known = list(listed.all_known(session, DEFAULT_ACCOUNT))
    assert len(known) == DOZEN
    assert all(one.detail_at is not None for one in known)
    ShownBadge(page).press("Close")
    eventually(page, ShownBadge(page).bar, lambda seen: seen == "", "the end of the bar")


def test_it_is_paused_and_goes_on_where_it_was_though_the_worker_was_stopped(
    extension: LoadedExtension, quick_companion: QuickCompanion
) -> None:
    extension.pair(quick_companion)
    own = history(extension, FEW)
    page = own.begin()
    popup = own.popup()
    own.reads(1)
    popup.get_by_role("button", name=PAUSE).click()
    tells(popup, "Paused.")
    extension.stop_background()
    page.bring_to_front()
    own.says(page, "Paused.")
    badge = ShownBadge(page)
    # Only a person's own press counts.
    badge.fake_click(RESUME)
    own.says(page, "Paused.")
    badge.press(RESUME)
    own.says(page, "Your history is read.")
    assert own.orders() == ones(FEW)


def test_a_closed_tab_pauses_it_and_the_popup_goes_on_in_another(
    extension: LoadedExtension, quick_companion: QuickCompanion
) -> None:
    extension.pair(quick_companion)
    own = history(extension, FEW)
    popup = own.popup()
    popup.get_by_role("button", name=BEGIN).click()
    own.reads(1)
    own.close_walking_tab()
    tells(popup, "its tab was closed")
    popup.get_by_role("button", name=RESUME).click()
    tells(popup, "Your history is read.")
    assert own.orders().keys() == ones(FEW).keys()
    assert own.orders().total() <= FEW + 1


def test_it_goes_on_after_the_browser_was_started_again(
    launch_browser: LaunchBrowser, quick_companion: QuickCompanion, tmp_path: Path
) -> None:
    shop = Shop(replace(generated_site(FEW), delays=AT_ONCE))

    def browser() -> LoadedExtension:
        context = launch_browser(tmp_path / "profile")
        loaded = LoadedExtension(context, origin_in(context), shop)
        context.route("**/*", shop.answer)
        return loaded

    first = browser()
    first.pair(quick_companion)
    before = History(first)
    before.begin()
    before.reads(2)
    # It is looked for when the browser starts, and found once the browser is ready to be watched.
    quick_companion.stop()
    first.context.close()
    second = browser()
    after = History(second)
    quick_companion.start()
    eventually(second.home, after.walking_tab, bool, "a tab that walks")
    popup = after.popup()
    tells(popup, "Your history is read.")
    both = before.orders() + after.orders()
    assert both.keys() == ones(FEW).keys()
    assert both.total() <= FEW + 1
    second.context.unroute_all(behavior="ignoreErrors")
    second.context.close()


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (Session.EXPIRED, "asks to sign in"),
        (Session.CHALLENGED, "AliExpress wants a check"),
        (Session.LIMITED, "asks to slow down"),
    ],
)
def test_where_the_site_says_stop_it_stops_says_so_and_rests(
    extension: LoadedExtension,
    quick_companion: QuickCompanion,
    session: Session,
    sentence: str,
) -> None:
    extension.pair(quick_companion)
    own = history(extension, FEW)
    own.begin()
    popup = own.popup()
    own.reads(1)
    signed_in = extension.shop.site
    extension.shop.site = replace(signed_in, session=session)
    tells(popup, sentence)
    tells(popup, "Nothing is opened before")
    opened = len(own.opened)
    popup.get_by_role("button", name=RESUME).click()
    tells(popup, "Nothing is opened before")
    assert len(own.opened) == opened
    extension.shop.site = signed_in
    if session is not Session.EXPIRED:
        return
    # Somebody has signed in: an order page comes again.
    page, badge = extension.open(LIST)
    eventually(page, badge.marks, bool, "the marks of the list")
    popup.get_by_role("button", name=RESUME).click()
    tells(popup, "Your history is read.")
    assert own.orders().keys() == ones(FEW).keys()


def test_a_person_who_takes_the_tab_pauses_it(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    own = history(extension, FEW)
    page = own.begin()
    # The companion of a real walk waits between pages; the person is quicker.
    page.goto(f"{addresses.WWW}/p/message/index.html")
    tells(own.popup(), "another page was opened")


def test_a_button_that_may_be_anything_else_is_never_pressed(
    extension: LoadedExtension, quick_companion: QuickCompanion
) -> None:
    extension.pair(quick_companion)
    own = history(extension, DOZEN)
    page = own.begin(first_script=PLANTED)
    own.says(page, "Orders met in your list: 10.")
    eventually(
        page, lambda: page.evaluate("window.planted.length"), lambda seen: seen == 4, "the buttons"
    )
    assert page.evaluate("window.pressed") == []
