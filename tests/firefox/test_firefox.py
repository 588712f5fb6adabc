"""The extension as it ships in a real Firefox, driven over WebDriver BiDi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from browser.conftest import sample_site
from browser.loaded_extension import QUICK
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from cancelwindow.replay.generated import generated_account, order_number
from cancelwindow.replay.language import load_languages
from companion_process import CompanionProcess
from firefox.bidi import BidiError
from firefox.running_firefox import ORIGIN, Firefox
from firefox.tab import Tab, eventually
from quick_companion import QuickCompanion

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = load_languages((ROOT / "fixtures/account/languages.yaml").read_text(encoding="utf-8"))
LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
UNPAID = "8300000000000011"
FEW = 3


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with Firefox(tmp_path_factory.mktemp("firefox") / "profile", sample_site()) as browser:
        yield browser


@pytest.fixture
def firefox(running: Firefox) -> Iterator[Firefox]:
    """The browser with the extension as newly installed."""
    running.site = sample_site()
    running.forget_everything()
    running.opened.clear()
    yield running
    running.close_tabs()


@pytest.fixture(scope="module")
def companion_of_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuickCompanion]:
    with QuickCompanion(tmp_path_factory.mktemp("companion")) as process:
        yield process


def pair(firefox: Firefox, companion: CompanionProcess) -> None:
    reply = companion.pair(ORIGIN, "Test browser")
    firefox.remember(port=companion.port, token=reply.token, clientName=reply.name)


def answered(firefox: Firefox, order_id: str) -> Tab:
    tab = firefox.open(addresses.detail_url(order_id))
    eventually(tab.tone, lambda tone: tone not in {"", "checking", "problem"}, "an answer")
    return tab


def test_from_installation_over_the_options_to_a_verdict_and_its_panel(
    firefox: Firefox, companion_of_firefox: QuickCompanion
) -> None:
    firefox.remember(port=companion_of_firefox.port)
    order = firefox.open(addresses.detail_url(UNPAID))
    order.shows(lambda: order.text_of("label"), "Not paired yet")
    options = firefox.open(f"{ORIGIN}/options/options.html")
    options.shows(options.page_text, "Not paired yet.")
    options.type_in("#port", str(companion_of_firefox.port))
    options.type_in("#code", companion_of_firefox.open_pairing())
    options.type_in("#name", "Firefox of a test")
    options.press_in_page("#pair")
    options.shows(options.page_text, "Paired as “Firefox of a test”.")
    options.press_in_page("#test")
    options.shows(options.page_text, "Everything works.")
    verdict = answered(firefox, UNPAID)
    assert verdict.tone() == "yes"
    verdict.press("Why, and what to do")
    verdict.shows(lambda: verdict.text_of("panel"), "What to do now")


def test_each_card_of_the_list_is_marked(
    firefox: Firefox, companion_of_firefox: QuickCompanion
) -> None:
    pair(firefox, companion_of_firefox)
    tab = firefox.open(LIST)
    marks = eventually(tab.marks, lambda seen: len(seen) == 10, "ten marks")
    assert marks[UNPAID] == f"Yes: details of order {UNPAID}"


def test_what_the_page_received_is_handed_over_unless_switched_off(firefox: Firefox) -> None:
    with StandIn() as stand_in:
        firefox.remember(port=stand_in.port, token="a-token", clientName="Test browser")
        firefox.open(addresses.detail_url(UNPAID))
        sent = eventually(
            lambda: [one for one in stand_in.snapshots() if one.get("responses")],
            bool,
            "a snapshot with what the page received",
        )
        assert addresses.DETAIL_API in sent[-1]["responses"][0]["url"]
        assert sent[-1]["url"] == addresses.detail_url(UNPAID)
        assert stand_in.asked[0].headers.get("Sec-Fetch-Site") in {"none", "same-origin"}
        firefox.remember(readsAnswers=False)
        before = len(stand_in.snapshots())
        firefox.open(addresses.detail_url(UNPAID))
        later = eventually(
            lambda: stand_in.snapshots()[before:], lambda seen: len(seen) > 1, "snapshots"
        )
        # The one that was under way when it was switched off is still the old kind.
        assert not any(one.get("responses") for one in later[1:])


def test_without_a_companion_it_says_so_and_answers_when_there_is_one(
    firefox: Firefox, tmp_path: Path
) -> None:
    with CompanionProcess(tmp_path / "companion") as companion:
        pair(firefox, companion)
        companion.stop()
        tab = firefox.open(addresses.detail_url(UNPAID))
        tab.shows(lambda: tab.text_of("label"), "Companion not running")
        companion.start()
        tab.press("Try again")
        eventually(tab.tone, lambda tone: tone == "yes", "the answer")


def test_a_permission_that_was_taken_back_is_asked_for_at_a_click(
    firefox: Firefox, companion_of_firefox: QuickCompanion
) -> None:
    pair(firefox, companion_of_firefox)
    page = firefox.inside()
    page.run("() => browser.permissions.remove({ origins: ['http://127.0.0.1/*'] })")
    order = firefox.open(addresses.detail_url(UNPAID))
    order.shows(lambda: order.text_of("label"), "Permission needed")
    options = firefox.open(f"{ORIGIN}/options/options.html")
    options.press_in_page("#permission-button")
    eventually(
        lambda: page.run("() => browser.permissions.contains({ origins: ['http://127.0.0.1/*'] })"),
        bool,
        "the permission",
    )
    assert answered(firefox, UNPAID).tone() == "yes"


def test_the_history_is_read_here(firefox: Firefox, tmp_path: Path) -> None:
    at_once = replace(QUICK, status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)
    account = generated_account(firefox.site.account, LANGUAGES["en"], FEW)
    firefox.site = replace(firefox.site, account=account, delays=at_once)
    # A companion that has seen no other account's list.
    with QuickCompanion(tmp_path / "companion") as companion:
        pair(firefox, companion)
        tab = firefox.open(LIST)
        eventually(tab.marks, bool, "the first marks")
        tab.press("Read my history here")
        tab.shows(lambda: tab.text_of("walk"), f"Your history is read. Orders in your list: {FEW}.")
    details = [url for url in firefox.opened if "detail.html" in url]
    assert sorted(details) == sorted(
        addresses.detail_url(order_number(place)) for place in range(FEW)
    )


def test_it_finds_nobody_outside(firefox: Firefox) -> None:
    never_routed = "http://192.0.2.1/"  # RFC 5737, for documentation
    with pytest.raises(BidiError, match="NS_ERROR_PROXY_CONNECTION_REFUSED"):
        firefox.open(never_routed, until="complete")
