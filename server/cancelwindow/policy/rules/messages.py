"""Ready messages that fit only for a time: an answer names them, these say when the time is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from aliorders.models import PromiseKind
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.clock import reach
from cancelwindow.policy.clocks import Clock
from cancelwindow.policy.rules.refunds import refund_state
from cancelwindow.policy.tables import RefundState


def protection_ends_within(given: Answered, parameter: str) -> bool:
    """Whether the printed end of protection is no further away than the longest of `parameter`."""
    case = given.case
    until = case.promised(PromiseKind.REFUND_IF_NOT_DELIVERED)
    window = None if until is None else reach(until)
    if window is None:
        return False
    length = case.length(parameter)
    before = timedelta(**{length.unit.value: length.high})
    return window.earliest - before <= case.now < window.latest


def protection_ends_soon(given: Answered) -> bool:
    """The printed day comes near, and more time must be asked for before it (B4, sovetclub)."""
    return protection_ends_within(given, "protection_extension_asked")


def withdrawal_runs(given: Answered) -> bool:
    """The law's time to withdraw runs (O5, B9), from a day of receipt that was seen."""
    clock = withdrawal_clock(given)
    return clock is not None and clock.start is not None and not clock.is_over(given.case.now)


def withdrawal_clock(given: Answered) -> Clock | None:
    """The clock of the law; only on orders that go where it holds, as the buyer said (O5)."""
    return next((one for one in given.clocks if one.kind == "eu_withdrawal"), None)


def refund_may_be_late(given: Answered) -> bool:
    """The time for a refund is over (B1, B4), or nobody can say when it began."""
    return refund_state(given) is not RefundState.WAITING


CONDITIONS: Mapping[str, Callable[[Answered], bool]] = {
    "extend_protection": protection_ends_soon,
    "eu_withdrawal": withdrawal_runs,
    "refund_missing": refund_may_be_late,
}
"""By message; one that is not here always fits the answers that name it."""


def fits(message: str, given: Answered) -> bool:
    """Whether a message of the answer is for now."""
    return message not in CONDITIONS or CONDITIONS[message](given)
