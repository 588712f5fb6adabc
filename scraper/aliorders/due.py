"""Which orders of the history have to be opened: what is known of each, and when it is due again.

Pure: the clock's instant is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aliorders.data import table
from aliorders.models import ActionKind, Missing, Order, OrderStatus, RefundLine, found


@dataclass(frozen=True, slots=True)
class Listed:
    """What a row of the list says of its order, in no language: enough to see that it changed.

    `has_refund_line` tells of a refund or dispute under the card; `placed` is the day it prints.
    """

    status: OrderStatus
    end_reason: str | None = None
    has_refund_line: bool = False
    placed: date | None = None

    @property
    def ended(self) -> bool:
        """Whether its status is one that nothing follows."""
        return is_ended(self.status)


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier visits know of one order. Instants are aware UTC, None where it never was.

    `read_ended` says that its own page told of its end; the list lags behind that.
    """

    order_id: str
    listed: Listed
    changed_at: datetime
    detail_at: datetime | None = None
    tracking_at: datetime | None = None
    offers_tracking: bool = False
    read_ended: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a reading is good.

    `open_orders`: of an order that is under way. `unknown_status`: how old an order may be whose
    status no table understands; an older one is taken to have ended.
    """

    open_orders: timedelta
    unknown_status: timedelta


def is_ended(status: OrderStatus) -> bool:
    """Whether nothing follows this status."""
    return status.value in table("history")["ended"]


def listed(order: Order) -> Listed:
    """The row of an order, as it is compared with later ones."""
    return Listed(
        status=order.status,
        end_reason=found(order.end_reason),
        has_refund_line=isinstance(order.refund_line, RefundLine),
        placed=None if isinstance(order.placed, Missing) else order.placed.day,
    )


def changed(before: Listed, after: Listed) -> bool:
    """Whether a row tells something new.

    A status or end that one of two visits could not read (another language, say) is no change.
    """
    if OrderStatus.UNKNOWN not in (before.status, after.status) and before.status != after.status:
        return True
    if before.end_reason and after.end_reason and before.end_reason != after.end_reason:
        return True
    return after.has_refund_line and not before.has_refund_line


def joined(before: Listed, after: Listed) -> Listed:
    """What is known after both visits: the newer one, but for what it could not read."""
    return Listed(
        status=before.status if after.status is OrderStatus.UNKNOWN else after.status,
        end_reason=after.end_reason or before.end_reason,
        has_refund_line=after.has_refund_line,
        placed=after.placed or before.placed,
    )


def offers_tracking(order: Order) -> bool:
    """Whether there is a tracking page to open: it is offered, or the order is on its way."""
    return order.offers(ActionKind.TRACK) or order.status.value in table("history")["shipped"]


def may_still_offer_cancel(order: Order) -> bool:
    """Whether a Cancel that is not on the page may still be drawn."""
    if isinstance(order.actions, Missing):
        return True
    return order.status.value in table("history")["cancellable"] and not order.offers(
        ActionKind.CANCEL
    )


def detail_is_due(known: Known, now: datetime, fresh: Freshness, *, ended_too: bool) -> bool:
    """Whether an order's page has to be opened.

    Args:
        ended_too: also open the page of each order that had ended before we first met it, once.
    """
    if known.detail_at is None:
        return ended_too or not known.listed.ended
    has_changed = known.changed_at > known.detail_at
    if known.read_ended:
        return has_changed and not known.listed.ended
    return has_changed or known.listed.ended or _is_stale(known, known.detail_at, now, fresh)


def tracking_is_due(known: Known, now: datetime, fresh: Freshness) -> bool:
    """Whether an order's tracking page has to be opened, once its own page was."""
    if not known.offers_tracking or known.detail_at is None:
        return False
    if known.tracking_at is None:
        return True
    if known.read_ended or known.listed.ended:
        return False
    return known.changed_at > known.tracking_at or _is_stale(known, known.tracking_at, now, fresh)


def _is_stale(known: Known, read_at: datetime, now: datetime, fresh: Freshness) -> bool:
    if now - read_at < fresh.open_orders:
        return False
    if known.listed.status is not OrderStatus.UNKNOWN:
        return True
    placed = known.listed.placed
    return placed is not None and now.date() - placed <= fresh.unknown_status
