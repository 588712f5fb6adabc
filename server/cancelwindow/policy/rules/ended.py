"""Orders on which cancelling is settled already: requested, in dispute, frozen, or ended."""

from __future__ import annotations

from datetime import datetime

from aliorders.models import EndReason, Missing, Moment, OrderStatus, found
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.clock import reach
from cancelwindow.policy.parameters import Span
from cancelwindow.policy.verdict import Confidence

_ENDED = frozenset({OrderStatus.FINISH, OrderStatus.ARCHIVE})

_SETTLED = frozenset({OrderStatus.FUND_PROCESSING, OrderStatus.IN_ISSUE, OrderStatus.IN_FROZEN})


def cancel_requested(case: Case) -> Finding | Passed:
    """A request is running, whatever else is seen (O12)."""
    if case.order.status is not OrderStatus.IN_CANCEL:
        return Passed("no_request_running")
    return Finding(case.status_row())


def settled_elsewhere(case: Case) -> Finding | Passed:
    """The money is moving, a dispute is open, or the order is frozen (O11, O16)."""
    if case.order.status not in _SETTLED:
        return Passed("not_settled_elsewhere")
    return Finding(case.status_row())


def ended_for_a_cause(case: Case) -> Finding | Passed:
    """An ended order whose end code, or a proven word, says why it ended (O13)."""
    if case.order.status not in _ENDED:
        return Passed("not_ended")
    cause = found(case.order.end_cause)
    if cause is None and not _has_only_a_code(case):
        return Passed("cause_not_seen")
    row = case.policy.cause_row(cause)
    if row is None:
        return Passed("receipt_has_its_own_answer")
    by_word = isinstance(case.order.end_code, Missing)
    return Finding(row, Confidence.DERIVED if by_word else None)


def _has_only_a_code(case: Case) -> bool:
    """A code that no table knows, and no word that says how the order ended."""
    end = case.order.end_reason
    untold = isinstance(end, Missing) or end is EndReason.UNSPECIFIED
    return untold and not isinstance(case.order.end_code, Missing)


def windows_over(case: Case) -> Finding | Passed:
    """A received order is closed once both windows on record have certainly passed.

    After receipt (B4, B5) and from the order (O7). Where the day of placing was not seen, the day
    of completing stands for it: an order is never placed after it was completed.
    """
    completed = found(case.order.completed)
    if not _may_have_been_received(case):
        return Passed("not_received")
    if completed is None:
        return Passed("completion_not_seen")
    placed = found(case.order.placed) or completed
    over = _is_past(case.now, completed, case.length("dispute_after_receipt")) and _is_past(
        case.now, placed, case.length("dispute_from_order")
    )
    return Finding(case.row("end.windows_over")) if over else Passed("windows_still_open")


def windows_over_undated(case: Case) -> Finding | Passed:
    """Without a day of completion: the longest shipping, protection and dispute time together.

    Longest time to ship (seller-set-times) and protection (O3) on record, after receipt (B4, B5).
    """
    placed = found(case.order.placed)
    if not _may_have_been_received(case):
        return Passed("not_received")
    if placed is None:
        return Passed("placing_not_seen")
    if not isinstance(case.order.completed, Missing):
        return Passed("completion_seen")
    over = _is_past(
        case.now,
        placed,
        case.length("longest_shipping_time"),
        case.length("longest_protection"),
        case.length("dispute_after_receipt"),
    )
    return Finding(case.row("end.windows_over_undated")) if over else Passed("windows_still_open")


def ended(case: Case) -> Finding | Passed:
    """An ended order: its end reason decides (O13); one code stands for every end (O11)."""
    if case.order.status not in _ENDED:
        return Passed("not_ended")
    return Finding(case.status_row())


def _may_have_been_received(case: Case) -> bool:
    reason = case.order.end_reason
    received = isinstance(reason, Missing) or reason is EndReason.RECEIVED
    return case.order.status in _ENDED and received


def _is_past(now: datetime, start: Moment, *lengths: Span) -> bool:
    window = reach(start, *lengths)
    return window is not None and now >= window.latest
