"""Lines, shops and prices of one order from two sources: paired by number, never by place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from aliorders.merge import bare_order, combine, merge_orders
from aliorders.models import (
    Action,
    ActionKind,
    CapturedResponse,
    Missing,
    MissingReason,
    Money,
    Order,
    OrderLine,
    PageKind,
    PageReading,
    PriceRow,
    Snapshot,
    Store,
    not_found,
    not_on_this_page,
)
from aliorders.reading import read

ID = "8240000000000001"
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def line(item: str = "1005009900000001", **fields: Any) -> OrderLine:
    """A line as an answer gives it; `line_id=not_on_this_page()` makes it one of a page."""
    return OrderLine(
        **{
            "line_id": not_found(),
            "item_id": item,
            "title": "Vase",
            "variant": not_found(),
            "quantity": 1,
            "unit_price": not_found(),
            **fields,
        }
    )


def drawn(item: str = "1005009900000001", **fields: Any) -> OrderLine:
    return line(item, line_id=not_on_this_page(), **fields)


def order(*lines: OrderLine, **fields: Any) -> Order:
    return bare_order(ID).model_copy(update={"lines": lines, **fields})


def merged(first: Order, second: Order) -> tuple[Order, dict[str, tuple[str, str]]]:
    result = merge_orders(first, "one", second, "two")
    return result.order, {d.field: (d.used, d.other) for d in result.disagreements}


def titles(one: Order) -> list[Any]:
    return [entry.tracking_text for entry in one.lines]


BLUE, RED = "Blue", "Red"


def test_a_line_is_known_by_its_number_wherever_it_stands() -> None:
    first = order(line(line_id="1", variant=BLUE), line(line_id="2", variant=BLUE))
    for pair in permutations((line(line_id="1", sku_id="a"), line(line_id="2", sku_id="b"))):
        result, differing = merged(first, order(*pair))
        assert [entry.sku_id for entry in result.lines] == ["a", "b"]
        assert differing == {}


def test_a_line_without_a_number_is_known_by_item_and_variant() -> None:
    first = order(line(line_id="1", variant=BLUE), line(line_id="2", variant=RED))
    pages = (drawn(variant="red", tracking_text="r"), drawn(variant="blue ", tracking_text="b"))
    for pair in permutations(pages):
        result, differing = merged(first, order(*pair))
        assert titles(result) == ["b", "r"]
        assert differing == {}


def test_a_variant_that_one_side_does_not_tell_is_no_hindrance_for_a_single_line() -> None:
    result, differing = merged(order(line(variant=BLUE)), order(drawn(tracking_text="x")))
    assert (titles(result), differing) == (["x"], {})


def test_two_lines_that_could_both_be_meant_stay_as_they_are() -> None:
    twins = order(line(line_id="1", variant=BLUE), line(line_id="2", variant=BLUE))
    result, differing = merged(twins, order(drawn(variant=BLUE, tracking_text="x")))
    assert all(isinstance(text, Missing) for text in titles(result))
    assert "lines" in differing


def test_lines_of_other_products_are_never_paired_by_place() -> None:
    result, differing = merged(
        order(line("1005009900000001")), order(drawn("1005009900000002", tracking_text="x"))
    )
    assert isinstance(result.lines[0].tracking_text, Missing)
    assert differing["lines"] == ("no such line", "1005009900000002")


@pytest.mark.parametrize("number", ["line_id", "sku_id"])
def test_two_different_numbers_are_two_lines(number: str) -> None:
    one, two = line(**{number: "1"}), line(**{number: "2"}, tracking_text="x")
    result, differing = merged(order(one), order(two))
    assert isinstance(result.lines[0].tracking_text, Missing)
    assert "lines" in differing


def test_a_card_without_lines_takes_them_from_the_other_page() -> None:
    card, detail = order(), order(line(line_id="1"))
    assert merged(card, detail)[0].lines == detail.lines
    assert merged(detail, card)[0].lines == detail.lines


def test_the_quantity_of_a_drawn_page_is_weak_whichever_comes_first() -> None:
    answer, page = order(line(line_id="1", quantity=2)), order(drawn(quantity=1))
    for first, second in ((answer, page), (page, answer)):
        result, differing = merged(first, second)
        assert result.lines[0].quantity == 2
        assert differing == {"lines[1005009900000001].quantity": ("2", "1")}


def test_between_two_answers_the_first_keeps_its_quantity() -> None:
    result, differing = merged(
        order(line(line_id="1", quantity=2)), order(line(line_id="1", quantity=3))
    )
    assert result.lines[0].quantity == 2
    assert differing == {"lines[1005009900000001].quantity": ("2", "3")}


def test_a_drawn_quantity_is_better_than_none() -> None:
    result, _ = merged(order(line(line_id="1", quantity=not_found())), order(drawn(quantity=4)))
    assert result.lines[0].quantity == 4


def test_prices_of_a_line_that_differ_are_recorded_and_texts_are_not() -> None:
    price = Money(amount=100, currency="USD", raw="$1.00")
    other = Money(amount=200, currency="USD", raw="$2.00")
    result, differing = merged(
        order(line(line_id="1", unit_price=price, title="Vase, blue")),
        order(drawn(unit_price=other, title="Vase, ...")),
    )
    assert result.lines[0].unit_price == price
    assert list(differing) == ["lines[1005009900000001].unit_price"]


def test_buttons_and_tags_of_a_line_add_up() -> None:
    back = Action(kind=ActionKind.OPEN_DISPUTE, label="Returns/refunds", type_code="OPEN_DISPUTE")
    plain = back.model_copy(update={"type_code": None})
    again = Action(kind=ActionKind.REORDER, label="Add to cart")
    result, _ = merged(
        order(line(line_id="1", actions=(back,), tags=("Free returns",))),
        order(drawn(actions=(again, plain), tags=("Free returns", "Fast delivery"))),
    )
    assert result.lines[0].actions == (back, again)
    assert result.lines[0].tags == ("Free returns", "Fast delivery")


def shop(store_id: str | None = None, name: str | None = None) -> Store:
    return Store(store_id=store_id or not_found(), name=name or not_found(), url=not_found())


def test_a_shop_is_completed_and_two_shops_stay_two() -> None:
    named, linked = shop(name="Vase Store"), shop("1100000001", "Vase Store")
    other = shop("1100000002", "Mug Store")
    result, differing = merged(
        order(store=named, stores=(named, other)), order(store=linked, stores=(linked,))
    )
    assert result.store == linked
    assert result.stores == (linked, other)
    assert differing == {}


def test_shops_of_one_name_and_two_numbers_are_two() -> None:
    one, two = shop("1100000001", "Vase Store"), shop("1100000002", "Vase Store")
    result, differing = merged(order(store=one, stores=(one,)), order(store=two, stores=(two,)))
    assert (result.store, result.stores) == (one, (one, two))
    assert differing == {"store.store_id": ("1100000001", "1100000002")}


def row(title: str, amount: int | None, **fields: Any) -> PriceRow:
    money = Money(amount=amount, currency="USD", raw="x") if amount is not None else not_found()
    return PriceRow(**{"title": title, "text": "x", "money": money, **fields})


def test_price_rows_are_one_by_title_and_complete_each_other() -> None:
    data = (row("Subtotal", 500), row("Coins", -27, hidden=True, note="Tip"))
    page = (row("Coins ", -30), row("subtotal", None), row("Shipping", 0))
    result, differing = merged(order(price_rows=data), order(price_rows=page))
    assert [(r.title, r.hidden) for r in result.price_rows] == [
        ("Subtotal", False),
        ("Coins", False),
        ("Shipping", False),
    ]
    assert result.price_rows[1].note == "Tip"
    assert differing == {"price_rows[Coins]": ("-27 USD", "-30 USD")}


def test_tracking_numbers_add_up() -> None:
    result, _ = merged(order(tracking_numbers=("A", "B")), order(tracking_numbers=("B", "C")))
    assert result.tracking_numbers == ("A", "B", "C")


def test_the_detail_page_fills_the_lines_that_a_list_card_leaves_out() -> None:
    card = PageReading(kind=PageKind.ORDER_LIST, orders=(order(line_count=2, tab="shipped"),))
    detail = PageReading(kind=PageKind.ORDER_DETAIL, orders=(order(line(line_id="1"), line("2")),))
    (evidence,) = combine([(card, AT + timedelta(minutes=1)), (detail, AT)])
    assert len(evidence.order.lines) == 2
    assert evidence.order.line_count == 2
    assert evidence.order.tab == "shipped"


def test_a_later_list_answer_corrects_the_quantity_of_a_drawn_detail_page() -> None:
    page = PageReading(kind=PageKind.ORDER_DETAIL, orders=(order(drawn(quantity=1)),))
    listed = PageReading(kind=PageKind.ORDER_LIST, orders=(order(line(line_id="1", quantity=2)),))
    (evidence,) = combine([(page, AT), (listed, AT)])
    assert evidence.order.lines[0].quantity == 2
    assert [entry.field for entry in evidence.disagreements] == ["lines[1005009900000001].quantity"]


DETAIL_PAGE = f"""<div class="order-status order-block"><div class="order-block-title">Processing
</div></div><div class="order-detail-item"><div class="order-detail-item-content-wrap">
<div class="item-title"><a href="/item/1005009900000001.html">Vase</a></div>
<div class="item-price"><div>US $1.00</div><span class="item-price-quantity">x1</span></div>
</div></div><div class="order-detail-order-info"><div class="info-row">
<span data-pl="order_detail_gray_id">Ref. Number:</span>{ID}</div></div>"""


def test_a_page_and_its_answer_are_one_line_with_both_sources_facts() -> None:
    block = {"orderId": ID, "title": "Processing"}
    product = {"orderLineId": "77", "productId": "1005009900000001", "quantity": "2"}
    answer = {
        "api": "mtop.aliexpress.trade.buyer.order.detail",
        "ret": ["SUCCESS::ok"],
        "data": {
            "data": {
                "a": {"tag": "detail_order_status_block", "fields": block},
                "b": {"tag": "detail_product_block", "fields": {"productVOList": [product]}},
            }
        },
    }
    snapshot = Snapshot(
        url=f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}",
        html=DETAIL_PAGE,
        responses=(CapturedResponse(body=json.dumps(answer)),),
        captured_at=AT,
    )
    result = read(snapshot)
    assert isinstance(result, PageReading)
    (only,) = result.orders[0].lines
    assert (only.line_id, only.quantity, only.title) == ("77", 2, "Vase")
    assert isinstance(only.unit_price, Money)
    assert [d.field for d in result.report.disagreements] == ["lines[1005009900000001].quantity"]


def test_a_missing_value_never_wins_over_a_seen_one() -> None:
    result, _ = merged(order(line(line_id="1", variant=not_found())), order(drawn(variant=BLUE)))
    assert result.lines[0].variant == BLUE
    untold = merged(order(line()), order(drawn()))[0].lines[0].variant
    assert isinstance(untold, Missing)
    assert untold.missing is MissingReason.NOT_FOUND
