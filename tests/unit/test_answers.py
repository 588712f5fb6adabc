"""The site's answers: which reader reads them, and what a strange one may not do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import (
    Blocked,
    BlockedKind,
    CapturedResponse,
    Missing,
    PageKind,
    PageReading,
    ProfileSource,
    Snapshot,
)
from aliorders.reading import read
from aliorders.responses.answers import READERS, read_answer

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ID = "8240000000000001"
LIST = "mtop.aliexpress.trade.buyer.order.list"
DETAIL = "mtop.aliexpress.trade.buyer.order.detail"
TRACKING = "mtop.ae.ld.querydetail"
PRODUCT = "mtop.aliexpress.pdp.pc.query"
COUNT = "mtop.aliexpress.trade.buyer.order.count"
RETURNS = "mtop.aliexpress.buyer.reverse.queryReverseOrderPageListForBuyer"


def answer(api: str, data: Any, url: str = "") -> CapturedResponse:
    body = {"api": api, "ret": ["SUCCESS::ok"], "data": data}
    return CapturedResponse(url=url, body=json.dumps(body))


def said(api: str, data: Any, url: str = "") -> PageReading:
    result = read_answer(answer(api, data, url))
    assert isinstance(result, PageReading), result
    return result


def refused(api: str, data: Any) -> Blocked:
    result = read_answer(answer(api, data))
    assert isinstance(result, Blocked), result
    return result


def graph(*components: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    listed = enumerate(components)
    return {"data": {str(i): {"tag": tag, "fields": fields} for i, (tag, fields) in listed}}


@pytest.mark.parametrize("name", [RETURNS, RETURNS.lower()])
def test_an_api_is_known_in_either_case(name: str) -> None:
    line = {"tradeOrderId": ID, "reverseStatus": "4"}
    module = {"items": [{"reverseOrderLines": [line]}]}
    assert [entry.order_id for entry in said(name, {"module": module}).returns] == [ID]


def test_an_answer_names_its_api_in_its_body_or_in_its_address() -> None:
    url = f"https://acs.aliexpress.com/h5/{DETAIL}/1.0/?jsv=2.5.1"
    block = ("detail_order_status_block", {"orderId": ID, "title": "To pay"})
    assert said("", graph(block), url).orders[0].order_id == ID


@pytest.mark.parametrize("counts", [("0", "0", "0"), ("3", "0", "1"), (0, 0, 0)])
def test_counters_say_nothing_of_login_or_of_orders(counts: tuple[Any, ...]) -> None:
    module = dict(zip(("unpaid", "processing", "shipped"), counts, strict=True))
    assert refused(COUNT, {"module": module}).kind is BlockedKind.NO_ORDER


def test_of_counters_and_a_sign_in_the_sign_in_is_told() -> None:
    body = {"api": LIST, "ret": ["FAIL_SYS_SESSION_EXPIRED::x"]}
    failure = CapturedResponse(body=json.dumps(body))
    counters = answer(COUNT, {"module": {"unpaid": "0"}})
    result = read(Snapshot(responses=(counters, failure), captured_at=AT))
    assert isinstance(result, Blocked)
    assert result.kind is BlockedKind.LOGIN


def test_an_entry_that_is_no_object_does_not_hide_the_others() -> None:
    products = [None, "x", {"productId": "1005009900000001"}, 7]
    order = said(
        DETAIL,
        graph(
            ("detail_order_status_block", {"orderId": ID, "title": "To pay"}),
            ("detail_product_block", {"productVOList": products}),
        ),
    ).orders[0]
    assert [line.item_id for line in order.lines] == ["1005009900000001"]


def test_an_old_order_without_totals_is_read_without_them() -> None:
    order = said(
        LIST,
        graph(("pc_om_list_order", {"orderId": "100426841571559", "statusText": "Expired"})),
    ).orders[0]
    assert order.order_id == "100426841571559"
    assert isinstance(order.total, Missing)
    assert isinstance(order.line_count, Missing)


@pytest.mark.parametrize("tag", ["pc_om_list_page", "detail_aync_block", "pc_om_list_header"])
def test_a_known_component_is_not_reported(tag: str) -> None:
    order = ("pc_om_list_order", {"orderId": ID, "statusText": "To pay"})
    assert said(LIST, graph(order, (tag, {}))).report.unknown_types == ()


def test_a_new_component_is_reported_once() -> None:
    order = ("pc_om_list_order", {"orderId": ID, "statusText": "To pay"})
    report = said(LIST, graph(order, ("pc_new", {}), ("pc_new", {}))).report
    assert report.unknown_types == ("pc_new",)


@pytest.mark.parametrize(
    ("number", "is_known"), [(8, True), ("9", True), (7, False), ("12", False)]
)
def test_a_status_number_nobody_has_published_is_collected(number: Any, is_known: bool) -> None:
    fields = {
        "orderId": ID,
        "statusText": "To pay",
        "utParams": {"args": {"orderStatus": number}},
    }
    notes = said(LIST, graph(("pc_om_list_order", fields))).report.unknown_numbers
    assert notes == (() if is_known else (f"orderStatus {number} (To pay)",))


@pytest.mark.parametrize("tab", ["all", "unpaid", "processing", "shipped", "completed"])
def test_a_tab_is_echoed_and_decides_no_status(tab: str) -> None:
    order = ("pc_om_list_order", {"orderId": ID, "statusText": "Brand new word"})
    reading = said(LIST, graph(order, ("pc_om_list_header_action", {"statusTab": tab})))
    assert reading.listing is not None
    assert reading.listing.tab == tab
    assert reading.orders[0].tab == tab
    assert reading.orders[0].status.value == "UNKNOWN"
    assert isinstance(reading.orders[0].is_deleted, Missing)


def product(store: int | None, supplier: int | None) -> PageReading:
    link = f'<a href="//x/credential/showcredential.htm?_l=x&amp;storeNum={supplier}">S</a>'
    note = {"content": link if supplier else "nothing"}
    card = {"storeName": "X", "sellerInfo": {"storeNum": store}}
    return said(
        PRODUCT, {"result": {"SHOP_CARD_PC": card, "COMPLIANCE_PC": {"complianceList": [note]}}}
    )


@pytest.mark.parametrize(
    ("store", "supplier", "is_pooled"),
    [(1100000001, 1100000002, True), (1100000001, 1100000001, False)],
)
def test_a_pooled_listing_is_told_by_two_stores(store: int, supplier: int, is_pooled: bool) -> None:
    (profile,) = product(store, supplier).stores
    assert profile.is_pooled is is_pooled
    assert (profile.store_id, profile.supplier_store_id) == (str(store), str(supplier))


@pytest.mark.parametrize(("store", "supplier"), [(None, 1100000002), (1100000001, None)])
def test_with_one_store_alone_nobody_knows(store: int | None, supplier: int | None) -> None:
    assert isinstance(product(store, supplier).stores[0].is_pooled, Missing)


def test_the_data_of_a_product_page_speaks_for_it() -> None:
    snapshot = Snapshot(
        url="https://www.aliexpress.com/item/1005009900000001.html",
        html="<h1>Vase</h1>",
        responses=(answer(PRODUCT, {"result": {"SHOP_CARD_PC": {"storeName": "X"}}}),),
        captured_at=AT,
    )
    result = read(snapshot)
    assert isinstance(result, PageReading)
    assert (result.kind, result.stores[0].source) == (PageKind.STORE, ProfileSource.PRODUCT)


def test_an_empty_order_list_stays_one_beside_product_data() -> None:
    snapshot = Snapshot(
        url="https://www.aliexpress.com/p/order/index.html",
        html='<div class="order-nav"><div class="comet-tabs-nav-item">View all</div></div>',
        responses=(answer(PRODUCT, {"result": {"SHOP_CARD_PC": {"storeName": "X"}}}),),
        captured_at=AT,
    )
    result = read(snapshot)
    assert isinstance(result, Blocked)
    assert result.kind is BlockedKind.EMPTY_LIST


KEYS = [
    "tag",
    "fields",
    "data",
    "module",
    "items",
    "reverseOrderLines",
    "result",
    "SHOP_CARD_PC",
    "sellerInfo",
    "benefitInfoList",
    "value",
    "title",
    "pageData",
    "globalData",
    "components",
    "moduleData",
    "storeName",
    "sellerBaseInfo",
    "mailNo",
    "time",
    "trackingDetailLineList",
    "detailList",
    "packageItemList",
    "gmtCreate",
    "storeModule",
    "openTime",
    "desc",
    "seller",
    "shipping",
    "hide",
    "refundMoney",
    "exposeInfo",
    "itemTags",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(api=st.sampled_from([*sorted(READERS), COUNT, ""]), data=JSON)
def test_no_data_makes_a_reader_raise(api: str, data: Any) -> None:
    assert isinstance(read_answer(answer(api, data)), PageReading | Blocked)


@given(time=st.integers() | st.floats() | st.text(max_size=20))
def test_no_time_stamp_makes_a_reader_raise(time: Any) -> None:
    event = {"time": time, "trackingSecondCode": "AE_GOT"}
    parcel = {"mailNo": "LP00000000000001", "detailList": [event], "packageMinCreateTime": time}
    (read_parcel,) = said(TRACKING, {"module": {"trackingDetailLineList": [parcel]}}).parcels
    assert len(read_parcel.events) == 1
