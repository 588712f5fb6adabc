"""One order from several sources, with what they disagree on.

Precedence (design, section 2): within a snapshot the site's JSON before its DOM; between pages
the detail page before the list, which lags; of the same kind the newer snapshot. A value that one
source has and another lacks is taken from where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aliorders.models import (
    Action,
    Disagreement,
    Evidence,
    Missing,
    Moment,
    Money,
    Order,
    OrderStatus,
    PageKind,
    PageReading,
    Parcel,
    ParseReport,
    Promise,
    Seen,
    Settled,
    not_on_this_page,
)

_RANK = {PageKind.ORDER_DETAIL: 0, PageKind.ORDER_LIST: 1, PageKind.TRACKING: 2}

_TOGETHER = frozenset({"order_id", "status", "status_word", "end_reason", "actions", "promises"})
"""Fields that do not merge one by one."""


class Merged(NamedTuple):
    """An order out of two, and where they differed."""

    order: Order
    disagreements: tuple[Disagreement, ...]


def merge_orders(first: Order, first_from: str, second: Order, second_from: str) -> Merged:
    """One order from two readings of it; `first` wins wherever both say something."""
    differing: list[Disagreement] = []

    def compare(field: str, used: object, other: object) -> None:
        if _said(used) != _said(other):
            differing.append(
                Disagreement(
                    field=field,
                    used=_said(used),
                    used_from=first_from,
                    other=_said(other),
                    other_from=second_from,
                )
            )

    values: dict[str, object] = {}
    for field in Order.model_fields.keys() - _TOGETHER:
        one, two = getattr(first, field), getattr(second, field)
        values[field] = two if _is_empty(one) else one
        if not _is_empty(one) and not _is_empty(two) and _comparable(one):
            compare(field, one, two)
    known, other = first, second
    if first.status is OrderStatus.UNKNOWN and second.status is not OrderStatus.UNKNOWN:
        known, other = second, first
    elif second.status is not OrderStatus.UNKNOWN:
        compare("status", first.status, second.status)
    end_reason = other.end_reason if isinstance(known.end_reason, Missing) else known.end_reason
    values |= {
        "status": known.status,
        "status_word": known.status_word,
        "end_reason": end_reason if known.status is other.status else known.end_reason,
        "actions": _all_actions(first.actions, second.actions),
        "promises": _all_promises(first.promises, second.promises),
    }
    merged = first.model_copy(update=values)
    return Merged(merged, tuple(sorted(differing, key=lambda d: d.field)))


def _is_empty(value: object) -> bool:
    return isinstance(value, Missing) or value == ()


def _comparable(value: object) -> bool:
    return isinstance(value, str | int | Money | Moment)


def _said(value: object) -> str:
    """What a value says, without how it was written."""
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return str(value.day) if isinstance(value, Moment) else str(value)


def _all_actions(
    first: tuple[Action, ...] | Missing, second: tuple[Action, ...] | Missing
) -> tuple[Action, ...] | Missing:
    """Everything either source offers: a control arrives late in one of them."""
    if isinstance(first, Missing):
        return second
    if isinstance(second, Missing):
        return first
    labels = {action.label for action in first}
    return first + tuple(action for action in second if action.label not in labels)


def _all_promises(first: tuple[Promise, ...], second: tuple[Promise, ...]) -> tuple[Promise, ...]:
    texts = {promise.text for promise in first}
    return first + tuple(promise for promise in second if promise.text not in texts)


def join_answers(answers: Sequence[PageReading]) -> PageReading | None:
    """The site's JSON answers of one snapshot as one reading; None without any."""
    ranked = sorted(answers, key=lambda answer: _RANK[answer.kind])
    if not ranked:
        return None
    orders: dict[str, Order] = {}
    differing: list[Disagreement] = []
    for answer in ranked:
        for order in answer.orders:
            known = orders.setdefault(order.order_id, order)
            if known is not order:
                merged = merge_orders(known, ranked[0].kind.value, order, answer.kind.value)
                orders[order.order_id] = merged.order
                differing.extend(merged.disagreements)
    return PageReading(
        kind=ranked[0].kind,
        orders=tuple(orders.values()),
        parcels=tuple(parcel for answer in ranked for parcel in answer.parcels),
        report=ParseReport(
            disagreements=tuple(differing),
            unknown_words=_unique(*(answer.report.unknown_words for answer in ranked)),
            unknown_types=_unique(*(answer.report.unknown_types for answer in ranked)),
        ),
    )


def merge_readings(json: PageReading, dom: PageReading) -> PageReading:
    """One reading from the JSON and the DOM of one snapshot.

    A detail page is of its own order alone, whatever else its session has loaded before.
    """
    from_json = {order.order_id: order for order in json.orders}
    orders: list[Order] = []
    differing: list[Disagreement] = []
    for order in dom.orders:
        answer = from_json.pop(order.order_id, None)
        if answer is None:
            orders.append(order)
            continue
        merged = merge_orders(answer, "site JSON", order, "page")
        orders.append(merged.order)
        differing.extend(merged.disagreements)
    if dom.kind is PageKind.ORDER_LIST:
        orders.extend(from_json.values())
    report = dom.report.model_copy(
        update={
            "disagreements": (*json.report.disagreements, *differing),
            "unknown_words": _unique(json.report.unknown_words, dom.report.unknown_words),
            "unknown_types": _unique(json.report.unknown_types, dom.report.unknown_types),
        }
    )
    return dom.model_copy(
        update={
            "orders": tuple(orders),
            "parcels": json.parcels or dom.parcels,
            "report": report,
        }
    )


def _unique(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for group in groups for word in group))


def combine(readings: Sequence[tuple[PageReading, datetime]]) -> tuple[Evidence, ...]:
    """What several snapshots together say, one evidence per order, in order of first appearance.

    Parcels go to the order they name. Parcels that name none go to the only order there is; with
    several orders nobody can say whose they are, and they are left out.
    """
    by_precedence = sorted(readings, key=lambda entry: (_RANK[entry[0].kind], -_stamp(entry[1])))
    order_ids = tuple(dict.fromkeys(_order_ids(readings)))
    return tuple(_evidence(order_id, by_precedence, order_ids) for order_id in order_ids)


def _stamp(captured_at: datetime) -> float:
    return captured_at.timestamp()


def _order_ids(readings: Sequence[tuple[PageReading, datetime]]) -> list[str]:
    ids = [order.order_id for reading, _ in readings for order in reading.orders]
    named = [parcel.order_id for reading, _ in readings for parcel in reading.parcels]
    return ids + [order_id for order_id in named if not isinstance(order_id, Missing)]


def _evidence(
    order_id: str,
    readings: Sequence[tuple[PageReading, datetime]],
    order_ids: tuple[str, ...],
) -> Evidence:
    order: Order | None = None
    settled = Settled.UNKNOWN
    differing: list[Disagreement] = []
    parcels: tuple[Parcel, ...] = ()
    tracking_seen = False
    seen: list[Seen] = []
    order_from = ""
    for reading, captured_at in readings:
        mine = next((o for o in reading.orders if o.order_id == order_id), None)
        shipped = tuple(p for p in reading.parcels if _belongs(p, order_id, order_ids))
        looked_at_tracking = reading.kind is PageKind.TRACKING and (
            bool(shipped) or len(order_ids) == 1
        )
        if mine is None and not looked_at_tracking:
            continue
        seen.append(Seen(kind=reading.kind, captured_at=captured_at))
        tracking_seen = tracking_seen or looked_at_tracking
        parcels = _all_parcels(parcels, shipped)
        if mine is None:
            continue
        if order is None:
            order, order_from, settled = mine, reading.kind.value, reading.settled
        else:
            merged = merge_orders(order, order_from, mine, reading.kind.value)
            order, differing = merged.order, [*differing, *merged.disagreements]
        differing.extend(reading.report.disagreements if len(reading.orders) == 1 else ())
    return Evidence(
        order=order or bare_order(order_id),
        parcels=parcels,
        tracking_seen=tracking_seen,
        settled=settled,
        seen=tuple(seen),
        disagreements=tuple(differing),
    )


def _belongs(parcel: Parcel, order_id: str, order_ids: tuple[str, ...]) -> bool:
    if isinstance(parcel.order_id, Missing):
        return order_ids == (order_id,)
    return parcel.order_id == order_id


def _all_parcels(known: tuple[Parcel, ...], more: tuple[Parcel, ...]) -> tuple[Parcel, ...]:
    numbers = {p.tracking_number for p in known if not isinstance(p.tracking_number, Missing)}
    return known + tuple(p for p in more if p.tracking_number not in numbers)


def bare_order(order_id: str) -> Order:
    """An order of which nothing but its number was seen (a tracking page alone)."""
    unseen = not_on_this_page("only tracking was seen")
    return Order(
        order_id=order_id,
        status=OrderStatus.UNKNOWN,
        status_word=unseen,
        end_reason=unseen,
        status_detail=unseen,
        placed=unseen,
        paid=unseen,
        shipped=unseen,
        completed=unseen,
        payment_method=unseen,
        total=unseen,
        is_choice=unseen,
        store=unseen,
        lines=(),
        line_count=unseen,
        actions=unseen,
        delivery_estimate=unseen,
        last_tracking_text=unseen,
    )
