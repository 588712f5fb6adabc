"""Ready messages that fit only for a time: an answer names them, these say when the time is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from aliorders.models import PromiseKind
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.clock import reach
from cancelwindow.policy.rules.refunds import refund_state
from cancelwindow.policy.tables import RefundState


def protection_ends_soon(given: Answered) -> bool:
    """The printed day comes near, and more time must be asked for before it (B4, sovetclub)."""
    case = given.case
    until = case.promised(PromiseKind.REFUND_IF_NOT_DELIVERED)
    window = None if until is None else reach(until)
    if window is None:
        return False
    before = timedelta(days=case.length("protection_extension_asked").high)
    return window.earliest - before <= case.now < window.latest


def refund_may_be_late(given: Answered) -> bool:
    """The time for a refund is over (B1, B4), or nobody can say when it began."""
    return refund_state(given) is not RefundState.WAITING


CONDITIONS: Mapping[str, Callable[[Answered], bool]] = {
    "extend_protection": protection_ends_soon,
    "refund_missing": refund_may_be_late,
}
"""By message; one that is not here always fits the answers that name it."""


def fits(message: str, given: Answered) -> bool:
    """Whether a message of the answer is for now."""
    return message not in CONDITIONS or CONDITIONS[message](given)
