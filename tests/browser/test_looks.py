"""The badge for every eye and hand: screen reader, keyboard, small window, other direction."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import CLOSE, HIDE, OPEN, ShownBadge, eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

RECALL = "8300000000000018"


def test_a_screen_reader_meets_the_answer_as_news_and_every_control_by_name(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    met = badge.accessible()
    assert ("region", "Cancel Window") in met
    assert ("button", HIDE) in met
    assert [role for role, _ in met].count("status") == 1
    assert ("StaticText", badge.label()) in met
    assert ("StaticText", badge.headline()) in met
    badge.open_panel()
    met = badge.accessible()
    assert ("dialog", badge.label()) in met
    for name in (HIDE, CLOSE, "Move: drag, or press an arrow key"):
        assert ("button", name) in met
    for heading in ("What to do now", "Deadlines", "Refund", "Why", "Where sources disagree"):
        assert ("heading", heading) in met
    page.keyboard.press("Escape")
    eventually(page, badge.panel_text, lambda text: text == "", "the end of the panel")


def test_badge_and_panel_work_by_keyboard(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    # The badge stands last in the page, so going back from its start comes to the badge's end.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    eventually(page, badge.panel_text, bool, "the panel")
    assert badge.focused() == badge.label()
    tab_to(page, badge, "Message to copy: Ask to stop the parcel")
    page.keyboard.press("Enter")
    eventually(page, badge.panel_text, lambda text: RECALL in text, "the ready message")
    tab_to(page, badge, "Copy")
    page.keyboard.press("Escape")
    eventually(page, badge.panel_text, lambda text: text == "", "the end of the panel")
    assert badge.focused().startswith("Why, and what to do")
    tab_to(page, badge, HIDE, "Shift+Tab")
    page.keyboard.press("Enter")
    badge.goes()


@pytest.mark.parametrize("way", [(), ("Message to copy: Ask to stop the parcel",)])
def test_an_answer_that_comes_anew_leaves_the_keyboard_where_it_is(
    extension: LoadedExtension, shared_companion: CompanionProcess, way: tuple[str, ...]
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    page.keyboard.press("Shift+Tab")
    for name in way:
        page.keyboard.press("Enter")
        tab_to(page, badge, name)
    held = badge.focused()
    # Once the page is at rest, its answer is drawn again as a settled one.
    badge.settles()
    assert badge.focused() == held
    assert held.startswith((OPEN, *way))


def test_a_walk_is_paused_and_stopped_by_keyboard(walk_bar: tuple[Page, ShownBadge]) -> None:
    page, badge = walk_bar
    named = ("region", "Reading your history")
    # The browser makes the tree of a page that still moves when it comes to it.
    eventually(page, badge.accessible, lambda met: named in met, "the name of the bar")
    tab_to(page, badge, "Pause", "Shift+Tab")
    page.keyboard.press("Enter")
    eventually(page, badge.bar, lambda seen: "Paused." in seen, "the pause")
    assert badge.focused() == "Go on"
    tab_to(page, badge, "Stop")
    page.keyboard.press("Enter")
    eventually(page, badge.bar, lambda seen: seen == "", "the end of the bar")


def tab_to(page: Page, badge: ShownBadge, name: str, key: str = "Tab") -> None:
    """Go on by key until the thing with this name has the keyboard."""
    for _ in range(120):
        if badge.focused() == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name!r} was not reached by {key}")


def test_the_message_is_copied_as_it_stands_in_each_of_its_languages(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.open_panel()
    badge.press("Message to copy: Ask to stop the parcel")
    extension.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=addresses.WWW)
    copied = set()
    for language in ("English", "Chinese"):
        badge.press(language)
        badge.press("Copy")
        eventually(page, badge.panel_text, lambda text: "Copied." in text, "the note of the copy")
        copied.add(text := page.evaluate("navigator.clipboard.readText()"))
        assert RECALL in text
        assert text in badge.panel_text()
    extension.context.clear_permissions()
    assert len(copied) == 2


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 640), (320, 480)])
def test_the_whole_badge_stays_in_the_window(
    extension: LoadedExtension,
    shared_companion: CompanionProcess,
    direction: str,
    width: int,
    height: int,
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("(direction) => { document.documentElement.dir = direction; }", direction)
    assert_inside(badge.box(), width, height, direction)
    badge.open_panel()
    assert_inside(badge.panel_box(), width, height, direction)


def assert_inside(box: dict[str, float], width: int, height: int, direction: str) -> None:
    """A box is wholly in the window, in the corner at the end of a line."""
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    left, right = box["x"], width - box["x"] - box["width"]
    if width > 420:
        assert (left < right) == (direction == "rtl")


def test_steps_lead_to_aliexpress_only_and_sources_to_where_they_stand(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.open_panel()
    steps = badge.links_in("What to do now")
    assert steps
    assert all(link.startswith("https://www.aliexpress.com/") for link in steps)
    assert all(link.startswith("https://") for link in badge.links())
