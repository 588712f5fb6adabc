"""What lists and overviews need of one order, worked out from its evidence and its verdict.

Pure: no session, no clock. `store.states` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from aliorders.models import (
    Evidence,
    Missing,
    Moment,
    Order,
    OrderStatus,
    PageKind,
    found,
)
from aliorders.text.fold import fold
from cancelwindow.policy.verdict import Answer, Deadline, DeadlineBasis, Verdict

LOOKED_AT_AGAIN = timedelta(hours=6)
"""An open order is judged again at least this often: some rules turn at instants that are no
deadline of the verdict, such as a parcel that nobody scans for days."""

NOT_PAID = frozenset({OrderStatus.PLACE_ORDER_SUCCESS, OrderStatus.WAIT_GROUP_SUCCESS})
"""Statuses in which no money has gone to the seller's side for certain."""

ENDED = frozenset({OrderStatus.FINISH, OrderStatus.ARCHIVE})
"""Statuses of an order that is over; a dispute may still be possible."""


class MoneyState(StrEnum):
    """Where the buyer's money is, as far as the status tells."""

    NOT_PAID = "not_paid"
    AT_RISK = "at_risk"
    """Paid, and neither received nor refunded."""
    COMING_BACK = "coming_back"
    """A refund has begun."""
    SETTLED = "settled"
    UNKNOWN = "unknown"


class RefundProgress(StrEnum):
    """How far a refund is that has begun."""

    UNDATED = "undated"
    """Nobody can say when it began."""
    RUNNING = "running"
    LATE = "late"


class OrderSort(StrEnum):
    """What a list can be sorted by; orders of the same value stand by their number."""

    ORDERED = "ordered"
    DEADLINE = "deadline"
    """Orders without a deadline that comes are left out."""
    ACT_BY = "act_by"
    """The same for deadlines of the buyer."""
    TOTAL = "total"
    """By currency, then amount; orders without an amount are left out."""
    STORE = "store"
    """By its name; orders without one are left out."""
    SEEN = "seen"


class Span(NamedTuple):
    """A printed date: its first instant (UTC) and its day as printed."""

    at: datetime
    day: str


@dataclass(frozen=True, slots=True)
class KnownDeadline:
    """A deadline with dates, or with reminders only; its words are in the catalogue, by its kind.

    `earliest` and `latest` are both there or both absent.
    """

    kind: str
    earliest: datetime | None
    latest: datetime | None
    act_by: bool
    basis: DeadlineBasis
    reminders: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """An order's evidence and what was made of it."""

    evidence: Evidence
    verdict: Verdict

    @property
    def order(self) -> Order:
        """The order as the evidence has it."""
        return self.evidence.order

    @property
    def is_open(self) -> bool:
        """Whether anything is left to wait for or to do, a refund apart."""
        return self.verdict.answer is not Answer.CLOSED

    @property
    def is_from_its_page(self) -> bool:
        """Whether the order's own page was read, which shows more than a list."""
        return any(one.kind is PageKind.ORDER_DETAIL for one in self.evidence.seen)

    def refund(self) -> RefundProgress | None:
        """How far the refund is; None while none has begun."""
        estimate = self.verdict.refund
        if estimate is None:
            return None
        if estimate.is_late:
            return RefundProgress.LATE
        if estimate.latest is not None:
            return RefundProgress.RUNNING
        return None if self.is_open else RefundProgress.UNDATED

    def money(self) -> MoneyState:
        """Where the money is."""
        if self.refund() is not None:
            return MoneyState.COMING_BACK
        if not self.is_open or self.order.status in ENDED:
            return MoneyState.SETTLED
        if self.order.status is OrderStatus.UNKNOWN:
            return MoneyState.UNKNOWN
        if self.order.status in NOT_PAID:
            return MoneyState.NOT_PAID
        return MoneyState.AT_RISK

    def deadlines(self) -> tuple[KnownDeadline, ...]:
        """The deadlines that have dates or reminders, one of a kind."""
        known = (_known(one) for one in self.verdict.deadlines)
        return tuple({one.kind: one for one in known if one.latest or one.reminders}.values())

    def search_lines(self) -> Iterator[str]:
        """What a person may look for, folded: number, shop, products, tracking numbers."""
        order = self.order
        shop = found(order.store)
        titles = [found(line.title) for line in order.lines]
        numbers = [found(parcel.tracking_number) for parcel in self.evidence.parcels]
        said = [
            order.order_id,
            None if shop is None else found(shop.name),
            *titles,
            *(found(line.store_name) for line in order.lines),
            *order.tracking_numbers,
            *numbers,
        ]
        yield from dict.fromkeys(fold(one) for one in said if one)

    def recheck_at(self, deadlines: Iterable[KnownDeadline]) -> datetime | None:
        """From when the answer may be another one; None for an order that time cannot change."""
        now = self.verdict.evaluated_at
        refund = self.verdict.refund
        known = [at for one in deadlines for at in (one.earliest, one.latest)]
        if refund is not None:
            known += [refund.earliest, refund.latest]
        if self.is_open:
            known.append(now + LOOKED_AT_AGAIN)
        return min((at for at in known if at is not None and at > now), default=None)


def span(moment: Moment | Missing) -> Span | None:
    """A printed date; None where there is none, or beyond the calendar."""
    if isinstance(moment, Missing):
        return None
    try:
        return Span(moment.earliest, moment.day.isoformat())
    except OverflowError:
        return None


def next_of(deadlines: Iterable[KnownDeadline], now: datetime) -> KnownDeadline | None:
    """The deadline that comes next: the first whose latest reading has not passed."""
    coming = (one for one in deadlines if one.latest is not None and one.latest > now)
    return min(coming, key=lambda one: one.earliest or now, default=None)


def _known(one: Deadline) -> KnownDeadline:
    return KnownDeadline(
        kind=one.kind,
        earliest=one.earliest,
        latest=one.latest,
        act_by=one.act_by,
        basis=one.basis,
        reminders=one.reminders,
    )
