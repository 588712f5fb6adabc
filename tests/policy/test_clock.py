"""Lengths added to dates: both readings, daylight saving, leap days, holidays, no date at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from aliorders.models import Moment, Precision
from cancelwindow.policy.clock import days_later, reach
from cancelwindow.policy.parameters import Number, Span, Unit


def day(text: str, zone: str = "America/Los_Angeles") -> Moment:
    return Moment(raw=text, precision=Precision.DAY, day=date.fromisoformat(text), zone=zone)


def instant(text: str) -> Moment:
    at = datetime.fromisoformat(text)
    return Moment(raw=text, precision=Precision.MINUTE, day=at.date(), at=at)


def days(number: Number) -> Span:
    return Span(number, number, Unit.DAYS)


def window(start: Moment, *lengths: Span) -> tuple[str, str]:
    reached = reach(start, *lengths)
    assert reached is not None
    assert reached.earliest.tzinfo is UTC
    return reached.earliest.isoformat()[:16], reached.latest.isoformat()[:16]


def test_a_bare_day_lasts_until_its_end_in_pacific_time() -> None:
    assert window(day("2026-09-04")) == ("2026-09-04T07:00", "2026-09-05T07:00")
    assert window(day("2026-12-04")) == ("2026-12-04T08:00", "2026-12-05T08:00")


def test_an_instant_stays_an_instant() -> None:
    assert window(instant("2026-09-04T10:30:00+00:00")) == ("2026-09-04T10:30", "2026-09-04T10:30")


def test_days_are_calendar_days_where_the_date_was_printed() -> None:
    assert window(day("2026-09-04"), days(15)) == ("2026-09-19T07:00", "2026-09-20T07:00")


@pytest.mark.parametrize(
    ("start", "length", "earliest", "latest"),
    [
        ("2026-03-07", 1, "2026-03-08T08:00", "2026-03-09T07:00"),
        ("2026-03-07", 2, "2026-03-09T07:00", "2026-03-10T07:00"),
        ("2026-10-31", 1, "2026-11-01T07:00", "2026-11-02T08:00"),
        ("2026-10-31", 2, "2026-11-02T08:00", "2026-11-03T08:00"),
    ],
)
def test_daylight_saving_does_not_move_a_day(
    start: str, length: int, earliest: str, latest: str
) -> None:
    assert window(day(start), days(length)) == (earliest, latest)


def test_an_instant_keeps_its_time_of_day_across_daylight_saving() -> None:
    assert window(instant("2026-03-07T20:00:00+00:00"), days(1))[0] == "2026-03-08T19:00"


def test_hours_are_hours_whatever_daylight_saving_does() -> None:
    hours = Span(24, 24, Unit.HOURS)
    assert window(instant("2026-03-07T20:00:00+00:00"), hours)[0] == "2026-03-08T20:00"
    assert window(day("2026-03-07"), hours) == ("2026-03-08T08:00", "2026-03-09T08:00")


def test_half_hours_count() -> None:
    span = Span(2.5, 26.5, Unit.HOURS)
    assert window(day("2026-09-04"), span) == ("2026-09-04T09:30", "2026-09-06T09:30")


@pytest.mark.parametrize(
    ("start", "length", "latest"),
    [
        ("2028-02-28", 1, "2028-03-01T08:00"),
        ("2027-02-28", 1, "2027-03-02T08:00"),
        ("2028-02-29", 365, "2029-03-01T08:00"),
    ],
)
def test_leap_days_are_days(start: str, length: int, latest: str) -> None:
    assert window(day(start), days(length))[1] == latest


def test_a_range_gives_the_earliest_and_the_latest_reading() -> None:
    assert window(day("2026-09-04"), Span(10, 11, Unit.DAYS)) == (
        "2026-09-14T07:00",
        "2026-09-16T07:00",
    )


def test_an_upper_end_alone_counts_for_both_readings() -> None:
    assert window(day("2026-09-04"), Span(None, 3, Unit.DAYS)) == (
        "2026-09-07T07:00",
        "2026-09-08T07:00",
    )


def test_lengths_follow_one_another() -> None:
    assert window(day("2026-01-01"), days(30), days(120), days(15))[1] == "2026-06-16T07:00"


def test_business_days_give_the_earlier_and_the_later_calendar() -> None:
    span = Span(7, 7, Unit.BUSINESS_DAYS)
    assert window(day("2026-09-29"), span) == ("2026-10-08T07:00", "2026-10-15T07:00")
    reached = reach(day("2026-09-29"), span)
    assert reached is not None
    assert (reached.first_day, reached.last_day) == (date(2026, 10, 8), date(2026, 10, 14))


def test_holidays_of_the_buyer_s_country_make_the_promise_later() -> None:
    span = Span(7, 7, Unit.BUSINESS_DAYS)
    reached = reach(day("2026-09-29"), span, country="US")
    assert reached is not None
    # Saturday 10 October is worked in China alone; Monday 12 October is a holiday in the US.
    assert (reached.first_day, reached.last_day) == (date(2026, 10, 8), date(2026, 10, 16))
    assert reached.latest == datetime(2026, 10, 17, 7, tzinfo=UTC)


def test_a_business_day_outlasts_both_changes_of_daylight_saving() -> None:
    three = Span(3, 3, Unit.BUSINESS_DAYS)
    assert window(day("2026-03-05"), three) == ("2026-03-10T07:00", "2026-03-11T07:00")
    assert window(day("2026-10-29"), three) == ("2026-11-03T08:00", "2026-11-04T08:00")


def test_business_days_keep_the_time_of_an_instant() -> None:
    span = Span(7, 7, Unit.BUSINESS_DAYS)
    start = instant("2026-09-29T22:00:00+00:00")
    assert window(start, span) == ("2026-10-08T22:00", "2026-10-14T22:00")


def test_the_last_day_is_the_day_that_ends() -> None:
    reached = reach(day("2026-09-04"), days(1))
    assert reached is not None
    assert (reached.first_day, reached.last_day) == (date(2026, 9, 5), date(2026, 9, 5))


@pytest.mark.parametrize("start", ["9999-12-31", "9999-12-20"])
def test_beyond_the_calendar_there_is_no_date(start: str) -> None:
    assert reach(day(start), days(15)) is None


def test_before_the_calendar_there_is_no_date() -> None:
    assert reach(day("0001-01-01", "Asia/Shanghai")) is None


@pytest.mark.parametrize("start", ["9999-12-30", "9998-12-30", "9997-12-30", "1900-01-01"])
def test_business_days_reach_the_ends_of_the_calendar(start: str) -> None:
    reached = reach(day(start), Span(7, 7, Unit.BUSINESS_DAYS))
    assert (reached is None) is (start > "9998")


def test_the_earlier_calendar_reminds_and_the_later_promises() -> None:
    span = Span(7, 7, Unit.BUSINESS_DAYS)
    assert window(day("2026-09-15"), span) == ("2026-09-23T07:00", "2026-09-25T07:00")


def test_a_share_is_no_length_of_time() -> None:
    with pytest.raises(ValueError, match="not a length of time"):
        reach(day("2026-09-04"), Span(0.2, 0.2, Unit.SHARE))


def test_a_number_of_days_keeps_the_local_time() -> None:
    midnight = datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert days_later(midnight, -7, "America/Los_Angeles") == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert days_later(midnight, 0, "America/Los_Angeles") == midnight


@pytest.mark.parametrize(("year", "days"), [(1, -400), (9999, 400)])
def test_beyond_the_calendar_there_is_no_such_day(year: int, days: int) -> None:
    assert days_later(datetime(year, 6, 1, tzinfo=UTC), days, "America/Los_Angeles") is None
