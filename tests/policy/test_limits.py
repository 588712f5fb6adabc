"""The decision table is whole: every limit from both sides, each input missing once, every case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aliorders.models import EndCause, Missing, OrderStatus, ParcelStage, PromiseKind
from cancelwindow.policy.deadline_table import DeadlineRule
from cancelwindow.policy.engine import PRECEDENCE, assess, case_of, rule_name, trace
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.rules import status
from cancelwindow.policy.tables import Want
from cancelwindow.policy.verdict import Verdict
from policy_case import PolicyCase, load_cases
from policy_limits import limits_of

CASES = load_cases()

TABLES = load_policy().tables

SIDES = {"before", "on", "after"}

OF_RULES = {
    "rule.time_to_ship",
    "rule.tracking_is_old",
    "rule.no_scan_for_days",
    "rule.windows_over",
    "rule.windows_over_undated",
    "protection.ask_for_more",
    "protection.almost_over",
    "protection.day_at_hand",
    "protection.over",
}


def _verdict(case: PolicyCase) -> Verdict:
    return assess(case.evidence(), load_policy(), case.now, buyer=case.buyer)


def _can_be_dated(rule: DeadlineRule) -> bool:
    return rule.dated and bool(rule.starts or rule.promise or rule.counted_in)


def _sides() -> dict[str, set[str]]:
    """Of each limit, the sides on which a row of the table stands: a second before it, on it, or
    after it."""
    sides: dict[str, set[str]] = {}
    for case in CASES:
        for name, instants in limits_of(case).items():
            for at in instants:
                since = case.now - at
                side = sides.setdefault(name, set())
                if since == timedelta(seconds=-1):
                    side.add("before")
                elif since == timedelta(0):
                    side.add("on")
                elif since > timedelta(0):
                    side.add("after")
    return sides


def test_the_table_is_as_long_as_it_has_to_be() -> None:
    assert len(CASES) >= 250


def test_the_table_stands_before_on_and_after_every_limit() -> None:
    dated = {f"deadline.{kind}" for kind, rule in TABLES.deadlines.items() if _can_be_dated(rule)}
    sides = _sides()
    assert set(sides) == dated | OF_RULES
    assert {name: SIDES - seen for name, seen in sides.items() if seen != SIDES} == {}


@pytest.mark.parametrize("want", list(Want))
def test_what_an_answer_wants_is_missing_once_in_the_table(want: Want) -> None:
    """For each answer that would be narrower with it."""
    said = load_policy().catalogue("en").say(f"not_seen.{want}")
    wanting = {row.rule for _, row in TABLES.rows() if want in row.wants}
    without = {case.expect.rule for case in CASES if said in _verdict(case).not_seen}
    assert wanting - without == set()


@pytest.mark.parametrize("want", [Want.CANCEL_BUTTON, Want.TRACKING, Want.PAID, Want.SHIPPED])
def test_what_an_answer_wants_is_there_once_in_the_table(want: Want) -> None:
    said = load_policy().catalogue("en").say(f"not_seen.{want}")
    assert any(said not in _verdict(case).not_seen for case in CASES)


def test_every_deadline_stands_once_without_a_date() -> None:
    """Whatever starts it was not seen, or its printed day could not be read."""
    always_dated = {
        kind
        for kind, rule in TABLES.deadlines.items()
        if rule.parameter is None and rule.promise is None
    }
    undated = {one.kind for case in CASES for one in _verdict(case).deadlines if one.latest is None}
    assert set(TABLES.deadlines) - undated == always_dated


def test_every_start_of_a_deadline_starts_it_once() -> None:
    started = {
        (one.kind, one.start.field)
        for case in CASES
        for one in _verdict(case).deadlines
        if one.start is not None
    }
    wanted = {
        (kind, start.field.value)
        for kind, rule in TABLES.deadlines.items()
        for start in rule.starts
    }
    wanted |= {(kind, "printed") for kind, rule in TABLES.deadlines.items() if rule.promise}
    wanted |= {(kind, "counted") for kind, rule in TABLES.deadlines.items() if rule.counted_in}
    assert wanted - started == set()


def test_every_status_in_which_the_site_counts_has_a_countdown_once() -> None:
    counted = {
        (one.kind, case.order.status)
        for case in CASES
        for one in _verdict(case).deadlines
        if one.start is not None and one.start.field == "counted"
    }
    wanted = {(kind, one) for kind, rule in TABLES.deadlines.items() for one in rule.counted_in}
    assert wanted == counted


def test_every_rule_applies_once_and_passes_once() -> None:
    applied, passed = set(), set()
    for case in CASES:
        traced = trace(case_of(case.evidence(), load_policy(), case.now, case.buyer))
        applied.add(rule_name(traced.applied))
        passed |= {rule_name(rule) for rule, _ in traced.passed}
    every = {rule_name(rule) for rule in PRECEDENCE}
    assert applied == every | {rule_name(status.by_status)}
    assert passed == every


def test_every_reason_of_a_rule_to_pass_is_given_once() -> None:
    given = {
        (rule_name(rule), outcome.why)
        for case in CASES
        for rule, outcome in trace(
            case_of(case.evidence(), load_policy(), case.now, case.buyer)
        ).passed
    }
    assert {why for _, why in given} >= {
        key.removeprefix("passed.")
        for key in load_policy().catalogue("en").keys()  # noqa: SIM118 - a method of its own
        if key.startswith("passed.")
    }


def test_the_table_has_every_status_end_and_stage_of_a_parcel() -> None:
    assert {case.order.status for case in CASES} == set(OrderStatus)
    causes = {case.evidence().order.end_cause for case in CASES}
    assert {one for one in causes if not isinstance(one, Missing)} == set(EndCause)
    assert {one.stage for case in CASES for one in case.parcels} == set(ParcelStage)


def test_the_table_has_every_promise_with_and_without_a_day() -> None:
    promised = {
        (one.kind, one.until is not None)
        for case in CASES
        for one in (*case.order.promises, *(p for parcel in case.parcels for p in parcel.promises))
    }
    for kind in (PromiseKind.REFUND_IF_NOT_DELIVERED, PromiseKind.LATE_COUPON):
        assert {(kind, True), (kind, False)} <= promised
    assert (PromiseKind.FREE_RETURN, False) in promised
