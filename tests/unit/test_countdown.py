"""The site's own countdown: when the present status of an order runs out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aliorders.merge_orders import merge_orders
from aliorders.models import (
    CapturedResponse,
    Missing,
    Moment,
    Order,
    OrderStatus,
    PageReading,
    Snapshot,
)
from aliorders.reading import read

CAPTURED = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
"""An hour before the clocks of the Pacific coast go forward."""

DETAIL = "https://www.aliexpress.com/p/order/detail.html?orderId=8240000000000901"
LIST = "https://www.aliexpress.com/p/order/index.html"


def order_of(snapshot: Snapshot) -> Order:
    reading = read(snapshot)
    assert isinstance(reading, PageReading), reading
    return reading.orders[0]


def detail_page(
    inside: str = "", outside: str = "", age_ms: int | None = None, word: str = "To ship"
) -> Order:
    html = (
        '<html lang="en"><body><div class="order-wrap"><div class="order-status order-block">'
        f'<div class="order-block-title">{word}</div>{inside}</div>{outside}</div></body></html>'
    )
    return order_of(Snapshot(url=DETAIL, html=html, captured_at=CAPTURED, age_ms=age_ms))


def list_page(card: str) -> Order:
    html = (
        '<html lang="en"><body><div class="order-item">'
        '<span class="order-item-header-status-text">To ship</span>'
        f'<a data-pl="order_item_header_detail" href="{DETAIL}">Order details</a>{card}'
        "</div></body></html>"
    )
    return order_of(Snapshot(url=LIST, html=html, captured_at=CAPTURED))


def ends(order: Order) -> Moment:
    assert isinstance(order.status_ends, Moment), order.status_ends
    return order.status_ends


def counting(milliseconds: object) -> str:
    return f'<p class="left-sendgoods-day" lefttime="{milliseconds}">some time</p>'


@pytest.mark.parametrize("milliseconds", [0, 1, 151_200_000, 5_799_645_229, -3_600_000])
def test_the_milliseconds_left_count_from_the_capture(milliseconds: int) -> None:
    end = ends(detail_page(counting(milliseconds)))
    assert end.at == CAPTURED + timedelta(milliseconds=milliseconds)
    assert end.zone_assumed is False


def test_they_count_from_the_load_where_it_was_measured() -> None:
    end = ends(detail_page(counting(60_000), age_ms=20_000))
    assert end.at == CAPTURED + timedelta(seconds=40)


def test_the_day_is_pacific_and_hours_pass_over_the_change_of_the_clocks() -> None:
    """09:00 UTC is 01:00 there; 23 hours later it is 01:00 of the next day, an hour ahead."""
    end = ends(detail_page(counting(22 * 3_600_000)))
    assert (str(end.day), end.at) == ("2026-03-09", datetime(2026, 3, 9, 7, 0, tzinfo=UTC))
    assert str(ends(detail_page(counting(22 * 3_600_000 - 1))).day) == "2026-03-08"


def test_the_attribute_counts_in_whatever_element() -> None:
    assert ends(detail_page('<span lefttime="1000">?</span>')).at == CAPTURED + timedelta(seconds=1)


@pytest.mark.parametrize("value", ["", "soon", "1e3", "12.5", "123456789012", "--5"])
def test_what_is_no_number_of_milliseconds_is_missing(value: str) -> None:
    assert isinstance(detail_page(counting(value)).status_ends, Missing)


def test_a_countdown_outside_the_status_block_is_not_the_order_s() -> None:
    assert isinstance(detail_page(outside=counting(1000)).status_ends, Missing)


def test_a_card_of_the_list_has_its_own() -> None:
    assert ends(list_page(counting(90_000))).at == CAPTURED + timedelta(seconds=90)
    assert isinstance(list_page("").status_ends, Missing)


def answer(tag: str, fields: dict[str, Any]) -> Order:
    api = "mtop.aliexpress.trade.buyer.order." + ("list" if tag == "pc_om_list_order" else "detail")
    body = {
        "api": api,
        "ret": ["SUCCESS::ok"],
        "data": {"data": {f"{tag}_1": {"fields": fields, "id": "1", "tag": tag, "type": tag}}},
    }
    response = CapturedResponse(
        url=f"https://acs.aliexpress.com/h5/{api}/1.0/", body=json.dumps(body)
    )
    return order_of(Snapshot(responses=(response,), captured_at=CAPTURED))


STATUS = {"orderId": "8250000000000901", "title": "Awaiting Cancellation"}
CARD = {"orderId": "8250000000000901", "statusText": "Awaiting Cancellation"}


@pytest.mark.parametrize("key", ["overTimeLeft", "over_time_left"])
@pytest.mark.parametrize(
    ("tag", "fields"), [("detail_order_status_block", STATUS), ("pc_om_list_order", CARD)]
)
def test_the_site_s_data_gives_a_pacific_time(tag: str, fields: dict[str, str], key: str) -> None:
    end = ends(answer(tag, {**fields, key: "2026-03-08 01:30:00"}))
    assert end.at == datetime(2026, 3, 8, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", None, 151_200_000, ["x"]])
def test_what_is_no_time_is_missing(text: object) -> None:
    order = answer("detail_order_status_block", {**STATUS, "overTimeLeft": text})
    assert isinstance(order.status_ends, Missing)


def test_a_bare_day_stays_a_day() -> None:
    end = ends(answer("detail_order_status_block", {**STATUS, "overTimeLeft": "2026-03-08"}))
    assert (str(end.day), end.at) == ("2026-03-08", None)


# --- two readings of one order -----------------------------------------------------------------


def test_the_end_is_taken_from_another_reading_of_the_same_status() -> None:
    counted, bare = detail_page(counting(1000)), detail_page()
    for first, second in ((counted, bare), (bare, counted)):
        merged = merge_orders(first, "order_detail", second, "order_list").order
        assert merged.status_ends == counted.status_ends


def test_a_countdown_of_another_status_is_not_taken_over() -> None:
    """The list lags: its countdown to ship says nothing of the time to answer a request."""
    requested, lagging = detail_page(word="Awaiting cancellation"), list_page(counting(1000))
    assert requested.status is OrderStatus.IN_CANCEL
    merged = merge_orders(requested, "order_detail", lagging, "order_list").order
    assert isinstance(merged.status_ends, Missing)
