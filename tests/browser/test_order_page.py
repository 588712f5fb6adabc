"""The badge on a page that draws itself anew, moves to other orders, or pries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import HIDE, MARK, eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
FIXTURES = ROOT / "fixtures" / "pages"
DETAIL = "www.aliexpress.com/p/order/detail.html"

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

LEAVE_A_BADGE = f"""
  const left = document.createElement("div");
  left.setAttribute("{MARK}", "");
  document.documentElement.append(left);
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


def test_leaving_for_a_page_that_is_none_of_ours_takes_the_badge_away(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    page.evaluate("history.pushState({}, '', '/p/message/index.html')")
    badge.goes()
    page.evaluate("(url) => history.pushState({}, '', url)", addresses.detail_url(UNPAID))
    badge.answers("yes")


def test_from_the_list_to_an_order_within_the_page(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(f"{addresses.WWW}{addresses.LIST_PATH}?spa=1")
    page.wait_for_selector(".order-item")
    badge.answers("list")
    page.locator(f'a[href*="{UNPAID}"]').first.click()
    badge.answers("yes")
    assert badge.marks() == {}


def test_an_order_whose_badge_is_hidden_stays_without_one(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    badge.press(HIDE)
    badge.goes()
    asked = shared_companion.log.count("route=/v1/assess")
    go(page, CLOSED)
    badge.answers("closed")
    assert shared_companion.log.count("route=/v1/assess") > asked
    go(page, UNPAID)
    badge.goes()
    options = extension.options()
    options.get_by_role("button", name="Show them again").click()
    eventually(
        options, lambda: extension.remembered()[f"badge:{UNPAID}"], is_shown, "the end of it"
    )
    page.reload(wait_until="commit")
    badge.answers("yes")


def is_shown(remembered: object) -> bool:
    """Whether what is remembered of an order lets its badge show."""
    return isinstance(remembered, dict) and remembered["isHidden"] is False


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
    x, y = badge.place_of(HIDE)
    page.evaluate(FAKE, [kind, x, y])
    # Even a made-up click that does reach the button, which no page can send, is not heeded.
    badge.fake_click(HIDE)
    assert badge.count() == 1
    assert badge.tone() == "yes"
    badge.press(HIDE)
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


@pytest.mark.parametrize(
    ("case", "label"),
    [
        ("login", "Signed out"),
        ("challenge_overlay", "AliExpress wants a check"),
        ("skeleton", "Still loading"),
    ],
)
def test_a_page_with_nothing_to_read_says_why(
    extension: LoadedExtension, shared_companion: CompanionProcess, case: str, label: str
) -> None:
    extension.pair(shared_companion)
    html = (FIXTURES / "blocked" / case / "page.html").read_text(encoding="utf-8")
    extension.shop.pages[DETAIL] = html
    _, badge = extension.open(addresses.detail_url(UNPAID))
    badge.becomes(label)
    assert badge.tone() == "problem"
    assert "Try again" in badge.shown_text()


def test_a_page_that_the_site_has_changed_says_so(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    html = (FIXTURES / "order_detail" / "to_pay" / "page.html").read_text(encoding="utf-8")
    extension.shop.pages[DETAIL] = html.replace("order-block-title", "another-name")
    _, badge = extension.open(addresses.detail_url(UNPAID))
    badge.becomes("Page not recognised")


def test_a_second_injection_and_a_badge_left_behind_make_no_second_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID), first_script=LEAVE_A_BADGE)
    badge.answers("yes")
    assert badge.count() == 1
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    ours = [one["js"] for one in manifest["content_scripts"] if one.get("world") != "MAIN"]
    for name in (name for names in ours for name in names):
        run_beside(page, extension.origin, (EXTENSION / name).read_text(encoding="utf-8"))
    page.evaluate("document.body.append('something new')")
    badge.answers("yes")
    assert badge.count() == 1


def run_beside(page: Page, origin: str, source: str) -> None:
    """Run a script where the extension's content scripts run in this page."""
    contexts: list[dict[str, Any]] = []
    debugger = page.context.new_cdp_session(page)
    debugger.on("Runtime.executionContextCreated", lambda event: contexts.append(event["context"]))
    debugger.send("Runtime.enable")
    ours = next(context for context in contexts if context["origin"] == origin)
    outcome = debugger.send("Runtime.evaluate", {"expression": source, "contextId": ours["id"]})
    assert "exceptionDetails" not in outcome
    debugger.detach()
