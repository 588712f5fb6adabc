"""Kaplan-Meier against published figures, and what holds for any cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.policy.survival import Duration, Median, Step, kaplan_meier, median

# Weeks of remission in acute leukaemia, the standard example of the method: Freireich et al.,
# Blood 21 (1963), 699-716, as given by Cox and Oakes, Analysis of Survival Data (1984), table 1.1.
TREATED_RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
TREATED_STILL_WELL = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
CONTROLS = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def cases(ended: Sequence[float], still: Sequence[float] = ()) -> list[Duration]:
    return [
        *(Duration(length, ended=True) for length in ended),
        *(Duration(length, ended=False) for length in still),
    ]


def curve_of(durations: Iterable[Duration]) -> tuple[Step, ...]:
    return tuple(kaplan_meier(durations))


def test_the_treated_patients_are_as_published() -> None:
    curve = curve_of(cases(TREATED_RELAPSED, TREATED_STILL_WELL))
    assert [(one.time, one.at_risk, one.ends) for one in curve] == [
        (6, 21, 3),
        (7, 17, 1),
        (10, 15, 1),
        (13, 12, 1),
        (16, 11, 1),
        (22, 7, 1),
        (23, 6, 1),
    ]
    shares = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert [one.share for one in curve] == pytest.approx(shares, abs=5e-5)
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert [one.standard_error for one in curve] == pytest.approx(errors, abs=5e-5)


def test_the_band_of_the_treated_patients_is_that_of_other_programs() -> None:
    """lifelines 0.30 gives these."""
    curve = curve_of(cases(TREATED_RELAPSED, TREATED_STILL_WELL))
    low = [0.619718, 0.563147, 0.503200, 0.431610, 0.367511, 0.267779, 0.188052]
    assert [one.low for one in curve] == pytest.approx(low, abs=5e-7)
    high = [0.951552, 0.922809, 0.889362, 0.849066, 0.804912, 0.746791, 0.680143]
    assert [one.high for one in curve] == pytest.approx(high, abs=5e-7)
    assert median(curve) == Median(low=13, value=23, high=None)


def test_the_controls_are_as_published() -> None:
    curve = curve_of(cases(CONTROLS))
    assert median(curve) == Median(low=4, value=8, high=11)
    assert curve[0].share == pytest.approx(0.9048, abs=5e-5)
    assert curve[0].standard_error == pytest.approx(0.0641, abs=5e-5)
    # Nobody is left in the end: no error is defined, and one case alone proves little.
    last = curve[-1]
    assert (last.share, last.standard_error, last.low) == (0, None, 0)
    assert last.high == pytest.approx(curve[-2].high * 0.975)


@pytest.mark.parametrize("still", [(), (3,), (1, 2, 3)])
def test_where_nothing_ended_there_is_no_curve_and_no_median(still: tuple[float, ...]) -> None:
    curve = curve_of(cases((), still))
    assert curve == ()
    assert median(curve) == Median(None, None, None)


def test_a_case_lost_at_the_time_of_an_end_counts_as_still_there() -> None:
    [step] = curve_of(cases([5], [5]))
    assert (step.at_risk, step.share) == (2, 0.5)


@pytest.mark.parametrize("half", range(1, 60))
def test_half_is_half_however_it_is_rounded(half: int) -> None:
    lengths = list(range(1, 2 * half + 1))
    assert median(curve_of(cases(lengths))).value == half


@pytest.mark.parametrize(
    ("together", "high"),
    # 1 - 0.025 ** (1 / n), the exact (Clopper-Pearson) limit where all of n ended.
    [(1, 0.975), (2, 0.8419), (5, 0.5218), (6, 0.4593), (30, 0.1157)],
)
def test_cases_that_end_together_are_as_good_as_their_number(together: int, high: float) -> None:
    curve = curve_of(cases([9] * together))
    assert [one.share for one in curve] == [0]
    assert curve[0].high == pytest.approx(high, abs=5e-5)
    assert median(curve) == Median(low=9, value=9, high=9 if together > 5 else None)


def test_few_cases_leave_the_upper_limit_open() -> None:
    assert median(curve_of(cases([1, 2, 3, 4, 5, 6]))) == Median(low=1, value=3, high=None)
    assert median(curve_of(cases([1, 2, 3, 4, 5, 6, 7]))) == Median(low=1, value=4, high=6)


_LENGTHS = st.integers(0, 50).map(float)
_CASES = st.lists(st.builds(Duration, _LENGTHS, st.booleans()), max_size=40)


@given(_CASES)
def test_a_curve_falls_within_its_band(durations: list[Duration]) -> None:
    curve = curve_of(durations)
    assert sum(one.ends for one in curve) == sum(one.ended for one in durations)
    for step in curve:
        assert 0 <= step.share < 1
        assert 0 <= step.low <= step.share < step.high <= 1
    for earlier, later in pairwise(curve):
        assert earlier.time < later.time
        assert earlier.share > later.share


@given(_CASES)
def test_the_limits_lie_around_the_median(durations: list[Duration]) -> None:
    found = median(curve_of(durations))
    known = [one for one in (found.low, found.value, found.high) if one is not None]
    assert known == sorted(known)
    # An upper limit comes with a median, and a median with a lower limit.
    assert known == [found.low, found.value, found.high][: len(known)]


@given(st.lists(_LENGTHS, min_size=1, max_size=40))
def test_without_lost_cases_the_curve_is_the_share_that_lasts_longer(lengths: list[float]) -> None:
    curve = curve_of(cases(lengths))
    for step in curve:
        longer = sum(length > step.time for length in lengths)
        assert step.share == pytest.approx(longer / len(lengths), abs=1e-12)
    assert median(curve).value == sorted(lengths)[(len(lengths) - 1) // 2]


@given(_CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_nothing(durations: list[Duration], chance: Random) -> None:
    mixed = list(durations)
    chance.shuffle(mixed)
    assert curve_of(mixed) == curve_of(durations)


@given(_CASES)
def test_a_case_lost_before_the_first_end_changes_nothing(durations: list[Duration]) -> None:
    later = [one._replace(length=one.length + 1) for one in durations]
    assert curve_of([*later, Duration(0, ended=False)]) == curve_of(later)


@given(_CASES, st.sampled_from([0.5, 2, 24]))
def test_the_unit_of_time_does_not_matter(durations: list[Duration], unit: float) -> None:
    scaled = curve_of([one._replace(length=one.length * unit) for one in durations])
    plain = curve_of(durations)
    assert [one.time for one in scaled] == [one.time * unit for one in plain]
    assert [replace(one, time=0) for one in scaled] == [replace(one, time=0) for one in plain]


@given(_CASES.filter(any), _LENGTHS)
def test_a_case_that_lasts_longer_than_all_raises_the_curve(
    durations: list[Duration], more: float
) -> None:
    longest = max(one.length for one in durations) + more
    after = curve_of([*durations, Duration(longest, ended=False)])
    before = curve_of(durations)
    assert all(new.share > old.share for new, old in zip(after, before, strict=True))
