"""Each answer in the badge of the real extension, given by a real shared_companion."""

from __future__ import annotations

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

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
    folded = badge.shown_text()
    assert "Next step" in folded
    assert "Source: " not in folded
    badge.press("Why?")
    unfolded = eventually(page, badge.shown_text, lambda text: "Reasons" in text, "the reasons")
    assert "Source: " in unfolded
    assert "AliExpress" in unfolded
    badge.press("Message to copy")
    eventually(page, badge.shown_text, lambda text: recall.order_id in text, "the ready message")


def test_cancel_that_arrives_late_flips_the_badge_without_a_reload(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    verified = extension.shop.site.account.order("8300000000000012")
    assert verified is not None
    extension.shop.change(verified.model_copy(update={"cancel_after_ms": 4000}))
    page, badge = extension.open(addresses.detail_url(verified.order_id))
    loaded = page.evaluate("performance.timeOrigin")
    badge.answers("unknown")
    badge.answers("yes")
    assert page.evaluate("performance.timeOrigin") == loaded


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
