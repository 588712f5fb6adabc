"""What is said beside the answer: evidence that disagrees, evidence not seen, and warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from aliorders.models import (
    PACIFIC,
    ActionKind,
    Disagreement,
    OrderStatus,
    PageKind,
    ParcelStage,
    Settled,
    found,
)
from aliorders.stages import is_failed_pickup
from cancelwindow.policy.answered import Answered, Note
from cancelwindow.policy.clocks import Clock
from cancelwindow.policy.refund_table import SHARED_COUPON
from cancelwindow.policy.rules.endings import how_it_ended
from cancelwindow.policy.rules.refunds import late_refund
from cancelwindow.policy.tables import Want
from cancelwindow.policy.verdict import Answer, Confidence

_SHIPPED_OR_OVER = frozenset(
    {
        OrderStatus.SELLER_PART_SEND_GOODS,
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        OrderStatus.IN_CANCEL,
        OrderStatus.FUND_PROCESSING,
        OrderStatus.IN_ISSUE,
        OrderStatus.IN_FROZEN,
        OrderStatus.FINISH,
        OrderStatus.ARCHIVE,
        OrderStatus.UNKNOWN,
    }
)

_MAY_CANCEL = frozenset({Answer.YES, Answer.ASK_SELLER, Answer.RECALL})

FIELDS_THAT_MATTER = frozenset(
    {
        "status",
        "end_reason",
        "placed",
        "paid",
        "shipped",
        "completed",
        "total",
        "last_tracking_text",
        "parcel_stage",
    }
)
"""Fields of an order on which an answer, a deadline or a refund rests."""

Remarker = Callable[[Answered], Iterator[Note]]


_BEFORE_SHIPPING = frozenset(
    {
        OrderStatus.PLACE_ORDER_SUCCESS,
        OrderStatus.PAYMENT_PROCESSING,
        OrderStatus.RISK_CONTROL,
        OrderStatus.WAIT_SELLER_SEND_GOODS,
    }
)


_GOING_ON = frozenset(
    {
        OrderStatus.WAIT_SELLER_SEND_GOODS,
        OrderStatus.SELLER_PART_SEND_GOODS,
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
    }
)


def disagreements(given: Answered) -> Iterator[Note]:
    """Two pages of one order differ, or a page and its data; the list lags behind (O17)."""
    for one in given.case.evidence.disagreements:
        if one.field == "cancel_button":
            yield Note("button_in_data_only")
        elif one.field in FIELDS_THAT_MATTER:
            yield Note("list_lags" if _is_of_a_list(one) else "pages_disagree", one)


def _is_of_a_list(one: Disagreement) -> bool:
    pages = (one.used_from, one.other_from)
    return pages == (PageKind.ORDER_DETAIL, PageKind.ORDER_LIST) and one.field == "status"


def button_against_the_rest(given: Answered) -> Iterator[Note]:
    """A Cancel button on an order that cannot be cancelled any more (O7, O17)."""
    if not given.case.offers(ActionKind.CANCEL) or given.row.answer not in {
        Answer.NO,
        Answer.CLOSED,
    }:
        return
    yield Note("button_against_scan" if given.case.tracking.is_scanned else "button_against_status")


def scan_against_status(given: Answered) -> Iterator[Note]:
    """A carrier's scan on an order whose page still says it was not shipped (O7)."""
    if not given.case.tracking.is_scanned:
        return
    if given.case.order.status is OrderStatus.IN_CANCEL:
        yield Note("scan_during_request")
    elif given.case.order.status not in _SHIPPED_OR_OVER:
        yield Note("scan_against_status")


def button_not_seen(given: Answered) -> Iterator[Note]:
    """No Cancel button where one would matter, and what that is worth (O17)."""
    if Want.CANCEL_BUTTON not in given.row.wants or given.case.offers(ActionKind.CANCEL):
        return
    if not any(page.kind is PageKind.ORDER_DETAIL for page in given.case.evidence.seen):
        yield Note("button_not_looked_for")
    elif given.case.evidence.settled is Settled.YES:
        yield Note("button_not_seen")
    elif given.case.evidence.settled is Settled.UNKNOWN:
        yield Note("button_maybe_late")
    elif given.row.rule != "page.still_arriving":
        yield Note("page_still_loading")


def tracking_unread(given: Answered) -> Iterator[Note]:
    """Tracking that was seen but cannot be used, in time (O7) or in part (O7)."""
    if given.case.tracking.outdated and Want.TRACKING in given.row.wants:
        yield Note("tracking_is_old")
    packages = found(given.case.evidence.parcel_count)
    if packages is not None and packages > len(given.case.evidence.parcels):
        yield Note("packages_unread")


def pickup_failed(given: Answered) -> Iterator[Note]:
    """A carrier came and left without a parcel: the seller still has it (O11)."""
    waiting = (one for one in given.case.tracking.parcels if one.stage is ParcelStage.ANNOUNCED)
    if any(is_failed_pickup(one.stage_basis) for one in waiting):
        yield Note("pickup_failed")


def labels_unread(given: Answered) -> Iterator[Note]:
    """A button in words that are not proven may be the Cancel button (O17)."""
    if Want.CANCEL_BUTTON in given.row.wants and not given.case.offers(ActionKind.CANCEL):
        yield from (Note("labels_unread") for _ in given.case.evidence.unread_labels[:1])


def before_shipping(given: Answered) -> Iterator[Note]:
    """What may speed the seller up (S4) or hold the automatic closing back (O17)."""
    if (
        given.case.order.status is not OrderStatus.WAIT_SELLER_SEND_GOODS
        or given.row.answer is Answer.NO
    ):
        return
    if given.case.tracking.is_announced:
        yield Note("label_exists")
    if given.case.order.is_choice is True:
        yield Note("choice_is_fast")
    if given.case.offers(ActionKind.EXTEND_TIME):
        yield Note("more_time_moves_the_close")


def request_is_over(given: Answered) -> Iterator[Note]:
    """A request that ran and runs no more, on an order that goes on (O12, O1): it was refused."""
    if given.case.evidence.request_seen and given.case.order.status in _GOING_ON:
        yield Note("request_is_over")


def several_items(given: Answered) -> Iterator[Note]:
    """How far a cancellation reaches where an order has several items (S4, O9)."""
    if given.case.lines_stand_differently:
        yield Note("lines_differ")
    order = given.case.order
    several = len(order.lines) > 1 or (found(order.line_count) or 0) > 1
    if several and order.status in _BEFORE_SHIPPING and given.row.answer is not Answer.NO:
        yield Note("one_seller_together")


def payment(given: Answered) -> Iterator[Note]:
    """A payment that reports late (O11), and a coupon that hangs on several orders (O6)."""
    order = given.case.order
    unpaid = order.status in {
        OrderStatus.PLACE_ORDER_SUCCESS,
        OrderStatus.WAIT_SELLER_EXAMINE_MONEY,
    }
    if unpaid and _about("paid_offline", given, found(order.payment_method) or ""):
        yield Note("paid_offline")
    coupons = (given.case.policy.tables.refunds.coupon(row.title) for row in order.price_rows)
    if given.row.answer in _MAY_CANCEL and SHARED_COUPON in coupons:
        yield Note("coupon_over_orders")


def paypal_case(given: Answered) -> Iterator[Note]:
    """PayPal has a case of its own (paypal-guides), where money may have to come back."""
    answer = given.row.answer
    owed = answer is Answer.NO or (answer is Answer.CLOSED and given.row.refund is not None)
    if owed and _about("paypal_case", given, found(given.case.order.payment_method) or ""):
        yield Note("paypal_case")


def _about(remark: str, given: Answered, text: str) -> bool:
    return given.case.policy.tables.remarks[remark].is_about(text)


def do_not_confirm(given: Answered) -> Iterator[Note]:
    """Confirming receipt ends the protection or starts its last window (B7, O7)."""
    if given.case.offers(ActionKind.CONFIRM_RECEIVED):
        yield Note("do_not_confirm")


def pacific_day(given: Answered) -> Iterator[Note]:
    """A day that the site printed is near its limit, and days are US Pacific ones (O11, O9)."""
    margin = given.case.length("pacific_day_margin").high
    if any(_is_near(one, given.case.now, margin) for one in given.clocks):
        yield Note("pacific_day")


def _is_near(one: Clock, now: datetime, hours: float) -> bool:
    """Whether a day to act by is at hand or running; an instant is the same everywhere."""
    if one.window is None or one.start is None or not one.rule.act_by:
        return False
    from_a_day = one.start.at is None and one.start.zone == PACIFIC
    return from_a_day and one.window.earliest - timedelta(hours=hours) <= now < one.window.latest


def only_assumed(given: Answered) -> Iterator[Note]:
    """A plain yes or no never rests on an assumption without saying so (design, section 6)."""
    if given.confidence is Confidence.ASSUMED and given.row.answer in {Answer.YES, Answer.NO}:
        yield Note("only_assumed")


REMARKERS: tuple[Remarker, ...] = (
    button_against_the_rest,
    scan_against_status,
    disagreements,
    how_it_ended,
    late_refund,
    button_not_seen,
    labels_unread,
    tracking_unread,
    pickup_failed,
    before_shipping,
    request_is_over,
    several_items,
    payment,
    paypal_case,
    do_not_confirm,
    pacific_day,
    only_assumed,
)
