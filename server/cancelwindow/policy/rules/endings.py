"""What is said beside the answer of an ended order: the site's own code for how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from aliorders.models import EndCause, EndReason, Missing, found
from cancelwindow.policy.answered import Answered, Note

_CONFIRMED = frozenset(
    {EndCause.CONFIRMED_BY_BUYER, EndCause.CONFIRMED_BY_TIME, EndCause.CONFIRMED_BY_CARRIER}
)


def how_it_ended(given: Answered) -> Iterator[Note]:
    """Who confirmed receipt (O13), or a code that no table knows beside a word that does (O13)."""
    order = given.case.order
    cause = found(order.end_cause)
    if cause in _CONFIRMED and order.end_reason is EndReason.RECEIVED:
        yield Note(cause.value)
    elif (
        cause is None
        and not isinstance(order.end_code, Missing)
        and given.row.rule != "ended.code_not_known"
    ):
        yield Note("end_code_not_known")
