"""The answer for each order line: what it names, how sure it is, and what always holds."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import ActionKind, OrderStatus, ParcelStage
from aliorders.stages import SCANNED
from cancelwindow.policy.engine import assess, case_of
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Confidence, LineVerdict, Verdict
from policy_case import PolicyCase

ONE, TWO = "1005009900000001", "1005009900000002"


def case_of_lines(lines: list[dict[str, Any]], **more: Any) -> PolicyCase:
    return PolicyCase.model_validate(
        {
            "name": "lines",
            "now": "2026-09-10T12:00:00Z",
            "order": {"status": "SELLER_PART_SEND_GOODS", "lines": lines},
            "expect": {"answer": "unknown", "rule": "none"},
            **more,
        }
    )


def verdict_of(case: PolicyCase) -> Verdict:
    return assess(case.evidence(), load_policy(), case.now)


def test_a_line_is_named_as_the_page_names_it() -> None:
    case = case_of_lines(
        [{"item": ONE, "line": "8000000000000011", "variant": "Red"}, {"item": TWO}],
        parcels=[{"stage": "in_transit", "basis": "AE_X", "items": [{"item": ONE}]}],
    )
    seen = case.evidence()
    titled = seen.order.lines[0].model_copy(update={"title": "Wool Socks"})
    lines = (titled, *seen.order.lines[1:])
    seen = seen.model_copy(update={"order": seen.order.model_copy(update={"lines": lines})})
    first, second = assess(seen, load_policy(), case.now).lines
    assert (first.title, first.variant) == ("Wool Socks", "Red")
    assert (first.item_id, first.line_id) == (ONE, "8000000000000011")
    assert (first.label, first.observed) == ("No", "AE_X")
    assert (second.title, second.variant, second.line_id, second.observed) == ("", "", "", "")


def test_words_without_a_code_are_only_read() -> None:
    lines = [{"item": ONE, "strip": "Package delivered"}, {"item": TWO}]
    first, second = verdict_of(case_of_lines(lines)).lines
    assert (first.rule, first.confidence) == ("line.delivered", Confidence.DERIVED)
    assert first.observed == "Package delivered"
    assert (second.rule, second.confidence) == ("line.not_seen", Confidence.ASSUMED)


def test_a_scan_in_words_beats_an_announcement_by_code() -> None:
    lines = [{"item": ONE, "strip": "Departed from sorting center"}, {"item": TWO}]
    parcels = [{"stage": "announced", "items": [{"item": ONE}, {"item": TWO}]}]
    first, second = verdict_of(case_of_lines(lines, parcels=parcels)).lines
    assert (first.rule, second.rule) == ("line.scanned", "line.announced")


def test_the_return_of_a_line_is_told_in_the_site_s_words() -> None:
    lines = [{"item": ONE, "line": "8000000000000011"}, {"item": TWO, "strip": "Package delivered"}]
    seen = verdict_of(
        case_of_lines(lines, returns=[{"line": "8000000000000011", "text": "Refund {Complete}"}])
    )
    assert "“Refund {Complete}”" in seen.lines[0].text


def test_the_conflict_on_items_stands_beside_them() -> None:
    lines = [{"item": ONE, "strip": "Package delivered"}, {"item": TWO}]
    verdict = verdict_of(case_of_lines(lines))
    assert "C21" in {one.id for one in verdict.conflicts}


# --- whatever the evidence ---------------------------------------------------------------------

_ITEMS = st.fixed_dictionaries(
    {"item": st.sampled_from([None, ONE, TWO]), "variant": st.sampled_from([None, "Red", "Blue"])}
)
_LINES = st.lists(
    st.fixed_dictionaries(
        {
            "item": st.sampled_from([None, ONE, TWO]),
            "variant": st.sampled_from([None, "Red", "Blue"]),
            "line": st.sampled_from([None, "8000000000000011", "8000000000000012"]),
            "strip": st.sampled_from([None, "", "?", "Package delivered"]),
            "buttons": st.none() | st.just({ActionKind.CANCEL: "Cancel"}),
        }
    ),
    max_size=3,
)
_PARCELS = st.lists(
    st.fixed_dictionaries(
        {"stage": st.sampled_from(ParcelStage), "items": st.lists(_ITEMS, max_size=2)}
    ),
    max_size=3,
)


@st.composite
def cases(draw: st.DrawFn) -> PolicyCase:
    """Any lines and parcels, sensible or not."""
    return case_of_lines(
        [],
        order={
            "status": draw(st.sampled_from(OrderStatus)),
            "lines": draw(_LINES),
            "line_count": draw(st.none() | st.integers(0, 4)),
        },
        parcels=draw(_PARCELS),
        parcel_count=draw(st.none() | st.integers(0, 4)),
        returns=draw(st.just([]) | st.just([{"line": "8000000000000011", "text": "Refund"}])),
    )


@given(cases())
def test_any_lines_give_sound_answers(case: PolicyCase) -> None:
    verdict = verdict_of(case)
    assert verdict.lines == () or len(verdict.lines) == len(case.order.lines) > 1
    for line in verdict.lines:
        assert line.citations
        assert line.answer in {Answer.NO, Answer.ASK_SELLER, Answer.RECALL, Answer.UNKNOWN}
        _no_rests_on_something_seen(line)
    if any(line.answer is Answer.UNKNOWN for line in verdict.lines):
        assert not verdict.reasons[0].rule.startswith("lines.")
    assert verdict_of(case) == verdict


def _no_rests_on_something_seen(line: LineVerdict) -> None:
    if line.answer is Answer.NO:
        assert line.confidence in {Confidence.OBSERVED, Confidence.DERIVED}
        assert line.observed


@given(cases())
def test_a_line_in_a_scanned_parcel_is_never_offered_for_cancelling(case: PolicyCase) -> None:
    """Where a parcel names a line by its item alone and no other line could be meant."""
    judged = case_of(case.evidence(), load_policy(), case.now)
    items = [line.item for line in case.order.lines]
    for seen, item in zip(judged.lines, items, strict=False):
        if item is None or items.count(item) > 1:
            continue
        stages = {
            parcel.stage for parcel in case.parcels if any(one.item == item for one in parcel.items)
        }
        if stages and stages <= SCANNED:
            assert seen.state in {LineState.SCANNED, LineState.DELIVERED, LineState.RETURNING}


def test_a_line_in_two_parcels_is_told_of_both() -> None:
    lines = [{"item": ONE}, {"item": TWO}]

    def rules(*stages: str) -> tuple[str, str]:
        parcels = [{"stage": stage, "items": [{"item": ONE}]} for stage in stages]
        first, second = verdict_of(case_of_lines(lines, parcels=parcels)).lines
        return first.rule, second.rule

    left_out = "line.in_no_parcel"
    assert rules("delivered", "delivered") == ("line.delivered", left_out)
    assert rules("in_transit", "delivered") == ("line.scanned", left_out)
    assert rules("announced", "delivered") == ("line.between_parcels", left_out)
    assert rules("announced", "announced") == ("line.announced", left_out)


def test_a_line_is_left_out_only_where_every_parcel_was_read() -> None:
    lines = [{"item": ONE}, {"item": TWO}]
    parcels = [{"stage": "in_transit", "items": [{"item": ONE}]}]
    for count, rule in (
        (None, "line.in_no_parcel"),
        (1, "line.in_no_parcel"),
        (2, "line.not_seen"),
    ):
        case = case_of_lines(lines, parcels=parcels, parcel_count=count)
        assert verdict_of(case).lines[1].rule == rule


def test_variants_of_one_item_are_told_apart_by_sku_and_by_name() -> None:
    lines = [
        {"item": ONE, "sku": "12000000000000001", "variant": "Red"},
        {"item": ONE, "sku": "12000000000000002", "variant": "Blue"},
    ]

    def scanned(**item: str) -> list[bool]:
        parcels = [{"stage": "in_transit", "items": [{"item": ONE, **item}]}]
        told = verdict_of(case_of_lines(lines, parcels=parcels)).lines
        return [one.rule == "line.scanned" for one in told]

    assert scanned(sku="12000000000000001") == [True, False]
    assert scanned(sku="12000000000000002") == [False, True]
    assert scanned(variant="red") == [True, False]
    assert scanned(variant="BLUE") == [False, True]
    assert scanned() == []
    assert scanned(variant="Green") == []
    assert scanned(sku="12000000000000003", variant="Red") == [False, False]


def test_three_lines_are_told_as_two_are() -> None:
    lines = [
        {"item": ONE},
        {"item": TWO},
        {"item": "1005009900000003", "strip": "Package delivered"},
    ]
    assert [one.rule for one in verdict_of(case_of_lines(lines)).lines] == [
        "line.not_seen", "line.not_seen", "line.delivered",
    ]  # fmt: skip
