"""Each answer in the badge of the real extension, given by a real shared_companion."""

from __future__ import annotations

import pytest

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

VERIFIED = "8300000000000012"

STILL_LOADING = "page still loading"


def test_every_order_of_the_sample_account_gets_its_answer(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    orders = extension.shop.site.account.orders
    tabs = [(order, *extension.open(addresses.detail_url(order.order_id))) for order in orders]
    shown = {}
    for order, page, badge in tabs:
        eventually(
            page,
            badge.text,
            lambda text: "as of" in text and STILL_LOADING not in text,
            f"a settled answer for {order.order_id}",
        )
        shown[order.order_id] = badge.tone()
    assert shown == {order.order_id: order.shows.value for order in orders}
    assert set(shown.values()) == {answer.value for answer in Answer}


def test_an_answer_comes_with_its_reasons_sources_and_next_step(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    orders = extension.shop.site.account.orders
    recall = next(order for order in orders if order.shows is Answer.RECALL)
    page, badge = extension.open(addresses.detail_url(recall.order_id))
    badge.answers("recall")
    assert "Next step" in badge.shown_text()
    badge.open_panel()
    why = badge.section("Why")
    assert "Sources (" in why
    assert "grade" not in why
    assert recall.order_id in badge.panel_text()
    badge.press("Message to copy: Ask to stop the parcel")
    eventually(page, badge.panel_text, lambda text: "Copy" in text, "the ready message")
    sources = badge.sources_in("Why")
    assert any("AliExpress" in source for source in sources)
    assert all("grade " in source for source in sources)


@pytest.mark.parametrize("cancel_after_ms", [0, 4_000, 12_000])
def test_cancel_that_arrives_late_flips_the_badge_without_a_reload(
    extension: LoadedExtension, shared_companion: CompanionProcess, cancel_after_ms: int
) -> None:
    extension.pair(shared_companion)
    # The data name the button at once; the page alone is what this is about.
    extension.remember(readsAnswers=False)
    verified = extension.shop.site.account.order(VERIFIED)
    assert verified is not None
    extension.shop.change(verified.model_copy(update={"cancel_after_ms": cancel_after_ms}))
    page, badge = extension.open(addresses.detail_url(VERIFIED))
    loaded = page.evaluate("performance.timeOrigin")
    if cancel_after_ms:
        badge.answers("unknown")
    badge.answers("yes")
    assert page.evaluate("performance.timeOrigin") == loaded


def test_with_the_pages_own_data_the_answer_need_not_wait_for_the_button(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    verified = extension.shop.site.account.order(VERIFIED)
    assert verified is not None
    extension.shop.change(verified.model_copy(update={"cancel_after_ms": 12_000}))
    page, badge = extension.open(addresses.detail_url(VERIFIED))
    badge.answers("yes")
    assert page.get_by_role("button", name="Cancel", exact=True).count() == 0


def test_an_order_cancelled_while_its_page_is_open_flips_the_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    changing = next(order for order in extension.shop.site.account.orders if order.then)
    assert changing.then is not None
    soon = changing.then.model_copy(update={"after_ms": 3000})
    extension.shop.change(changing.model_copy(update={"then": soon}))
    _, badge = extension.open(addresses.detail_url(changing.order_id))
    badge.answers("ask_seller")
    badge.answers("closed")
