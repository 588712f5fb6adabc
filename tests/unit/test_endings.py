"""How an order ended: by the platform's own codes, by words, and by the sentence beside them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aliorders.data import table
from aliorders.endings import cause_of, end_of
from aliorders.merge import bare_order, combine, merge_orders, merge_readings
from aliorders.models import (
    CapturedResponse,
    EndCause,
    EndReason,
    Missing,
    Order,
    OrderStatus,
    PageKind,
    PageReading,
    Snapshot,
)
from aliorders.reading import read
from aliorders.text.status import read_status
from aliorders.text.wording import Wording
from fixture_cases import snapshot_of

ID = "8250000000000561"
URL = "https://acs.aliexpress.com/h5/mtop.aliexpress.trade.buyer.order.{}/1.0/?jsv=2.5.1"

CODES = table("end_codes")["codes"]


# --- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_cause_and_a_source(code: str) -> None:
    assert cause_of(code) is EndCause(CODES[code]["cause"])
    assert CODES[code]["source"] in table("end_codes")["sources"]


def test_every_cause_has_a_code_and_an_end() -> None:
    assert {cause_of(code) for code in CODES} == set(EndCause)
    assert {end_of(cause) for cause in EndCause} == set(EndReason)


@pytest.mark.parametrize(
    ("code", "cause", "end"),
    [
        ("buyer_pay_timeout", EndCause.NOT_PAID, EndReason.EXPIRED),
        ("buyer_cancel_order_in_risk", EndCause.CANCELLED_IN_VERIFICATION, EndReason.CANCELLED),
        ("seller_send_goods_timeout", EndCause.NOT_SHIPPED, EndReason.CANCELLED),
        ("buyer_accept_goods_timeout", EndCause.CONFIRMED_BY_TIME, EndReason.RECEIVED),
        ("end_issue", EndCause.DISPUTE_ENDED, EndReason.UNSPECIFIED),
        ("BuyerNotPickUpPosting", EndCause.NOT_COLLECTED, EndReason.UNSPECIFIED),
    ],
)
def test_a_code_says_more_than_its_end(code: str, cause: EndCause, end: EndReason) -> None:
    assert cause_of(code) is cause
    assert end_of(cause) is end


@pytest.mark.parametrize("code", ["", "buyer_pay", "BUYER_PAY_TIMEOUT", "buyer pay timeout"])
def test_only_the_very_code_is_known(code: str) -> None:
    assert cause_of(code) is None


# --- where answers carry it ------------------------------------------------------------------


def detail(
    word: str = "Completed", *, reminder: str = "", number: int = 9, **places: dict[str, Any]
) -> Order:
    (order,) = read_detail(word, reminder=reminder, number=number, **places).orders
    return order


def read_detail(
    word: str, *, reminder: str = "", number: int = 9, **places: dict[str, Any]
) -> PageReading:
    def component(tag: str, fields: dict[str, Any]) -> dict[str, Any]:
        return {"tag": tag, "fields": fields | places.get(tag, {})}

    body = {
        "api": "mtop.aliexpress.trade.buyer.order.detail",
        "ret": ["SUCCESS::ok"],
        "data": {
            "data": {
                "a": component(
                    "detail_order_status_block",
                    {"orderId": ID, "title": word, "reminder": reminder},
                ),
                "b": component("detail_simple_order_info_component", {"tradeOrderId": ID}),
            },
            "global": {"orderStatus": number} | places.get("server", {}),
        },
    }
    return _read("detail", body)


def read_list(*cards: dict[str, Any]) -> PageReading:
    listed = {
        f"card{index}": {"tag": "pc_om_list_order", "fields": fields}
        for index, fields in enumerate(cards)
    }
    body = {
        "api": "mtop.aliexpress.trade.buyer.order.list",
        "ret": ["SUCCESS::ok"],
        "data": {"data": listed},
    }
    return _read("list", body)


def _read(which: str, body: dict[str, Any]) -> PageReading:
    result = read(
        Snapshot(
            url="",
            html="",
            responses=(CapturedResponse(url=URL.format(which), body=json.dumps(body)),),
            captured_at="2026-11-20T12:00:00Z",
        )
    )
    assert isinstance(result, PageReading)
    return result


NAMES = ("end_reason", "order_end_reason", "endReason", "orderEndReason")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "place", ["server", "detail_order_status_block", "detail_simple_order_info_component"]
)
def test_a_detail_answer_may_carry_the_code(place: str, name: str) -> None:
    order = detail("Canceled", **{place: {name: "seller_send_goods_timeout"}})
    assert order.end_code == "seller_send_goods_timeout"
    assert order.end_cause is EndCause.NOT_SHIPPED
    assert order.end_reason is EndReason.CANCELLED


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("inside", [False, True])
def test_a_list_answer_may_carry_the_code(name: str, inside: bool) -> None:
    own = {"utParams": {"args": {name: "buyer_pay_timeout"}}} if inside else {name: "pay_timeout"}
    (order,) = read_list({"orderId": ID, "statusText": "Expired", **own}).orders
    assert order.end_cause is EndCause.NOT_PAID
    assert order.end_reason is EndReason.EXPIRED


def test_without_a_code_nothing_is_said() -> None:
    order = detail("Canceled")
    assert isinstance(order.end_code, Missing)
    assert isinstance(order.end_cause, Missing)
    assert order.end_reason is EndReason.CANCELLED


@pytest.mark.parametrize("value", ["", "  ", 0, None, [], "Jane Roe, 1 Long Lane", "x" * 65, "12"])
def test_what_is_no_code_is_not_kept(value: Any) -> None:
    assert isinstance(detail(server={"endReason": value}).end_code, Missing)


def test_an_unknown_code_is_kept_and_reported() -> None:
    reading = read_detail("Closed", server={"endReason": "buyer_moved_house"})
    (order,) = reading.orders
    assert order.end_code == "buyer_moved_house"
    assert isinstance(order.end_cause, Missing)
    assert order.end_reason is EndReason.UNSPECIFIED
    assert reading.report.unknown_types == ("end_reason buyer_moved_house",)


def test_an_unknown_code_of_a_list_is_reported() -> None:
    reading = read_list({"orderId": ID, "statusText": "Closed", "endReason": "new_code"})
    assert reading.report.unknown_types == ("end_reason new_code",)


@pytest.mark.parametrize("word", ["Closed", "Finished"])
def test_a_code_says_what_a_word_of_many_ends_does_not(word: str) -> None:
    reading = read_detail(word, server={"endReason": "buyer_accept_goods"})
    (order,) = reading.orders
    assert order.end_reason is EndReason.RECEIVED
    assert reading.report.disagreements == ()


def test_a_code_outweighs_a_word_and_the_difference_is_recorded() -> None:
    reading = read_detail("Completed", server={"endReason": "risk_closed"})
    (order,) = reading.orders
    assert (order.end_reason, order.end_cause) == (EndReason.CANCELLED, EndCause.SECURITY)
    (entry,) = reading.report.disagreements
    assert (entry.field, entry.used, entry.other) == ("end_reason", "cancelled", "received")
    assert (entry.used_from, entry.other_from) == ("end code", "status word")


def test_a_dispute_s_code_leaves_the_word_s_end() -> None:
    reading = read_detail("Completed", server={"endReason": "end_issue"})
    (order,) = reading.orders
    assert (order.end_reason, order.end_cause) == (EndReason.RECEIVED, EndCause.DISPUTE_ENDED)
    assert reading.report.disagreements == ()


def test_a_code_ends_an_order_whose_word_nobody_knows() -> None:
    order = detail("Zorp", number=6, server={"endReason": "CancelledBySeller"})
    assert (order.status, order.end_cause) == (OrderStatus.FINISH, EndCause.CANCELLED_BY_SELLER)


def test_a_code_does_not_end_an_open_order() -> None:
    order = detail("Processing", server={"endReason": "CancelledBySeller"})
    assert order.status is OrderStatus.WAIT_SELLER_SEND_GOODS
    assert isinstance(order.end_reason, Missing)


# --- words and sentences ---------------------------------------------------------------------


def test_a_word_may_name_the_cause() -> None:
    reading = read_status("Заказ не отправлен", Wording(language="ru"))
    assert (reading.code, reading.end_reason) == (OrderStatus.FINISH, EndReason.CANCELLED)
    assert reading.end_cause is EndCause.NOT_SHIPPED


@pytest.mark.parametrize("word", ["Completed", "Canceled", "Expired", "Closed", "Processing"])
def test_most_words_name_no_cause(word: str) -> None:
    assert isinstance(read_status(word).end_cause, Missing)


SENTENCE = "Your order has been cancelled successfully."


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("Closed", EndReason.CANCELLED),
        ("Finished", EndReason.CANCELLED),
        ("Canceled", EndReason.CANCELLED),
        ("Completed", EndReason.RECEIVED),
    ],
)
def test_the_sentence_under_the_status_narrows_the_end(word: str, end: EndReason) -> None:
    assert detail(word, reminder=SENTENCE).end_reason is end
    assert isinstance(detail(word, reminder=SENTENCE).end_cause, Missing)


def test_the_sentence_says_nothing_of_an_open_order() -> None:
    assert isinstance(detail("Processing", reminder=SENTENCE).end_reason, Missing)


def test_another_sentence_says_nothing() -> None:
    assert detail("Closed", reminder="Your order is cancelled?").end_reason is EndReason.UNSPECIFIED


def test_no_sentence_of_a_translated_page_counts() -> None:
    translated = Wording(translated=True)
    reading = read_status("Closed", translated, number=9, sentence=SENTENCE)
    assert reading.end_reason is EndReason.UNSPECIFIED


def test_a_drawn_page_has_its_sentence_too() -> None:
    page = snapshot_of("pages/order_detail/canceled")
    closed = page.model_copy(update={"html": page.html.replace(">Canceled <", ">Closed<")})
    assert closed.html != page.html
    result = read(closed)
    assert isinstance(result, PageReading)
    (order,) = result.orders
    assert order.end_reason is EndReason.CANCELLED


# --- out of several readings -----------------------------------------------------------------


def ended(**fields: object) -> Order:
    return bare_order(ID).model_copy(update={"status": OrderStatus.FINISH, **fields})


BY_CODE = {
    "end_code": "CancelledBySeller",
    "end_cause": EndCause.CANCELLED_BY_SELLER,
    "end_reason": EndReason.CANCELLED,
}


@pytest.mark.parametrize("swap", [False, True])
def test_the_reading_with_a_code_says_how_it_ended(swap: bool) -> None:
    pair = [ended(end_reason=EndReason.UNSPECIFIED), ended(**BY_CODE)]
    one, two = reversed(pair) if swap else pair
    merged = merge_orders(one, "a", two, "b")
    assert {name: getattr(merged.order, name) for name in BY_CODE} == BY_CODE
    assert merged.disagreements == ()


def test_a_code_outweighs_the_end_of_the_other_reading() -> None:
    merged = merge_orders(ended(end_reason=EndReason.RECEIVED), "a", ended(**BY_CODE), "b")
    assert merged.order.end_reason is EndReason.CANCELLED
    (entry,) = merged.disagreements
    assert (entry.field, entry.used, entry.used_from) == ("end_reason", "cancelled", "b")
    assert (entry.other, entry.other_from) == ("received", "a")


def test_a_code_of_another_status_does_not_count() -> None:
    open_order = bare_order(ID).model_copy(update={"status": OrderStatus.IN_ISSUE})
    merged = merge_orders(open_order, "a", ended(**BY_CODE), "b")
    assert merged.order.status is OrderStatus.IN_ISSUE
    assert isinstance(merged.order.end_cause, Missing)
    assert isinstance(merged.order.end_code, Missing)


def test_page_and_answer_of_one_order_keep_the_code() -> None:
    answer = read_detail("Closed", server={"endReason": "ShippingTimeout"})
    page = PageReading(
        kind=PageKind.ORDER_DETAIL, orders=(ended(end_reason=EndReason.UNSPECIFIED),)
    )
    merged = merge_readings(answer, page)
    (seen,) = combine([(merged, snapshot_of("pages/order_detail/canceled").captured_at)])
    assert seen.order.end_cause is EndCause.NOT_SHIPPED
