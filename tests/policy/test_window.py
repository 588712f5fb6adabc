"""The estimate of the window: which orders count, in which reading, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.policy.engine import assess
from cancelwindow.policy.history import (
    FEWEST_ENDED,
    NO_HISTORY,
    Estimate,
    History,
    Likeness,
    Spell,
    Wait,
    WaitEnd,
)
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Verdict, WindowEstimate
from policy_case import PolicyCase, load_cases

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)

OPEN = Wait(5, None)

_HOURS = st.integers(0, 400).map(float)


@st.composite
def waits(draw: st.DrawFn) -> Wait:
    low = draw(_HOURS)
    return Wait(low, draw(st.none() | st.integers(0, 48).map(lambda more: low + more)))


_SPELLS = st.builds(
    Spell, st.sampled_from([None, "1", "2"]), st.none() | st.booleans(), waits(), waits()
)
HISTORIES = st.lists(_SPELLS, max_size=60).map(History)


def same(
    count: int, wait: Wait, store: str | None = "1", choice: bool | None = None
) -> list[Spell]:
    return [Spell(store, choice, wait, OPEN)] * count


def estimate(spells: list[Spell], store: str | None = "1", choice: bool | None = None) -> Estimate:
    found = History(spells).estimate(WaitEnd.SHIPPED, store, choice)
    assert found is not None
    return found


def test_the_fewest_orders_are_those_that_hold_the_median_with_95_percent() -> None:
    """The sign test: all on one side of the median, twice."""
    assert 1 - 2 * 0.5**FEWEST_ENDED >= 0.95 > 1 - 2 * 0.5 ** (FEWEST_ENDED - 1)


def test_orders_that_still_wait_are_no_substitute_for_those_that_ended() -> None:
    few = [*same(FEWEST_ENDED - 1, Wait(9, 9)), *same(50, OPEN)]
    assert History(few).estimate(WaitEnd.SHIPPED, "1", None) is None
    assert estimate([*few, *same(1, Wait(9, 9))]).ended == FEWEST_ENDED


def test_the_closest_orders_that_are_enough_count() -> None:
    history = [*same(6, Wait(1, 1)), *same(6, Wait(2, 2), "2", choice=True)]
    assert estimate(history, "1", choice=True).likeness is Likeness.STORE
    assert estimate(history, "3", choice=True).likeness is Likeness.CHOICE
    assert estimate(history, "3", choice=False).likeness is Likeness.ANY
    assert estimate(history, None, choice=None).likeness is Likeness.ANY
    more = [*history, *same(6, Wait(3, 3), "4", choice=False)]
    assert estimate(more, "3", choice=False).likeness is Likeness.NOT_CHOICE


def test_an_order_that_does_not_tell_its_store_or_kind_is_like_no_other() -> None:
    history = History(same(6, Wait(1, 1), store=None))
    found = history.estimate(WaitEnd.SHIPPED, None, is_choice=False)
    assert found is not None
    assert found.likeness is Likeness.ANY


def test_each_end_has_its_own_waits() -> None:
    spells = [Spell("1", None, Wait(1, 2), Wait(30, 40))] * 6
    scanned = History(spells).estimate(WaitEnd.SCANNED, "1", None)
    assert scanned is not None
    assert scanned.median == (30, 40)
    assert estimate(spells).median == (1, 2)


def test_a_median_is_told_by_both_readings() -> None:
    found = estimate(same(20, Wait(24, 72)))
    assert (found.low, found.median, found.high) == (24, (24, 72), 72)


def test_readings_that_cross_are_put_in_order() -> None:
    """With longer waits, orders that were lost meanwhile count for more."""
    spells = [
        *same(11, Wait(1, 4)),
        *same(1, Wait(2, None)),
        *same(9, Wait(5, 5)),
    ]
    found = estimate(spells)
    assert found.median is not None
    assert found.low <= found.median[0] <= found.median[1]


def test_at_least_nothing_is_not_said() -> None:
    """More than half still wait, and the limit lies within the first hour."""
    history = History([*same(9, Wait(0.5, 0.5)), *same(9, Wait(0.7, None)), *same(4, OPEN)])
    assert history.estimate(WaitEnd.SHIPPED, "1", None) is None


@given(HISTORIES, st.sampled_from(WaitEnd), st.sampled_from(["1", "3", None]))
def test_an_estimate_is_in_order(history: History, end: WaitEnd, store: str | None) -> None:
    found = history.estimate(end, store, is_choice=True)
    if found is None:
        return
    assert FEWEST_ENDED <= found.ended <= found.orders <= len(history.spells)
    middle = found.median or (found.low, found.low)
    known = [found.low, *middle, *([] if found.high is None else [found.high])]
    assert known == sorted(known)
    assert found.median is not None or found.high is None
    assert history.estimate(end, store, is_choice=True) is found


@given(HISTORIES, st.sampled_from([one for one in load_cases() if not one.history]))
def test_the_answer_never_depends_on_it(history: History, case: PolicyCase) -> None:
    with_orders = assess(case.evidence(), load_policy(), case.now, history=history)
    without = assess(case.evidence(), load_policy(), case.now)
    assert (with_orders.window is None) == (without.window is None)
    assert with_orders.model_copy(update={"window": None}) == without.model_copy(
        update={"window": None}
    )


def verdict(history: History = NO_HISTORY) -> Verdict:
    case = PolicyCase.model_validate(
        {
            "name": "window",
            "now": NOW,
            "order": {"status": "WAIT_SELLER_SEND_GOODS", "store": "1"},
            "expect": {"answer": "ask_seller", "rule": "none"},
        }
    )
    return assess(case.evidence(), load_policy(), NOW, history=history)


def shipped(spells: list[Spell]) -> WindowEstimate:
    window = verdict(History(spells)).window
    assert window is not None
    return window.shipped


def test_the_guides_are_cited_and_own_orders_need_no_source() -> None:
    window = verdict().window
    assert window is not None
    assert {(one.source, one.grade) for one in window.shipped.citations} >= {("S4", "D")}
    assert shipped(same(9, Wait(9, 9))).citations == ()


@pytest.mark.parametrize(
    ("wait", "within", "span"),
    [
        (Wait(0.2, 0.2), "1 hour", "up to 1 hour"),
        (Wait(1.5, 1.5), "2 hours", "1 to 2 hours"),
        (Wait(71, 71), "71 hours", "71 hours"),
        (Wait(71.9, 71.9), "72 hours", "71 to 72 hours"),
        (Wait(72, 72), "3 days", "3 days"),
        (Wait(70, 73), "4 days", "2 to 4 days"),
    ],
)
def test_lengths_are_rounded_away_from_the_median(wait: Wait, within: str, span: str) -> None:
    text = shipped(same(30, wait)).text
    assert f"within {within} of payment" in text
    assert text.endswith(f"Likely range: {span}.")


def test_a_range_without_an_end_says_at_least() -> None:
    assert shipped(same(6, Wait(9.9, 9.9)) + same(7, Wait(9.9, None))).text.endswith(
        "Likely range: at least 9 hours."
    )
    spells = [*same(9, Wait(0.5, 0.5)), *same(8, Wait(0.5, None))]
    assert shipped(spells).text.endswith("Likely range: not known yet.")
