"""Orders declared as shipped that no carrier has scanned: declared is not picked up."""

from __future__ import annotations

from aliorders.models import OrderStatus, ParcelStage, found
from cancelwindow.policy.case import Case, Finding, Passed
from cancelwindow.policy.clock import reach
from cancelwindow.policy.verdict import Confidence


def no_scan_for_days(case: Case) -> Finding | Passed:
    """No scan long after the declaration: the parcel was never handed over (no-pickup-guides)."""
    shipped = found(case.order.shipped)
    if shipped is None:
        return Passed("shipping_not_seen")
    if not _is_unscanned(case):
        return Passed("not_known_unscanned")
    alarm = reach(shipped, case.length("no_scan_alarm").shortest)
    if alarm is None or case.now < alarm.latest:
        return Passed("declared_lately")
    return Finding(case.row("tracking.no_scan_for_days"))


def announced_only(case: Case) -> Finding | Passed:
    """The tracking shows an announcement and no scan: a recall is still possible (O7, S4)."""
    if not _is_unscanned(case):
        return Passed("not_known_unscanned")
    if not case.tracking.is_announced:
        return Passed("nothing_announced")
    shown = case.tracking.is_shown_by_parcel(ParcelStage.ANNOUNCED)
    return Finding(case.row("tracking.announced_only"), None if shown else Confidence.DERIVED)


def nothing_scanned(case: Case) -> Finding | Passed:
    """The tracking was looked at and shows nothing that a carrier did (O7)."""
    if not _is_unscanned(case):
        return Passed("not_known_unscanned")
    return Finding(case.row("tracking.nothing_scanned"))


def not_understood(case: Case) -> Finding | Passed:
    """The tracking has events, none of which tells where the parcel is (O7)."""
    if case.order.status is not OrderStatus.WAIT_BUYER_ACCEPT_GOODS:
        return Passed("not_declared_shipped")
    if not case.tracking.is_not_understood:
        return Passed("tracking_understood")
    return Finding(case.row("tracking.not_understood"))


def _is_unscanned(case: Case) -> bool:
    """Declared shipped, tracking looked at and understood, and no scan on it."""
    declared = case.order.status is OrderStatus.WAIT_BUYER_ACCEPT_GOODS
    understood = case.tracking.is_announced or not case.tracking.is_not_understood
    looked = case.tracking.was_looked_at and not case.tracking.is_scanned
    return declared and understood and looked
