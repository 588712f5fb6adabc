"""Charts: every mark stands where its figure belongs, in either direction."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.dashboard.charts import WIDTH, Chart, Point, bars, columns, line, scale

FIGURES = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=14)


def points(values: list[float]) -> list[Point]:
    return [Point(f"Month {number}", value, str(value)) for number, value in enumerate(values)]


def stands_inside(chart: Chart) -> None:
    for mark in chart.marks:
        assert -0.01 <= mark.x <= mark.x + mark.width <= WIDTH + 0.01
        assert -0.01 <= mark.y <= mark.y + mark.height <= chart.height + 0.01
    for name in chart.names:
        assert 0 <= name.x <= WIDTH


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 0.25, 0.5, 0.75, 1)),
        (4, (0, 1, 2, 3, 4)),
        (97, (0, 25, 50, 75, 100)),
        (1_234, (0, 500, 1_000, 1_500)),
    ],
)
def test_a_scale_is_round_and_reaches_the_highest(highest: float, ticks: tuple[float, ...]) -> None:
    assert scale(highest) == pytest.approx(ticks)


@given(st.floats(0.01, 1e12))
def test_a_scale_is_never_short_or_crowded(highest: float) -> None:
    ticks = scale(highest)
    assert ticks[0] == 0
    assert highest <= ticks[-1] * (1 + 1e-9)
    assert 2 <= len(ticks) <= 6


@given(FIGURES, st.booleans())
def test_columns_are_as_high_as_their_figures(values: list[float], rtl: bool) -> None:
    chart = columns(points(values), str, rtl=rtl)
    stands_inside(chart)
    by_height = sorted(chart.marks, key=lambda mark: mark.height)
    assert [mark.point.value for mark in by_height] == pytest.approx(sorted(values))
    places = [mark.x for mark in chart.marks]
    assert places == sorted(places, reverse=rtl)
    assert chart.names[-1].text == chart.marks[-1].point.label


@given(FIGURES, st.booleans())
def test_bars_are_as_long_as_their_figures(values: list[float], rtl: bool) -> None:
    chart = bars(points(values), rtl=rtl)
    stands_inside(chart)
    for mark in chart.marks:
        assert (mark.width == 0) == (mark.point.value == 0)
        assert mark.x == pytest.approx(WIDTH - mark.width if rtl else 0)
    assert [mark.y for mark in chart.marks] == sorted({mark.y for mark in chart.marks})


@given(st.lists(st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=9), st.booleans())
def test_a_line_rises_with_its_figures(values: list[float], rtl: bool) -> None:
    placed = [(float(number), point) for number, point in enumerate(points(values))]
    chart = line(placed, str, rtl=rtl)
    stands_inside(chart)
    heights = sorted(chart.marks, key=lambda mark: -mark.y)
    assert [mark.point.value for mark in heights] == pytest.approx(sorted(values))
    assert len(chart.path.split()) == len(values)


def test_a_long_name_is_cut_and_says_so() -> None:
    [mark] = bars([Point("A store with a name that goes on and on and on", 1.0, "1")]).marks
    assert mark.point.label == "A store with a name that goes on…"


def test_names_of_months_do_not_run_into_each_other() -> None:
    chart = columns([Point(f"Sept 20{number}", 1.0, "1") for number in range(10, 22)], str)
    places = [name.x for name in chart.names]
    assert len(places) > 3
    # As wide as they are in a narrow window, where they are largest.
    assert min(b - a for a, b in pairwise(places)) > 9 * 8.8
