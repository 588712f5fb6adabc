"""When a clock started: the moments of an order, its parcels and its disputes, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aliorders.models import Missing, Moment, Parcel, ParcelStage, found
from aliorders.stages import stage_of_event
from cancelwindow.policy.case import Case
from cancelwindow.policy.deadline_table import StartField


def moments(case: Case, field: StartField) -> tuple[Moment, ...]:
    """What was seen of `field`: none, one, or one per parcel."""
    return _FIELDS[field](case)


def _seen(value: Moment | Missing) -> tuple[Moment, ...]:
    return () if isinstance(value, Missing) else (value,)


def _delivered(case: Case) -> tuple[Moment, ...]:
    """The delivery of each parcel; none unless every parcel tells its own."""
    deliveries = [_delivery(parcel) for parcel in case.evidence.parcels]
    known = tuple(one for one in deliveries if one is not None)
    return known if len(known) == len(deliveries) else ()


def _delivery(parcel: Parcel) -> Moment | None:
    if parcel.stage is not ParcelStage.DELIVERED:
        return None
    scans = (event for event in parcel.events if stage_of_event(event)[0] is parcel.stage)
    return next((found(event.at) for event in scans), None)


def _dispute_opened(case: Case) -> tuple[Moment, ...]:
    """The newest return or dispute; a closed one starts nothing."""
    running = [one for one in case.evidence.returns if one.is_closed is not True]
    opened = [one.created for one in running if not isinstance(one.created, Missing)]
    return (max(opened, key=lambda one: one.latest),) if opened else ()


_FIELDS: Mapping[StartField, Callable[[Case], tuple[Moment, ...]]] = {
    StartField.PLACED: lambda case: _seen(case.order.placed),
    StartField.PAID: lambda case: _seen(case.order.paid),
    StartField.SHIPPED: lambda case: _seen(case.order.shipped),
    StartField.DELIVERED: _delivered,
    StartField.COMPLETED: lambda case: _seen(case.order.completed),
    StartField.DISPUTE_OPENED: _dispute_opened,
}
