"""What is told of a seller: pure rules over what was seen, each with the best band that it leaves.

The marks are parameters with sources (policy.md 12); no source says how many ratings are few. A
rate is placed beside a mark only from as many ratings as prove the lowest mark with a spotless
record: below that, no record whatever could. Above it, a band is given only as far as the limits of
the rate (`proportion`) allow: where they reach past the mark above the next band, the next band is
given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from aliorders.models import Moment, ProfileSource
from cancelwindow.policy.proportion import fewest_for, has_fallen, limits
from cancelwindow.policy.seller_facts import Known, Rate, RatePoint, StoreFacts
from cancelwindow.policy.seller_table import BANDS, lower
from cancelwindow.policy.seller_view import SellerBand

_PERCENT = 100

TREND_POINTS = 3
"""Fewest readings that make a trend: two are a difference."""

TREND_LASTS = timedelta(days=365)
"""Readings older than this say nothing of how a store does now."""

SHIPS_FAST_ORDERS = 3
"""Fewest shipped orders of which a median is told: with fewer it is one order's wait."""

SEEN_AGAIN = 2
"""Orders from which on something has happened again."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of the sources: percent, and the age in years."""

    lowest: float
    usual: float
    strictest: float
    age: float
    fast_hours: float


class Place(NamedTuple):
    """Where and when something was seen."""

    source: ProfileSource
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding without its words; `key` is one of `sellers.yaml`."""

    key: str
    at_most: SellerBand | None = None
    """Where the rule itself gives the band; else that of the table."""
    count: int = 0
    """Of the buyer's orders it was seen in; 0 where it is not of orders."""
    rate: Rate | None = None
    bounds: tuple[float, float] | None = None
    """Limits of the rate, in percent."""
    opened: Known[Moment] | None = None
    fall: tuple[RatePoint, ...] = ()
    """The readings of a trend, oldest first."""
    link_seen: datetime | None = None
    """When the link was read that tells a shell."""

    @property
    def place(self) -> Place | None:
        """The page it was seen on; None for what the buyer's own orders show, or nothing does."""
        if self.fall:
            return Place(self.fall[-1].source, self.fall[-1].at)
        if self.link_seen is not None:
            return Place(ProfileSource.PRODUCT, self.link_seen)
        page = self.rate or self.opened
        return None if page is None else Place(page.source, page.seen_at)


def seen(facts: StoreFacts, marks: Marks, now: datetime) -> tuple[Seen, ...]:
    """All that is told of a store at `now` (aware UTC)."""
    return tuple(_seen(facts, marks, now))


def _seen(facts: StoreFacts, marks: Marks, now: datetime) -> Iterator[Seen]:
    if facts.is_shell:
        yield Seen("shell", link_seen=facts.shell_link)
    else:
        yield from _of_ratings(facts, marks, now)
    if facts.listed_under is not None:
        yield Seen("listed_under_shell", link_seen=facts.listed_at)
    yield from _of_orders(facts, marks)


def _of_ratings(facts: StoreFacts, marks: Marks, now: datetime) -> Iterator[Seen]:
    rate = facts.rate
    placed = Seen("rate_not_seen") if rate is None else place(rate, marks)
    yield placed
    # An age lifts nobody: where it was not seen, it only keeps the best rate from the best mark.
    if facts.known("open_since") is not None or placed.key == "rate_strictest":
        yield _age(facts, marks, now)
    fall = falling(facts.points, marks, now)
    if fall:
        yield Seen("rate_falling", fall=fall)


def band_of(percent: float, marks: Marks) -> SellerBand:
    """The band that a printed rate stands in."""
    if percent >= marks.strictest:
        return SellerBand.STRICTEST
    if percent >= marks.usual:
        return SellerBand.ORDINARY
    return SellerBand.CAUTION if percent >= marks.lowest else SellerBand.LOW


def place(rate: Rate, marks: Marks) -> Seen:
    """Where a rate stands, as far as its number of ratings allows (S0, alibestfinds, S4)."""
    printed = band_of(rate.percent, marks)
    if rate.ratings is None:
        is_low = printed is SellerBand.LOW
        return Seen("rate_low_uncounted" if is_low else "rate_uncounted", rate=rate)
    share = limits(rate.percent / _PERCENT, rate.ratings)
    bounds = share.low * _PERCENT, share.high * _PERCENT
    if rate.ratings < fewest_ratings(marks):
        return Seen("too_few_ratings", rate=rate, bounds=bounds)
    key, band = _supported(printed, bounds, marks)
    return Seen(key, at_most=band, rate=rate, bounds=bounds)


def _supported(
    printed: SellerBand, bounds: tuple[float, float], marks: Marks
) -> tuple[str, SellerBand]:
    """The finding for a counted rate, and the band that its limits leave."""
    low, high = bounds
    if printed is SellerBand.STRICTEST:
        proven = low >= marks.usual
        return ("rate_strictest", printed) if proven else ("rate_unproven", SellerBand.ORDINARY)
    if printed is SellerBand.CAUTION:
        return "rate_between", printed if high < marks.strictest else SellerBand.ORDINARY
    if printed is SellerBand.LOW:
        return "rate_low", printed if high < marks.usual else SellerBand.CAUTION
    return "rate_ordinary", printed


def fewest_ratings(marks: Marks) -> int:
    """Below this many ratings a rate says nothing of the lowest mark."""
    return fewest_for(marks.lowest / _PERCENT)


def _age(facts: StoreFacts, marks: Marks, now: datetime) -> Seen:
    opened: Known[Moment] | None = facts.known("open_since")
    if opened is None:
        return Seen("store_age_not_seen")
    return Seen(
        "store_old" if is_old(opened.value.day, marks, now) else "store_young", opened=opened
    )


def is_old(opened: date, marks: Marks, now: datetime) -> bool:
    """Whether a store that opened on a day has reached the age of the strictest mark."""
    before_the_day = (now.month, now.day) < (opened.month, opened.day)
    return now.year - opened.year - before_the_day >= marks.age


def falling(points: tuple[RatePoint, ...], marks: Marks, now: datetime) -> tuple[RatePoint, ...]:
    """The readings of a fall, oldest first; none where there is none.

    Only readings of one source compare: each counts other months. Each must stand no higher than
    the one before, and the whole fall must be larger than chance, or, where the ratings were not
    counted, must cross a mark.
    """
    recent = [point for point in points if now - point.at <= TREND_LASTS]
    for source in dict.fromkeys(point.source for point in reversed(recent)):
        run = tuple(point for point in recent if point.source is source)
        if len(run) >= TREND_POINTS and _falls(run, marks):
            return run
    return ()


def _falls(run: tuple[RatePoint, ...], marks: Marks) -> bool:
    first, last = run[0], run[-1]
    if first.rate <= last.rate or any(later.rate > sooner.rate for sooner, later in pairwise(run)):
        return False
    if first.ratings is not None and last.ratings is not None:
        return has_fallen(
            (first.rate / _PERCENT, first.ratings), (last.rate / _PERCENT, last.ratings)
        )
    before, after = band_of(first.rate, marks), band_of(last.rate, marks)
    return BANDS.index(after) > BANDS.index(before)


def _of_orders(facts: StoreFacts, marks: Marks) -> Iterator[Seen]:
    """What the buyer's own orders show. Requests that are still open say nothing yet."""
    own = facts.record
    if own.refused and own.kept >= own.cancelled:
        yield Seen("refused_before", count=own.refused)
    if own.shipped_although_asked:
        yield Seen("shipped_although_asked", count=own.shipped_although_asked)
    if own.cancelled > own.kept:
        yield Seen("agreed_before", count=own.cancelled)
    hours = own.ship_hours
    if hours is not None and own.ship_orders >= SHIPS_FAST_ORDERS and hours <= marks.fast_hours:
        yield Seen("ships_fast", count=own.ship_orders)
    if own.late:
        yield Seen("late_before", count=own.late)
    if own.never_scanned:
        yield Seen("never_scanned", count=own.never_scanned)


def lowest(bands: list[SellerBand]) -> SellerBand:
    """The lowest of some bands; nothing can be said without any."""
    found = bands[0] if bands else SellerBand.UNRATED
    for band in bands[1:]:
        found = lower(found, band)
    return found
