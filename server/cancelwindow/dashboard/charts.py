"""Charts as numbers: where each bar and each point stands. The templates draw them as SVG.

A chart reads in the direction of its page: from right to left in a language written so. Every chart
stands beside a table of the same figures, and none has more than one series.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

TickTexts = Callable[[float], str]
"""Writes a value of the scale."""

WIDTH = 460
"""Of every chart, in its own units: at this width its letters are as large as the page's."""

_HEIGHT = 220
_AXIS, _FOOT, _TOP = 62, 26, 12
_TICKS = 4
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

_ROW, _BAR, _LABEL = 40, 9, 15
_LONGEST_LABEL = 34

_LETTER = 9.0
"""Width of an average letter at the size of a label in a narrow window, where it is largest: no
label may run into the next one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: what it is of, its size, and how the reader's language writes it."""

    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle, or a point where it has no size."""

    point: Point
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A word at the foot of a chart."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All there is to draw."""

    kind: str
    """``columns``, ``bars`` or ``line``."""
    height: float
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...] = ()
    names: tuple[Named, ...] = ()
    axis: float = 0.0
    """Where the words of the scale end."""
    rtl: bool = False

    @property
    def width(self) -> int:
        """In its own units."""
        return WIDTH

    @property
    def path(self) -> str:
        """The line through all points."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


def scale(highest: float) -> tuple[float, ...]:
    """Round values from 0 to at least `highest`, evenly apart."""
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in _STEPS if power * one >= rough * (1 - 1e-9))
    return tuple(step * number for number in range(math.ceil(highest / step - 1e-9) + 1))


def columns(points: Sequence[Point], tick_texts: TickTexts, *, rtl: bool = False) -> Chart:
    """A column for each point, as months follow each other."""
    values = scale(max((point.value for point in points), default=0.0))
    inner, floor = WIDTH - _AXIS - 4, _HEIGHT - _FOOT
    labels = [point.label for point in points]
    slot = _slot(labels, inner)
    width = min(slot * 0.68, 40.0)
    marks, names = [], []
    every = _spread(labels, slot)
    for number, point in enumerate(points):
        middle = _AXIS + slot * (number + 0.5)
        height = (floor - _TOP) * point.value / values[-1]
        x = _mirrored(middle, rtl) - width / 2
        marks.append(Mark(point, x, floor - height, width, height))
        # The newest always has its name.
        if (len(points) - 1 - number) % every == 0:
            half = len(point.label) * _LETTER / 2
            place = min(max(middle, half), WIDTH - half)
            names.append(Named(_mirrored(place, rtl), point.label))
    return Chart(
        "columns", _HEIGHT, tuple(marks), _ticks(values, tick_texts, 0.0), tuple(names),
        _mirrored(_AXIS - 8, rtl), rtl,
    )  # fmt: skip


def bars(points: Sequence[Point], *, rtl: bool = False) -> Chart:
    """A bar for each point, one below the other, its words above it."""
    longest = max((point.value for point in points), default=0.0) or 1.0
    marks = []
    for number, point in enumerate(points):
        width = max(WIDTH * point.value / longest, 2.0 if point.value else 0.0)
        x = WIDTH - width if rtl else 0.0
        label = point.label
        if len(label) > _LONGEST_LABEL:
            label = f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
        shown = Point(label, point.value, point.text)
        marks.append(Mark(shown, x, number * _ROW + _LABEL + 5, width, _BAR))
    return Chart("bars", max(len(points), 1) * _ROW, tuple(marks), rtl=rtl)


def line(
    points: Sequence[tuple[float, Point]], tick_texts: TickTexts, *, rtl: bool = False
) -> Chart:
    """A line through points that each have a place in time, which need not be even.

    The scale need not begin at 0: what moves between 90 and 99 would not be seen to move.
    """
    first, last = points[0][0], points[-1][0]
    lowest = min(point.value for _, point in points)
    spread = scale(max(max(point.value for _, point in points) - lowest, 1.0))
    base = math.floor(lowest / (spread[1] or 1)) * (spread[1] or 1)
    steps = scale(max(point.value for _, point in points) - base or 1.0)
    values = tuple(base + value for value in steps)
    floor, inner = _HEIGHT - _FOOT, WIDTH - _AXIS - 12
    marks = []
    for place, point in points:
        share = 0.5 if last == first else (place - first) / (last - first)
        height = (floor - _TOP) * (point.value - base) / (values[-1] - base)
        marks.append(Mark(point, _mirrored(_AXIS + inner * share, rtl), floor - height))
    ends = [marks[0]] if len(marks) == 1 else [marks[0], marks[-1]]
    names = tuple(Named(mark.x, mark.point.label) for mark in ends)
    return Chart(
        "line", _HEIGHT, tuple(marks), _ticks(values, tick_texts, base), names,
        _mirrored(_AXIS - 8, rtl), rtl,
    )  # fmt: skip


def _ticks(values: Sequence[float], texts: TickTexts, base: float) -> tuple[Tick, ...]:
    floor = _HEIGHT - _FOOT
    span = values[-1] - base
    return tuple(
        Tick(floor - (floor - _TOP) * (value - base) / span, texts(value)) for value in values
    )


def _slot(labels: Sequence[str], inner: float) -> float:
    """Width of a column's place: the label of the last one, in its middle, has to end inside."""
    longest = max(map(len, labels), default=0) * _LETTER
    evenly = inner / max(len(labels), 1)
    return evenly if longest <= evenly else (inner - longest / 2) / (len(labels) - 0.5)


def _spread(labels: Sequence[str], slot: float) -> int:
    """Every how many-th label has room."""
    longest = max(map(len, labels), default=0) * _LETTER + 8
    return max(1, math.ceil(longest / slot))


def _mirrored(x: float, rtl: bool) -> float:
    return WIDTH - x if rtl else x
