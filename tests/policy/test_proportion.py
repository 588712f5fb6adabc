"""Limits of a proportion against published figures, and what holds for any counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.policy.proportion import fewest_for, has_fallen, limits


# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score).
@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_limits_are_as_published(hits: int, cases: int, low: float, high: float) -> None:
    found = limits(hits / cases, cases)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_without_a_case_everything_is_possible() -> None:
    assert limits(1.0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("share", "cases"), [(0.9, 35), (0.95, 73), (0.98, 189), (0.5, 4)])
def test_a_spotless_record_of_so_many_proves_a_share_and_of_one_less_does_not(
    share: float, cases: int
) -> None:
    assert fewest_for(share) == cases
    assert limits(1.0, cases).low >= share > limits(1.0, cases - 1).low


def test_a_fall_must_be_larger_than_chance() -> None:
    assert has_fallen((0.985, 4000), (0.96, 4200))
    assert not has_fallen((0.98, 50), (0.97, 50))
    assert not has_fallen((0.96, 4000), (0.985, 4000))
    assert not has_fallen((0.96, 4000), (0.96, 4000))


shares = st.floats(0, 1)
counts = st.integers(1, 1_000_000)


@given(shares, counts)
def test_limits_hold_the_share_and_stay_between_nothing_and_all(share: float, cases: int) -> None:
    low, high = limits(share, cases)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@given(shares, counts)
def test_more_cases_make_narrower_limits(share: float, cases: int) -> None:
    few, many = limits(share, cases), limits(share, cases * 10)
    assert many.high - many.low < few.high - few.low
