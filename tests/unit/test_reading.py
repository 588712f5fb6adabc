"""Reading a snapshot: what counts as seen, and what stops the reading."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import (
    ActionKind,
    Blocked,
    BlockedKind,
    CapturedResponse,
    Missing,
    MissingReason,
    OrderStatus,
    PageReading,
    Settled,
    Snapshot,
)
from aliorders.reading import read, settled

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ID = "8240000000000001"
DETAIL_URL = f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"

PAGE = """<html><head><title>Order</title>
<script>var strings = {{"cancel": "Cancel", "reject": "can't be canceled at this time"}}</script>
</head><body><div id="root"><div class="order-wrap">
<div class="order-status order-block"><div class="order-block-title">{status}</div>{buttons}</div>
<div class="order-detail-info-item order-detail-order-info">
<div class="info-row"><span data-pl="order_detail_gray_id">Ref. Number:</span>{order_id}</div></div>
</div></div>{rest}</body></html>"""


def detail(
    status: str = "Processing", buttons: str = "", rest: str = "", order_id: str = ID
) -> str:
    return PAGE.format(status=status, buttons=buttons, rest=rest, order_id=order_id)


def snapshot(
    html: str = "", *answers: dict[str, Any], url: str = DETAIL_URL, **more: Any
) -> Snapshot:
    responses = tuple(CapturedResponse(body=json.dumps(answer)) for answer in answers)
    return Snapshot(url=url, html=html, responses=responses, captured_at=AT, **more)


def detail_answer(status: str, *buttons: dict[str, str]) -> dict[str, Any]:
    block = {"orderId": int(ID), "title": status, "buttonVOList": list(buttons)}
    component = {"tag": "detail_order_status_block", "fields": block}
    return {
        "api": "mtop.aliexpress.trade.buyer.order.detail",
        "ret": ["SUCCESS::ok"],
        "data": {"data": {"any_key_1": component}},
    }


def only_order(result: PageReading | Blocked) -> Any:
    assert isinstance(result, PageReading), result
    (order,) = result.orders
    return order


def blocked_kind(result: PageReading | Blocked) -> BlockedKind:
    assert isinstance(result, Blocked), result
    return result.kind


def test_a_visible_cancel_counts() -> None:
    html = detail(buttons='<button class="comet-btn"><span>Cancel</span></button>')
    assert only_order(read(snapshot(html))).offers(ActionKind.CANCEL)


@pytest.mark.parametrize(
    "button",
    [
        "<button hidden>Cancel</button>",
        "<button disabled>Cancel</button>",
        '<button aria-disabled="true">Cancel</button>',
        '<button class="comet-btn comet-btn-disabled">Cancel</button>',
        '<button style="color:red; display: none">Cancel</button>',
        '<div style="visibility:hidden"><button>Cancel</button></div>',
        '<div aria-hidden="true"><button>Cancel</button></div>',
        '<div class="comet-modal"><button>Cancel</button></div>',
        '<div role="dialog"><button>Cancel</button></div>',
        "<button>Cancelled</button>",
        "<span>Cancel</span>",
    ],
)
def test_a_cancel_that_cannot_be_pressed_does_not_count(button: str) -> None:
    assert not only_order(read(snapshot(detail(buttons=button)))).offers(ActionKind.CANCEL)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<button>Cancel</button>",
        '<div class="order-recommend"><button>Cancel</button></div>',
        "<script>Cancel</script>",
        "<p>Your order will be cancelled</p>",
    ],
)
def test_a_cancel_outside_the_status_block_does_not_count(elsewhere: str) -> None:
    assert not only_order(read(snapshot(detail(rest=elsewhere)))).offers(ActionKind.CANCEL)


@pytest.mark.parametrize(
    ("age_ms", "quiet_ms", "expected"),
    [
        (None, None, Settled.UNKNOWN),
        (7999, 7999, Settled.NO),
        (8000, 2999, Settled.NO),
        (8000, 3000, Settled.YES),
        (8000, None, Settled.NO),
        (14999, 0, Settled.NO),
        (15000, 0, Settled.YES),
    ],
)
def test_a_page_settles_with_age_and_quiet(
    age_ms: int | None, quiet_ms: int | None, expected: Settled
) -> None:
    assert settled(snapshot(age_ms=age_ms, quiet_ms=quiet_ms)) is expected


def test_a_broken_page_that_runs_into_its_status_has_no_status() -> None:
    html = detail(status="Processing" + " Somebody at Some Street 1" * 3)
    assert blocked_kind(read(snapshot(html, age_ms=20_000))) is BlockedKind.LAYOUT_CHANGED


def test_a_broken_page_that_runs_into_its_button_has_no_such_button() -> None:
    html = detail(buttons="<button>Track order" + " Somebody at Some Street 1" * 3 + "</button>")
    assert only_order(read(snapshot(html))).actions == ()


def test_no_button_on_a_young_page_is_not_yet() -> None:
    order = only_order(read(snapshot(detail(), age_ms=1000, quiet_ms=0)))
    assert isinstance(order.actions, Missing)
    assert order.actions.missing is MissingReason.NOT_YET


def test_no_button_on_a_settled_page_is_an_empty_list() -> None:
    assert only_order(read(snapshot(detail(), age_ms=20_000, quiet_ms=20_000))).actions == ()


def test_the_order_is_found_without_an_address() -> None:
    assert only_order(read(snapshot(detail(), url=""))).order_id == ID


def test_a_saved_page_carries_its_own_address() -> None:
    html = f"<!-- saved from url=(0075){DETAIL_URL} -->" + detail(order_id="hidden")
    assert only_order(read(snapshot(html, url=""))).order_id == ID


def test_an_order_page_without_its_status_has_changed() -> None:
    html = detail().replace("order-block-title", "new-title")
    assert blocked_kind(read(snapshot(html, age_ms=20_000))) is BlockedKind.LAYOUT_CHANGED


def test_the_same_page_while_young_is_still_drawing() -> None:
    html = detail().replace("order-block-title", "new-title")
    assert blocked_kind(read(snapshot(html, age_ms=500))) is BlockedKind.SKELETON


def test_the_sites_data_reads_a_status_the_page_shows_in_an_unknown_language() -> None:
    html = detail(status="In Bearbeitung")
    result = read(snapshot(html, detail_answer("Processing")))
    assert only_order(result).status is OrderStatus.WAIT_SELLER_SEND_GOODS
    assert result.report.unknown_words == ("In Bearbeitung",)


def test_page_and_data_that_differ_are_reported() -> None:
    result = read(snapshot(detail(status="Canceled"), detail_answer("Processing")))
    assert [entry.field for entry in result.report.disagreements] == ["status"]


def test_a_cancel_that_only_the_data_knows_counts() -> None:
    result = read(snapshot(detail(), detail_answer("Processing", {"type": "X", "text": "Cancel"})))
    assert only_order(result).offers(ActionKind.CANCEL)
    assert result.report.unknown_types == ("X",)


def test_a_skeleton_page_is_read_from_its_data() -> None:
    result = read(snapshot('<div class="order-wrap"></div>', detail_answer("Processing")))
    assert only_order(result).status is OrderStatus.WAIT_SELLER_SEND_GOODS


def test_a_sign_in_page_is_not_overruled_by_old_data() -> None:
    html = '<div class="login-container"><input id="fm-login-id"></div>'
    assert blocked_kind(read(snapshot(html, detail_answer("Processing")))) is BlockedKind.LOGIN


def test_of_several_failures_the_one_to_act_on_is_told() -> None:
    failures = [
        {"api": "x", "ret": [f"{code}::no"]} for code in ("ODD", "FAIL_SYS_SESSION_EXPIRED")
    ]
    assert blocked_kind(read(snapshot("", *failures))) is BlockedKind.LOGIN


def test_numbers_decide_where_the_word_is_unknown() -> None:
    answer = detail_answer("Abgeschickt")
    answer["data"]["global"] = {"orderStatus": "8"}
    assert only_order(read(snapshot("", answer))).status is OrderStatus.WAIT_BUYER_ACCEPT_GOODS


@pytest.mark.parametrize("prefix", ["", "  ", "mtopjsonp1(", " mtopjsonp12 ("])
def test_plain_and_padded_answers_read_alike(prefix: str) -> None:
    body = json.dumps(detail_answer("Processing"))
    text = f"{prefix}{body});" if prefix.strip() else prefix + body
    answer = CapturedResponse(body=text)
    result = read(Snapshot(responses=(answer,), captured_at=AT))
    assert only_order(result).order_id == ID


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", '{"a":' * 100_000, "null", "mtopjsonp1({", '"text"', "{]"]
)
def test_an_answer_that_is_no_object_is_a_failed_response(body: str) -> None:
    result = read(Snapshot(responses=(CapturedResponse(body=body),), captured_at=AT))
    assert blocked_kind(result) is BlockedKind.FAILED_RESPONSE


def test_nothing_at_all_is_no_order_page() -> None:
    assert blocked_kind(read(Snapshot(captured_at=AT))) is BlockedKind.NOT_AN_ORDER_PAGE


MARKUP = st.lists(
    st.sampled_from(
        [
            '<div class="order-item">',
            '<div class="order-status order-block">',
            '<div class="order-block-title">Processing',
            '<a href="/p/order/detail.html?orderId=8240000000000001">',
            '<span class="order-item-header-status-text">To pay</span>',
            "</div>",
            "<button>Cancel",
            "</button>",
            '<div class="logistic-info-v2--track--x"><div class="logistic-info-v2--node--y">',
            '<tbody data-orderid="1">',
            "<!-- saved from url=(0004)https:// -->",
            "text &amp; \u200f 12",
        ]
    ),
    max_size=25,
)


@given(parts=MARKUP, url=st.sampled_from(["", DETAIL_URL, "https://[", "not a url", "http://x/p/"]))
def test_no_markup_makes_it_raise(parts: list[str], url: str) -> None:
    result = read(snapshot("".join(parts), url=url))
    assert isinstance(result, PageReading | Blocked)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["tag", "fields", "data", "module", "orderId", "title", "mailNo", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
APIS = [
    "mtop.aliexpress.trade.buyer.order.list",
    "mtop.aliexpress.trade.buyer.order.detail",
    "mtop.ae.ld.querydetail",
    "",
]


@given(api=st.sampled_from(APIS), data=JSON)
def test_no_data_makes_it_raise(api: str, data: Any) -> None:
    body = json.dumps({"api": api, "ret": ["SUCCESS::ok"], "data": data})
    result = read(Snapshot(responses=(CapturedResponse(body=body),), captured_at=AT))
    assert isinstance(result, PageReading | Blocked)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("FAIL_SYS_SESSION_EXPIRED", BlockedKind.LOGIN),
        ("FAIL_SYS_USER_VALIDATE", BlockedKind.CHALLENGE),
        ("FAIL_SYS_TRAFFIC_LIMIT", BlockedKind.RATE_LIMITED),
        ("FAIL_SYS_TOKEN_EMPTY", BlockedKind.SKELETON),
    ],
)
def test_a_skeleton_says_why_its_order_will_not_come(code: str, kind: BlockedKind) -> None:
    html = "<html><body><div id='root'></div></body></html>"
    failure = {"api": "mtop.aliexpress.trade.buyer.order.detail", "ret": [f"{code}::no"]}
    assert blocked_kind(read(snapshot(html, failure, age_ms=500))) is kind


@pytest.mark.parametrize(
    ("age_ms", "kind"), [(500, BlockedKind.SKELETON), (20_000, BlockedKind.LAYOUT_CHANGED)]
)
def test_the_old_order_under_a_new_address_answers_nothing(age_ms: int, kind: BlockedKind) -> None:
    url = DETAIL_URL.replace(ID, "8240000000000009")
    assert blocked_kind(read(snapshot(detail(), url=url, age_ms=age_ms))) is kind


def test_a_page_that_prints_no_number_is_of_its_address() -> None:
    html = detail().replace("order_detail_gray_id", "something_new")
    url = DETAIL_URL.replace(ID, "8240000000000009")
    assert only_order(read(snapshot(html, url=url))).order_id == "8240000000000009"
