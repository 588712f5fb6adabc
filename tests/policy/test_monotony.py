"""How answers may change: with time only at a limit, and with more evidence never in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from aliorders.models import (
    Action,
    ActionKind,
    Evidence,
    Missing,
    MissingReason,
    Moment,
    OrderStatus,
    Parcel,
    ParcelStage,
    Precision,
    TrackingEvent,
)
from aliorders.stages import SCANNED
from cancelwindow.policy.engine import assess, case_of
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Verdict
from policy_case import ORDER_ID, PolicyCase, load_cases
from policy_evidence import INSTANTS, evidence
from policy_limits import limits

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)

_THOROUGH = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SHIPPED = OrderStatus.WAIT_BUYER_ACCEPT_GOODS

_TICK = timedelta(microseconds=1)


def _decided(seen: Evidence, now: datetime) -> tuple[Answer, str, tuple[str, ...]]:
    verdict = assess(seen, load_policy(), now)
    return verdict.answer, verdict.reasons[0].rule, tuple(one.action for one in verdict.next_steps)


# --- time --------------------------------------------------------------------------------------


def _limits(seen: Evidence, first: datetime, last: datetime) -> list[datetime]:
    """Every instant after `first` and up to `last` at which a verdict may change.

    A clock belongs to an answer, and another answer has other clocks: the limits are collected from
    one answer to the next. Without a day of the order, today's figures hold: their days are limits.
    """
    book = load_policy()
    found: set[datetime] = set()
    if isinstance(seen.order.placed, Missing):
        parameters = book.tables.parameters.values()
        days = {value.effective for one in parameters for value in one.values}
        found |= {datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days}
    asked: set[datetime] = set()
    queue = [first]
    while queue:
        at = queue.pop()
        if at in asked:
            continue
        asked.add(at)
        found |= {instant for _, instant in limits(case_of(seen, book, at))}
        queue += [one for one in found if first < one <= last and one not in asked]
    return sorted(one for one in found if first < one <= last)


@_THOROUGH
@given(evidence(), INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(900)))
def test_time_alone_changes_an_answer_only_at_a_limit(
    seen: Evidence, now: datetime, later: timedelta
) -> None:
    last = now + later
    stops = [now, *_limits(seen, now, last), last + _TICK]
    for start, end in pairwise(stops):
        if end - start > _TICK:
            assert _decided(seen, start) == _decided(seen, end - _TICK)


@pytest.mark.parametrize("row", load_cases(), ids=lambda row: row.name)
def test_time_alone_changes_no_row_of_the_table_between_limits(row: PolicyCase) -> None:
    seen, last = row.evidence(), row.now + timedelta(400)
    stops = [row.now, *_limits(seen, row.now, last), last + _TICK]
    for start, end in pairwise(stops):
        if end - start > _TICK:
            assert _decided(seen, start) == _decided(seen, end - _TICK)


def test_a_limit_is_where_some_answer_changes() -> None:
    """Else the two tests above would hold of limits that are everywhere."""
    changing = 0
    for row in load_cases():
        seen = row.evidence()
        for at in _limits(seen, row.now, row.now + timedelta(400)):
            changing += _decided(seen, at - _TICK) != _decided(seen, at)
    assert changing > 50


# --- more evidence -----------------------------------------------------------------------------

_CAN = frozenset({Answer.YES, Answer.ASK_SELLER, Answer.RECALL, Answer.PENDING})
_CANNOT = frozenset({Answer.NO, Answer.CLOSED})


def _contradict(before: Answer, after: Answer) -> bool:
    return (before in _CAN and after in _CANNOT) or (before in _CANNOT and after in _CAN)


def _with_parcel(seen: Evidence, stage: ParcelStage) -> Evidence:
    unknown = Missing(missing=MissingReason.NOT_FOUND)
    event = TrackingEvent(code="NEW", fulfil_stage=unknown, text=unknown, at=unknown)
    parcel = Parcel(
        order_id=ORDER_ID,
        tracking_number=unknown,
        carrier=unknown,
        stage=stage,
        stage_basis="NEW",
        events=(event,),
        delivery_estimate=unknown,
    )
    more = {"parcels": (*seen.parcels, parcel), "tracking_seen": True}
    return seen.model_copy(update=more)


def _with_button(seen: Evidence, label: str) -> Evidence:
    kept = () if isinstance(seen.order.actions, Missing) else seen.order.actions
    actions = (*kept, Action(kind=ActionKind.CANCEL, label=label))
    return seen.model_copy(update={"order": seen.order.model_copy(update={"actions": actions})})


def _names_the_parcel(before: Verdict, after: Verdict) -> bool:
    """The deciding reason names what the tracking shows, or a remark tells the disagreement."""
    told = {"remark.scan_against_status", "remark.button_against_scan", "remark.lines_differ"}
    said = {one.rule for one in after.reasons} & told
    new = after.reasons[0].observed != before.reasons[0].observed
    return bool(said) or new


def _names_the_button(label: str) -> Callable[[Verdict, Verdict], bool]:
    return lambda _, after: label in after.reasons[0].observed


@_THOROUGH
@given(evidence(), INSTANTS, st.sampled_from(ParcelStage))
def test_a_parcel_that_turns_an_answer_around_is_named(
    seen: Evidence, now: datetime, stage: ParcelStage
) -> None:
    before, after = (assess(one, load_policy(), now) for one in (seen, _with_parcel(seen, stage)))
    if _contradict(before.answer, after.answer):
        assert _names_the_parcel(before, after)


def test_of_several_parcels_the_one_that_nobody_understands_is_named() -> None:
    """Found by the test above: what was named was the parcel without an event."""
    row = next(one for one in load_cases() if one.evidence().order.status is SHIPPED)
    seen = _with_parcel(row.evidence(), ParcelStage.UNKNOWN)
    silent = seen.parcels[-1].model_copy(update={"events": (), "stage_basis": ""})
    seen = seen.model_copy(update={"parcels": (silent, seen.parcels[-1])})
    assert "(NEW)" in assess(seen, load_policy(), row.now).reasons[0].observed


@_THOROUGH
@given(evidence(), INSTANTS)
def test_a_button_that_turns_an_answer_around_is_named(seen: Evidence, now: datetime) -> None:
    label = "Cancel it (a new button)"
    assume(not seen.order.offers(ActionKind.CANCEL))
    before, after = (assess(one, load_policy(), now) for one in (seen, _with_button(seen, label)))
    if _contradict(before.answer, after.answer):
        assert _names_the_button(label)(before, after)


def _day(text: str) -> Moment:
    read = datetime.fromisoformat(text)
    return Moment(raw=text, precision=Precision.DAY, day=read.date())


_DATES = ("placed", "paid", "shipped", "completed", "status_ends")

_SAYS_A_TIME_IS_OVER = {
    "tracking.no_scan_for_days",
    "end.windows_over",
    "end.windows_over_undated",
}
"""Answers whose first reason says which time has passed, since when."""


@_THOROUGH
@given(evidence(), INSTANTS, st.sampled_from(_DATES), st.dates())
@example(
    PolicyCase.model_validate(
        {
            "name": "unscanned",
            "now": NOW,
            "order": {"status": OrderStatus.WAIT_BUYER_ACCEPT_GOODS, "word": "Awaiting delivery"},
            "parcels": ["announced"],
            "expect": {"answer": "recall", "rule": "tracking.announced_only"},
        }
    ).evidence(),
    NOW,
    "shipped",
    datetime(2026, 8, 1, tzinfo=UTC).date(),
)
def test_a_date_that_turns_an_answer_around_is_the_reason_given(
    seen: Evidence, now: datetime, field: str, day: object
) -> None:
    assume(isinstance(getattr(seen.order, field), Missing))
    dated = seen.order.model_copy(update={field: _day(str(day))})
    more = seen.model_copy(update={"order": dated})
    before, after = (assess(one, load_policy(), now) for one in (seen, more))
    if _contradict(before.answer, after.answer):
        first = after.reasons[0]
        assert first.rule in _SAYS_A_TIME_IS_OVER
        assert first.parameter is not None
        assert first.citations


def test_each_kind_of_evidence_does_turn_some_answer_around() -> None:
    """Else the tests above would hold of answers that never change."""
    turned: set[str] = set()
    for row in load_cases():
        seen, book = row.evidence(), load_policy()
        before = assess(seen, book, row.now).answer
        more = {
            "parcel": _with_parcel(seen, ParcelStage.WITH_CARRIER),
            "announced": _with_parcel(seen, ParcelStage.ANNOUNCED),
            "button": _with_button(seen, "Cancel"),
        }
        for kind, one in more.items():
            if _contradict(before, assess(one, book, row.now).answer):
                turned.add(kind)
    assert turned == {"parcel", "announced", "button"}


# --- a scan, and what was not seen -------------------------------------------------------------


@_THOROUGH
@given(evidence(), INSTANTS, st.sampled_from(sorted(SCANNED)))
def test_one_scanned_parcel_leaves_nothing_to_cancel(
    seen: Evidence, now: datetime, stage: ParcelStage
) -> None:
    """Neither yes nor ask_seller after a scan of the order's only parcel."""
    whole = seen.order.status is not OrderStatus.SELLER_PART_SEND_GOODS
    assume(whole)
    alone = _with_parcel(seen.model_copy(update={"parcels": ()}), stage)
    assert assess(alone, load_policy(), now).answer not in {Answer.YES, Answer.ASK_SELLER}


@_THOROUGH
@given(evidence(), INSTANTS)
def test_forgetting_what_was_seen_never_makes_a_no(seen: Evidence, now: datetime) -> None:
    """Without any button, parcel or line, an order that may be open is never refused."""
    stated = {
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        OrderStatus.IN_ISSUE,
        OrderStatus.IN_FROZEN,
        OrderStatus.FINISH,
        OrderStatus.ARCHIVE,
        OrderStatus.FUND_PROCESSING,
    }
    assume(seen.order.status not in stated)
    nothing = Missing(missing=MissingReason.NOT_FOUND)
    blank = seen.order.model_copy(update={"actions": nothing, "last_tracking_text": nothing})
    forgotten = {"order": blank, "parcels": (), "tracking_seen": False}
    assert assess(seen.model_copy(update=forgotten), load_policy(), now).answer not in _CANNOT
