"""What goes on around a page: its worker is stopped, it moves on, others are open beside it."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event

from playwright.sync_api import Page

from aliorders.browser import close_tab
from browser.conftest import LaunchBrowser, sample_site
from browser.loaded_extension import LoadedExtension, Shop, origin_in
from browser.shown_badge import HIDE, MARK, ShownBadge, eventually
from browser.stand_in import HELLO, Answer, StandIn
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ROOT = Path(__file__).resolve().parents[2]
EXCHANGE = json.loads((ROOT / "fixtures/protocol/assess_ask_seller.json").read_text("utf-8"))
ANSWERED = EXCHANGE["reply"]["body"]["verdicts"][0]["order_id"]

UNPAID = "8300000000000011"
CLOSED = "8300000000000023"
RECALL = "8300000000000018"

REMOVE_AGAIN_AND_AGAIN = f"""() => new Promise((done) => {{
  let left = 10;
  const take = () => {{
    document.querySelector("[{MARK}]")?.remove();
    if (--left > 0) setTimeout(take, 60);
    else done();
  }};
  take();
}})"""


def test_a_worker_that_is_stopped_before_each_message_changes_nothing(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    extension.stop_background()
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    asked = shared_companion.log.count("route=/v1/assess")
    extension.stop_background()
    page.evaluate("document.querySelector('.order-status').append('something new')")
    eventually(
        page,
        lambda: shared_companion.log.count("route=/v1/assess"),
        lambda count: count > asked,
        "another question",
    )
    badge.answers("recall")
    extension.stop_background()
    badge.open_panel()
    is_remembered(extension, page, "isOpen")
    extension.stop_background()
    badge.press(HIDE)
    badge.goes()
    # It may be stopped with the press in its hands: the page says it again.
    extension.stop_background()
    is_remembered(extension, page, "isHidden")
    extension.stop_background()
    page.reload(wait_until="commit")
    page.wait_for_selector(".order-status")
    badge.goes()


def is_remembered(extension: LoadedExtension, page: Page, name: str) -> None:
    """Wait until this is remembered of the order."""

    def look() -> object:
        kept = extension.remembered().get(f"badge:{RECALL}")
        return kept.get(name) if isinstance(kept, dict) else None

    eventually(page, look, lambda seen: seen is True, f"{name} to be remembered")


def test_a_worker_that_is_stopped_while_the_companion_thinks_is_asked_again(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    thinking = Event()
    stand_in.answers["/v1/assess"] = Answer(EXCHANGE["reply"]["body"], wait=thinking)
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(addresses.detail_url(ANSWERED))
    eventually(page, stand_in.snapshots, bool, "a question")
    extension.stop_background()
    thinking.set()
    badge.answers("ask_seller")


def test_an_answer_that_comes_after_the_page_moved_on_is_not_shown(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    thinking = Event()
    stand_in.answers["/v1/assess"] = Answer(EXCHANGE["reply"]["body"], wait=thinking)
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(addresses.detail_url(ANSWERED))
    eventually(page, stand_in.snapshots, bool, "a question")
    page.evaluate("(url) => history.pushState({}, '', url)", addresses.detail_url(UNPAID))
    page.wait_for_timeout(1_200)
    thinking.set()
    badge.becomes("Order not found")
    assert badge.tone() == "problem"


def test_a_page_that_is_left_in_the_middle_of_a_question_does_not_disturb_the_next(
    extension: LoadedExtension, stand_in: StandIn, shared_companion: CompanionProcess
) -> None:
    thinking = Event()
    stand_in.answers["/v1/assess"] = Answer(EXCHANGE["reply"]["body"], wait=thinking)
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(addresses.detail_url(ANSWERED))
    eventually(page, stand_in.snapshots, bool, "a question")
    extension.pair(shared_companion)
    page.goto(addresses.detail_url(UNPAID), wait_until="commit")
    thinking.set()
    ShownBadge(page).answers("yes")


def test_two_tabs_have_each_the_answer_of_their_own_order(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    one, one_badge = extension.open(addresses.detail_url(UNPAID))
    two, two_badge = extension.open(addresses.detail_url(CLOSED))
    one_badge.answers("yes")
    two_badge.answers("closed")
    two_badge.press(HIDE)
    two_badge.goes()
    one.bring_to_front()
    one.evaluate("document.querySelector('.order-status').append('something new')")
    one_badge.answers("yes")
    close_tab(two)
    one_badge.answers("yes")


def test_three_profiles_are_three_clients(
    launch_browser: LaunchBrowser, tmp_path: Path, shared_companion: CompanionProcess
) -> None:
    contexts = [launch_browser(tmp_path / name) for name in ("one", "two", "three")]
    try:
        profiles = [
            LoadedExtension(context, origin_in(context), Shop(sample_site()))
            for context in contexts
        ]
        for profile in profiles:
            profile.context.route("**/*", profile.shop.answer)
        clients = [profile.pair(shared_companion) for profile in profiles]
        assert len(set(clients)) == 3
        shared_companion.revoke(clients[1])
        badges = [profile.open(addresses.detail_url(UNPAID))[1] for profile in profiles]
        badges[1].becomes("Pairing withdrawn")
        badges[0].answers("yes")
        badges[2].answers("yes")
    finally:
        for context in contexts:
            context.unroute_all(behavior="ignoreErrors")
            context.close()


def test_a_page_that_keeps_taking_the_badge_away_does_not_win(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    page.evaluate(REMOVE_AGAIN_AND_AGAIN)
    badge.answers("yes")
    assert badge.count() == 1


def test_a_companion_of_an_older_time_is_understood(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    reply = EXCHANGE["reply"]["body"]
    older = {name: value for name, value in reply.items() if name not in {"card", "sellers"}}
    stand_in.answers = {"/v1/hello": Answer(HELLO), "/v1/assess": Answer(older)}
    extension.pair_stand_in(stand_in)
    _, badge = extension.open(addresses.detail_url(ANSWERED))
    badge.answers("ask_seller")
    badge.open_panel()
    assert badge.section("Parcels") == ""
