"""The by-status table: what holds where nothing on the page or in the tracking decides."""

from __future__ import annotations

from cancelwindow.policy.case import Case, Finding, Passed


def by_status(case: Case) -> Finding:
    """The answer of the order's status, as by_status.yaml gives it with its sources."""
    return Finding(case.status_row())


def status_not_seen(case: Case) -> Finding | Passed:
    """Only the tracking of an order was seen: the order page has its status and button (O17)."""
    if case.is_status_seen:
        return Passed("status_seen")
    return Finding(case.row("page.status_not_seen"))
