"""Parcels of one order from several readings: AliExpress's, Cainiao's, older and newer ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from aliorders.data import table
from aliorders.merge_lines import either
from aliorders.models import Disagreement, Missing, Moment, Parcel, ParcelStage
from aliorders.stages import SCANNED, is_failed_pickup

_FILLED = (
    "order_id", "tracking_number", "origin_number", "carrier", "service", "carrier_url",
    "delivery_estimate", "delivery_begins", "delivery_ends", "created",
)  # fmt: skip


def merge_parcels(
    known: Sequence[Parcel], more: Sequence[Parcel]
) -> tuple[tuple[Parcel, ...], tuple[Disagreement, ...]]:
    """The parcels of both, those with a number in common as one; `known` comes first.

    Parcels without any number are one and the same only when they are equal.
    """
    merged = list(known)
    differing: list[Disagreement] = []
    for parcel in more:
        place = next((i for i, one in enumerate(merged) if _is_same(one, parcel)), None)
        if place is None:
            merged.append(parcel)
            continue
        merged[place], differences = _merged(merged[place], parcel)
        differing.extend(differences)
    return tuple(merged), tuple(differing)


def numbers_of(parcel: Parcel) -> frozenset[str]:
    """Every number the parcel goes by: at origin, and in the last mile."""
    numbers = (parcel.tracking_number, parcel.origin_number)
    return frozenset(number for number in numbers if not isinstance(number, Missing))


def _is_same(one: Parcel, two: Parcel) -> bool:
    return bool(numbers_of(one) & numbers_of(two)) or one == two


def _merged(first: Parcel, second: Parcel) -> tuple[Parcel, tuple[Disagreement, ...]]:
    leading, other = (second, first) if _leads(second, first) else (first, second)
    values: dict[str, object] = {
        field: either(getattr(first, field), getattr(second, field)) for field in _FILLED
    }
    values |= {
        "stage": leading.stage,
        "stage_basis": leading.stage_basis,
        "events": leading.events or other.events,
        "items": first.items or second.items,
        "promises": first.promises or second.promises,
    }
    differing: tuple[Disagreement, ...] = ()
    if ParcelStage.UNKNOWN not in (leading.stage, other.stage) and leading.stage != other.stage:
        differing = (
            Disagreement(
                field="parcel.stage",
                used=leading.stage.value,
                used_from=leading.stage_basis,
                other=other.stage.value,
                other_from=other.stage_basis,
            ),
        )
    return first.model_copy(update=values), differing


def _leads(second: Parcel, first: Parcel) -> bool:
    """Whether `second` says more of where the parcel is.

    Anything beats nothing known, and a scan beats an announcement, whichever was seen first: a
    parcel that a carrier has scanned is not with the seller, unless a pickup failed later. Of two
    scans the later counts where their clocks compare; else the first source stays.
    """
    if ParcelStage.UNKNOWN in (first.stage, second.stage):
        return first.stage is ParcelStage.UNKNOWN and second.stage is not ParcelStage.UNKNOWN
    if (first.stage in SCANNED) == (second.stage in SCANNED):
        return _is_later(second, first)
    scanned, other = (first, second) if first.stage in SCANNED else (second, first)
    undone = is_failed_pickup(other.stage_basis) and _is_later(other, scanned)
    return (other if undone else scanned) is second


def _is_later(parcel: Parcel, than: Parcel) -> bool:
    """Whether its newest event is later, by clocks that compare."""
    one, two = _newest(than), _newest(parcel)
    if one is None or two is None:
        return False
    return two.earliest - one.earliest > _least_difference(one, two)


def _newest(parcel: Parcel) -> Moment | None:
    timed = (event.at for event in parcel.events if not isinstance(event.at, Missing))
    return max((at for at in timed if at.at is not None), key=_instant, default=None)


def _instant(moment: Moment) -> datetime:
    return moment.earliest


def _least_difference(one: Moment, two: Moment) -> timedelta:
    """How far apart two clocks must be to compare: Cainiao's zone is an assumption of its own."""
    if one.zone_assumed == two.zone_assumed:
        return timedelta()
    return timedelta(hours=table("tracking_codes")["clocks"]["foreign_hours"])
