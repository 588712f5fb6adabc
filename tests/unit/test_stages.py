"""Where a parcel is: every code of the fact sheet, and what a row of events says together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from aliorders.models import (
    Missing,
    Moment,
    Parcel,
    ParcelStage,
    Precision,
    TrackingEvent,
    not_found,
)
from aliorders.stages import (
    SCANNED,
    awaits_collection,
    is_known_code,
    is_known_fulfilment,
    stage_of_code,
    stage_of_event,
    stage_of_events,
    stage_of_fulfilment,
)

START = datetime(2026, 11, 1, 8, tzinfo=UTC)

CODES: dict[ParcelStage, tuple[str, ...]] = {
    ParcelStage.ANNOUNCED: (
        "AE_ORDER_PLACED", "AE_ORDER_PAID", "AE_GWMS_ACCEPT", "AE_GWMS_PACKAGE",
        "AE_ORDER_SHIPPED", "CONSIGN", "OM_CONSIGN", "GTMS_ASN", "LAST_MILE_ASN_NOTIFY",
        "GWMS_ACCEPT", "GWMS_PICK", "GWMS_PACKAGE", "PU_PICKUP_FAILURE", "PU_SIGN_IN_FAILURE",
        "REJECT", "GWMS_CANCEL", "GWMS_REJECT", "GWMS_EXCEPTION",
    ),
    ParcelStage.WITH_CARRIER: (
        "AE_GWMS_OUTBOUND", "AE_PICK_UP_SUCCESS", "AE_GOT", "AE_GOT_SUCCESS",
        "AE_SC_INBOUND_SUCCESS", "AE_SC_OUTBOUND_SUCCESS", "PU_PICKUP_SUCCESS",
        "PU_SIGN_IN_SUCCESS", "GOT", "GWMS_OUTBOUND", "GWMS_HANDOVER", "CW_INBOUND",
        "CW_OUTBOUND", "SC_INBOUND_SUCCESS", "SC_OUTBOUND_SUCCESS", "AE_GROUP_CW_PROCESSING",
        "AE_GROUP_SC_PROCESSING",
    ),
    ParcelStage.IN_TRANSIT: (
        "AE_LH_HO_IN_SUCCESS", "AE_LH_HO_AIRLINE", "AE_LH_DEPART", "AE_LH_DEPART_SUCCESS",
        "AE_LH_ARRIVE", "AE_LH_ARRIVE_SUCCESS", "AE_GTMS_ACCEPT", "AE_GTMS_ORDER_INFO_UPDATE",
        "AE_GTMS_SC_ARRIVE", "LH_DEPART", "LH_POST_COLLECTION", "TD_ARRIVE", "LAST_MILE_HO_SUCCESS",
        "GTMS_ACCEPT", "AE_GROUP_LH_PROCESSING", "AE_GROUP_LH_ARRIVE", "AE_GROUP_DES_PROCESSING",
    ),
    ParcelStage.CUSTOMS: (
        "AE_CC_EX_START", "AE_CC_EX_SUCCESS", "AE_CC_IM_START", "AE_CC_IM_SUCCESS",
        "AE_CC_HO_OUT_SUCCESS", "CC_HO_IN_SUCCESS", "CC_EX_START", "CC_TRANS_START",
        "CC_IM_START", "CC_IM_SUCCESS", "CUS_CLEARANCE", "CIQ_CLEARANCE",
        "AE_GROUP_EX_CLEARING_CUSTOMS", "AE_GROUP_IM_CLEARING_CUSTOMS",
    ),
    ParcelStage.OUT_FOR_DELIVERY: (
        "AE_GTMS_DO_DEPART", "AE_GTMS_DO_ARRIVE", "AE_GTMS_DELIVERING", "GTMS_DELIVERING",
        "GTMS_STA_SIGNED", "GSTA_INBOUND", "AE_GROUP_DELIVERING",
    ),
    ParcelStage.DELIVERED: (
        "AE_GTMS_SIGNED", "GTMS_SIGNED", "SIGNED", "GSTA_SIGN", "GSTA_BUYER_SIGN", "STA_SIGN",
    ),
    ParcelStage.RETURNING: ("RT_DEPART", "RT_SIGNED", "RETURNED"),
}  # fmt: skip
AMBIGUOUS = (
    "COMMON_INTRANSIT", "COMMON_ACCEPT", "COMMON_DEPART", "AE_GROUP_PU_PROCESSING",
    "AE_GROUP_DELIVERED",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "stage"), [(code, stage) for stage, codes in CODES.items() for code in codes]
)
def test_a_code_of_the_fact_sheet_has_its_stage(code: str, stage: ParcelStage) -> None:
    assert stage_of_code(code) is stage
    assert is_known_code(code)


@pytest.mark.parametrize("code", AMBIGUOUS)
def test_an_ambiguous_code_is_known_and_decides_nothing(code: str) -> None:
    assert is_known_code(code)
    assert stage_of_code(code) is ParcelStage.UNKNOWN


@pytest.mark.parametrize("code", ["NEW_CODE", "AE_NEW_CODE", "", "GWMS_NEW", "PU_NEW", "SIGNED_X"])
def test_an_unlisted_code_decides_nothing_and_is_known_as_unknown(code: str) -> None:
    assert not is_known_code(code)
    assert stage_of_code(code) is ParcelStage.UNKNOWN


@pytest.mark.parametrize(
    ("number", "stage", "known"),
    [
        (1000, ParcelStage.ANNOUNCED, True),
        (1100, ParcelStage.WITH_CARRIER, True),
        (1200, ParcelStage.WITH_CARRIER, True),
        (1300, ParcelStage.IN_TRANSIT, True),
        (1400, ParcelStage.IN_TRANSIT, True),
        (1600, ParcelStage.CUSTOMS, True),
        (1700, ParcelStage.IN_TRANSIT, True),
        (1099, ParcelStage.UNKNOWN, False),
        (1101, ParcelStage.WITH_CARRIER, False),
        (1500, ParcelStage.WITH_CARRIER, False),
        (0, ParcelStage.UNKNOWN, False),
        (-1, ParcelStage.UNKNOWN, False),
    ],
)
def test_a_fulfilment_number_has_its_stage(number: int, stage: ParcelStage, known: bool) -> None:
    assert stage_of_fulfilment(number) is stage
    assert is_known_fulfilment(number) is known


def event(
    code: str | None, hours: float | None = None, number: int | None = None, text: str | None = None
) -> TrackingEvent:
    at: Moment | Missing = not_found()
    if hours is not None:
        instant = START + timedelta(hours=hours)
        at = Moment(raw="", precision=Precision.MINUTE, day=instant.date(), at=instant)
    return TrackingEvent(
        code=code if code is not None else not_found(),
        fulfil_stage=number if number is not None else not_found(),
        text=text if text is not None else not_found(),
        at=at,
    )


def test_a_code_comes_before_its_number_and_its_words() -> None:
    one = event("AE_GWMS_OUTBOUND", number=1000, text="Order created")
    assert stage_of_event(one) == (ParcelStage.WITH_CARRIER, "AE_GWMS_OUTBOUND")


def test_the_number_speaks_where_the_code_is_new() -> None:
    assert stage_of_event(event("AE_NEW", number=1200)) == (
        ParcelStage.WITH_CARRIER,
        "fulfillStage 1200",
    )


def test_the_number_speaks_beside_an_ambiguous_code_and_its_words_do_not() -> None:
    assert stage_of_event(event("COMMON_ACCEPT", number=1300))[0] is ParcelStage.IN_TRANSIT
    words = event("COMMON_INTRANSIT", text="Package collected by carrier.")
    assert stage_of_event(words) == (ParcelStage.UNKNOWN, "")


def test_words_speak_where_there_is_no_code() -> None:
    one = event(None, text="Package collected by carrier.")
    assert stage_of_event(one)[0] is ParcelStage.WITH_CARRIER


def test_ambiguous_codes_alone_leave_the_stage_open() -> None:
    assert stage_of_events([event("COMMON_INTRANSIT", 2), event("COMMON_ACCEPT", 1)]) == (
        ParcelStage.UNKNOWN,
        "",
    )


@pytest.mark.parametrize("code", AMBIGUOUS)
def test_an_ambiguous_code_counts_only_with_a_certain_one(code: str) -> None:
    assert stage_of_events([event(code, 2), event("GWMS_ACCEPT", 1)])[0] is ParcelStage.ANNOUNCED
    assert stage_of_events([event(code, 2), event("GOT", 1)]) == (ParcelStage.WITH_CARRIER, "GOT")


def test_an_announcement_after_a_scan_does_not_undo_it() -> None:
    events = [event("LAST_MILE_ASN_NOTIFY", 3), event("SC_INBOUND_SUCCESS", 1)]
    assert stage_of_events(events)[0] is ParcelStage.WITH_CARRIER


def test_no_event_is_no_stage() -> None:
    assert stage_of_events([]) == (ParcelStage.UNKNOWN, "")


def test_of_several_announcements_the_newest_is_named() -> None:
    events = [event("AE_ORDER_SHIPPED", 2), event("AE_ORDER_PAID"), event("AE_ORDER_PLACED")]
    assert stage_of_events(events) == (ParcelStage.ANNOUNCED, "AE_ORDER_SHIPPED")


FAILED, PICKED_UP = "PU_PICKUP_FAILURE", "PU_PICKUP_SUCCESS"


@pytest.mark.parametrize("failure", ["PU_PICKUP_FAILURE", "PU_SIGN_IN_FAILURE", "REJECT"])
@pytest.mark.parametrize(
    "success", ["PU_PICKUP_SUCCESS", "PU_SIGN_IN_SUCCESS", "AE_PICK_UP_SUCCESS"]
)
def test_the_later_of_pickup_and_failed_pickup_decides_however_listed(
    failure: str, success: str
) -> None:
    failed_later = [event(failure, 5), event(success, 2)]
    failed_first = [event(failure, 2), event(success, 5)]
    for events in permutations(failed_later):
        assert stage_of_events(events) == (ParcelStage.ANNOUNCED, failure)
    for events in permutations(failed_first):
        assert stage_of_events(events) == (ParcelStage.WITH_CARRIER, success)


def test_a_failed_pickup_undoes_no_other_scan() -> None:
    events = [event(FAILED, 9), event("SC_INBOUND_SUCCESS", 4), event(PICKED_UP, 2)]
    assert stage_of_events(events)[0] is ParcelStage.WITH_CARRIER


@pytest.mark.parametrize(("failed", "picked_up"), [(None, 2), (5, None), (None, None), (2, 2)])
def test_without_times_to_compare_the_pickup_stands(
    failed: float | None, picked_up: float | None
) -> None:
    events = [event(FAILED, failed), event(PICKED_UP, picked_up)]
    assert stage_of_events(events)[0] is ParcelStage.WITH_CARRIER


def test_events_out_of_order_are_decided_by_their_times() -> None:
    events = [event("CC_IM_START", 3), event("LH_ARRIVE", 90), event(PICKED_UP, 1)]
    for shuffled in permutations(events):
        assert stage_of_events(shuffled) == (ParcelStage.IN_TRANSIT, "LH_ARRIVE")


def test_one_event_without_a_time_leaves_the_listed_order() -> None:
    events = [event("LH_DEPART"), event("CC_EX_SUCCESS", 50), event(PICKED_UP, 1)]
    assert stage_of_events(events) == (ParcelStage.IN_TRANSIT, "LH_DEPART")


def test_events_of_one_instant_keep_their_listed_order() -> None:
    events = [event("CC_IM_SUCCESS", 9), event("GTMS_ACCEPT", 9), event("LH_ARRIVE", 5)]
    assert stage_of_events(events) == (ParcelStage.CUSTOMS, "CC_IM_SUCCESS")


def test_a_delivery_outlasts_the_scans_that_trail_it() -> None:
    events = [event("GTMS_ORDER_INFO_UPDATE", 101), event("GTMS_SIGNED", 100), event("GOT", 1)]
    assert stage_of_events(events) == (ParcelStage.DELIVERED, "GTMS_SIGNED")


def test_a_return_outlasts_the_scans_of_its_own_way() -> None:
    events = [event("SC_INBOUND_SUCCESS", 30), event("RT_DEPART", 20), event("GOT", 1)]
    assert stage_of_events(events) == (ParcelStage.RETURNING, "RT_DEPART")


def test_of_delivery_and_return_the_later_decides() -> None:
    back = [event("GTMS_SIGNED", 10), event("RT_DEPART", 20)]
    again = [event("GTMS_SIGNED", 30), event("RT_DEPART", 20)]
    for events in permutations(back):
        assert stage_of_events(events)[0] is ParcelStage.RETURNING
    for events in permutations(again):
        assert stage_of_events(events)[0] is ParcelStage.DELIVERED


def parcel(
    stage: ParcelStage, basis: str = "", *events: TrackingEvent, number: str = "LP1"
) -> Parcel:
    return Parcel(
        order_id=not_found(),
        tracking_number=number or not_found(),
        carrier=not_found(),
        stage=stage,
        stage_basis=basis,
        events=events,
        delivery_estimate=not_found(),
    )


def test_a_station_that_signed_waits_for_the_buyer() -> None:
    stage, basis = stage_of_events([event("GTMS_STA_SIGNED", 9), event("GTMS_ACCEPT", 1)])
    assert stage is ParcelStage.OUT_FOR_DELIVERY
    assert awaits_collection(parcel(stage, basis))
    assert awaits_collection(parcel(stage, f"AE_{basis}"))
    assert not awaits_collection(parcel(stage, "GTMS_DELIVERING"))


def test_a_label_is_a_number_that_nothing_has_scanned() -> None:
    assert parcel(ParcelStage.ANNOUNCED, "CONSIGN", event("CONSIGN")).is_label_only
    assert parcel(ParcelStage.UNKNOWN).is_label_only


def test_what_is_more_or_less_than_a_label() -> None:
    assert not parcel(ParcelStage.ANNOUNCED, number="").is_label_only
    assert not parcel(ParcelStage.UNKNOWN, "", event("NEW")).is_label_only
    assert not parcel(ParcelStage.UNKNOWN, "EXTERNAL").is_label_only
    assert not any(parcel(stage).is_label_only for stage in SCANNED)
