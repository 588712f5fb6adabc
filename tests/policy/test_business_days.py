"""Business days in three calendars: the earliest and the latest reading, and what is not known."""

from __future__ import annotations

from datetime import date

import pytest
from holidays.countries.china import China

from cancelwindow.policy.business_days import Gap, GapKind, business_days_after, gaps


def counted(start: str, count: int, country: str | None = None) -> tuple[str, str]:
    earliest, latest = business_days_after(date.fromisoformat(start), count, country)
    return earliest.isoformat(), latest.isoformat()


def gaps_of(first: str, last: str, country: str | None = None) -> tuple[Gap, ...]:
    return gaps(date.fromisoformat(first), date.fromisoformat(last), country, asked=True)


@pytest.mark.parametrize(
    ("start", "earliest", "latest"),
    [
        ("2026-09-09", "2026-09-18", "2026-09-18"),
        # National Day: 1 to 7 October off, Saturday 10 October worked.
        ("2026-09-29", "2026-10-08", "2026-10-14"),
        # New Year: 1 and 2 January off, Sunday 4 January worked.
        ("2025-12-31", "2026-01-09", "2026-01-12"),
        # Spring Festival: 16 to 23 February off, Saturday 28 February worked.
        ("2026-02-13", "2026-02-24", "2026-03-02"),
        # The make-up Saturday before it (14 February) counts.
        ("2026-02-12", "2026-02-23", "2026-02-28"),
        # A make-up Sunday (20 September) makes the Chinese reading the shorter one.
        ("2026-09-15", "2026-09-23", "2026-09-24"),
        # ... and Mid-Autumn Day (25 September) undoes that.
        ("2026-09-18", "2026-09-29", "2026-09-29"),
        # A Friday, a Saturday and a Sunday start the same count.
        ("2026-06-05", "2026-06-16", "2026-06-16"),
        ("2026-06-06", "2026-06-16", "2026-06-16"),
        ("2026-06-07", "2026-06-16", "2026-06-16"),
        # A leap day is a day.
        ("2028-02-28", "2028-03-08", "2028-03-08"),
        ("2027-02-26", "2027-03-09", "2027-03-09"),
    ],
)
def test_seven_business_days(start: str, earliest: str, latest: str) -> None:
    assert counted(start, 7) == (earliest, latest)


@pytest.mark.parametrize(
    ("country", "earliest", "latest"),
    [
        (None, "2026-09-10", "2026-09-10"),
        # Labor Day, Monday 7 September.
        ("US", "2026-09-10", "2026-09-11"),
        # Independence Day, Monday 7 September.
        ("BR", "2026-09-10", "2026-09-11"),
        ("DE", "2026-09-10", "2026-09-10"),
        # Friday 4 September is not worked in Israel.
        ("IL", "2026-09-10", "2026-09-14"),
    ],
)
def test_holidays_of_the_country_belong_to_the_latest_reading(
    country: str | None, earliest: str, latest: str
) -> None:
    assert counted("2026-09-03", 5, country) == (earliest, latest)


def test_the_week_of_the_country_may_make_the_reminder_earlier() -> None:
    """Sunday 6 September is worked in Israel."""
    assert counted("2026-09-04", 1, "IL") == ("2026-09-06", "2026-09-07")
    assert counted("2026-09-04", 1) == ("2026-09-07", "2026-09-07")


def test_holidays_of_both_sides_add_up() -> None:
    """From 30 September: National Day in China to 7 October, Columbus Day (12 October) in the US.

    Saturday 10 October is worked in China and not in the United States.
    """
    assert counted("2026-09-30", 3) == ("2026-10-05", "2026-10-10")
    assert counted("2026-09-30", 3, "US") == ("2026-10-05", "2026-10-13")


def test_a_country_never_makes_the_promise_earlier() -> None:
    alone = business_days_after(date(2026, 9, 15), 7)
    for country in ("US", "IL", "BR", "UA", "ZZ"):
        assert business_days_after(date(2026, 9, 15), 7, country)[1] >= alone[1]


def test_a_country_without_holidays_changes_nothing() -> None:
    assert counted("2026-09-03", 5, "UA") == counted("2026-09-03", 5)


def test_a_code_without_a_calendar_changes_nothing() -> None:
    assert counted("2026-09-03", 5, "ZZ") == counted("2026-09-03", 5)


def test_the_year_end_is_crossed() -> None:
    """New Year's Day is a holiday on both sides; 2 January 2026 is one in China alone."""
    assert counted("2025-12-30", 3) == ("2026-01-02", "2026-01-05")
    assert counted("2025-12-30", 3, "DE") == ("2026-01-02", "2026-01-06")


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        (None, (Gap(GapKind.NO_COUNTRY),)),
        ("ZZ", (Gap(GapKind.NO_CALENDAR),)),
        ("US", ()),
        ("UA", ()),
        ("LK", ()),
    ],
)
def test_what_is_not_counted_is_named(country: str | None, expected: tuple[Gap, ...]) -> None:
    assert gaps_of("2026-09-01", "2026-09-10", country) == expected


def test_a_year_beyond_the_country_s_calendar_is_named() -> None:
    found = gaps_of("2026-12-28", "2027-01-05", "LK")
    assert found == (
        Gap(GapKind.CHINESE_YEAR_UNKNOWN, 2027),
        Gap(GapKind.COUNTRY_YEAR_UNKNOWN, 2027),
    )


@pytest.mark.parametrize("year", [2028, 2027, 1999])
def test_a_year_without_the_chinese_notice_is_named(year: int) -> None:
    found = gaps_of(f"{year}-03-01", f"{year}-03-10", "US")
    assert found == (Gap(GapKind.CHINESE_YEAR_UNKNOWN, year),)


def test_the_buyer_s_side_is_named_only_where_it_matters() -> None:
    days = date(2026, 9, 1), date(2026, 9, 10)
    assert gaps(*days, None, asked=False) == ()
    assert gaps(*days, "ZZ", asked=False) == ()


@pytest.mark.parametrize("year", [9998, 9999])
def test_the_end_of_the_calendar_is_an_overflow(year: int) -> None:
    with pytest.raises(OverflowError):
        business_days_after(date(year, 12, 30), 7)


def test_a_count_longer_than_a_year_keeps_its_holidays() -> None:
    chinese = China(years=range(2024, 2028))  # type: ignore[no-untyped-call]
    assert counted("2024-01-01", 560)[1] == f"{chinese.get_nth_working_day('2024-01-01', 560)}"
    assert counted("2024-01-01", 560)[0] == "2026-02-23"
