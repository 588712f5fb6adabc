"""The replay's pages behave as the real ones: parts come late, change, and are drawn anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from aliorders.browser import Page
from aliorders.models import Blocked, BlockedKind
from aliorders.reading import read
from cancelwindow.replay import addresses
from cancelwindow.replay.addresses import detail_url
from cancelwindow.replay.site import Session as Visitor
from cancelwindow.replay.site import Site
from replay.sample import (
    ACCOUNT,
    AT_ONCE,
    MUCH_LATER_MS,
    SETTLED_ORDERS,
    Visits,
    order_of,
    site_of,
    wait_until_drawn,
)

PROCESSING = order_of("Processing")
LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
STATUS = ".order-status .order-block-title"
CONTROLS = ".order-status .comet-btn"


def controls(page: Page) -> list[str]:
    return page.locator(CONTROLS).all_inner_texts()


def labels(*names: str) -> list[str]:
    return [ACCOUNT.buttons[name].text for name in names]


def test_cancel_comes_after_the_other_controls(clocked: Visits) -> None:
    late = PROCESSING.model_copy(update={"cancel_after_ms": MUCH_LATER_MS})
    page = clocked.open(site_of(late), detail_url(late.order_id))
    others = [name for name in late.state.buttons if name != "cancel"]
    expect(page.locator(CONTROLS)).to_have_count(len(others))
    assert controls(page) == labels(*others)
    page.clock.fast_forward(MUCH_LATER_MS)
    expect(page.locator(CONTROLS)).to_have_count(len(late.state.buttons))
    assert controls(page) == labels(*late.state.buttons)


def test_a_page_shows_a_skeleton_then_the_status_then_the_rest(clocked: Visits) -> None:
    delays = replace(AT_ONCE, status_ms=MUCH_LATER_MS, blocks_ms=2 * MUCH_LATER_MS)
    page = clocked.open(site_of(PROCESSING, delays=delays), detail_url(PROCESSING.order_id))
    expect(page.locator("#root .comet-loading-wrap")).to_be_visible()
    blocked = read(
        clocked.session.snapshot(page, settled=False).model_copy(update={"responses": ()})
    )
    assert isinstance(blocked, Blocked)
    assert blocked.kind is BlockedKind.SKELETON
    page.clock.fast_forward(MUCH_LATER_MS)
    expect(page.locator(STATUS)).to_have_text("Processing")
    expect(page.locator(".order-price")).to_have_count(0)
    page.clock.fast_forward(MUCH_LATER_MS)
    expect(page.locator(".order-price")).to_be_visible()
    expect(page.locator("#root .comet-loading-wrap")).to_have_count(0)


def test_an_order_is_cancelled_while_it_is_watched(clocked: Visits) -> None:
    (order,) = [order for order in ACCOUNT.orders if order.then]
    assert order.then is not None
    slow = order.then.model_copy(update={"after_ms": MUCH_LATER_MS})
    order = order.model_copy(update={"then": slow, "cancel_after_ms": 0})
    page = clocked.open(site_of(order), detail_url(order.order_id))
    wait_until_drawn(page, order)
    expect(page.locator(STATUS)).to_have_text("Processing")
    page.clock.fast_forward(MUCH_LATER_MS)
    expect(page.locator(STATUS)).to_have_text("Canceled")
    expect(page.locator(".order-status-info")).to_have_text(slow.state.reminder)
    assert controls(page) == labels(*slow.state.buttons)


def test_a_page_can_draw_its_root_anew(clocked: Visits) -> None:
    url = f"{detail_url(PROCESSING.order_id)}&rerender={MUCH_LATER_MS}"
    page = clocked.open(site_of(PROCESSING), url)
    wait_until_drawn(page, PROCESSING)
    page.evaluate("window.firstRoot = document.getElementById('root')")
    before = page.locator("#root").inner_text()
    page.clock.fast_forward(MUCH_LATER_MS)
    page.wait_for_function("!window.firstRoot.isConnected")
    wait_until_drawn(page, PROCESSING)
    assert page.locator("#root").inner_text() == before


def test_an_order_is_followed_inside_the_page(visits: Visits) -> None:
    first, second = SETTLED_ORDERS[:2]
    page = visits.open(site_of(first, second), f"{LIST}?spa=1")
    page.locator(".order-item").nth(1).wait_for()
    page.evaluate("window.sameDocument = true")
    page.locator("[data-pl=order_item_header_detail]").nth(1).click()
    wait_until_drawn(page, second)
    assert page.url == f"{detail_url(second.order_id)}&spa=1"
    expect(page.locator(STATUS)).to_have_text(second.state.word)
    page.go_back()
    expect(page.locator(".order-item")).to_have_count(2)
    assert page.evaluate("window.sameDocument")


def test_a_tab_of_the_list_shows_its_orders(visits: Visits) -> None:
    page = visits.open(site_of(*SETTLED_ORDERS), LIST)
    expect(page.locator(".order-item")).to_have_count(10)
    page.locator(".comet-tabs-nav-item", has_text="To pay").click()
    expect(page.locator(".order-item")).to_have_count(1)
    active = page.locator(".comet-tabs-nav-item-active")
    expect(active).to_have_text("To pay")


def test_further_dates_are_drawn_after_a_press(visits: Visits) -> None:
    order = order_of("Completed").model_copy(update={"expanded": False})
    rows = ".order-detail-order-info .info-row"
    page = visits.open(site_of(order), detail_url(order.order_id))
    wait_until_drawn(page, order)
    assert not any("Paid on:" in row for row in page.locator(rows).all_inner_texts())
    page.locator(".order-detail-order-info .switch-icon").click()
    texts = page.locator(rows).all_inner_texts()
    for label in ("Paid on:", "Shipment completed on:", "Order completed on:"):
        assert sum(label in text for text in texts) == 1


def test_price_rows_other_than_subtotal_and_total_are_drawn_after_a_press(
    visits: Visits,
) -> None:
    titles = ".order-price [data-pl=order_price_item_title]"
    page = visits.open(site_of(PROCESSING), detail_url(PROCESSING.order_id))
    wait_until_drawn(page, PROCESSING)
    assert page.locator(titles).all_inner_texts() == ["Subtotal", "Total"]
    page.locator(".order-price .switch-icon").click()
    assert page.locator(titles).all_inner_texts() == [
        "Subtotal",
        "Shipping",
        "Store Discount",
        "Total",
    ]


def test_a_dialogs_own_cancel_is_in_every_page_and_hidden(visits: Visits) -> None:
    order = order_of("Completed")
    page = visits.open(site_of(order), detail_url(order.order_id))
    wait_until_drawn(page, order)
    dialog = page.locator(".comet-modal button", has_text="Cancel")
    expect(dialog).to_have_count(1)
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("name", ["cancel", "edit_address", "extend_time"])
def test_pressing_a_control_that_changes_the_order_leaves_a_trace(
    visits: Visits, name: str
) -> None:
    page = visits.open(site_of(PROCESSING), detail_url(PROCESSING.order_id))
    wait_until_drawn(page, PROCESSING)
    assert page.evaluate("window.__violations") == []
    button = ACCOUNT.buttons[name]
    page.locator(CONTROLS, has_text=button.text).click()
    pressed = page.evaluate("window.__violations")
    assert pressed == [{"type": button.type, "text": button.text, "trusted": True}]


@pytest.mark.parametrize("name", ["receipt", "copy"])
def test_pressing_another_control_leaves_none(visits: Visits, name: str) -> None:
    assert not ACCOUNT.buttons[name].changes_order
    page = visits.open(site_of(PROCESSING), detail_url(PROCESSING.order_id))
    wait_until_drawn(page, PROCESSING)
    control = page.locator(CONTROLS, has_text=ACCOUNT.buttons[name].text)
    control.evaluate("node => { node.removeAttribute('href'); node.click(); }")
    assert page.evaluate("window.__violations") == []


@pytest.mark.parametrize(
    ("visitor", "kind"),
    [(Visitor.EXPIRED, BlockedKind.LOGIN), (Visitor.CHALLENGED, BlockedKind.CHALLENGE)],
)
def test_a_visitor_who_may_not_look_is_led_away(
    visits: Visits, visitor: Visitor, kind: BlockedKind
) -> None:
    site: Site = replace(site_of(PROCESSING), session=visitor)
    page = visits.open(site, detail_url(PROCESSING.order_id))
    page.locator(".login-container, #baxia-punish").wait_for()
    blocked = read(visits.session.snapshot(page, settled=False))
    assert isinstance(blocked, Blocked)
    assert blocked.kind is kind
