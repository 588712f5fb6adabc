"""What a share counted on few cases can mean: Wilson's score interval.

It reads as a proportion with a prior: z² imagined cases, half of them for and half against, are
counted beside the real ones (Agresti and Coull, The American Statistician 52, 1998), so that a
spotless record of ten is far from proof. Closed form, so that no library is needed.
"""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95
"""Level of the limits."""

_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Limits(NamedTuple):
    """Between which a true share lies, 0 to 1, at the level of `CONFIDENCE`."""

    low: float
    high: float


def limits(share: float, cases: int) -> Limits:
    """The limits of a share (0 to 1) counted on `cases`; everything is possible without a case."""
    if cases < 1:
        return Limits(0.0, 1.0)
    prior = _Z**2 / cases
    middle = (share + prior / 2) / (1 + prior)
    reach = _Z * sqrt(share * (1 - share) / cases + prior / (4 * cases)) / (1 + prior)
    return Limits(max(0.0, middle - reach), min(1.0, middle + reach))


def fewest_for(share: float) -> int:
    """The fewest cases of which a spotless record proves `share` (0 to below 1).

    Below that many no record whatever can be placed beside a mark of `share`.
    """
    return ceil(_Z**2 * share / (1 - share))


def has_fallen(before: tuple[float, int], now: tuple[float, int]) -> bool:
    """Whether a share fell by more than chance would make it; each is a share and its cases.

    The limits of both must not meet, which is stricter than a test of their difference.
    """
    return limits(*now).high < limits(*before).low
