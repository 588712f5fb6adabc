"""The badge for every eye and hand: screen reader, keyboard, small window, other direction."""

from __future__ import annotations

import pytest

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

RECALL = "8300000000000018"


def test_a_screen_reader_meets_the_answer_as_news_and_every_control_by_name(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    met = badge.accessible()
    assert ("region", "Cancel Window") in met
    assert ("button", "Hide until this page is loaded again") in met
    assert ("DisclosureTriangle", "Why?") in met
    assert ("DisclosureTriangle", "Message to copy") in met
    assert [role for role, _ in met].count("status") == 1
    assert ("StaticText", badge.label()) in met
    assert ("StaticText", badge.headline()) in met


def test_the_badge_works_by_keyboard(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    # The badge stands last in the page, so going back from its start comes to the badge's end.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    eventually(page, badge.shown_text, lambda text: "Copy" in text, "the ready message")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    eventually(page, badge.shown_text, lambda text: "Reasons" in text, "the reasons")
    for _ in range(5):
        if badge.focused() == "Hide until this page is loaded again":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    badge.goes()


def test_the_message_is_copied_as_it_stands(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.press("Message to copy")
    badge.press("Copy")
    eventually(page, badge.shown_text, lambda text: "Copied." in text, "the note of the copy")
    extension.context.grant_permissions(["clipboard-read"], origin=addresses.WWW)
    copied = page.evaluate("navigator.clipboard.readText()")
    extension.context.clear_permissions()
    assert RECALL in copied
    assert copied in badge.shown_text()


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
    badge.press("Why?")
    eventually(page, badge.shown_text, lambda text: "Reasons" in text, "the reasons")
    box = badge.box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    left, right = box["x"], width - box["x"] - box["width"]
    if width > 420:
        assert (left < right) == (direction == "rtl")


def test_links_lead_to_aliexpress_only(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    links = badge.links()
    assert links
    assert all(link.startswith("https://www.aliexpress.com/") for link in links)
