"""Lengths added to dates, in both readings: the earliest and the latest instant they can mean.

Days the site prints are Pacific (`aliorders.models.PACIFIC`); a day added to a date is a calendar
day there, whatever daylight saving does. Business days have two readings (`business_days`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aliorders.models import Moment
from cancelwindow.policy.business_days import business_days_after
from cancelwindow.policy.buyer import CountryCode
from cancelwindow.policy.parameters import Number, Span, Unit


@dataclass(frozen=True, slots=True)
class Window:
    """The earliest and the latest instant (UTC) of something, and their days where it is dated.

    `last_day` is the day that ends at `latest`, not the one that begins there.
    """

    earliest: datetime
    latest: datetime
    first_day: date
    last_day: date


_JUST_BEFORE = timedelta(microseconds=1)


def reach(start: Moment, *lengths: Span, country: CountryCode | None = None) -> Window | None:
    """`start` plus `lengths` one after the other; None beyond the calendar's end.

    A length without a lower end counts with its upper end on both sides. `country` adds the
    holidays of the buyer's side to those of China, where the length depends on that side.
    """
    try:
        return _reach(start, lengths, country)
    except OverflowError:
        return None


def days_later(at: datetime, days: float, zone: str) -> datetime | None:
    """The instant `days` calendar days after `at` (UTC), or before it, at the same local time.

    None beyond the calendar's ends.
    """
    try:
        return (at.astimezone(ZoneInfo(zone)) + timedelta(days=days)).astimezone(UTC)
    except OverflowError:
        return None


def _reach(start: Moment, lengths: tuple[Span, ...], country: CountryCode | None) -> Window:
    zone = ZoneInfo(start.zone)
    earliest, latest = start.earliest.astimezone(zone), start.latest.astimezone(zone)
    whole_day = start.at is None
    for span in lengths:
        low = span.high if span.low is None else span.low
        earliest = _add(earliest, low, span.unit, _first(country))
        latest = _add_to_end(latest, span.high, span.unit, _last(country), whole_day=whole_day)
    return Window(
        earliest=earliest.astimezone(UTC),
        latest=latest.astimezone(UTC),
        first_day=earliest.date(),
        last_day=(latest - _JUST_BEFORE).date() if whole_day else latest.date(),
    )


_CountDays = Callable[[date, int], date]
"""A day and a count of business days give the day that ends the count, in one reading."""


def _first(country: CountryCode | None) -> _CountDays:
    return lambda day, count: business_days_after(day, count, country)[0]


def _last(country: CountryCode | None) -> _CountDays:
    return lambda day, count: business_days_after(day, count, country)[1]


def _add_to_end(
    end: datetime, number: Number, unit: Unit, count_days: _CountDays, *, whole_day: bool
) -> datetime:
    """`end` plus a length; the end of a bare day is the midnight after it, and stays one."""
    if not whole_day or unit is Unit.HOURS:
        return _add(end, number, unit, count_days)
    one_day = timedelta(days=1)
    return _add(end - one_day, number, unit, count_days) + one_day


def _add(local: datetime, number: Number, unit: Unit, count_days: _CountDays) -> datetime:
    if unit is Unit.HOURS:
        moved = local.astimezone(UTC) + timedelta(hours=number)
        return moved.astimezone(local.tzinfo)
    if unit is Unit.DAYS:
        return local + timedelta(days=number)
    if unit is Unit.BUSINESS_DAYS:
        day = count_days(local.date(), int(number))
        return datetime.combine(day, local.time(), local.tzinfo)
    raise ValueError(f"{unit} is not a length of time")
