"""Where sources contradict each other: every conflict is told where it matters, none is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aliorders.models import OrderStatus
from cancelwindow.policy.conflicts import Pattern
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.parameters import Standing
from cancelwindow.policy.sellers import assess_seller
from cancelwindow.policy.verdict import SourceConflict, Verdict
from policy_case import OrderSeen, PolicyCase, load_cases
from seller_case import load_sellers

CONFLICTS = load_policy().tables.conflicts

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)


def verdict_of(seen: OrderSeen, promises: tuple[dict[str, str], ...] = ()) -> Verdict:
    case = PolicyCase.model_validate(
        {
            "name": "one",
            "now": NOW,
            "order": {**seen.model_dump(exclude_unset=True), "promises": promises},
            "expect": {"answer": "no", "rule": "none"},
        }
    )
    return assess(case.evidence(), load_policy(), NOW)


WAITING = OrderSeen(status=OrderStatus.WAIT_SELLER_SEND_GOODS, word="Processing")

PROMISED = (
    {"kind": "refund_if_not_delivered", "text": "x", "until": "2026-10-01"},
    {"kind": "late_coupon", "text": "y", "until": "2026-10-01"},
)


def told() -> dict[str, SourceConflict]:
    """Every conflict that some verdict or some seller tells."""
    verdicts = [assess(case.evidence(), load_policy(), case.now) for case in load_cases()]
    # A printed promise has no row in the table.
    verdicts.append(verdict_of(OrderSeen(status=OrderStatus.WAIT_BUYER_ACCEPT_GOODS), PROMISED))
    sellers = [assess_seller(case.facts(), load_policy(), NOW) for case in load_sellers()]
    return {one.id: one for told in (*verdicts, *sellers) for one in told.conflicts}


def test_all_conflicts_on_record_are_there() -> None:
    assert list(CONFLICTS) == [f"C{number}" for number in range(1, 33)]


def test_every_conflict_is_told_by_some_verdict_or_says_why_not() -> None:
    assert set(told()) == {key for key, one in CONFLICTS.items() if one.not_shown is None}


@pytest.mark.parametrize("key", CONFLICTS)
def test_a_conflict_has_two_sides(key: str) -> None:
    conflict = CONFLICTS[key]
    assert any(claim.standing is Standing.USED for claim in conflict.claims)
    assert len({claim.says for claim in conflict.claims}) == len(conflict.claims)
    refused = any(claim.standing is Standing.REFUSED for claim in conflict.claims)
    assert not refused or Pattern.REFUSE in conflict.pattern
    if conflict.not_shown is None:
        assert conflict.cited


def test_a_verdict_tells_the_conflict_of_a_figure_it_uses() -> None:
    [silence] = [one for one in verdict_of(WAITING).conflicts if one.id == "C1"]
    assert "48 to 72 hours; one 2026 guide says up to 6 days." in silence.text
    assert [one.source for one in silence.citations] == ["B2", "B1", "S4"]
    standings = {claim.says: claim.standing for claim in CONFLICTS["C1"].claims}
    assert standings["two weeks"] is Standing.LISTED  # on record, and quoted by no verdict


def test_a_verdict_tells_only_what_it_uses_each_once_and_in_order() -> None:
    ids = [one.id for one in verdict_of(WAITING).conflicts]
    assert ids == [key for key in CONFLICTS if key in ids]
    assert len(ids) == len(set(ids))
    assert "C9" not in ids
    unpaid = verdict_of(OrderSeen(status=OrderStatus.PLACE_ORDER_SUCCESS, word="To pay"))
    assert [one.id for one in unpaid.conflicts] == ["C6", "C19"]


def test_a_deadline_that_is_not_there_brings_no_conflict() -> None:
    """The printed promise is a clock of the answer, but this page printed none."""
    shipped = OrderSeen(status=OrderStatus.WAIT_BUYER_ACCEPT_GOODS)
    without = {one.id for one in verdict_of(shipped).conflicts}
    with_promises = {one.id for one in verdict_of(shipped, PROMISED).conflicts}
    assert with_promises - without == {"C24", "C28", "C32"}


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name)
def test_what_is_told_stays_short(case: PolicyCase) -> None:
    for one in assess(case.evidence(), load_policy(), case.now).conflicts:
        assert len(one.text) <= 240
        assert one.text.endswith(".")
        assert one.citations
        assert len({quoted.source for quoted in one.citations}) == len(one.citations)
