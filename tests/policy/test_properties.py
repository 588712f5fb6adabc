"""What holds for every verdict, whatever the evidence: random orders at random moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliorders.models import (
    PACIFIC,
    ActionKind,
    Disagreement,
    EndReason,
    Evidence,
    Missing,
    MissingReason,
    Moment,
    Money,
    OrderStatus,
    PageKind,
    ParcelStage,
    Precision,
    Promise,
    PromiseKind,
    Settled,
)
from aliorders.stages import SCANNED
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Verdict
from policy_case import PolicyCase

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)

_ANY_TEXT = st.text(max_size=30)
_DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)) | st.dates()
_ZONES = st.sampled_from([PACIFIC, "Asia/Shanghai", "UTC", "Pacific/Kiritimati"])
_INSTANTS = st.integers(
    int(datetime(2005, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2095, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def _moments(draw: st.DrawFn) -> Moment:
    zone = draw(_ZONES)
    if draw(st.booleans()):
        return Moment(raw="x", precision=Precision.DAY, day=draw(_DAYS), zone=zone)
    at = draw(_INSTANTS)
    return Moment(raw="x", precision=Precision.MINUTE, day=at.date(), at=at, zone=zone)


_STAGES = st.sampled_from(ParcelStage)
_STRIPS = st.sampled_from(
    [
        "Package collected by carrier.",
        "Your package is being prepared",
        "Package delivered",
        "?",
        "",
    ]
)
_OPTIONAL_MOMENT = st.none() | _moments()


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Any evidence, sensible or not."""
    case = PolicyCase.model_validate(
        {
            "name": "random",
            "now": NOW,
            "order": {
                "status": draw(st.sampled_from(OrderStatus)),
                "word": draw(st.none() | _ANY_TEXT),
                "end": draw(st.none() | st.sampled_from(EndReason)),
                "buttons": draw(
                    st.none() | st.dictionaries(st.sampled_from(ActionKind), _ANY_TEXT)
                ),
                "strip": draw(st.none() | _STRIPS | _ANY_TEXT),
                "choice": draw(st.none() | st.booleans()),
                "total": draw(
                    st.none()
                    | st.builds(
                        Money, amount=st.integers(0), currency=st.just("USD"), raw=_ANY_TEXT
                    )
                ),
            },
            "parcels": [
                {"stage": stage, "basis": draw(_ANY_TEXT), "events": draw(st.booleans())}
                for stage in draw(st.lists(_STAGES, max_size=3))
            ],
            "tracking_seen": draw(st.none() | st.booleans()),
            "settled": draw(st.sampled_from(Settled)),
            "pages": draw(st.lists(st.sampled_from(PageKind), max_size=3)),
            "expect": {"answer": "unknown", "rule": "none"},
        }
    )
    seen = case.evidence()
    dates = {name: draw(_OPTIONAL_MOMENT) for name in ("placed", "paid", "shipped", "completed")}
    promises = draw(
        st.lists(
            st.builds(_printed, st.sampled_from(PromiseKind), _ANY_TEXT, _OPTIONAL_MOMENT),
            max_size=3,
        )
    )
    known = {name: value for name, value in dates.items() if value is not None}
    differing = draw(
        st.lists(
            st.builds(
                Disagreement,
                field=st.sampled_from(["status", "total", "shipped", "line_count"]),
                used=_ANY_TEXT,
                used_from=_ANY_TEXT,
                other=_ANY_TEXT,
                other_from=_ANY_TEXT,
            ),
            max_size=2,
        )
    )
    return seen.model_copy(
        update={
            "order": seen.order.model_copy(update={**known, "promises": tuple(promises)}),
            "disagreements": tuple(differing),
        }
    )


def _printed(kind: PromiseKind, text: str, until: Moment | None) -> Promise:
    missing = Missing(missing=MissingReason.UNREADABLE)
    return Promise(kind=kind, text=text, until=missing if until is None else until)


_MANY = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

_STATED = frozenset(
    {
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        OrderStatus.IN_ISSUE,
        OrderStatus.IN_FROZEN,
        OrderStatus.FINISH,
        OrderStatus.ARCHIVE,
    }
)
"""Statuses that rule cancelling out by themselves."""


@_MANY
@given(evidence(), _INSTANTS)
def test_any_evidence_gives_a_sound_verdict(seen: Evidence, now: datetime) -> None:
    verdict = assess(seen, load_policy(), now)
    _is_cited_and_has_a_step(verdict)
    _no_never_rests_on_something_not_seen(seen, verdict)
    _a_scan_rules_out_yes_and_recall(seen, verdict)
    _deadlines_stand_next_due_first(verdict)
    assert assess(seen, load_policy(), now) == verdict


def _is_cited_and_has_a_step(verdict: Verdict) -> None:
    assert verdict.reasons
    assert all(reason.citations and reason.text.strip() for reason in verdict.reasons)
    assert verdict.next_steps
    assert all(step.text.strip() for step in verdict.next_steps)
    assert verdict.headline.strip()
    assert verdict.label.strip()


def _no_never_rests_on_something_not_seen(seen: Evidence, verdict: Verdict) -> None:
    if verdict.answer is Answer.NO and seen.order.status not in _STATED:
        assert verdict.reasons[0].rule.startswith("parcel.")
        assert verdict.reasons[0].observed


def _a_scan_rules_out_yes_and_recall(seen: Evidence, verdict: Verdict) -> None:
    if not any(parcel.stage in SCANNED for parcel in seen.parcels):
        return
    assert verdict.answer not in {Answer.YES, Answer.RECALL}
    if len(seen.parcels) == 1 and seen.order.status is not OrderStatus.SELLER_PART_SEND_GOODS:
        assert verdict.answer is not Answer.ASK_SELLER


def _deadlines_stand_next_due_first(verdict: Verdict) -> None:
    groups = []
    due = []
    for one in verdict.deadlines:
        assert (one.earliest is None) == (one.latest is None)
        if one.earliest is None or one.latest is None:
            groups.append(1)
            continue
        assert one.earliest <= one.latest
        groups.append(0 if one.latest > verdict.evaluated_at else 2)
        if groups[-1] == 0:
            due.append(one.earliest)
    assert groups == sorted(groups)
    assert due == sorted(due)


@_MANY
@given(evidence(), _INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(9999)))
def test_closed_stays_closed(seen: Evidence, now: datetime, later: timedelta) -> None:
    if assess(seen, load_policy(), now).answer is Answer.CLOSED:
        assert assess(seen, load_policy(), now + later).answer is Answer.CLOSED
