"""Words of the page: status, buttons, labels, tracking texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import ActionKind, EndReason, Missing, OrderStatus, ParcelStage
from aliorders.stages import SCANNED, stage_of_code, stage_of_text
from aliorders.text.fold import fold, tidy
from aliorders.text.status import read_status
from aliorders.text.vocabulary import action_kind, without_label


def test_processed_and_processing_never_meet() -> None:
    assert read_status("Processing").code is OrderStatus.WAIT_SELLER_SEND_GOODS
    assert read_status("Processed").code is OrderStatus.WAIT_BUYER_ACCEPT_GOODS


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("Canceled ", EndReason.CANCELLED),
        ("CANCELLED", EndReason.CANCELLED),
        ("Expired", EndReason.EXPIRED),
        ("Completed", EndReason.RECEIVED),
        ("Closed", EndReason.UNSPECIFIED),
        ("Finished", EndReason.UNSPECIFIED),
    ],
)
def test_an_ended_order_says_how_it_ended(word: str, end: EndReason) -> None:
    assert read_status(word)[:2] == (OrderStatus.FINISH, end)


@pytest.mark.parametrize("word", ["Processin", "Processings", "Cancel", "Verarbeitung"])
def test_an_unlisted_word_stays_unknown_and_is_reported(word: str) -> None:
    reading = read_status(word)
    assert reading.code is OrderStatus.UNKNOWN
    assert isinstance(reading.end_reason, Missing)
    assert reading.unknown_words == (word,)


def test_no_word_is_no_unknown_word() -> None:
    assert read_status("").unknown_words == ()


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Cancel", ActionKind.CANCEL),
        (" cancel ", ActionKind.CANCEL),
        ("Cancel order", ActionKind.OTHER),
        ("Track order", ActionKind.TRACK),
        ("Something new", ActionKind.OTHER),
        ("Copy", None),
    ],
)
def test_a_button_is_told_by_its_whole_label(label: str, kind: ActionKind | None) -> None:
    assert action_kind(label) is kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ref. Number: 8212313961591322", "8212313961591322"),
        ("주문번호:: 8212313961591322", "8212313961591322"),
        ("Jul 15, 2026", "Jul 15, 2026"),
        ("Total:US $1.99", "US $1.99"),
        ("10:31 May. 21 2019", "10:31 May. 21 2019"),
    ],
)
def test_a_leading_label_is_cut_in_any_language(text: str, value: str) -> None:
    assert without_label(text) == value


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Package is being prepared", ParcelStage.ANNOUNCED),
        ("Awaiting seller dispatch", ParcelStage.ANNOUNCED),
        ("Package collected by carrier.", ParcelStage.WITH_CARRIER),
        ("Departed from sorting center", ParcelStage.WITH_CARRIER),
        ("Import customs clearance complete", ParcelStage.CUSTOMS),
        ("Package delivered.", ParcelStage.DELIVERED),
        ("Click for more tracking information.", ParcelStage.UNKNOWN),
        ("", ParcelStage.UNKNOWN),
    ],
)
def test_a_tracking_text_without_a_code(text: str, stage: ParcelStage) -> None:
    assert stage_of_text(text) is stage


@pytest.mark.parametrize(
    ("code", "stage"),
    [
        ("AE_ORDER_SHIPPED", ParcelStage.ANNOUNCED),
        ("AE_GWMS_PACKAGE", ParcelStage.ANNOUNCED),
        ("PU_PICKUP_FAILURE", ParcelStage.ANNOUNCED),
        ("AE_GWMS_OUTBOUND", ParcelStage.WITH_CARRIER),
        ("AE_PICK_UP_SUCCESS", ParcelStage.WITH_CARRIER),
        ("PU_PICKUP_SUCCESS", ParcelStage.WITH_CARRIER),
        ("AE_LH_DEPART_SUCCESS", ParcelStage.IN_TRANSIT),
        ("CC_IM_START", ParcelStage.CUSTOMS),
        ("AE_GTMS_DELIVERING", ParcelStage.OUT_FOR_DELIVERY),
        ("GTMS_STA_SIGNED", ParcelStage.OUT_FOR_DELIVERY),
        ("AE_GTMS_SIGNED", ParcelStage.DELIVERED),
        ("GSTA_BUYER_SIGN", ParcelStage.DELIVERED),
        ("RT_START", ParcelStage.RETURNING),
        ("COMMON_INTRANSIT", ParcelStage.UNKNOWN),
        ("SOMETHING_NEW", ParcelStage.UNKNOWN),
    ],
)
def test_a_tracking_code(code: str, stage: ParcelStage) -> None:
    assert stage_of_code(code) is stage


def test_scanned_stages_are_all_but_announced_and_unknown() -> None:
    assert set(ParcelStage) - SCANNED == {ParcelStage.ANNOUNCED, ParcelStage.UNKNOWN}


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)
