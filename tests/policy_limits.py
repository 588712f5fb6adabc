"""Every instant at which time alone may change a verdict, found from what a case shows.

Made of the same lengths as the rules, and of nothing that decides: a limit that no rule asks for,
or a rule that changes at no limit, is what the tests look for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aliorders.models import Moment, OrderStatus, PageKind, PromiseKind, found
from cancelwindow.policy.case import Case
from cancelwindow.policy.clock import reach
from cancelwindow.policy.clocks import clocks
from cancelwindow.policy.engine import case_of, decide
from cancelwindow.policy.loader import load_policy
from policy_case import PolicyCase


def limits(case: Case) -> Iterator[tuple[str, datetime]]:
    """Names and instants (UTC)."""
    yield from _of_clocks(case)
    yield from _of_rules(case)
    yield from _of_protection(case)


def limits_of(row: PolicyCase) -> dict[str, set[datetime]]:
    """Those of a row of the decision table."""
    found_limits: dict[str, set[datetime]] = {}
    case = case_of(row.evidence(), load_policy(), row.now, row.buyer)
    for name, at in limits(case):
        found_limits.setdefault(name, set()).add(at)
    return found_limits


def _of_clocks(case: Case) -> Iterator[tuple[str, datetime]]:
    """Where a deadline of the answer is over."""
    for one in clocks(case, decide(case).row.deadlines):
        if one.window is not None:
            yield f"deadline.{one.kind}", one.window.latest


def _of_rules(case: Case) -> Iterator[tuple[str, datetime]]:
    order = case.order
    paid = found(order.paid) or found(order.placed)
    placed, completed = found(order.placed), found(order.completed)
    waiting = order.status is OrderStatus.WAIT_SELLER_SEND_GOODS
    if waiting and case.countdown is not None:
        yield "rule.time_to_ship", case.countdown.latest
    elif waiting:
        check = case.length("verification_window").at_most
        yield from _end("rule.time_to_ship", paid, check, case.length("seller_ships_within"))
    tracked = [one.captured_at for one in case.evidence.seen if one.kind is PageKind.TRACKING]
    if tracked:
        trusted = case.length("declared_before_pickup").shortest.high
        yield "rule.tracking_is_old", max(tracked) + timedelta(hours=trusted)
    alarm = case.length("no_scan_alarm").shortest
    yield from _end("rule.no_scan_for_days", found(order.shipped), alarm)
    if completed is not None:
        received = case.length("dispute_after_receipt")
        yield from _end("rule.windows_over", completed, received)
        yield from _end("rule.windows_over", placed or completed, case.length("dispute_from_order"))
    else:
        longest = ("longest_shipping_time", "longest_protection", "dispute_after_receipt")
        lengths = [case.length(name) for name in longest]
        yield from _end("rule.windows_over_undated", placed, *lengths)


def _of_protection(case: Case) -> Iterator[tuple[str, datetime]]:
    until = case.promised(PromiseKind.REFUND_IF_NOT_DELIVERED)
    window = None if until is None else reach(until)
    if window is None:
        return
    asked = case.length("protection_extension_asked")
    yield "protection.ask_for_more", window.earliest - timedelta(days=asked.high)
    instead = case.length("dispute_instead_of_asking")
    yield "protection.almost_over", window.earliest - timedelta(hours=instead.high)
    margin = case.length("pacific_day_margin")
    yield "protection.day_at_hand", window.earliest - timedelta(hours=margin.high)
    yield "protection.over", window.latest


def _end(name: str, start: Moment | None, *lengths: object) -> Iterator[tuple[str, datetime]]:
    window = None if start is None else reach(start, *lengths)  # type: ignore[arg-type]
    if window is not None:
        yield name, window.latest.astimezone(UTC)
