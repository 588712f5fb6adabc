"""The popup of the button beside the address: what to act on, the connection, and the ways on."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from browser.loaded_extension import LoadedExtension
from browser.stand_in import HELLO, Answer, StandIn
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

RECALL, ASKED = "8300000000000018", "8300000000000014"
CONNECTED = "Connected to the companion on this computer."


def summary(order_id: str, answer: str, label: str, **rest: object) -> dict[str, Any]:
    """An order to act on, as the companion tells it."""
    return {"order_id": order_id, "answer": answer, "label": label, **rest}


ACT_NOW = [
    summary(
        RECALL,
        "recall",
        "Shipped on paper only",
        title="Clip-on <b>reading</b> lamp with three colours and a cable of two metres",
        store_name="Example Lamps Store",
        next_act_title="Buyer protection ends",
        next_act_at="2099-01-01T00:00:00Z",
    ),
    summary(ASKED, "ask_seller", "Usually yes", title=None, next_act_at=None),
]


def tells(stand_in: StandIn, act_now: list[dict[str, Any]], **counts: int) -> None:
    """Let the stand-in be a companion with these orders."""
    stand_in.answers["/v1/hello"] = Answer({**HELLO, "features": ["assess", "orders", "dashboard"]})
    stand_in.answers["/v1/overview"] = Answer({"counts": counts, "act_now": act_now})


def popup(extension: LoadedExtension) -> Page:
    """The popup's page, in a tab of a popup's size."""
    page = extension.context.new_page()
    page.set_viewport_size({"width": 380, "height": 600})
    page.goto(f"{extension.origin}/popup/popup.html")
    return page


def state(page: Page) -> Locator:
    return page.get_by_role("status")


def test_the_orders_to_act_on_are_listed_with_what_runs_out(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    tells(stand_in, ACT_NOW, recall=1, ask_seller=1)
    page = popup(extension)
    expect(state(page)).to_have_text(CONNECTED)
    first, second = page.get_by_role("list").get_by_role("link").all()
    expect(first).to_contain_text("Shipped on paper only")
    # What a shop writes stays text.
    expect(first).to_contain_text("Clip-on <b>reading</b> lamp")
    expect(first).to_contain_text(re.compile(r"Buyer protection ends: [\d,]+ days.* left"))
    expect(second).to_have_text(f"Usually yesOrder {ASKED}")
    assert first.get_attribute("href") == addresses.detail_url(RECALL)
    with extension.context.expect_page() as opened:
        first.click()
    opened.value.wait_for_url(addresses.detail_url(RECALL))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [({"no": 3}, "Nothing to act on now"), ({}, "No order was read yet.")],
)
def test_nothing_to_do_is_told_from_nothing_seen(
    extension: LoadedExtension, stand_in: StandIn, counts: dict[str, int], sentence: str
) -> None:
    extension.pair_stand_in(stand_in)
    tells(stand_in, [], **counts)
    expect(popup(extension).get_by_text(sentence)).to_be_visible()


def test_from_no_companion_over_no_pairing_to_the_dashboard(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.remember(port=companion.port)
    companion.stop()
    page = popup(extension)
    expect(state(page)).to_have_text(re.compile(f"Nothing answers on port {companion.port}"))
    companion.start()
    page.get_by_role("button", name="Try again").click()
    expect(state(page)).to_have_text(re.compile("Pair this browser"))
    page.get_by_role("button", name="Open options").click()
    extension.tab(f"{extension.origin}/options/options.html")
    extension.pair(companion)
    page = popup(extension)
    page.get_by_role("button", name="Open the dashboard").click()
    extension.tab(f"{companion.url}/dashboard/")


def test_a_link_that_leads_elsewhere_is_not_opened(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    tells(stand_in, ACT_NOW, recall=1)
    stand_in.answers["/v1/dashboard-link"] = Answer(
        {"url": "https://example.com/dashboard/open#x", "expires_at": "2099-01-01T00:00:00Z"}
    )
    page = popup(extension)
    expect(state(page)).to_have_text(CONNECTED)
    tabs = len(extension.context.pages)
    page.get_by_role("button", name="Open the dashboard").click()
    expect(state(page)).to_have_text(re.compile("could not be read"))
    # What was listed before may no longer hold.
    expect(page.get_by_role("list")).to_be_hidden()
    assert len(extension.context.pages) == tabs


def test_the_popup_works_by_keyboard_in_the_order_it_is_read(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    tells(stand_in, ACT_NOW, recall=1)
    page = popup(extension)
    expect(page.get_by_role("link")).to_have_count(2)
    page.bring_to_front()
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached == ["A", "A", "history-begin", "dashboard", "options"]
    # The popup closes behind what it opens, which may be sooner than the key comes up again.
    with suppress(PlaywrightError):
        page.keyboard.press("Enter")
    extension.tab(f"{extension.origin}/options/options.html")


@pytest.mark.parametrize("variant", ["light", "dark", "right to left", "narrow", "high contrast"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    extension: LoadedExtension, stand_in: StandIn, variant: str
) -> None:
    extension.pair_stand_in(stand_in)
    tells(stand_in, ACT_NOW, recall=1)
    page = popup(extension)
    page.emulate_media(
        color_scheme="dark" if variant == "dark" else "light",
        forced_colors="active" if variant == "high contrast" else "none",
    )
    expect(page.get_by_role("link")).to_have_count(2)
    if variant == "right to left":
        page.evaluate("document.documentElement.dir = 'rtl'")
    if variant == "narrow":
        page.set_viewport_size({"width": 240, "height": 400})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
