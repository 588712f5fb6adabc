"""The account file: what it must show, and what loading refuses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from aliorders.models import OrderStatus
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay.account import Account, AccountError, Labels, load_account, parse_offset

SMALLEST = """
address: {name: A, phone: B, street: C, city: D, region: E, country: F, postcode: G}
money: {USD: {before: "US $"}}
buttons: {pay: {type: PAY, text: Pay now}}
stores: {shop: {store_id: "1100010001", name: Example Store}}
orders:
  - order_id: "8300000000000001"
    about: to pay
    shows: "yes"
    store: shop
    currency: USD
    placed: -2h
    lines: [{line_id: "8300000000000002", item_id: "1005900000000001", title: Thing}]
    state: {status: PLACE_ORDER_SUCCESS, word: To pay, buttons: [pay]}
"""


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("-2h", timedelta(hours=-2)),
        ("+12d", timedelta(days=12)),
        ("-1d6h", timedelta(days=-1, hours=-6)),
        ("+90m", timedelta(minutes=90)),
        ("-1d2h3m", -timedelta(days=1, hours=2, minutes=3)),
    ],
)
def test_an_offset_is_a_distance_from_now(text: str, span: timedelta) -> None:
    assert parse_offset(text) == span


@pytest.mark.parametrize("text", ["2h", "-", "-h", "-2w", "-2h 3m", "", "- 2h", 5, None])
def test_other_texts_are_no_offset(text: object) -> None:
    with pytest.raises(ValueError, match="offset from now"):
        parse_offset(text)


def test_the_smallest_account_loads() -> None:
    account = load_account(SMALLEST)
    assert account.orders[0].placed == timedelta(hours=-2)
    assert account.order("8300000000000001") == account.orders[0]
    assert account.order("8300000000000009") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("placed: -2h", "placed: 2h", r"orders\.0\.placed: .*offset from now"),
        ("placed: -2h", "placd: -2h", r"orders\.0\.placd"),
        ("[pay]", "[pray]", "order 8300000000000001 names unknown buttons: pray"),
        ("store: shop", "store: shed", "names an unknown store: shed"),
        ("currency: USD", "currency: EUR", "has no money style for EUR"),
        ("PLACE_ORDER_SUCCESS", "PLACED", r"orders\.0\.state\.status"),
        ('shows: "yes"', "shows: maybe", r"orders\.0\.shows"),
        ("about: to pay", "about: to pay\n    about: again", "not readable as YAML"),
        ("money:", "money: [", "not readable as YAML"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, message: str) -> None:
    assert old in SMALLEST
    with pytest.raises(AccountError, match=message) as caught:
        load_account(SMALLEST.replace(old, new), "mine.yaml")
    assert str(caught.value).startswith("mine.yaml: ")
    assert "\n" not in str(caught.value)


def test_an_order_that_stands_twice_is_refused() -> None:
    order = SMALLEST[SMALLEST.index("  - order_id") :]
    with pytest.raises(AccountError, match="order 8300000000000001 stands twice"):
        load_account(SMALLEST + order)


@pytest.mark.parametrize("text", ["", "[]", "just words"])
def test_a_file_without_an_account_is_refused(text: str) -> None:
    with pytest.raises(AccountError):
        load_account(text)


def test_the_account_shows_every_answer(account: Account) -> None:
    assert {order.shows for order in account.orders} == set(Answer)


def test_the_account_has_the_statuses_of_the_table(account: Account) -> None:
    assert {order.state.status for order in account.orders} >= {
        OrderStatus.PLACE_ORDER_SUCCESS,
        OrderStatus.RISK_CONTROL,
        OrderStatus.WAIT_SELLER_SEND_GOODS,
        OrderStatus.SELLER_PART_SEND_GOODS,
        OrderStatus.IN_CANCEL,
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        OrderStatus.FUND_PROCESSING,
        OrderStatus.FINISH,
        OrderStatus.IN_ISSUE,
        OrderStatus.IN_FROZEN,
        OrderStatus.UNKNOWN,
    }


def test_the_account_has_what_readers_stumble_over(account: Account) -> None:
    orders = account.orders
    assert len(orders) >= 16
    assert {order.currency for order in orders} >= {"USD", "EUR", "BRL", "KRW"}
    assert {order.labels or account.labels for order in orders} == set(Labels)
    assert any(len(order.lines) > 1 for order in orders)
    assert any(order.total is None for order in orders)
    assert any(account.stores[order.store].choice for order in orders)
    assert any(order.then is not None for order in orders)
    assert any(order.cancel_after_ms for order in orders)
    assert any(not order.expanded and order.paid for order in orders)


def test_no_card_of_the_list_offers_cancel(account: Account) -> None:
    assert not any("cancel" in order.list_buttons for order in account.orders)


def test_the_account_is_invented(account: Account) -> None:
    numbers = [order.order_id for order in account.orders]
    numbers += [line.line_id for order in account.orders for line in order.lines]
    assert all(re.fullmatch(r"83\d{14}", number) for number in numbers)
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"11000\d{5}", shop.store_id) for shop in account.stores.values())
    assert all(shop.name.startswith("Example ") for shop in account.stores.values())
    assert account.address.country == "Examplia"


def test_amounts_are_consistent(account: Account) -> None:
    for order in account.orders:
        if order.total is not None:
            lines = sum(line.quantity * (line.unit_price or 0) for line in order.lines)
            assert 0 < order.total <= lines, order.order_id
