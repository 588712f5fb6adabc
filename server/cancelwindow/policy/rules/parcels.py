"""What a carrier's scan decides: it comes before any button and any status of an open order."""

from __future__ import annotations

from aliorders.models import ActionKind, OrderStatus, ParcelStage
from aliorders.stages import SCANNED
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.verdict import Confidence


def part_shipped(case: Case) -> Finding | Passed:
    """Some parcels are with a carrier and others only announced, or the status says so (O11, O9).

    No page is known to say which line travels in which parcel, so the whole stays open.
    """
    partly = case.order.status is OrderStatus.SELLER_PART_SEND_GOODS
    if not partly and not case.tracking.is_partly_scanned:
        return Passed("not_part_shipped")
    if case.offers(ActionKind.CANCEL):
        return Finding(case.row("parcel.part_scanned_with_button"))
    policy, order = case.policy, case.order
    return Finding(policy.status_row(OrderStatus.SELLER_PART_SEND_GOODS, order.end_reason))


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
