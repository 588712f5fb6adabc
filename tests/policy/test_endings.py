"""Every end of an order is explained: what happened, whether money comes back, what to do."""

from __future__ import annotations

from typing import Any

import pytest

from aliorders.data import table
from aliorders.endings import cause_of
from aliorders.models import EndCause
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Confidence, Verdict
from policy_case import PolicyCase, load_cases

CODES = table("end_codes")["codes"]

RECEIPTS = frozenset(
    {EndCause.CONFIRMED_BY_BUYER, EndCause.CONFIRMED_BY_TIME, EndCause.CONFIRMED_BY_CARRIER}
)

NOTHING_PAID = frozenset({EndCause.NOT_PAID, EndCause.CANCELLED_UNPAID})

UNDOCUMENTED = frozenset({EndCause.DISPUTE_ENDED, EndCause.NOT_COLLECTED})
"""Ends of which no source says whether money comes back."""


def verdict(order: dict[str, Any], now: str = "2026-09-10T12:00:00Z") -> Verdict:
    case = PolicyCase.model_validate(
        {
            "name": "ended",
            "now": now,
            "order": {"status": "FINISH", **order},
            "expect": {"answer": "unknown", "rule": "none"},
        }
    )
    return assess(case.evidence(), load_policy(), case.now)


def test_every_code_has_a_row_in_the_table() -> None:
    assert {case.order.end_code for case in load_cases()} >= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_and_cited(code: str) -> None:
    said = verdict({"end_code": code})
    cause = cause_of(code)
    assert cause is not None
    if cause in RECEIPTS:
        assert said.answer is Answer.NO
        assert f"remark.{cause}" in {reason.rule for reason in said.reasons}
    else:
        assert said.answer is Answer.CLOSED
        assert said.reasons[0].rule == f"ended.{cause}"
        assert said.confidence is Confidence.OBSERVED
        assert "O13" in {one.source for one in said.reasons[0].citations}


@pytest.mark.parametrize("cause", sorted(set(EndCause) - RECEIPTS))
def test_an_end_says_whether_money_comes_back(cause: EndCause) -> None:
    said = verdict({"end_code": next(code for code in CODES if cause_of(code) is cause)})
    assert (said.refund is not None) == (cause not in NOTHING_PAID | UNDOCUMENTED)
    if said.refund is not None:
        assert any(one.kind.startswith("refund_due") for one in said.deadlines)
        assert said.next_steps[0].action == "watch_refund"


@pytest.mark.parametrize("cause", sorted(set(EndCause) - RECEIPTS))
def test_a_cause_read_from_a_word_is_only_derived(cause: EndCause) -> None:
    said = verdict({"cause": cause, "end": "cancelled", "word": "x"})
    assert (said.reasons[0].rule, said.confidence) == (f"ended.{cause}", Confidence.DERIVED)


def test_a_code_nobody_knows_is_named() -> None:
    said = verdict({"end_code": "buyer_moved_house", "word": "Closed", "end": "unspecified"})
    assert said.reasons[0].rule == "ended.code_not_known"
    assert "buyer_moved_house" in said.reasons[0].text


def test_a_code_nobody_knows_stands_beside_a_word_that_says_how() -> None:
    said = verdict({"end_code": "buyer_moved_house", "word": "Canceled", "end": "cancelled"})
    assert said.reasons[0].rule == "status.cancelled"
    (remark,) = [one for one in said.reasons if one.rule == "remark.end_code_not_known"]
    assert "buyer_moved_house" in remark.text


def test_an_end_is_told_whenever_it_was() -> None:
    for now in ("2026-09-10T12:00:00Z", "2036-09-10T12:00:00Z"):
        said = verdict({"end_code": "end_issue", "word": "Completed", "placed": "2026-01-01"}, now)
        assert said.reasons[0].rule == "ended.dispute_ended"


def test_an_open_order_is_not_explained_by_a_code() -> None:
    said = verdict({"status": "IN_ISSUE", "end_code": "CancelledBySeller"})
    assert said.reasons[0].rule == "status.dispute_open"
