"""Ready messages that fit only for a time: an answer names them, these say when the time is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from aliorders.models import PromiseKind
from cancelwindow.policy.case import Case
from cancelwindow.policy.clock import reach


def protection_ends_soon(case: Case) -> bool:
    """The printed day comes near, and more time must be asked for before it (B4, sovetclub)."""
    until = case.promised(PromiseKind.REFUND_IF_NOT_DELIVERED)
    window = None if until is None else reach(until)
    if window is None:
        return False
    before = timedelta(days=case.length("protection_extension_asked").high)
    return window.earliest - before <= case.now < window.latest


CONDITIONS: Mapping[str, Callable[[Case], bool]] = {"extend_protection": protection_ends_soon}
"""By message; one that is not here always fits the answers that name it."""


def fits(message: str, case: Case) -> bool:
    """Whether a message of the answer is for now."""
    return message not in CONDITIONS or CONDITIONS[message](case)
