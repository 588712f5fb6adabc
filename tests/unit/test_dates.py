"""Dates as the site writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import Missing, MissingReason, Moment, Precision
from aliorders.text.dates import from_epoch_ms, read_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Jul 15, 2026", date(2026, 7, 15)),
        ("Date: Apr 8, 2026", date(2026, 4, 8)),
        ("Order date: Jan 01, 2024", date(2024, 1, 1)),
        ("Order placed on:Feb 29, 2024", date(2024, 2, 29)),
        ("Sep 4, 2026", date(2026, 9, 4)),
    ],
)
def test_a_full_date_with_or_without_its_label(text: str, day: date) -> None:
    moment = read_day(text)
    assert isinstance(moment, Moment), moment
    assert (moment.day, moment.precision, moment.at) == (day, Precision.DAY, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2026", MissingReason.AMBIGUOUS),
        ("11.02.2026", MissingReason.AMBIGUOUS),
        ("Sep 4", MissingReason.UNREADABLE),
        ("May", MissingReason.UNREADABLE),
        ("Feb 30, 2026", MissingReason.UNREADABLE),
        ("Fri | Jul. 17 02:34", MissingReason.UNREADABLE),
        ("on:", MissingReason.NOT_FOUND),
        ("", MissingReason.NOT_FOUND),
    ],
)
def test_what_is_no_full_date_says_why(text: str, reason: MissingReason) -> None:
    moment = read_day(text)
    assert isinstance(moment, Missing), moment
    assert moment.missing is reason


def test_a_bare_day_spans_the_whole_pacific_day() -> None:
    moment = read_day("Nov 20, 2026")
    assert isinstance(moment, Moment)
    assert moment.earliest == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert moment.latest == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(("text", "hours"), [("Mar 8, 2026", 23), ("Nov 1, 2026", 25)])
def test_a_day_of_a_clock_change_is_shorter_or_longer(text: str, hours: int) -> None:
    moment = read_day(text)
    assert isinstance(moment, Moment)
    assert moment.latest - moment.earliest == timedelta(hours=hours)


def test_a_time_stamp_is_an_instant() -> None:
    moment = from_epoch_ms(1789800000000, "Thu | Sep. 17 10:00")
    assert moment.at == datetime.fromtimestamp(1789800000, UTC)
    assert moment.earliest == moment.latest == moment.at


@given(st.dates(min_value=date(2010, 1, 1), max_value=date(2040, 12, 31)))
def test_any_day_reads_back(day: date) -> None:
    moment = read_day(f"{day:%b} {day.day}, {day.year}")
    assert isinstance(moment, Moment)
    assert moment.day == day


@given(st.text(max_size=40))
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(read_day(text), Moment | Missing)
