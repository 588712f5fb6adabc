"""The by-status table: what holds where nothing on the page or in the tracking decides."""

from __future__ import annotations

from cancelwindow.policy.case import Case, Finding


def by_status(case: Case) -> Finding:
    """The answer of the order's status, as by_status.yaml gives it with its sources."""
    return Finding(case.status_row())
