"""What a carrier's scan decides: it comes before any button and any status of an open order."""

from __future__ import annotations

from aliorders.models import ActionKind, OrderStatus, ParcelStage, found
from aliorders.stages import SCANNED
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.verdict import Answer, Confidence


def part_shipped(case: Case) -> Finding | Passed:
    """Some parcels are with a carrier and others only announced, or the status says so (O11, O9).

    Where each line is known, the lines answer for the order (O9, S4); else it stays open.
    """
    partly = case.order.status is OrderStatus.SELLER_PART_SEND_GOODS
    if not partly and not case.tracking.is_partly_scanned:
        return Passed("not_part_shipped")
    if case.offers(ActionKind.CANCEL):
        return Finding(case.row("parcel.part_scanned_with_button"))
    policy, order = case.policy, case.order
    status_row = policy.status_row(OrderStatus.SELLER_PART_SEND_GOODS, order.end_reason)
    return _by_lines(case) or Finding(status_row)


def _by_lines(case: Case) -> Finding | None:
    """The order's answer where that of each line is known; as sure as the least sure of them."""
    answers = {case.line_answer(one) for one in case.lines}
    unseen = (found(case.order.line_count) or 0) > len(case.lines)
    if not answers or unseen or Answer.UNKNOWN in answers:
        return None
    sure = {case.line_confidence(one) for one in case.lines}
    weaker = Confidence.ASSUMED if Confidence.ASSUMED in sure else None
    if Answer.ASK_SELLER in answers:
        return Finding(case.row("lines.some_not_sent"), weaker)
    if Answer.RECALL in answers:
        return Finding(case.row("lines.some_not_scanned"), weaker)
    return Finding(case.row("lines.all_sent"), weaker)


def delivered(case: Case) -> Finding | Passed:
    """Delivered by the carrier: no claim of non-delivery is covered then (B6)."""
    if not case.tracking.is_all_at(ParcelStage.DELIVERED):
        return Passed("not_all_delivered")
    return Finding(case.row("parcel.delivered"), _confidence(case, ParcelStage.DELIVERED))


def returning(case: Case) -> Finding | Passed:
    """Everything travels back: refused, undeliverable, or a recall that worked (O7)."""
    if not case.tracking.is_all_at(ParcelStage.RETURNING):
        return Passed("not_all_returning")
    return Finding(case.row("parcel.returning"), _confidence(case, ParcelStage.RETURNING))


def scanned(case: Case) -> Finding | Passed:
    """A carrier has the parcel: AliExpress refuses to cancel, even where a button shows (O7)."""
    if not case.tracking.is_scanned:
        return Passed("no_scan_seen")
    return Finding(case.row("parcel.scanned"), _confidence(case, *SCANNED))


def _confidence(case: Case, *stages: ParcelStage) -> Confidence | None:
    """The order page's tracking line has words but no code, so it is only read, not shown."""
    return None if case.tracking.is_shown_by_parcel(*stages) else Confidence.DERIVED
