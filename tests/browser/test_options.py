"""The options: pairing by one press on the companion's own page, notices, language, forgetting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from browser.stand_in import HELLO, Answer, StandIn
from cancelwindow.config import utc_now
from cancelwindow.dashboard import session
from cancelwindow.protocol import PROTOCOL
from cancelwindow.store import clients
from companion_process import CompanionProcess

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAIR_HERE = "Pair this browser"
ORDER = "8300000000000018"

NOTICE = {
    "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "kind": "deadline",
    "name": "dispute_after_receipt",
    "title": "Last day for a dispute",
    "message": "Desk lamp with a clamp: you must have acted by Nov 23, 2026.",
    "order_id": ORDER,
    "url": f"https://www.aliexpress.com/p/order/detail.html?orderId={ORDER}",
    "due_at": "2026-11-16T08:00:00Z",
}


def pairing_page(extension: LoadedExtension, companion: CompanionProcess) -> Page:
    """The dashboard's page with a code that was just made."""
    with companion.database() as database:
        link = session.open_link(database, utc_now()).url(companion.port)
    page = extension.context.new_page()
    page.goto(link)
    page.wait_for_url(f"{companion.url}/dashboard/")
    page.goto(f"{companion.url}/dashboard/clients/pairing")
    assert page.get_by_role("button", name=PAIR_HERE).count() == 0
    page.get_by_role("button", name="Make a code").click()
    return page


def options_tabs(extension: LoadedExtension) -> list[Page]:
    return [page for page in extension.context.pages if page.url.endswith("/options.html")]


def test_one_press_on_the_companions_page_and_one_in_the_options_pair_this_browser(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    page = pairing_page(extension, shared_companion)
    button = page.get_by_role("button", name=PAIR_HERE)
    expect(button).to_be_visible()
    # A script of the page presses it, and nothing comes of it.
    button.evaluate("(button) => button.click()")
    page.wait_for_timeout(300)
    assert options_tabs(extension) == []
    button.click()
    options = extension.tab(f"{extension.origin}/options/options.html")
    asked = options.get_by_role("heading", name=f"port {shared_companion.port}?")
    expect(asked).to_be_focused()
    assert "token" not in extension.remembered()
    options.locator("#offer").get_by_role("button", name="Pair", exact=True).click()
    expect(options.get_by_text("Paired. Open an order")).to_be_visible()
    expect(options.locator("#offer")).to_be_hidden()
    assert extension.remembered()["port"] == shared_companion.port
    options.get_by_role("button", name="Test connection").click()
    expect(options.get_by_text("Everything works.")).to_be_visible()


def test_an_offer_that_is_declined_pairs_with_nobody(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    pairing_page(extension, shared_companion).get_by_role("button", name=PAIR_HERE).click()
    options = extension.tab(f"{extension.origin}/options/options.html")
    options.get_by_role("button", name="Not now").click()
    expect(options.locator("#offer")).to_be_hidden()
    assert "token" not in extension.remembered()


def notices(stand_in: StandIn, *due: dict[str, Any]) -> None:
    """Let the stand-in be a companion in which this is due."""
    stand_in.answers["/v1/hello"] = Answer({**HELLO, "features": ["notices"]}, protocol=PROTOCOL)
    stand_in.answers["/v1/notices/claim"] = Answer({"notices": due, "next_check_at": None})
    stand_in.answers["/v1/notices/done"] = Answer({"done": len(due)})
    quiet = {"start": "22:30", "end": "07:00"}
    stand_in.answers["/v1/settings"] = Answer({"language": "en", "quiet_hours": quiet})


def test_a_notice_is_shown_by_a_worker_that_an_alarm_starts_and_is_acknowledged(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    notices(stand_in, NOTICE)
    home = extension.home
    extension.stop_background()
    home.evaluate("chrome.alarms.create('watch', { when: Date.now() })")
    eventually(
        home,
        lambda: [one.data for one in stand_in.asked if one.path == "/v1/notices/done"],
        lambda told: told == [{"ids": [NOTICE["id"]]}],
        "the acknowledgement",
    )
    shown = home.evaluate("chrome.notifications.getAll()")
    assert len(shown) == 1
    [name] = shown
    assert name.endswith(str(NOTICE["url"]))
    home.evaluate("(name) => chrome.notifications.clear(name)", name)


def test_words_change_with_the_language_and_notices_with_their_switches(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    notices(stand_in)
    options = extension.options()
    expect(options.get_by_label("From", exact=True)).to_have_value("22:30")
    options.get_by_label(re.compile("Show what changed")).click()
    expect(options.get_by_text("Saved.")).to_be_visible()
    assert extension.remembered()["showsEvents"] is False
    options.get_by_label("Language of all words").select_option("ar")
    expect(options.locator("html")).to_have_attribute("dir", "rtl")
    expect(options.locator("html")).to_have_attribute("lang", "ar")
    page = extension.context.new_page()
    page.goto(f"{extension.origin}/popup/popup.html")
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_forgetting_everything_withdraws_the_pairing_by_keyboard(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    client = extension.pair(shared_companion)
    options = extension.options()
    options.get_by_label("Withdraw the pairing at the companion too").focus()
    options.keyboard.press("Tab")
    options.keyboard.press("Enter")
    expect(options.get_by_text("Forgotten.", exact=True)).to_be_visible()
    expect(options.get_by_text("Not paired yet.")).to_be_visible()
    assert extension.remembered() == {}
    with shared_companion.database() as database, database.read() as reading:
        [row] = [one for one in clients.list_clients(reading) if one.id == client]
    assert row.revoked_at is not None


@pytest.mark.parametrize("variant", ["light", "dark", "high contrast", "right to left", "narrow"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    extension: LoadedExtension, stand_in: StandIn, variant: str
) -> None:
    extension.pair_stand_in(stand_in)
    notices(stand_in)
    extension.home.evaluate(
        "(port) => chrome.storage.session.set({"
        " offer: { port, code: 'ACDE-FGHJ', until: Date.now() + 60000 } })",
        stand_in.port,
    )
    page = extension.context.new_page()
    if variant == "narrow":
        page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(
        color_scheme="dark" if variant == "dark" else "light",
        forced_colors="active" if variant == "high contrast" else "none",
    )
    page.goto(f"{extension.origin}/options/options.html")
    expect(page.get_by_label("From", exact=True)).to_have_value("22:30")
    accept = page.locator("#offer-accept")
    expect(accept).to_be_enabled()
    if variant == "right to left":
        page.evaluate("document.documentElement.dir = 'rtl'")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
