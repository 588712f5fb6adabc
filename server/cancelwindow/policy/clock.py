"""Lengths added to dates, in both readings: the earliest and the latest instant they can mean.

Days the site prints are Pacific (`aliorders.models.PACIFIC`); a day added to a date is a calendar
day there, whatever daylight saving does. No source says which calendar "business day" means: the
earliest reading counts Monday to Friday, the latest the Chinese calendar with its make-up working
days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase
from holidays.countries.china import China

from aliorders.models import Moment
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


def printed(moment: Moment) -> Window | None:
    """All that a printed moment can mean; None beyond the calendar's end."""
    return reach(moment)


def reach(start: Moment, *lengths: Span) -> Window | None:
    """`start` plus `lengths` one after the other; None beyond the calendar's end.

    A length without a lower end counts with its upper end on both sides.
    """
    try:
        return _reach(start, lengths)
    except OverflowError:
        return None


def _reach(start: Moment, lengths: tuple[Span, ...]) -> Window:
    zone = ZoneInfo(start.zone)
    earliest, latest = start.earliest.astimezone(zone), start.latest.astimezone(zone)
    whole_day = start.at is None
    for span in lengths:
        low = span.high if span.low is None else span.low
        earliest = _add(earliest, low, span.unit, min)
        latest = _add_to_end(latest, span.high, span.unit, whole_day=whole_day)
    return Window(
        earliest=earliest.astimezone(UTC),
        latest=latest.astimezone(UTC),
        first_day=earliest.date(),
        last_day=(latest - _JUST_BEFORE).date() if whole_day else latest.date(),
    )


def _add_to_end(end: datetime, number: Number, unit: Unit, *, whole_day: bool) -> datetime:
    """`end` plus a length; the end of a bare day is the midnight after it, and stays one."""
    if not whole_day or unit is Unit.HOURS:
        return _add(end, number, unit, max)
    one_day = timedelta(days=1)
    return _add(end - one_day, number, unit, max) + one_day


def _add(
    local: datetime, number: Number, unit: Unit, pick: Callable[[date, date], date]
) -> datetime:
    if unit is Unit.HOURS:
        moved = local.astimezone(UTC) + timedelta(hours=number)
        return moved.astimezone(local.tzinfo)
    if unit is Unit.DAYS:
        return local + timedelta(days=number)
    if unit is Unit.BUSINESS_DAYS:
        plain, chinese = business_days_after(local.date(), int(number))
        return datetime.combine(pick(plain, chinese), local.time(), local.tzinfo)
    raise ValueError(f"{unit} is not a length of time")


def business_days_after(day: date, count: int) -> tuple[date, date]:
    """The `count`-th business day after `day`, Monday to Friday and by the Chinese calendar.

    Raises OverflowError at the end of the calendar.
    """
    if day.year + 1 >= MAXYEAR:
        raise OverflowError(f"no calendar of holidays reaches the year after {day.year}")
    plain, chinese = _calendars(day.year)
    return plain.get_nth_working_day(day, count), chinese.get_nth_working_day(day, count)


@lru_cache(maxsize=64)
def _calendars(year: int) -> tuple[HolidayBase, HolidayBase]:
    """Calendars of `year` and the next; fixed once built, so that threads may share them."""
    years = (year, year + 1)
    chinese: HolidayBase = China(years=years, expand=False)  # type: ignore[no-untyped-call]
    return HolidayBase(years=years, expand=False), chinese
