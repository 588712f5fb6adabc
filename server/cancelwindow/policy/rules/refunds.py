"""Refunds that have begun: when they should be there, whether they are late, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

from cancelwindow.policy.answered import Answered, Note
from cancelwindow.policy.clocks import Clock
from cancelwindow.policy.tables import RefundState


def refund_clock(given: Answered) -> Clock | None:
    """The clock of a refund that has begun; None for one that would only follow a request."""
    return next((one for one in given.clocks if one.kind == given.row.refund), None)


def refund_state(given: Answered) -> RefundState:
    """How far the refund is; late once its latest reading has passed."""
    clock = refund_clock(given)
    if clock is None or clock.window is None:
        return RefundState.UNDATED
    return RefundState.LATE if clock.is_over(given.case.now) else RefundState.WAITING


def late_refund(given: Answered) -> Iterator[Note]:
    """A refund that should be there: where to look for it (O17, B4, B6), before asking."""
    if refund_state(given) is RefundState.LATE:
        yield Note("refund_late")
        yield Note("refund_has_its_page")
        yield Note("refund_in_month_of_purchase")
