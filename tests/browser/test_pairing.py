"""Pairing through the real options page, and its test of the connection."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.loaded_extension import LoadedExtension
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ORDER = "8300000000000011"


def type_code(options: Page, port: int, code: str) -> None:
    options.get_by_label("Port of the companion").fill(str(port))
    options.get_by_label("Pairing code").fill(code)
    options.get_by_role("button", name="Pair", exact=True).click()


def test_from_an_unpaired_badge_to_an_answer(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.remember(port=shared_companion.port)
    asked = shared_companion.log.count("route=/v1/assess")
    page, badge = extension.open(addresses.detail_url(ORDER))
    badge.becomes("Not paired yet")
    assert shared_companion.log.count("route=/v1/assess") == asked
    badge.press("Open options")
    options = extension.tab(f"{extension.origin}/options/options.html")
    expect(options.get_by_text("Not paired yet.")).to_be_visible()
    options.get_by_label("Name of this browser").fill("Browser of a test")
    type_code(options, shared_companion.port, shared_companion.open_pairing().lower())
    expect(options.get_by_text("Paired as “Browser of a test”.")).to_be_visible()
    page.bring_to_front()
    badge.answers("yes")


def test_a_wrong_code_is_told_with_the_tries_that_are_left(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    right = shared_companion.open_pairing()
    wrong = ("AAAA" if right[:4] != "AAAA" else "CCCC") + right[4:]
    options = extension.options()
    type_code(options, shared_companion.port, wrong)
    expect(options.get_by_text("That is not the pairing code; 4 tries are left.")).to_be_visible()
    assert "token" not in extension.remembered()
    type_code(options, shared_companion.port, right)
    expect(options.get_by_text("Paired. Open an order")).to_be_visible()
    assert "token" in extension.remembered()


def test_a_code_that_cannot_be_one_is_not_sent(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    options = extension.options()
    type_code(options, stand_in.port, "1234")
    expect(options.get_by_text(re.compile("A pairing code has eight letters"))).to_be_visible()
    expect(options.get_by_label("Pairing code")).to_be_focused()
    assert stand_in.asked == []


def test_the_options_page_never_learns_the_token(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    token = extension.remembered()["token"]
    options = extension.options()
    told = options.evaluate(
        """async () => {
          const types = ["get-settings", "test", "pair", "set-port", "assess", "check"];
          const told = [];
          for (const type of types) told.push(await chrome.runtime.sendMessage({ type }));
          return JSON.stringify(told);
        }"""
    )
    assert '"paired":true' in told
    assert str(token) not in told


def test_forgetting_a_pairing(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("yes")
    options = extension.options()
    options.get_by_role("button", name="Forget this pairing").click()
    expect(options.get_by_text("Not paired yet.")).to_be_visible()
    assert extension.remembered() == {"port": shared_companion.port}


def test_the_connection_is_tested_step_by_step(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    client = extension.pair(companion)
    options = extension.options()
    steps = options.locator("#test-steps li")
    test = options.get_by_role("button", name="Test connection")
    test.click()
    expect(steps).to_have_text(
        [
            "Something answers on the port",
            "It is the companion",
            "Both speak the same protocol",
            "The companion accepts this browser",
        ]
    )
    expect(options.get_by_text("Everything works.")).to_be_visible()
    companion.revoke(client)
    test.click()
    expect(steps.last).to_have_text("The companion does not accept this browser")
    companion.stop()
    test.click()
    expect(steps).to_have_text(["Nothing answers on the port"])


def test_a_port_that_cannot_be_one_is_not_saved(extension: LoadedExtension) -> None:
    options = extension.options()
    options.get_by_label("Port of the companion").fill("70000")
    options.get_by_role("button", name="Save port").click()
    expect(options.get_by_text("A port is a whole number from 1 to 65535.")).to_be_visible()
    assert extension.remembered() == {}


def test_the_options_page_works_by_keyboard(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.remember(port=shared_companion.port)
    options = extension.options()
    options.get_by_label("Pairing code").focus()
    options.keyboard.type(shared_companion.open_pairing())
    options.keyboard.press("Tab")
    expect(options.get_by_label("Name of this browser")).to_be_focused()
    options.keyboard.press("Enter")
    expect(options.get_by_text("Paired. Open an order")).to_be_visible()
