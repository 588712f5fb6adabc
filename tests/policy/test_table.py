"""The decision table: one row per status and evidence, and before, on and after each limit."""

from __future__ import annotations

from typing import Any

import pytest

from aliorders.models import EndReason, OrderStatus
from cancelwindow.policy.book import END_NOT_SEEN
from cancelwindow.policy.engine import assess
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.tables import Row, ShownAs
from cancelwindow.policy.verdict import (
    Answer,
    CancelReasons,
    Deadline,
    RefundEstimate,
    Verdict,
    WindowEstimate,
)
from policy_case import ExpectedClock, ExpectedRefund, ExpectedWindow, PolicyCase, load_cases

CASES = load_cases()

_REMARK = "remark."


def verdict_of(case: PolicyCase) -> Verdict:
    return assess(case.evidence(), load_policy(), case.now, buyer=case.buyer, history=case.stored())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_table_says_what_it_should(case: PolicyCase) -> None:
    verdict = verdict_of(case)
    said = {
        "answer": verdict.answer,
        "rule": verdict.reasons[0].rule,
        "confidence": verdict.confidence,
        "steps": tuple(step.action for step in verdict.next_steps),
        "first_step": verdict.next_steps[0].action,
        "said": {
            step.action: step.text for step in verdict.next_steps if step.action in case.expect.said
        },
        "cancel_reasons": _reasons(verdict.cancel_reasons),
        "fitting": verdict.cancel_reasons
        and tuple(one.kind for one in verdict.cancel_reasons.reasons if one.fits),
        "remarks": tuple(
            reason.rule.removeprefix(_REMARK)
            for reason in verdict.reasons
            if reason.rule.startswith(_REMARK)
        ),
        "warnings": tuple(warning.kind for warning in verdict.warnings),
        "deadlines": tuple(deadline.kind for deadline in verdict.deadlines),
        "message": verdict.message.template if verdict.message else None,
        "other_messages": tuple(one.template for one in verdict.other_messages),
        "not_seen": len(verdict.not_seen),
        "rights": tuple(right.kind for right in verdict.rights),
        "lines": tuple(line.rule.removeprefix("line.") for line in verdict.lines),
        "line_answers": tuple(line.answer for line in verdict.lines),
    }
    window = verdict.window
    said["window"] = window and _named(window.shipped, case.expect.window)
    said["window_until_scan"] = window and _named(window.scanned, case.expect.window_until_scan)
    said["clocks"] = _clocks(verdict, case.expect.clocks)
    said["refund"] = _refund(verdict.refund, case.expect.refund)
    expected = case.expect.model_dump(exclude_unset=True)
    assert {key: said[key] for key in expected} == expected


def _reasons(said: CancelReasons | None) -> Any:
    return said and tuple(one.kind for one in said.reasons)


def _refund(said: RefundEstimate | None, expected: ExpectedRefund | None) -> Any:
    """Of the refund, what the case names."""
    if said is None or expected is None:
        return said
    values = {
        "method": said.method,
        "method_name": said.method_name,
        "destination": said.destination,
        "low": said.low_business_days,
        "high": said.high_business_days,
        "earliest": said.earliest,
        "latest": said.latest,
        "is_late": said.is_late,
        "amount": said.amount and said.amount.raw,
        "notes": tuple(note.kind for note in said.notes),
        "coupons": tuple(note.kind for note in said.coupons),
    }
    return {name: values[name] for name in expected.model_fields_set}


def _named(said: WindowEstimate | None, expected: ExpectedWindow | None) -> Any:
    """Of an estimate, what the case names."""
    if said is None or expected is None:
        return said
    return said.model_dump(include=expected.model_fields_set)


def _clocks(verdict: Verdict, expected: dict[str, ExpectedClock]) -> Any:
    """Of each deadline the case names, what it names of it; None for one that is not there."""
    by_kind = {one.kind: one for one in verdict.deadlines}
    return {
        kind: _clock(by_kind[kind]).model_dump(include=wanted.model_fields_set)
        if kind in by_kind
        else None
        for kind, wanted in expected.items()
    }


def _clock(said: Deadline) -> ExpectedClock:
    return ExpectedClock(
        basis=said.basis,
        earliest=said.earliest,
        latest=said.latest,
        start=said.start and said.start.field,
        started=said.start and said.start.day,
        length=said.length,
        text=said.text,
        reminders=said.reminders,
        notes=said.notes,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_verdict_says_who_says_so(case: PolicyCase) -> None:
    verdict = verdict_of(case)
    for reason in verdict.reasons:
        assert reason.citations, reason.rule
    for deadline in verdict.deadlines:
        assert deadline.citations, deadline.kind
    for warning in verdict.warnings:
        assert warning.citations, warning.kind
    for line in verdict.lines:
        assert line.citations, line.rule
    if verdict.cancel_reasons is not None:
        for one in (*verdict.cancel_reasons.reasons, *verdict.cancel_reasons.views):
            assert one.citations, one.text
    if verdict.refund is not None:
        assert verdict.refund.citations


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert sorted(names) == sorted(set(names))


def test_the_table_has_every_status_and_every_answer() -> None:
    assert {case.order.status for case in CASES} == set(OrderStatus)
    assert {case.expect.answer for case in CASES} == set(Answer)
    ends = {case.order.end for case in CASES if case.order.status is OrderStatus.FINISH}
    assert ends == {None, *EndReason}


def test_the_table_reaches_every_answer_of_the_policy() -> None:
    written = {row.rule for _, row in load_policy().tables.rows()}
    assert written == {case.expect.rule for case in CASES}


def test_the_table_reaches_every_remark_and_deadline() -> None:
    tables = load_policy().tables
    verdicts = [verdict_of(case) for case in CASES]
    reasons = {reason.rule for verdict in verdicts for reason in verdict.reasons}
    warnings = {warning.kind for verdict in verdicts for warning in verdict.warnings}
    deadlines = {one.kind for verdict in verdicts for one in verdict.deadlines}
    as_reasons = {key for key, one in tables.remarks.items() if one.shown_as is ShownAs.REASON}
    # No answer of the policy is assumed and definite; test_engine.py builds one.
    as_warnings = set(tables.remarks) - as_reasons - {"only_assumed"}
    assert {f"{_REMARK}{key}" for key in as_reasons} <= reasons
    assert as_warnings == warnings
    assert deadlines == set(tables.deadlines)


def test_the_table_reaches_every_message() -> None:
    verdicts = [verdict_of(case) for case in CASES]
    first = {one.message.template for one in verdicts if one.message is not None}
    others = {one.template for verdict in verdicts for one in verdict.other_messages}
    assert first | others == set(load_policy().tables.messages)


def test_the_table_reaches_every_state_of_a_line() -> None:
    assert {state for case in CASES for state in case.expect.lines or ()} == set(LineState)


def test_ended_orders_have_one_answer_per_end() -> None:
    entry = load_policy().tables.by_status[OrderStatus.FINISH]
    assert not isinstance(entry, Row)
    assert set(entry) == {END_NOT_SEEN, *EndReason}
