"""Steps that are for now only sometimes: an answer names them, these say when the time is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aliorders.models import ActionKind, PromiseKind
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.rules.messages import protection_ends_within
from cancelwindow.policy.rules.refunds import refund_state
from cancelwindow.policy.tables import Occasion, StepEntry


def late_coupon_printed(given: Answered) -> bool:
    """The page promises a coupon for late delivery (O7, O10)."""
    return any(one.kind is PromiseKind.LATE_COUPON for one in given.case.promises)


def protection_ends_soon(given: Answered) -> bool:
    """More time can still be asked for, and should be (B4, sovetclub)."""
    within = protection_ends_within(given, "protection_extension_asked")
    return within and not protection_almost_over(given)


def protection_almost_over(given: Answered) -> bool:
    """Too late to ask for more time: a dispute keeps the claim (sovetclub)."""
    return protection_ends_within(given, "dispute_instead_of_asking")


def address_button_not_seen(given: Answered) -> bool:
    """Without the button the seller is asked (S1); with it, the page itself does it (O17)."""
    return not given.case.offers(ActionKind.EDIT_ADDRESS)


OCCASIONS: Mapping[Occasion, Callable[[Answered], bool]] = {
    Occasion.ADDRESS_BUTTON_NOT_SEEN: address_button_not_seen,
    Occasion.LATE_COUPON_PRINTED: late_coupon_printed,
    Occasion.PROTECTION_ENDS_SOON: protection_ends_soon,
    Occasion.PROTECTION_ALMOST_OVER: protection_almost_over,
}


def is_for_now(entry: StepEntry, given: Answered) -> bool:
    """Whether a step of the answer is for now."""
    if entry.button is not None and not given.case.offers(entry.button):
        return False
    if entry.refund is not None and entry.refund is not refund_state(given):
        return False
    return entry.when is None or OCCASIONS[entry.when](given)
