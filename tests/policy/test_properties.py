"""What holds for every verdict, whatever the evidence: random orders at random moments."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliorders.models import Evidence, OrderStatus
from aliorders.stages import SCANNED
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Verdict
from policy_evidence import INSTANTS, evidence

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
@given(evidence(), INSTANTS)
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
@given(evidence(), INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(9999)))
def test_closed_stays_closed(seen: Evidence, now: datetime, later: timedelta) -> None:
    if assess(seen, load_policy(), now).answer is Answer.CLOSED:
        assert assess(seen, load_policy(), now + later).answer is Answer.CLOSED
