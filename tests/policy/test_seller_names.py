"""Which stores an order is rated by: those that the order itself names."""

from __future__ import annotations

from aliorders.models import Missing, Order, OrderStatus, Store, not_found, not_on_this_page
from cancelwindow.policy.seller_names import store_ids
from policy_case import OrderSeen, order

NOT_SEEN = not_found()


def shop(store_id: str | Missing) -> Store:
    return Store(store_id=store_id, name="Example Store", url=not_on_this_page())


def placed_with(**changes: object) -> Order:
    plain = order(OrderSeen(status=OrderStatus.WAIT_SELLER_SEND_GOODS))
    return plain.model_copy(update=changes)


def test_an_order_without_a_store_has_none() -> None:
    assert store_ids(placed_with(store=NOT_SEEN, stores=())) == ()


def test_a_choice_order_names_a_store_without_a_number() -> None:
    assert store_ids(placed_with(store=shop(NOT_SEEN), stores=())) == ()


def test_each_store_is_named_once_in_page_order() -> None:
    stores = (shop("1100000001"), shop("1100000002"))
    assert store_ids(placed_with(store=stores[0], stores=stores)) == ("1100000001", "1100000002")
