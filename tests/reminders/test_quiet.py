"""Quiet hours on the wall clock of a person, also when it is put forward or back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.preferences import Preferences
from cancelwindow.reminders.quiet import quiet_until

BERLIN = "Europe/Berlin"


def chosen(first: str, last: str, zone: str = BERLIN) -> Preferences:
    return Preferences(quiet_from=first, quiet_to=last, time_zone=zone)


def at(text: str, zone: str = BERLIN, fold: int = 0) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return local.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20T22:29", None),
        ("2026-11-20T22:30", "2026-11-21T07:00"),
        ("2026-11-21T00:00", "2026-11-21T07:00"),
        ("2026-11-21T06:59", "2026-11-21T07:00"),
        ("2026-11-21T07:00", None),
        ("2026-11-21T12:00", None),
    ],
)
def test_a_night(now: str, until: str | None) -> None:
    expected = None if until is None else at(until)
    assert quiet_until(at(now), chosen("22:30", "07:00")) == expected


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20T12:59", None),
        ("2026-11-20T13:00", "2026-11-20T15:00"),
        ("2026-11-20T15:00", None),
        ("2026-11-20T23:00", None),
    ],
)
def test_an_afternoon(now: str, until: str | None) -> None:
    expected = None if until is None else at(until)
    assert quiet_until(at(now), chosen("13:00", "15:00")) == expected


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 7.5), ("2026-10-24", 9.5), ("2026-11-20", 8.5)]
)
def test_a_night_in_which_the_clock_is_changed_is_shorter_or_longer(day: str, hours: float) -> None:
    begins = at(f"{day}T22:30")
    assert quiet_until(begins, chosen("22:30", "07:00")) == begins + timedelta(hours=hours)


def test_a_time_that_comes_twice_ends_quiet_hours_the_second_time() -> None:
    hours = chosen("22:00", "02:30")
    second = at("2026-10-25T02:30", fold=1)
    for now in (at("2026-10-25T02:29"), at("2026-10-25T02:30"), at("2026-10-25T02:10", fold=1)):
        assert quiet_until(now, hours) == second
    assert quiet_until(second, hours) is None


def test_a_time_that_comes_twice_begins_quiet_hours_the_first_time() -> None:
    hours = chosen("02:30", "07:00")
    assert quiet_until(at("2026-10-25T02:30"), hours) == at("2026-10-25T07:00")
    assert quiet_until(at("2026-10-25T02:10", fold=1), hours) == at("2026-10-25T07:00")


def test_a_time_that_is_left_out_still_begins_and_ends_them() -> None:
    after = at("2026-03-29T03:00")
    assert quiet_until(after, chosen("02:30", "07:00")) == at("2026-03-29T07:00")
    until = quiet_until(after - timedelta(seconds=1), chosen("22:00", "02:30"))
    assert until is not None
    assert after <= until <= after + timedelta(minutes=30)


@pytest.mark.parametrize(
    "none", [Preferences(), chosen("08:00", "08:00"), Preferences(quiet_from="22:00")]
)
def test_without_hours_nothing_is_quiet(none: Preferences) -> None:
    assert quiet_until(at("2026-11-20T08:00"), none) is None


def test_without_a_zone_the_clock_is_that_of_this_computer() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    hour = now.astimezone().strftime("%H:00")
    later = (now.astimezone() + timedelta(hours=1)).strftime("%H:00")
    assert quiet_until(now, Preferences(quiet_from=hour, quiet_to=later)) is not None


TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from((0, 15, 30)))
ZONES = st.sampled_from((BERLIN, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"))


@given(quarters=st.integers(0, 4 * 24 * 366), first=TIMES, last=TIMES, zone=ZONES)
def test_nothing_is_told_between_the_two_readings_of_the_clock(
    quarters: int, first: str, last: str, zone: str
) -> None:
    instant = datetime(2026, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    until = quiet_until(instant, chosen(first, last, zone))
    wall = instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    inside = first <= wall < last if first < last else wall >= first or wall < last
    if first != last and inside:
        assert until is not None
    if until is not None:
        assert instant < until <= instant + timedelta(hours=26)
