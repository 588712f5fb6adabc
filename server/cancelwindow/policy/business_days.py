"""Business days: Monday to Friday, the Chinese calendar, and that of the buyer's country.

No source says which calendar a "business day" follows, so there are two readings. The earliest
is the shortest single calendar: Monday to Friday without any holiday, China with its make-up
working days, or the country's own week. The latest is the longest: a day counts only where it is
worked on both sides. Holidays are the national ones; regions and banks may have more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from cancelwindow.policy.buyer import CountryCode

if TYPE_CHECKING:
    from holidays import HolidayBase


class GapKind(StrEnum):
    """What a count of business days leaves out."""

    NO_COUNTRY = "no_country"
    """Nobody said where the buyer lives."""
    NO_CALENDAR = "no_calendar"
    """The country has no calendar of holidays on record."""
    CHINESE_YEAR_UNKNOWN = "chinese_year_unknown"
    """China announces its make-up working days year by year, and this year's are not on record."""
    COUNTRY_YEAR_UNKNOWN = "country_year_unknown"
    """The country's calendar does not reach this year."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not counted; `year` where it is about one."""

    kind: GapKind
    year: int | None = None


@lru_cache(maxsize=4096)
def business_days_after(
    day: date, count: int, country: CountryCode | None = None
) -> tuple[date, date]:
    """The `count`-th business day after `day`, in the earliest and in the latest reading.

    Without a country, or with one that has no calendar, only China's holidays count. Raises
    OverflowError at the end of the calendar.
    """
    # A year holds some 250 business days: this many years are reached, and one more by holidays.
    last_year = day.year + 1 + count // 200
    if last_year >= MAXYEAR:
        raise OverflowError(f"no calendar of holidays reaches the year {last_year}")
    years = range(day.year, last_year + 1)
    plain, *sides = _calendars(years.start, years.stop, country)
    each = [one.get_nth_working_day(day, count) for one in (plain, *sides)]
    return min(each), max(*each, _worked_on_all(day, count, sides))


def gaps(first: date, last: date, country: CountryCode | None, *, asked: bool) -> tuple[Gap, ...]:
    """What a count from `first` to `last` leaves out.

    `asked` says whether the buyer's side matters: the seller's own time does not depend on it.
    """
    years = range(first.year, last.year + 1)
    found = [
        Gap(GapKind.CHINESE_YEAR_UNKNOWN, year) for year in years if not _has_chinese_notice(year)
    ]
    if not asked:
        return tuple(found)
    if country is None:
        return (*found, Gap(GapKind.NO_COUNTRY))
    calendar = _country(years.start, years.stop, country)
    if calendar is None:
        return (*found, Gap(GapKind.NO_CALENDAR))
    within = range(calendar.start_year, calendar.end_year + 1)
    unknown = (Gap(GapKind.COUNTRY_YEAR_UNKNOWN, year) for year in years if year not in within)
    return (*found, *unknown)


def _worked_on_all(day: date, count: int, calendars: list[HolidayBase]) -> date:
    while count:
        day += timedelta(days=1)
        count -= all(one.is_working_day(day) for one in calendars)
    return day


@lru_cache(maxsize=256)
def _calendars(start: int, stop: int, country: CountryCode | None) -> tuple[HolidayBase, ...]:
    """Monday to Friday, then China, then the country if it has a calendar.

    Fixed once built, so that threads may share them.
    """
    # The countries of the world take a tenth of a second to load: at the first count of days.
    from holidays import HolidayBase  # noqa: PLC0415
    from holidays.countries.china import China  # noqa: PLC0415

    years = range(start, stop)
    plain = HolidayBase(years=years, expand=False)
    chinese: HolidayBase = China(years=years, expand=False)  # type: ignore[no-untyped-call]
    own = None if country is None else _country(start, stop, country)
    return (plain, chinese) if own is None else (plain, chinese, own)


@lru_cache(maxsize=256)
def _country(start: int, stop: int, country: CountryCode) -> HolidayBase | None:
    from holidays import country_holidays  # noqa: PLC0415 - as above

    try:
        return country_holidays(country, years=range(start, stop), expand=False)
    except NotImplementedError:
        return None


@lru_cache(maxsize=256)
def _has_chinese_notice(year: int) -> bool:
    """Whether the make-up working days of `year` are on record; no year has been without any."""
    _, chinese = _calendars(year, year + 1, None)
    return any(worked.year == year for worked in chinese.weekend_workdays)
