"""What the replay draws in a real browser reads back as exactly what the account says."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from aliorders.merge import combine
from aliorders.models import (
    EndReason,
    Missing,
    Moment,
    Money,
    Order,
    PageKind,
    PageReading,
    ParcelStage,
    Snapshot,
    Store,
    found,
    plain,
)
from aliorders.reading import read
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import SampleOrder
from replay.sample import ACCOUNT, NOW, SETTLED_ORDERS, Visits, site_of

COPY = ACCOUNT.buttons["copy"].text
"""A control that is no order action (order-pages.md 2.3)."""

each_order = pytest.mark.parametrize(
    "order", SETTLED_ORDERS, ids=[order.about for order in SETTLED_ORDERS]
)


def reading_of(snapshot: Snapshot) -> PageReading:
    reading = read(snapshot)
    assert isinstance(reading, PageReading), reading
    return reading


def page_only(snapshot: Snapshot) -> Snapshot:
    """As the extension sees it: the DOM, of a page that has come to rest."""
    return snapshot.model_copy(update={"responses": (), "age_ms": 20_000, "quiet_ms": 5_000})


def answers_only(snapshot: Snapshot) -> Snapshot:
    return snapshot.model_copy(update={"html": ""})


def day_of(moment: Moment | Missing) -> date | None:
    return None if isinstance(moment, Missing) else moment.day


def day_at(offset: timedelta | None) -> date | None:
    return None if offset is None else printed.day_of(NOW, offset)


def money_of(amount: int | None, currency: str) -> Money | None:
    if amount is None:
        return None
    raw = printed.money(amount, ACCOUNT.money[currency])
    return Money(amount=amount, currency=currency, raw=raw)


def assert_reads_as(order: SampleOrder, read_order: Order) -> None:
    """Everything that both page and answer carry."""
    assert read_order.order_id == order.order_id
    assert read_order.status == order.state.status
    assert read_order.status_word == order.state.word.strip()
    assert (found(read_order.status_detail) or "") == order.state.reminder
    assert day_of(read_order.placed) == day_at(order.placed)
    assert found(read_order.payment_method) == order.payment_method
    assert found(read_order.total) == money_of(order.total, order.currency)
    shop = ACCOUNT.stores[order.store]
    assert isinstance(read_order.store, Store)
    assert read_order.store.name == shop.name
    assert found(read_order.store.store_id) == (None if shop.choice else shop.store_id)
    lines = [
        (found(line.item_id), found(line.title), found(line.variant) or "", found(line.quantity))
        for line in read_order.lines
    ]
    assert lines == [
        (line.item_id, line.title, line.variant, line.quantity) for line in order.lines
    ]
    assert [found(line.unit_price) for line in read_order.lines] == [
        money_of(line.unit_price, order.currency) for line in order.lines
    ]
    assert not isinstance(read_order.actions, Missing)
    offered = [ACCOUNT.buttons[name].text for name in order.state.buttons]
    assert [action.label for action in read_order.actions] == [
        text for text in offered if text != COPY
    ]


@each_order
def test_the_page_reads_as_the_account(order: SampleOrder, drawn: dict[str, Snapshot]) -> None:
    (read_order,) = reading_of(page_only(drawn[order.order_id])).orders
    assert_reads_as(order, read_order)
    for moment, offset in (
        (read_order.paid, order.paid),
        (read_order.shipped, order.shipped),
        (read_order.completed, order.ended),
    ):
        assert day_of(moment) == (day_at(offset) if order.expanded else None)
    assert [promise.text for promise in read_order.promises] == [
        promise.text.format(day=printed.day(NOW, promise.until))
        for promise in order.promises
        if promise.until is not None
    ]
    events = [event for parcel in order.parcels for event in parcel.events]
    assert found(read_order.last_tracking_text) == (events[0].text if events else None)
    estimate = found(read_order.delivery_estimate)
    assert estimate == (printed.day(NOW, order.delivery_by) if order.delivery_by else None)


@each_order
def test_the_answer_reads_as_the_account(order: SampleOrder, drawn: dict[str, Snapshot]) -> None:
    (read_order,) = reading_of(answers_only(drawn[order.order_id])).orders
    assert_reads_as(order, read_order)
    assert day_of(read_order.paid) == day_at(order.paid)
    assert day_of(read_order.shipped) == day_at(order.shipped)
    assert day_of(read_order.completed) == day_at(order.ended)


@each_order
def test_page_and_answer_agree(order: SampleOrder, drawn: dict[str, Snapshot]) -> None:
    snapshot = drawn[order.order_id]
    assert snapshot.html
    assert len(snapshot.responses) == 1
    assert reading_of(snapshot).report.disagreements == ()


@each_order
def test_the_rules_answer_what_the_order_is_there_to_show(
    order: SampleOrder, drawn: dict[str, Snapshot]
) -> None:
    (evidence,) = combine([(reading_of(page_only(drawn[order.order_id])), NOW)])
    verdict = assess(evidence, load_policy(), NOW)
    assert verdict.answer == order.shows
    assert verdict.settled


@each_order
def test_nothing_personal_is_read(order: SampleOrder, drawn: dict[str, Snapshot]) -> None:
    snapshot = drawn[order.order_id]
    address = ACCOUNT.address
    for value in (address.name, address.phone, address.street, address.city):
        assert value in snapshot.html
        assert value in snapshot.responses[0].body
    text = json.dumps(plain(reading_of(snapshot)), ensure_ascii=False)
    for value in plain(address).values():
        assert value == address.postcode or value not in text


def test_ended_orders_say_how(drawn: dict[str, Snapshot]) -> None:
    ends = {
        order.state.word.strip(): reading_of(page_only(drawn[order.order_id])).orders[0].end_reason
        for order in SETTLED_ORDERS
        if order.state.status == "FINISH"
    }
    assert ends == {
        "Completed": EndReason.RECEIVED,
        "Canceled": EndReason.CANCELLED,
        "Expired": EndReason.EXPIRED,
    }


def test_the_list_reads_as_the_account(visits: Visits) -> None:
    page = visits.open(site_of(*ACCOUNT.orders), f"{addresses.WWW}{addresses.LIST_PATH}")
    page.locator(".order-item").nth(9).wait_for()
    page.locator("[data-pl=order_more] button").click()
    page.locator(".order-item").nth(len(ACCOUNT.orders) - 1).wait_for()
    assert not page.locator("[data-pl=order_more]").is_visible()
    snapshot = visits.session.snapshot(page, settled=False)
    assert len(snapshot.responses) == 2
    both = reading_of(snapshot)
    assert both.kind is PageKind.ORDER_LIST
    assert both.report.disagreements == ()
    for reading in (both, reading_of(page_only(snapshot)), reading_of(answers_only(snapshot))):
        assert [read_order.order_id for read_order in reading.orders] == [
            order.order_id for order in ACCOUNT.orders
        ]
        for read_order, order in zip(reading.orders, ACCOUNT.orders, strict=True):
            assert read_order.status == order.state.status
            assert day_of(read_order.placed) == day_at(order.placed)
            assert found(read_order.total) == money_of(order.total, order.currency)
            assert read_order.line_count == len(order.lines)
            assert read_order.is_choice is ACCOUNT.stores[order.store].choice


STAGES = {
    "one of two products is shipped, and the page does not say which": ParcelStage.WITH_CARRIER,
    "marked shipped, but no carrier has scanned the parcel": ParcelStage.ANNOUNCED,
    "with the carrier; a Choice order, whose shop has no link": ParcelStage.IN_TRANSIT,
    "delivered, receipt not confirmed": ParcelStage.DELIVERED,
}


@pytest.mark.parametrize("about", STAGES)
def test_the_tracking_page_reads_as_the_account(visits: Visits, about: str) -> None:
    (order,) = [order for order in ACCOUNT.orders if order.about == about]
    page = visits.open(site_of(order), addresses.tracking_url(order.order_id))
    page.locator("[class*='--carrierValue--']").first.wait_for()
    snapshot = visits.session.snapshot(page, settled=False)
    assert reading_of(snapshot).report.disagreements == ()
    (entry,) = order.parcels
    for reading in (reading_of(page_only(snapshot)), reading_of(answers_only(snapshot))):
        (parcel,) = reading.parcels
        assert parcel.tracking_number == entry.number
        assert parcel.carrier == entry.carrier
        assert parcel.stage is STAGES[about]
        texts = [found(event.text) for event in parcel.events]
        assert texts[: len(entry.events)] == [event.text for event in entry.events]
    text = json.dumps(plain(reading_of(snapshot)), ensure_ascii=False)
    assert ACCOUNT.address.name in snapshot.html
    assert ACCOUNT.address.name not in text
