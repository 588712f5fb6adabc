"""The badge on a page that draws itself anew, moves to other orders, or pries."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import MARK, eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

UNPAID = "8300000000000011"
CLOSED = "8300000000000023"

COUNT_REDRAWS = """
  window.redraws = 0;
  new MutationObserver((records) => {
    for (const { removedNodes } of records) {
      for (const { id } of removedNodes) if (id === "root") redraws += 1;
    }
  }).observe(document, { childList: true, subtree: true });
"""

PRY = f"""() => {{
  const host = document.querySelector("[{MARK}]");
  return {{
    root: host.shadowRoot,
    text: host.textContent,
    within: document.body.innerText,
    hit: document.elementFromPoint(innerWidth - 40, innerHeight - 40) === host,
  }};
}}"""


GO = """(url) => {
  history.pushState({}, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
}"""

FAKE = """([kind, x, y]) => {
  const target = document.elementFromPoint(x, y);
  const what = { bubbles: true, composed: true, clientX: x, clientY: y, key: "Enter" };
  const make = { click: MouseEvent, pointerdown: PointerEvent, keydown: KeyboardEvent }[kind];
  target.dispatchEvent(new make(kind, what));
  target.click();
}"""

UNSTYLE = f"""
  * {{ all: unset !important; }}
  div {{ display: none !important; }}
  [{MARK}] {{ display: none !important; position: static !important; width: 1px !important; }}
"""


def go(page: Page, order_id: str) -> None:
    """Move to another order as the site's own script does, without loading a document."""
    page.evaluate(GO, addresses.detail_url(order_id))


def test_a_page_that_draws_itself_anew_keeps_one_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    address = f"{addresses.detail_url(UNPAID)}&rerender=1500"
    page, badge = extension.open(address, first_script=COUNT_REDRAWS)
    badge.answers("yes")
    eventually(page, lambda: page.evaluate("redraws"), lambda times: times == 1, "a new root")
    badge.answers("yes")
    assert badge.count() == 1


def test_a_page_that_takes_the_badge_away_gets_it_back_once(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    page.evaluate(f"document.querySelector('[{MARK}]').remove()")
    badge.answers("yes")
    assert badge.count() == 1
    page.evaluate(
        """() => {
          const root = document.createElement("html");
          root.append(document.body);
          document.documentElement.replaceWith(root);
        }"""
    )
    badge.answers("yes")
    assert badge.count() == 1


def test_moving_to_another_order_within_the_page_changes_the_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    loaded = page.evaluate("performance.timeOrigin")
    badge.answers("yes")
    go(page, CLOSED)
    seen: list[str] = []

    def look() -> str:
        seen.append(badge.tone())
        return seen[-1]

    eventually(page, look, lambda tone: tone == "closed", "the other order's answer")
    # What was true of the first order is never shown under the second one's address.
    assert "yes" not in seen
    assert badge.count() == 1
    assert page.evaluate("performance.timeOrigin") == loaded


def test_leaving_for_the_list_takes_the_badge_away(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    page.evaluate("(path) => history.pushState({}, '', path)", addresses.LIST_PATH)
    badge.goes()
    page.evaluate("(url) => history.pushState({}, '', url)", addresses.detail_url(UNPAID))
    badge.answers("yes")


def test_from_the_list_to_an_order_within_the_page(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(f"{addresses.WWW}{addresses.LIST_PATH}?spa=1")
    page.wait_for_selector(".order-item")
    assert badge.count() == 0
    page.locator(f'a[href*="{UNPAID}"]').first.click()
    badge.answers("yes")


def test_the_badge_can_be_closed_and_stays_closed_on_this_page(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    badge.press("Hide until this page is loaded again")
    badge.goes()
    page.evaluate("document.body.append('something new')")
    asked = shared_companion.log.count("route=/v1/assess")
    go(page, CLOSED)
    badge.answers("closed")
    assert shared_companion.log.count("route=/v1/assess") > asked


def test_the_page_cannot_read_the_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    pried = page.evaluate(PRY)
    assert pried["hit"]
    assert pried["root"] is None
    assert pried["text"] == ""
    assert badge.headline() not in json.dumps(pried)
    assert page.evaluate("Object.keys(window).filter((name) => /cancelwindow/i.test(name))") == []
    assert page.evaluate("typeof window.webext") == "undefined"


@pytest.mark.parametrize("kind", ["click", "pointerdown", "keydown"])
def test_the_page_cannot_press_the_badges_buttons(
    extension: LoadedExtension, shared_companion: CompanionProcess, kind: str
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    x, y = badge.place_of("Hide until this page is loaded again")
    page.evaluate(FAKE, [kind, x, y])
    # Even a made-up click that does reach the button, which no page can send, is not heeded.
    badge.fake_click("Hide until this page is loaded again")
    assert badge.count() == 1
    assert badge.tone() == "yes"
    badge.press("Hide until this page is loaded again")
    badge.goes()


def test_the_badge_stays_in_its_shape_whatever_the_page_styles(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    before = badge.box()
    page.add_style_tag(content=UNSTYLE)
    assert badge.box() == before
