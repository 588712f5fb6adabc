"""axe finds nothing in what we draw. Our roots are closed to it, so it is shown a copy of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import ShownBadge, eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RECALL = "8300000000000018"

COPY = """<!doctype html><html lang="en"><title>A copy</title><main><h1>A copy</h1>
<div id="copy"><template shadowrootmode="open">{markup}</template></div></main></html>"""

RUN = """async () => {
  const { violations } = await axe.run("#copy", { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
}"""


def violations(extension: LoadedExtension, markup: str, scheme: Any) -> list[Any]:
    """What axe finds in a copy of a shadow root."""
    address = "www.aliexpress.com/copy"
    extension.shop.pages[address] = COPY.format(markup=markup)
    page = extension.context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"https://{address}")
    page.add_script_tag(path=AXE)
    found: list[Any] = page.evaluate(RUN)
    page.close()
    return found


def unfold(page: Page, badge: ShownBadge) -> None:
    """Open the messages, which hold more than text."""
    for fold in badge.folds():
        badge.press(fold)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badge_and_panel(
    extension: LoadedExtension, shared_companion: CompanionProcess, scheme: str
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    [markup] = badge.markup()
    assert "Shipped on paper only" in markup
    assert violations(extension, markup, scheme) == []
    badge.open_panel()
    unfold(page, badge)
    [markup] = badge.markup()
    assert "What to do now" in markup
    assert violations(extension, markup, scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list(
    extension: LoadedExtension, shared_companion: CompanionProcess, scheme: str
) -> None:
    extension.pair(shared_companion)
    # The tracking page tells what makes an order's card urgent: a mark of two parts.
    tracked, tracking = extension.open(addresses.tracking_url(RECALL))
    eventually(tracked, tracking.shown_text, lambda text: "label only" in text, "the parcel")
    page, badge = extension.open(f"{addresses.WWW}{addresses.LIST_PATH}")
    eventually(page, lambda: len(badge.marks()), lambda count: count == 10, "ten marks")
    urgent = "Shipped on paper only, Act now: "
    eventually(page, lambda: badge.marks()[RECALL], lambda name: name.startswith(urgent), urgent)
    for markup in badge.markup():
        assert violations(extension, markup, scheme) == []


def test_the_bar_of_a_walk(extension: LoadedExtension, walk_bar: tuple[Page, ShownBadge]) -> None:
    _, badge = walk_bar
    [bar] = [markup for markup in badge.markup() if 'class="walk"' in markup]
    for scheme in ("light", "dark"):
        assert violations(extension, bar, scheme) == []


def test_a_state(extension: LoadedExtension) -> None:
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.becomes("Companion not running")
    [markup] = badge.markup()
    assert violations(extension, markup, "light") == []


def test_axe_sees_what_is_wrong(extension: LoadedExtension) -> None:
    found = violations(extension, "<button></button>", "light")
    assert [name for name, _ in found] == ["button-name"]
