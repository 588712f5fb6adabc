"""Each clock: its basis, both ends, its text before and after, and without a start."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Deadline, DeadlineBasis
from policy_case import PolicyCase

_GUARANTEE = "Refund if no delivery before Oct 15, 2026"
_COUPON = "Apply for US $1.00 coupon code if delayed by Oct 1, 2026"


def clock(
    kind: str, order: dict[str, Any], now: str = "2026-09-10T12:00:00Z", **more: Any
) -> Deadline:
    """The one deadline of `kind` on this order."""
    found = [one for one in clocks(order, now, **more) if one.kind == kind]
    assert len(found) == 1, kind
    return found[0]


def clocks(order: dict[str, Any], now: str, **more: Any) -> tuple[Deadline, ...]:
    case = PolicyCase.model_validate(
        {
            "name": "clock",
            "now": now,
            "order": order,
            "expect": {"answer": "unknown", "rule": "none"},
            **more,
        }
    )
    return assess(case.evidence(), load_policy(), case.now).deadlines


def ends(deadline: Deadline) -> tuple[str, str]:
    assert deadline.earliest is not None
    assert deadline.latest is not None
    return deadline.earliest.isoformat()[:16], deadline.latest.isoformat()[:16]


TO_SHIP = {"status": "WAIT_SELLER_SEND_GOODS", "word": "Processing"}
SHIPPED = {"status": "WAIT_BUYER_ACCEPT_GOODS", "word": "Awaiting delivery"}
RECEIVED = {"status": "FINISH", "word": "Completed", "end": "received"}
CANCELLED = {"status": "FINISH", "word": "Canceled", "end": "cancelled"}
VERIFYING = {"status": "RISK_CONTROL", "word": "Payment being verified"}


@pytest.mark.parametrize(
    ("kind", "order", "start", "basis", "expected"),
    [
        ("verification_ends", VERIFYING, "paid", "rule", ("2026-09-10T07:00", "2026-09-11T07:00")),
        (
            "verification_ends",
            VERIFYING,
            "placed",
            "estimate",
            ("2026-09-10T07:00", "2026-09-11T07:00"),
        ),
        ("seller_ships", TO_SHIP, "paid", "rule", ("2026-09-18T07:00", "2026-09-22T07:00")),
        ("seller_ships", TO_SHIP, "placed", "estimate", ("2026-09-18T07:00", "2026-09-22T07:00")),
        (
            "non_receipt_dispute",
            SHIPPED,
            "shipped",
            "rule",
            ("2026-09-19T07:00", "2026-09-21T07:00"),
        ),
        (
            "change_of_mind",
            RECEIVED,
            "completed",
            "estimate",
            ("2026-09-16T07:00", "2026-09-17T07:00"),
        ),
        (
            "dispute_after_receipt",
            RECEIVED,
            "completed",
            "rule",
            ("2026-09-24T07:00", "2026-09-25T07:00"),
        ),
        (
            "dispute_from_order",
            RECEIVED,
            "placed",
            "estimate",
            ("2026-12-08T08:00", "2026-12-09T08:00"),
        ),
        ("refund_due", CANCELLED, "completed", "rule", ("2026-09-14T07:00", "2026-10-14T07:00")),
    ],
)
def test_a_clock_with_a_start(
    kind: str, order: dict[str, Any], start: str, basis: str, expected: tuple[str, str]
) -> None:
    deadline = clock(kind, {**order, start: "2026-09-09"})
    assert deadline.basis == basis
    assert ends(deadline) == expected
    assert "passed" not in deadline.text


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("payment_closes", {"status": "PLACE_ORDER_SUCCESS", "placed": "2026-09-09"}),
        ("verification_ends", VERIFYING),
        ("seller_ships", TO_SHIP),
        ("seller_answers", {"status": "IN_CANCEL", "placed": "2026-09-09"}),
        ("non_receipt_dispute", SHIPPED),
        ("change_of_mind", RECEIVED),
        ("dispute_after_receipt", RECEIVED),
        ("dispute_from_order", RECEIVED),
        ("dispute_seller_answer", {"status": "IN_ISSUE"}),
        ("frozen_seller_proof", {"status": "IN_FROZEN"}),
        ("refund_due", CANCELLED),
    ],
)
def test_without_a_start_there_is_a_length_and_no_date(kind: str, order: dict[str, Any]) -> None:
    deadline = clock(kind, order)
    assert (deadline.earliest, deadline.latest) == (None, None)
    assert deadline.basis is DeadlineBasis.ESTIMATE
    assert any(letter.isdigit() for letter in deadline.text)


DELIVERED = {"stage": "delivered", "basis": "GTMS_SIGNED", "at": "2026-09-09T09:30:00+00:00"}


@pytest.mark.parametrize(
    ("kind", "order", "parcels", "told"),
    [
        ("protection_check", {**SHIPPED, "shipped": "2026-09-01"}, [], ()),
        ("delivered_unconfirmed", SHIPPED, [DELIVERED], ("Sep 9, 2026",)),
    ],
)
def test_where_no_end_is_computed_the_text_names_the_last_day_to_look(
    kind: str, order: dict[str, Any], parcels: list[dict[str, str]], told: tuple[str, ...]
) -> None:
    deadline = clock(kind, order, parcels=parcels)
    assert (deadline.earliest, deadline.latest) == (None, None)
    assert len(deadline.reminders) > 1
    last = max(deadline.reminders).astimezone(ZoneInfo("America/Los_Angeles")).date()
    for day in (*told, format_date(last, locale="en")):
        assert day in deadline.text


def test_the_day_of_payment_comes_before_the_day_of_the_order() -> None:
    deadline = clock("seller_ships", {**TO_SHIP, "placed": "2026-09-01", "paid": "2026-09-09"})
    assert (deadline.basis, ends(deadline)[0]) == (DeadlineBasis.RULE, "2026-09-18T07:00")


def test_the_time_to_ship_names_both_calendars() -> None:
    deadline = clock("seller_ships", {**TO_SHIP, "paid": "2026-09-29"})
    assert ends(deadline) == ("2026-10-08T07:00", "2026-10-16T07:00")
    assert "7 business days" in deadline.text
    assert "Oct 8, 2026 to Oct 15, 2026" in deadline.text


def test_the_time_to_pay_names_the_flash_deals() -> None:
    text = clock("payment_closes", {"status": "PLACE_ORDER_SUCCESS"}).text
    assert "up to 20 days" in text
    assert "6 hours for flash deals" in text


def test_a_clock_that_ran_out_says_so_and_stands_last() -> None:
    order = {**TO_SHIP, "paid": "2026-09-09"}
    late = "2026-09-22T07:00:00Z"
    assert "have passed" in clock("seller_ships", order, late).text
    assert "have passed" not in clock("seller_ships", order, "2026-09-22T06:59:59Z").text
    assert [one.kind for one in clocks(order, late)] == ["seller_answers", "seller_ships"]
    assert [one.kind for one in clocks(order, "2026-09-22T06:59:59Z")] == [
        "seller_ships",
        "seller_answers",
    ]


def test_a_carrier_s_pickup_is_only_an_estimate() -> None:
    deadline = clock("carrier_pickup", {**SHIPPED, "shipped": "2026-09-09"}, parcels=["announced"])
    assert deadline.basis is DeadlineBasis.ESTIMATE
    assert ends(deadline) == ("2026-09-09T09:30", "2026-09-11T09:30")


def promise(kind: str, text: str, until: str | None) -> dict[str, Any]:
    return {"kind": kind, "text": text, "until": until}


def test_a_printed_guarantee_is_the_site_s_own() -> None:
    printed = promise("refund_if_not_delivered", _GUARANTEE, "2026-10-15")
    deadline = clock("delivery_guarantee", {**SHIPPED, "promises": [printed]})
    assert deadline.basis is DeadlineBasis.SITE
    assert ends(deadline) == ("2026-10-15T07:00", "2026-10-16T07:00")
    assert _GUARANTEE in deadline.text


def test_of_two_printed_guarantees_the_earlier_reminds() -> None:
    of_order = promise("refund_if_not_delivered", _GUARANTEE, "2026-10-15")
    of_parcel = promise("refund_if_not_delivered", "Refund before Oct 14", "2026-10-14")
    deadline = clock(
        "delivery_guarantee",
        {**SHIPPED, "promises": [of_order]},
        parcels=[{"stage": "in_transit", "promises": [of_parcel]}],
    )
    assert ends(deadline) == ("2026-10-14T07:00", "2026-10-16T07:00")
    assert "Refund before Oct 14" in deadline.text


def test_a_guarantee_that_ran_out_asks_to_claim() -> None:
    printed = promise("refund_if_not_delivered", _GUARANTEE, "2026-10-15")
    order = {**SHIPPED, "promises": [printed]}
    assert "claim" in clock("delivery_guarantee", order, "2026-10-16T07:00:00Z").text
    assert "claim" not in clock("delivery_guarantee", order, "2026-10-16T06:59:59Z").text


def test_a_guarantee_whose_date_could_not_be_read_has_none() -> None:
    unread = promise("refund_if_not_delivered", _GUARANTEE, None)
    deadline = clock("delivery_guarantee", {**SHIPPED, "promises": [unread]})
    assert (deadline.basis, deadline.latest) == (DeadlineBasis.SITE, None)
    assert _GUARANTEE in deadline.text


def test_no_guarantee_is_made_up() -> None:
    assert "delivery_guarantee" not in {
        one.kind for one in clocks({**SHIPPED, "shipped": "2026-09-09"}, "2026-09-10T12:00:00Z")
    }


def test_a_promise_of_another_kind_is_no_guarantee() -> None:
    other = promise("free_return", "Free return within 15 days", "2026-10-15")
    kinds = {one.kind for one in clocks({**SHIPPED, "promises": [other]}, "2026-09-10T12:00:00Z")}
    assert kinds == {"non_receipt_dispute", "protection_check"}


def test_the_late_coupon_opens_48_hours_after_the_printed_date() -> None:
    printed = promise("late_coupon", _COUPON, "2026-10-01")
    order = {**SHIPPED, "promises": [printed]}
    deadline = clock("late_coupon", order)
    assert deadline.basis is DeadlineBasis.RULE
    assert ends(deadline) == ("2026-10-03T07:00", "2026-10-04T07:00")
    assert "48 hours" in deadline.text
    assert "now" in clock("late_coupon", order, "2026-10-04T07:00:00Z").text


def test_a_day_that_does_not_exist_any_more_has_no_date() -> None:
    deadline = clock("seller_ships", {**TO_SHIP, "paid": "9999-12-30"})
    assert deadline.latest is None


def test_every_printed_promise_has_a_case_here() -> None:
    rules = load_policy().tables.deadlines
    assert {kind for kind, rule in rules.items() if rule.promise is not None} == {
        "delivery_guarantee",
        "late_coupon",
    }


def test_a_promise_of_another_kind_hides_no_guarantee() -> None:
    other = promise("free_return", "Free return within 15 days", "2026-10-01")
    printed = promise("refund_if_not_delivered", _GUARANTEE, "2026-10-15")
    for promises in ([other, printed], [printed, other]):
        deadline = clock("delivery_guarantee", {**SHIPPED, "promises": promises})
        assert ends(deadline) == ("2026-10-15T07:00", "2026-10-16T07:00")


def test_of_two_guarantees_without_a_date_the_order_s_own_is_told() -> None:
    of_order, of_parcel = (
        promise("refund_if_not_delivered", text, None) for text in (_GUARANTEE, "Refund later")
    )
    deadline = clock(
        "delivery_guarantee",
        {**SHIPPED, "promises": [of_order]},
        parcels=[{"stage": "in_transit", "promises": [of_parcel]}],
    )
    assert _GUARANTEE in deadline.text


@pytest.mark.parametrize(
    ("tags", "is_told"),
    [([True], True), ([None, True], True), ([False], False), ([None], False), ([], False)],
)
def test_a_free_return_is_told_where_the_tag_of_a_line_shows_it(
    tags: list[bool | None], is_told: bool
) -> None:
    order = {
        **RECEIVED,
        "lines": [{"item": str(n), "free_return": tag} for n, tag in enumerate(tags)],
    }
    kinds = {one.kind for one in clocks(order, "2026-09-10T12:00:00Z")}
    assert ("free_return" in kinds) is is_told
