"""One parcel as AliExpress, Cainiao, an older and a newer page tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aliorders.merge import bare_order, combine
from aliorders.merge_parcels import merge_parcels, numbers_of
from aliorders.models import (
    Missing,
    Moment,
    PageKind,
    PageReading,
    Parcel,
    ParcelItem,
    ParcelStage,
    Precision,
    ReverseOrder,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.stages import stage_of_events

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ID, OTHER_ID = "8240000000000001", "8240000000000002"


def event(code: str, hours: float, *, cainiao: bool = False) -> TrackingEvent:
    instant = START + timedelta(hours=hours)
    at = Moment(
        raw="", precision=Precision.MINUTE, day=instant.date(), at=instant, zone_assumed=cainiao
    )
    return TrackingEvent(code=code, fulfil_stage=not_found(), text=not_found(), at=at)


def parcel(*events: TrackingEvent, number: str | None = "LP1", **fields: Any) -> Parcel:
    stage, basis = stage_of_events(events)
    return Parcel(
        **{
            "order_id": not_found(),
            "tracking_number": number or not_found(),
            "carrier": not_found(),
            "stage": stage,
            "stage_basis": basis,
            "events": events,
            "delivery_estimate": not_on_this_page(),
            **fields,
        }
    )


def one(first: Parcel, second: Parcel) -> tuple[Parcel, list[tuple[str, str]]]:
    parcels, differing = merge_parcels((first,), (second,))
    (only,) = parcels
    return only, [(entry.used, entry.other) for entry in differing]


def test_parcels_are_one_when_a_number_is_the_same_at_either_end() -> None:
    local = parcel(number="RS1", origin_number="LP1")
    assert numbers_of(local) == {"RS1", "LP1"}
    only, differing = one(local, parcel(number="LP1", carrier="Post"))
    assert (only.tracking_number, only.carrier, differing) == ("RS1", "Post", [])


def test_parcels_without_a_common_number_stay_apart() -> None:
    for other in (parcel(number="LP2"), parcel(number=None)):
        parcels, _ = merge_parcels((parcel(number="LP1"),), (other,))
        assert len(parcels) == 2


def test_two_without_a_number_are_one_only_when_they_are_equal() -> None:
    nameless = parcel(number=None)
    assert merge_parcels((nameless,), (nameless,))[0] == (nameless,)
    other = parcel(number=None, carrier="Post")
    assert merge_parcels((nameless,), (other,))[0] == (nameless, other)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_scan_counts_whichever_source_has_it(is_first: bool) -> None:
    declared = parcel(event("AE_ORDER_SHIPPED", 9))
    scanned = parcel(event("PU_PICKUP_SUCCESS", 5, cainiao=True))
    pair = (scanned, declared) if is_first else (declared, scanned)
    only, differing = one(*pair)
    assert only.stage is ParcelStage.WITH_CARRIER
    assert only.events == scanned.events
    assert differing == [("with_carrier", "announced")]


def test_something_known_beats_nothing_known_and_is_no_disagreement() -> None:
    for pair in (
        (parcel(), parcel(event("CONSIGN", 1))),
        (parcel(event("CONSIGN", 1)), parcel()),
    ):
        only, differing = one(*pair)
        assert (only.stage, differing) == (ParcelStage.ANNOUNCED, [])


def test_a_pickup_that_failed_later_beats_an_older_page_of_the_pickup() -> None:
    picked_up = parcel(event("PU_PICKUP_SUCCESS", 5))
    failed = parcel(event("PU_PICKUP_FAILURE", 9), event("PU_PICKUP_SUCCESS", 5))
    for pair in ((picked_up, failed), (failed, picked_up)):
        assert one(*pair)[0].stage is ParcelStage.ANNOUNCED


def test_of_two_scans_on_one_clock_the_later_counts() -> None:
    early, late = parcel(event("GOT", 5)), parcel(event("LH_DEPART", 6))
    for pair in ((early, late), (late, early)):
        only, differing = one(*pair)
        assert only.stage is ParcelStage.IN_TRANSIT
        assert differing == [("in_transit", "with_carrier")]


@pytest.mark.parametrize(("hours", "stage"), [(12, "with_carrier"), (12.1, "in_transit")])
def test_cainiaos_clock_counts_only_beyond_half_a_day(hours: float, stage: str) -> None:
    site = parcel(event("GOT", 0))
    cainiao = parcel(event("LH_DEPART", hours, cainiao=True))
    assert one(site, cainiao)[0].stage.value == stage


def test_what_one_source_lacks_comes_from_the_other() -> None:
    item = ParcelItem(
        item_id="1", sku_id=not_found(), title=not_found(), variant=not_found(), count=1
    )
    only, _ = one(
        parcel(event("GOT", 1), service="Standard"),
        parcel(number="LP1", order_id=ID, items=(item,), carrier_url="https://post.invalid"),
    )
    assert (only.order_id, only.service, only.items) == (ID, "Standard", (item,))
    assert only.carrier_url == "https://post.invalid"


def reading(kind: PageKind, *ids: str, **fields: Any) -> PageReading:
    return PageReading(kind=kind, orders=tuple(bare_order(one_id) for one_id in ids), **fields)


def test_a_nameless_parcel_goes_to_the_order_its_number_is_known_of() -> None:
    orders = reading(PageKind.ORDER_LIST, ID, OTHER_ID)
    named = reading(PageKind.TRACKING, parcels=(parcel(order_id=OTHER_ID),))
    cainiao = reading(PageKind.TRACKING, parcels=(parcel(event("GOT", 1, cainiao=True)),))
    first, second = combine([(orders, AT), (named, AT), (cainiao, AT)])
    assert first.parcels == ()
    assert [p.stage for p in second.parcels] == [ParcelStage.WITH_CARRIER]


def test_a_number_on_the_order_page_is_enough() -> None:
    orders = PageReading(
        kind=PageKind.ORDER_LIST,
        orders=(
            bare_order(ID),
            bare_order(OTHER_ID).model_copy(update={"tracking_numbers": ("LP1",)}),
        ),
    )
    cainiao = reading(PageKind.TRACKING, parcels=(parcel(event("GOT", 1, cainiao=True)),))
    first, second = combine([(orders, AT), (cainiao, AT)])
    assert (len(first.parcels), len(second.parcels)) == (0, 1)
    assert (first.tracking_seen, second.tracking_seen) == (False, True)


def test_a_number_known_of_two_orders_belongs_to_neither() -> None:
    named = reading(
        PageKind.TRACKING, parcels=(parcel(order_id=ID), parcel(order_id=OTHER_ID, carrier="x"))
    )
    nameless = reading(PageKind.TRACKING, parcels=(parcel(event("GOT", 1)),))
    stages = [[p.stage for p in e.parcels] for e in combine([(named, AT), (nameless, AT)])]
    assert stages == [[ParcelStage.UNKNOWN], [ParcelStage.UNKNOWN]]


def test_more_parcels_than_were_drawn_are_counted() -> None:
    page = reading(PageKind.TRACKING, parcels=(parcel(order_id=ID),), parcel_count=2)
    (evidence,) = combine([(page, AT)])
    assert (len(evidence.parcels), evidence.parcel_count) == (1, 2)
    (unseen,) = combine([(reading(PageKind.ORDER_DETAIL, ID), AT)])
    assert isinstance(unseen.parcel_count, Missing)


def test_a_return_joins_its_order_and_makes_none() -> None:
    entry = ReverseOrder(order_id=ID, return_id="1")
    stray = ReverseOrder(order_id=OTHER_ID, return_id="2")
    returns = reading(PageKind.RETURNS, returns=(entry, stray))
    (evidence,) = combine([(reading(PageKind.ORDER_DETAIL, ID), AT), (returns, AT)])
    assert evidence.returns == (entry,)
    assert [seen.kind for seen in evidence.seen] == [PageKind.ORDER_DETAIL, PageKind.RETURNS]
    assert combine([(returns, AT)]) == ()
