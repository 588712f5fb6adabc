"""Orders that wait for shipping, where no button and no scan decides."""

from __future__ import annotations

from aliorders.models import OrderStatus, Settled, found
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.clock import reach


def ship_time_is_over(case: Case) -> bool:
    """Whether the time to ship has passed on its latest reading (B2, O8), from payment if seen.

    It starts once the payment is verified, which may take its own time first (O11). The site's own
    countdown replaces all of this (O12).
    """
    if case.order.status is not OrderStatus.WAIT_SELLER_SEND_GOODS:
        return False
    if case.countdown is not None:
        return case.now >= case.countdown.latest
    start = found(case.order.paid) or found(case.order.placed)
    if start is None:
        return False
    check, shipping = case.length("verification_window"), case.length("seller_ships_within")
    window = reach(start, check.at_most, shipping)
    return window is not None and case.now >= window.latest


def page_still_arriving(case: Case) -> Finding | Passed:
    """The Cancel button comes seconds after the rest of the page (O17): no button is no news."""
    if case.order.status is not OrderStatus.WAIT_SELLER_SEND_GOODS:
        return Passed("not_waiting_for_shipment")
    if case.evidence.settled is not Settled.NO:
        return Passed("page_not_arriving")
    return Finding(case.row("page.still_arriving"))


def tracking_still_arriving(case: Case) -> Finding | Passed:
    """The tracking line comes after the rest of the page (O17): until then no line is no news."""
    if case.order.status is not OrderStatus.WAIT_BUYER_ACCEPT_GOODS:
        return Passed("not_declared_shipped")
    if case.evidence.settled is not Settled.NO:
        return Passed("page_not_arriving")
    if case.tracking.was_looked_at:
        return Passed("tracking_seen")
    return Finding(case.row("page.tracking_still_arriving"))


def deadline_passed(case: Case) -> Finding | Passed:
    """Not shipped in time: the platform closes the order, so asking is not needed (B1, B2)."""
    if not ship_time_is_over(case):
        return Passed("ship_time_not_over")
    return Finding(case.row("shipping.deadline_passed"))
