"""The buyer's own record with a seller, out of what was seen of each order over time.

An order is a handful of stays: the first and the last time it was seen in a state. What lies
between two looks is not known, so that lengths are spans, as with `history.Wait`, and the later
reading of them is told. Whether a request that ended without a cancellation was refused, or
withdrawn by the buyer, no page says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from aliorders.models import EndCause, EndReason, OrderStatus
from cancelwindow.policy.business_days import business_days_after
from cancelwindow.policy.history import Wait
from cancelwindow.policy.survival import kaplan_meier, median

RETURN_CASE = "return_case"
"""State of an order that the list of returns and disputes names."""

_DISPUTED = frozenset({OrderStatus.IN_ISSUE.value, RETURN_CASE})

_DISPUTE_ENDS = frozenset(
    {EndCause.DISPUTE_REFUNDED, EndCause.DISPUTE_SELLER_SILENT, EndCause.DISPUTE_ENDED}
)
_REFUNDED = frozenset({EndCause.DISPUTE_REFUNDED, EndCause.DISPUTE_SELLER_SILENT})

_OTHER_CANCELLATIONS = frozenset(
    {
        EndCause.NOT_SHIPPED,
        EndCause.SECURITY,
        EndCause.GROUP_NOT_FILLED,
        EndCause.CANCELLED_BY_SELLER,
        EndCause.CANCELLED_UNPAID,
        EndCause.CANCELLED_IN_VERIFICATION,
        EndCause.NOT_PAID,
    }
)
"""Cancellations to which no seller agreed."""

_HOUR = timedelta(hours=1)


class Stay(NamedTuple):
    """An order in one state: when it was first and last seen in it (aware UTC)."""

    state: str
    """An `OrderStatus`, or RETURN_CASE."""
    end_reason: str
    """An `EndReason`, or empty."""
    end_cause: str
    """An `EndCause`, or empty."""
    first: datetime
    last: datetime
    is_overdue: bool = False
    """Seen waiting for shipment beyond the site's own clock."""
    has_refund: bool = False
    """Seen with a line that tells of a refund."""


class OrderPast(NamedTuple):
    """What is known of one order with a seller."""

    stays: tuple[Stay, ...]
    shipped: Wait | None = None
    """Hours from payment to the declared shipping."""
    paid: datetime | None = None
    """The latest that the printed day of payment can mean."""
    shipped_by: datetime | None = None
    """First seen shipped."""
    declared: datetime | None = None
    """The latest that the printed day of shipping can mean."""
    unscanned_at: datetime | None = None
    """Last seen without a scan, where its tracking was looked at."""
    was_scanned: bool = False


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """Counts of orders; lengths in hours, None where too little was seen."""

    orders: int = 0
    asked: int = 0
    cancelled: int = 0
    refused: int = 0
    shipped_although_asked: int = 0
    late: int = 0
    never_scanned: int = 0
    disputes: int = 0
    refunds: int = 0
    ship_hours: float | None = None
    ship_orders: int = 0
    answer_hours: float | None = None
    answer_orders: int = 0

    @property
    def kept(self) -> int:
        """Requests after which the order went on."""
        return self.refused + self.shipped_although_asked


NO_RECORD = OwnRecord()
"""Of a store without an order on record."""


class Limits(NamedTuple):
    """The figures that a record is held to."""

    business_days: int
    """In which a seller ships."""
    scan_alarm: timedelta
    """Without a scan for longer than this after the declared shipping, none is expected."""


def own_record(orders: Iterable[OrderPast], limits: Limits) -> OwnRecord:
    """The record over all orders with one seller."""
    pasts = tuple(orders)
    requests = [one for one in map(_request, pasts) if one is not None]
    outcomes = [request.outcome for request in requests]
    ships = [past.shipped for past in pasts if past.shipped is not None]
    answers = [request.answer for request in requests if request.answer is not None]
    return OwnRecord(
        orders=len(pasts),
        asked=len(requests),
        cancelled=outcomes.count(_CANCELLED),
        refused=outcomes.count(_WAITED_ON),
        shipped_although_asked=outcomes.count(_SHIPPED),
        late=sum(_was_late(past, limits) for past in pasts),
        never_scanned=sum(_was_never_scanned(past, limits) for past in pasts),
        disputes=sum(_was_disputed(past) for past in pasts),
        refunds=sum(_was_refunded(past) for past in pasts),
        ship_hours=_median(ships),
        ship_orders=sum(wait.ended for wait in ships),
        answer_hours=_median(answers),
        answer_orders=sum(wait.ended for wait in answers),
    )


_CANCELLED, _WAITED_ON, _SHIPPED, _OPEN = "cancelled", "waited_on", "shipped", "open"


class _Request(NamedTuple):
    """One request to cancel, and what became of it."""

    outcome: str
    answer: Wait | None


def _request(past: OrderPast) -> _Request | None:
    """The request of an order; None where none was seen.

    An order that was seen cancelled by the buyer after payment had a request even where nobody
    looked at it while it was open.
    """
    asked = [stay for stay in past.stays if stay.state == OrderStatus.IN_CANCEL]
    cancelled = [stay for stay in past.stays if stay.end_reason == EndReason.CANCELLED]
    if not asked:
        by_buyer = any(one.end_cause == EndCause.CANCELLED_BY_BUYER for one in cancelled)
        return _Request(_CANCELLED, None) if by_buyer else None
    first, last = min(stay.first for stay in asked), max(stay.last for stay in asked)
    agreed = [one for one in cancelled if one.end_cause not in _OTHER_CANCELLATIONS]
    if agreed:
        ended = min(stay.first for stay in agreed)
        return _Request(_CANCELLED, _answer(past, first, last, ended))
    if past.shipped_by is not None and past.shipped_by > first:
        return _Request(_SHIPPED, _answer(past, first, last, past.shipped_by))
    waited = [stay.last for stay in _waiting(past) if stay.last > last]
    if waited:
        return _Request(_WAITED_ON, _answer(past, first, last, min(waited)))
    return _Request(_OPEN, _answer(past, first, last, None))


def _waiting(past: OrderPast) -> list[Stay]:
    return [stay for stay in past.stays if stay.state == OrderStatus.WAIT_SELLER_SEND_GOODS]


def _answer(past: OrderPast, first: datetime, last: datetime, ended: datetime | None) -> Wait:
    """Hours from the request to its end; it was made after the last look that saw the order wait,
    or, where nobody had looked, by the first that saw the request."""
    before = [
        stay.last if stay.last < first else stay.first
        for stay in _waiting(past)
        if stay.first < first
    ]
    low = (last - first) / _HOUR
    if ended is None:
        return Wait(low, None)
    start = max(before, default=first)
    return Wait(low, max(low, (ended - start) / _HOUR))


def _was_late(past: OrderPast, limits: Limits) -> bool:
    if any(stay.is_overdue or stay.end_cause == EndCause.NOT_SHIPPED for stay in past.stays):
        return True
    if past.shipped is None or past.paid is None:
        return False
    at_least = past.shipped.low * _HOUR
    if at_least.days <= limits.business_days:
        return False
    _, last = business_days_after(past.paid.date(), limits.business_days)
    return (past.paid + at_least).date() > last


def _was_never_scanned(past: OrderPast, limits: Limits) -> bool:
    declared = past.declared or past.shipped_by
    if past.was_scanned or declared is None or past.unscanned_at is None:
        return False
    return past.unscanned_at - declared > limits.scan_alarm


def _was_disputed(past: OrderPast) -> bool:
    return any(stay.state in _DISPUTED or stay.end_cause in _DISPUTE_ENDS for stay in past.stays)


def _was_refunded(past: OrderPast) -> bool:
    return any(stay.has_refund or stay.end_cause in _REFUNDED for stay in past.stays)


def _median(waits: list[Wait]) -> float | None:
    """The later reading of the median; None where too many are still open."""
    return median(kaplan_meier(wait.longest for wait in waits)).value
