"""Kaplan-Meier: how long something lasts, where for some of the cases only "longer than" is known.

The survival curve is the product-limit estimate, its standard error Greenwood's, its band the
log-log one, which stays between 0 and 1 even for few cases. The limits of a median are where the
band crosses one half (Brookmeyer and Crowley). Where the curve comes down to 0 Greenwood's error is
not defined; the band there is what the binomial law allows when all that were left end at once.

A library for this (lifelines, SciPy, scikit-survival) brings NumPy and more than doubles the
companion's memory, so that these few lines stand here; they are held to published figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95
"""Level of every band and every limit."""

_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)

_HALF = 0.5 + 1e-9
"""A product of fractions that is one half may come out a rounding error above it."""


class Duration(NamedTuple):
    """One case: how long it lasted, or, where `ended` is false, how long at least."""

    length: float
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from `time` on: the share of cases that last longer, and what is known of it.

    Where nothing is left there is no standard error.
    """

    time: float
    at_risk: int
    ends: int
    share: float
    standard_error: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Median:
    """When half have ended; None where the cases do not reach that far."""

    low: float | None
    value: float | None
    high: float | None


def kaplan_meier(durations: Iterable[Duration]) -> Iterator[Step]:
    """The survival curve, one step per time at which a case ended; empty where none did.

    A case that is lost at a time counts as still at risk at that time.
    """
    cases = Counter(durations)
    at_risk = cases.total()
    share, spread, high = 1.0, 0.0, 1.0
    for time in sorted({case.length for case in cases}):
        ends, lost = cases[Duration(time, True)], cases[Duration(time, False)]
        left = at_risk - ends
        if ends:
            share *= left / at_risk
            if left:
                spread += ends / (at_risk * left)
                step = _step(time, at_risk, ends, share, spread)
            else:
                step = Step(time, at_risk, ends, share, None, 0.0, high * _could_last(at_risk))
            high = step.high
            yield step
        at_risk = left - lost


def _step(time: float, at_risk: int, ends: int, share: float, spread: float) -> Step:
    reach = exp(_Z * sqrt(spread) / -log(share))
    return Step(
        time=time,
        at_risk=at_risk,
        ends=ends,
        share=share,
        standard_error=share * sqrt(spread),
        low=share**reach,
        high=share ** (1 / reach),
    )


def _could_last(cases: int) -> float:
    """The largest share that could last longer when all of `cases` were seen to end."""
    return 1 - exp(log((1 - CONFIDENCE) / 2) / cases)


def median(curve: Iterable[Step]) -> Median:
    """The median of a curve with its limits: the first times at which half or less are left."""
    low = value = None
    for step in curve:
        if low is None and step.low <= _HALF:
            low = step.time
        if value is None and step.share <= _HALF:
            value = step.time
        if step.high <= _HALF:
            return Median(low, value, step.time)
    return Median(low, value, None)
