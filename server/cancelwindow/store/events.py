"""What a new state of an order tells that the one before did not, and that is worth telling.

Pure, like `standing`. `states` compares, since only it sees both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aliorders.models import OrderStatus
from aliorders.stages import SCANNED
from cancelwindow.policy.verdict import Answer
from cancelwindow.store.standing import Judged, KnownDeadline, RefundProgress
from cancelwindow.store.waits import SHIPPED


class EventName(StrEnum):
    """What can happen to an order; each is told once."""

    SELLER_ANSWERED = "seller_answered"
    """A cancellation request that was running is not any more."""
    SHIPPED_ALTHOUGH_ASKED = "shipped_although_asked"
    PICKED_UP = "picked_up"
    """The carrier has what could still be called back."""
    PROTECTION_ENDING = "protection_ending"
    """Seen for the first time when its protection is about to end, after its first alarm."""
    REFUND_LATE = "refund_late"


FRESH = timedelta(days=2)
"""A page older than this tells no news: an import or a walk through the history brings many."""

PROTECTION = "delivery_guarantee"
"""The deadline of that name."""

REFUND_CLOCKS = frozenset({"refund_due", "refund_due_after_check", "refund_due_after_case"})
"""Deadlines with an alarm of their own once a refund is late."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the state before said."""

    status: str
    answer: str
    refund: str | None
    had_request: bool
    """Whether a cancellation request was ever seen to run."""


def events(
    before: Before | None, judged: Judged, deadlines: Iterable[KnownDeadline]
) -> Iterator[EventName]:
    """What happened between two states; `before` is None for an order that was not known."""
    now = judged.verdict.evaluated_at
    if before is None:
        if any(_is_seen_late(one, now) for one in deadlines):
            yield EventName.PROTECTION_ENDING
        return
    if now - max(page.captured_at for page in judged.evidence.seen) <= FRESH:
        yield from _seen(before, judged)
    turned_late = judged.refund() is RefundProgress.LATE and before.refund != RefundProgress.LATE
    if turned_late and not any(one.kind in REFUND_CLOCKS and one.reminders for one in deadlines):
        yield EventName.REFUND_LATE


def _seen(before: Before, judged: Judged) -> Iterator[EventName]:
    status = judged.order.status
    if before.had_request and before.status not in SHIPPED and status in SHIPPED:
        yield EventName.SHIPPED_ALTHOUGH_ASKED
    elif before.status == OrderStatus.IN_CANCEL and status not in _SAYS_NO_ANSWER:
        yield EventName.SELLER_ANSWERED
    was_open = before.answer in {Answer.RECALL, Answer.PENDING}
    scanned = any(parcel.stage in SCANNED for parcel in judged.evidence.parcels)
    if was_open and scanned and judged.verdict.answer is Answer.NO:
        yield EventName.PICKED_UP


_SAYS_NO_ANSWER = frozenset({OrderStatus.IN_CANCEL, OrderStatus.UNKNOWN})


def _is_seen_late(one: KnownDeadline, now: datetime) -> bool:
    """Whether an alarm of a protection that still runs has passed already."""
    if one.kind != PROTECTION or one.earliest is None or one.earliest <= now:
        return False
    return any(at <= now for at in one.reminders)
