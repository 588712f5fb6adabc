"""One order from several sources, with what they disagree on.

Precedence (design, section 2): within a snapshot the site's JSON before its DOM; between pages
the detail page before the list, which lags; of the same kind the newer snapshot. A value that one
source has and another lacks is taken from where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aliorders.data_and_page import (
    PAGE,
    SITE_DATA,
    cancel_in_data_only,
    of_order,
    parcels_of_page,
)
from aliorders.merge_lines import either
from aliorders.merge_orders import merge_orders
from aliorders.merge_parcels import merge_parcels, numbers_of
from aliorders.models import (
    Disagreement,
    Evidence,
    Listing,
    Missing,
    Order,
    OrderStatus,
    PageKind,
    PageReading,
    Parcel,
    ParseReport,
    Seen,
    Settled,
    not_on_this_page,
)

__all__ = [
    "bare_order",
    "combine",
    "join_answers",
    "merge_orders",
    "merge_readings",
]

_RANK = {
    PageKind.ORDER_DETAIL: 0,
    PageKind.ORDER_LIST: 1,
    PageKind.TRACKING: 2,
    PageKind.RETURNS: 3,
    PageKind.STORE: 4,
}


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
                differing.extend(of_order(order.order_id, merged.disagreements))
    return PageReading(
        kind=ranked[0].kind,
        orders=tuple(orders.values()),
        parcels=tuple(parcel for answer in ranked for parcel in answer.parcels),
        returns=tuple(dict.fromkeys(entry for answer in ranked for entry in answer.returns)),
        stores=tuple(dict.fromkeys(store for answer in ranked for store in answer.stores)),
        listing=_last_listing(answers),
        parcel_count=_parcel_count(ranked),
        report=ParseReport(
            disagreements=(
                *(entry for answer in ranked for entry in answer.report.disagreements),
                *differing,
            ),
            **_all_met(*(answer.report for answer in ranked)),
        ),
    )


def _last_listing(answers: Sequence[PageReading]) -> Listing | None:
    """Of several list answers the last: whether more follows is said by the latest page."""
    listings = [answer.listing for answer in answers if answer.listing is not None]
    return listings[-1] if listings else None


def _parcel_count(readings: Sequence[PageReading]) -> int | Missing:
    """The most parcels that any of them speaks of."""
    counts = [r.parcel_count for r in readings if not isinstance(r.parcel_count, Missing)]
    return max(counts) if counts else not_on_this_page()


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
        merged = merge_orders(answer, SITE_DATA, order, PAGE)
        orders.append(merged.order)
        differing.extend(of_order(order.order_id, merged.disagreements))
        differing.extend(of_order(order.order_id, cancel_in_data_only(answer, order, dom)))
    parcels, in_parcels = parcels_of_page(json.parcels, dom.parcels)
    differing.extend(in_parcels)
    if dom.kind is PageKind.ORDER_LIST:
        orders.extend(from_json.values())
    report = dom.report.model_copy(
        update={
            "disagreements": (*json.report.disagreements, *differing),
            **_all_met(json.report, dom.report),
        }
    )
    return dom.model_copy(
        update={
            "orders": tuple(orders),
            "parcels": parcels,
            "parcel_count": _parcel_count([json, dom]),
            "returns": json.returns or dom.returns,
            "stores": (*json.stores, *dom.stores),
            "listing": _one_listing(json.listing, dom.listing),
            "report": report,
        }
    )


def _one_listing(json: Listing | None, dom: Listing | None) -> Listing | None:
    """The answer's echo of what was applied, completed by what the page shows. An answer from
    before a change of tab can linger, so a page that is no list has no listing."""
    if json is None or dom is None:
        return dom
    values = {
        field: either(getattr(json, field), getattr(dom, field)) for field in Listing.model_fields
    }
    return json.model_copy(update=values)


_MET = ("unknown_words", "unknown_types", "unknown_numbers", "learnable")
"""Parts of a report that add up over several readings."""


def _all_met(*reports: ParseReport) -> dict[str, Any]:
    """What any of these reports met, each once, by part of the report."""
    return {
        part: tuple(dict.fromkeys(entry for report in reports for entry in getattr(report, part)))
        for part in _MET
    }


def combine(readings: Sequence[tuple[PageReading, datetime]]) -> tuple[Evidence, ...]:
    """What several snapshots together say, one evidence per order, in order of first appearance.

    Parcels go to the order they name, or to the order that one of their numbers is known of. Other
    nameless parcels go to the only order there is; with several orders nobody can say whose they
    are, and they are left out. Returns join the orders they name and make none of their own.
    """
    by_precedence = sorted(readings, key=lambda entry: (_RANK[entry[0].kind], -_stamp(entry[1])))
    order_ids = tuple(dict.fromkeys(_order_ids(readings)))
    owners = _owners(readings)
    return tuple(
        _Gathering(order_id, order_ids, owners).evidence(by_precedence) for order_id in order_ids
    )


def _stamp(captured_at: datetime) -> float:
    return captured_at.timestamp()


def _order_ids(readings: Sequence[tuple[PageReading, datetime]]) -> list[str]:
    ids = [order.order_id for reading, _ in readings for order in reading.orders]
    named = [parcel.order_id for reading, _ in readings for parcel in reading.parcels]
    return ids + [order_id for order_id in named if not isinstance(order_id, Missing)]


def _owners(readings: Sequence[tuple[PageReading, datetime]]) -> dict[str, set[str]]:
    """Orders by the tracking numbers that pages have shown of them."""
    owners: dict[str, set[str]] = {}
    for reading, _ in readings:
        for order in reading.orders:
            for number in order.tracking_numbers:
                owners.setdefault(number, set()).add(order.order_id)
        for parcel in reading.parcels:
            if not isinstance(parcel.order_id, Missing):
                for number in numbers_of(parcel):
                    owners.setdefault(number, set()).add(parcel.order_id)
    return owners


class _Gathering:
    """Gathers what the readings say of one order."""

    def __init__(
        self, order_id: str, order_ids: tuple[str, ...], owners: dict[str, set[str]]
    ) -> None:
        self._order_id = order_id
        self._is_only = order_ids == (order_id,)
        self._owners = owners
        self._order: Order | None = None
        self._order_from = ""
        self._settled = Settled.UNKNOWN
        self._differing: list[Disagreement] = []
        self._parcels: tuple[Parcel, ...] = ()
        self._tracking: list[PageReading] = []

    def evidence(self, readings: Sequence[tuple[PageReading, datetime]]) -> Evidence:
        """The evidence; `readings` come in their order of precedence."""
        seen = [
            Seen(kind=reading.kind, captured_at=captured_at)
            for reading, captured_at in readings
            if self._take(reading)
        ]
        returns = (entry for reading, _ in readings for entry in reading.returns)
        return Evidence(
            order=self._order or bare_order(self._order_id),
            parcels=self._parcels,
            tracking_seen=bool(self._tracking),
            settled=self._settled,
            seen=tuple(seen),
            disagreements=tuple(self._differing),
            parcel_count=_parcel_count(self._tracking),
            returns=tuple(dict.fromkeys(e for e in returns if e.order_id == self._order_id)),
            unread_labels=self._unread_labels([reading for reading, _ in readings]),
        )

    def _unread_labels(self, readings: Sequence[PageReading]) -> tuple[str, ...]:
        """Of the order's controls, those whose label some reading reported as not understood."""
        if self._order is None or isinstance(self._order.actions, Missing):
            return ()
        reported = {label for reading in readings for label in reading.report.unknown_labels}
        return tuple(a.label for a in self._order.actions if a.label in reported)

    def _take(self, reading: PageReading) -> bool:
        """Take over what one reading says of the order; whether it said anything."""
        mine = next((o for o in reading.orders if o.order_id == self._order_id), None)
        shipped = tuple(parcel for parcel in reading.parcels if self._owns(parcel))
        looked_at_tracking = reading.kind is PageKind.TRACKING and (bool(shipped) or self._is_only)
        returned = any(entry.order_id == self._order_id for entry in reading.returns)
        if looked_at_tracking:
            self._tracking.append(reading)
        if mine is None and not looked_at_tracking:
            return returned
        self._parcels, differing = merge_parcels(self._parcels, shipped)
        self._differing.extend(differing)
        if mine is None:
            differing = reading.report.disagreements
            self._differing.extend(one for one in differing if one.order_id == self._order_id)
        else:
            self._take_order(mine, reading)
        return True

    def _take_order(self, mine: Order, reading: PageReading) -> None:
        if self._order is None:
            self._order, self._settled = mine, reading.settled
            self._order_from = reading.kind.value
        else:
            merged = merge_orders(self._order, self._order_from, mine, reading.kind.value)
            self._order = merged.order
            self._differing.extend(merged.disagreements)
        self._differing.extend(
            one for one in reading.report.disagreements if self._is_about(one, reading)
        )

    def _is_about(self, one: Disagreement, reading: PageReading) -> bool:
        """Whether it is on this order; one that names none is on the page's only one."""
        if one.order_id is None:
            return len(reading.orders) == 1
        return one.order_id == self._order_id

    def _owns(self, parcel: Parcel) -> bool:
        if not isinstance(parcel.order_id, Missing):
            return parcel.order_id == self._order_id
        named = [self._owners.get(number, set()) for number in numbers_of(parcel)]
        known = set().union(*named)
        return known == {self._order_id} if known else self._is_only


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
