"""The order list: a small badge on each card, one question for all of them, and the filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from aliorders.browser import close_tab
from browser.layout_shift import count_shifts, shifts
from browser.loaded_extension import LoadedExtension
from browser.shown_badge import CARD_MARK, ShownBadge, eventually
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from cancelwindow.replay.generated import generated_account
from cancelwindow.replay.language import load_languages
from companion_process import CompanionProcess

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = load_languages((ROOT / "fixtures/account/languages.yaml").read_text(encoding="utf-8"))
FULL_SIZE_BYTES = 150_000
"""What a snapshot of a page full of orders may take."""
LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
UNPAID = "8300000000000011"
RECALL = "8300000000000018"
MORE = '[data-pl="order_more"] button'

SHOWN = """() => [...document.querySelectorAll(".order-item")]
  .filter((card) => card.checkVisibility()).length"""

BOXES = """() => [...document.querySelectorAll(".order-item, .order-item *")]
  .map((part) => part.getBoundingClientRect())
  .map(({ x, y, width, height }) => [x, y, width, height])"""

FRAMES = """() => new Promise((drawn) => {
  let left = 10;
  const next = () => (left-- ? requestAnimationFrame(next) : drawn());
  next();
})"""

REUSE = """(orderId) => {
  const [first] = document.querySelectorAll(".order-item");
  for (const link of first.querySelectorAll('a[href*="rderId="]')) {
    link.href = link.href.replace(/orderId=\\d+/i, `orderId=${orderId}`);
  }
}"""

REDRAW = """() => {
  const box = document.querySelector(".comet-checkbox-group");
  box.replaceChildren(...[...box.children].map((card) => {
    const fresh = card.cloneNode(true);
    for (const mark of fresh.querySelectorAll("[data-cancel-window-card]")) mark.remove();
    return fresh;
  }));
}"""


def open_list(extension: LoadedExtension) -> tuple[Page, ShownBadge]:
    """The list, once its first cards are marked."""
    page, badge = extension.open(LIST)
    eventually(page, badge.marks, bool, "the first marks")
    return page, badge


def grow(page: Page, badge: ShownBadge, cards: int) -> None:
    """Press "View orders" until there are so many cards, and wait until each has its badge."""
    while (shown := page.locator(".order-item").count()) < cards:
        page.locator(MORE).click()
        page.wait_for_function(
            "(before) => document.querySelectorAll('.order-item').length > before", arg=shown
        )
    eventually(page, lambda: len(badge.marks()), lambda count: count == cards, f"{cards} marks")


def test_each_card_has_the_answer_that_its_order_has(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    orders = extension.shop.site.account.orders
    grow(page, badge, len(orders))
    marks = badge.marks()
    assert list(marks) == [order.order_id for order in orders]
    assert marks[UNPAID] == f"Yes: details of order {UNPAID}"
    assert {name.split(":")[0].split(",")[0] for name in marks.values()} >= {"Yes", "No", "Closed"}


def test_a_hundred_cards_are_asked_about_in_one_question(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    site = extension.shop.site
    account = generated_account(site.account, LANGUAGES["en"], 100)
    extension.shop.use(account)
    page, badge = open_list(extension)
    grow(page, badge, 100)
    for name in ("host.js", "snapshot.js"):
        script = (ROOT / "extension" / "content" / name).read_text(encoding="utf-8")
        page.evaluate("(code) => void (0, eval)(code)", script)
    assert page.evaluate("CancelWindowSnapshot.htmlOf(document).length") < FULL_SIZE_BYTES
    asked = shared_companion.log.count("route=/v1/assess")
    badge.press_mark(account.orders[99].order_id)
    eventually(
        page, badge.panel_text, lambda text: account.orders[99].order_id in text, "its panel"
    )
    badge.press("Close")
    # Nothing is asked for a card, an opened panel or a filter by itself.
    badge.press("Still cancellable")
    eventually(page, lambda: page.evaluate(SHOWN), lambda shown: 0 < shown < 100, "fewer cards")
    assert shared_companion.log.count("route=/v1/assess") <= asked + 1


def test_all_cards_travel_in_one_snapshot(extension: LoadedExtension, stand_in: StandIn) -> None:
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(LIST)
    page.wait_for_selector(".order-item")
    snapshots = eventually(
        page,
        stand_in.snapshots,
        lambda sent: bool(sent) and sent[-1]["html"].count('class="order-item"') == 10,
        "a snapshot of the list",
    )
    assert snapshots[-1]["url"] == LIST


def test_a_tab_has_the_marks_of_its_own_cards(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    page.get_by_text("To pay", exact=True).first.click()
    eventually(page, badge.marks, lambda marks: list(marks) == [UNPAID], "one mark")
    page.get_by_text("View all", exact=True).click()
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks")


def test_cards_that_are_drawn_anew_or_used_for_another_order_follow(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks")
    page.evaluate(REDRAW)
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks again")
    second = extension.shop.site.account.orders[1].order_id
    page.evaluate(REUSE, second)
    eventually(page, badge.mark_ids, lambda ids: ids.count(second) == 2, "the other order's mark")
    assert UNPAID not in badge.mark_ids()


def test_the_filter_hides_cards_and_gives_them_back(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    # The list does not say that no carrier has the parcel; its tracking page does.
    tracking, parcel = extension.open(addresses.tracking_url(RECALL))
    eventually(tracking, parcel.shown_text, lambda text: "label only" in text, "the parcel")
    page, badge = open_list(extension)
    orders = extension.shop.site.account.orders
    grow(page, badge, len(orders))
    before = page.evaluate(BOXES)
    badge.press("Act now")
    eventually(page, lambda: page.evaluate(SHOWN), lambda shown: 0 < shown < 10, "few cards")
    urgent = [order for order, name in badge.marks().items() if "Act now" in name]
    assert RECALL in urgent
    assert page.evaluate(SHOWN) == len(urgent)
    badge.press("Still cancellable")
    eventually(page, lambda: page.evaluate(SHOWN), lambda shown: shown >= 1, "other cards")
    # A filtered list is still read as a whole: no card loses its answer to the filter.
    page.evaluate("document.querySelector('.order-wrap').append('something new')")
    page.wait_for_timeout(2_500)
    assert len(badge.marks()) == len(orders)
    badge.press("Still cancellable")
    eventually(page, lambda: page.evaluate(SHOWN), lambda shown: shown == len(orders), "all cards")
    assert len(page.evaluate(BOXES)) == len(before)
    assert page.evaluate("document.documentElement.getAttributeNames()") == [
        "lang",
        "data-site-language",
    ]


def test_marks_move_nothing_of_the_page(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    page, _ = extension.open(LIST)
    page.wait_for_selector(".order-item")
    without = page.evaluate(BOXES)
    close_tab(page)
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks")
    hosts = f"[{CARD_MARK}]"
    boxes = page.evaluate(BOXES.replace(".order-item *", f".order-item *:not({hosts})"))
    assert boxes == without


def test_what_comes_to_a_page_at_rest_shifts_nothing(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    """By the browser's own measure, which counts what moves between two frames, ours as well."""
    extension.pair(companion)
    companion.stop()
    page, badge = extension.open(LIST)
    page.wait_for_selector(MORE)
    badge.becomes("Companion not running")
    count_shifts(page)
    companion.start()
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks")
    companion.stop()
    badge.becomes("Companion not running")
    page.evaluate(FRAMES)
    assert shifts(page) == []
    # Otherwise the measure would prove nothing.
    page.evaluate("document.body.prepend(document.createElement('hr'))")
    eventually(page, lambda: shifts(page), bool, "a shift")


def test_a_companion_that_stops_takes_the_marks_along(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = open_list(extension)
    badge.press("Still cancellable")
    companion.stop()
    badge.becomes("Companion not running")
    assert badge.marks() == {}
    assert page.evaluate(SHOWN) == 10


def test_a_card_with_links_to_several_orders_is_nobodys(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    other = addresses.detail_url("8300000000000099")
    page.evaluate(
        """(href) => {
          const link = Object.assign(document.createElement("a"), { href, textContent: "?" });
          document.querySelector(".order-item").append(link);
        }""",
        other,
    )
    eventually(page, badge.mark_ids, lambda ids: UNPAID not in ids, "the end of its mark")


@pytest.mark.parametrize("kind", ["click", "keydown"])
def test_the_page_cannot_open_a_card_or_press_the_filter(
    extension: LoadedExtension, shared_companion: CompanionProcess, kind: str
) -> None:
    extension.pair(shared_companion)
    page, badge = open_list(extension)
    page.evaluate(
        """([mark, kind]) => {
          for (const host of document.querySelectorAll(`[${mark}]`)) {
            host.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
            host.click();
          }
        }""",
        [CARD_MARK, kind],
    )
    badge.fake_click(badge.marks()[UNPAID])
    badge.fake_click("Still cancellable")
    assert badge.panel_text() == ""
    assert page.evaluate(SHOWN) == 10
    text = page.evaluate(f"document.querySelector('[{CARD_MARK}]').textContent")
    assert json.dumps(text) == '""'
