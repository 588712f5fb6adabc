"""What a visible Cancel button decides on an order that no carrier has scanned."""

from __future__ import annotations

from aliorders.models import ActionKind, OrderStatus
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.rules.shipping import ship_time_is_over

_ALONE = {
    OrderStatus.PLACE_ORDER_SUCCESS: "button.unpaid",
    OrderStatus.RISK_CONTROL: "button.payment_verified",
    OrderStatus.PAYMENT_PROCESSING: "button.payment_verified",
}

_WITH_THE_SELLER = {
    OrderStatus.WAIT_SELLER_SEND_GOODS: "button.seller_decides",
    OrderStatus.WAIT_BUYER_ACCEPT_GOODS: "button.declared_shipped",
    OrderStatus.UNKNOWN: "button.status_not_understood",
}


def cancels_alone(case: Case) -> Finding | Passed:
    """Unpaid (B1, B2), or being verified, where the sources disagree and the page wins (O17)."""
    rule = _ALONE.get(case.order.status)
    if rule is None:
        return Passed("not_before_payment")
    if not case.offers(ActionKind.CANCEL):
        return Passed("no_cancel_button")
    return Finding(case.row(rule))


def time_to_ship_is_over(case: Case) -> Finding | Passed:
    """The button is there, but the automatic closing needs no answer of the seller (B1, B2)."""
    if not case.offers(ActionKind.CANCEL):
        return Passed("no_cancel_button")
    if not ship_time_is_over(case):
        return Passed("ship_time_not_over")
    return Finding(case.row("button.seller_decides_after_deadline"))


def seller_decides(case: Case) -> Finding | Passed:
    """Every other open order: at once, or the seller decides (O17, B1, B2)."""
    if not case.offers(ActionKind.CANCEL):
        return Passed("no_cancel_button")
    return Finding(case.row(_WITH_THE_SELLER.get(case.order.status, "button.other_open_status")))
