"""The calendar file: what an event says, and that it moves instead of doubling."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from cancelwindow import calendar
from cancelwindow.calendar import calendar_of, calendar_text, event_uid
from cancelwindow.calendar_feed import known_deadlines
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import DeadlineBasis
from cancelwindow.store.database import Database
from cancelwindow.store.queries import OrderDeadline
from cancelwindow.store.standing import KnownDeadline
from companion_app import NOON
from stored_orders import Shelf, order_seen

ORDER = "8240000000000801"
TITLE = "Lamp, with; marks\\and\nlines"
DAY = timedelta(days=1)


@pytest.fixture
def deadline(database: Database) -> OrderDeadline:
    """A guarantee that the page prints for a day."""
    Shelf(database).see(
        order_seen(
            ORDER,
            "WAIT_BUYER_ACCEPT_GOODS",
            placed="2026-11-01",
            shipped="2026-11-03",
            shop="Zoë's Shop",
            titles=(TITLE,),
            promises=[
                {
                    "kind": "refund_if_not_delivered",
                    "text": "Refund if no delivery before Dec 24, 2026",
                    "until": "2026-12-24",
                }
            ],
        ),
        at=NOON,
    )
    with database.read() as session:
        found = known_deadlines(session, NOON)
    [one] = [one for one in found if one.deadline.kind == "delivery_guarantee"]
    return one


def made(*deadlines: OrderDeadline, language: str = "en", now: datetime = NOON) -> Any:
    return Calendar.from_ical(calendar_of(deadlines, calendar_text(load_policy(), language), now))


def changed(one: OrderDeadline, **values: Any) -> OrderDeadline:
    known = {name: getattr(one.deadline, name) for name in KnownDeadline.__slots__}
    return OrderDeadline(one.order, KnownDeadline(**{**known, **values}))


def event(*deadlines: OrderDeadline, language: str = "en", now: datetime = NOON) -> Any:
    [found] = made(*deadlines, language=language, now=now).walk("VEVENT")
    return found


def test_a_printed_day_is_a_whole_day_as_the_site_counts_it(deadline: OrderDeadline) -> None:
    found = event(deadline)
    assert found.decoded("dtstart") == date(2026, 12, 24)
    assert found.decoded("dtend") == date(2026, 12, 25)
    assert found["dtstart"].params["VALUE"] == "DATE"
    assert found["transp"] == "TRANSPARENT"


def test_an_event_says_what_is_due_for_which_order(deadline: OrderDeadline) -> None:
    found = event(deadline)
    assert found["summary"].startswith("Refund if not delivered: Lamp, with; marks\\and")
    assert ORDER in found["description"]
    assert "Zoë's Shop" in found["description"]
    assert "from the site" in found["description"]
    assert found["url"].startswith("https://www.aliexpress.com/p/order/detail.html?orderId=8240")


def test_text_cannot_break_out_of_its_line(deadline: OrderDeadline) -> None:
    lines = calendar_of([deadline], calendar_text(load_policy(), "en"), NOON).decode().splitlines()
    assert not any(line.startswith("lines") for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)


def test_reminders_that_come_ring_and_those_that_passed_do_not(deadline: OrderDeadline) -> None:
    assert deadline.deadline.reminders
    later = deadline.deadline.reminders[0] + timedelta(minutes=1)
    for now, coming in (
        (NOON, deadline.deadline.reminders),
        (later, deadline.deadline.reminders[1:]),
    ):
        rings = [alarm.decoded("trigger") for alarm in event(deadline, now=now).walk("VALARM")]
        assert rings == list(coming)


def test_an_instant_is_told_as_one(deadline: OrderDeadline) -> None:
    at = datetime(2026, 12, 24, 9, 30, tzinfo=UTC)
    found = event(changed(deadline, earliest=at, latest=at))
    assert found.decoded("dtstart") == at
    assert "dtend" not in found


def test_a_range_stands_on_its_first_day_and_names_the_last(deadline: OrderDeadline) -> None:
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    found = event(changed(deadline, earliest=start, latest=start + 7 * DAY))
    assert found.decoded("dtstart") == date(2026, 12, 1)
    assert "Between Tue, Dec 1, 2026 and Tue, Dec 8, 2026" in found["description"]


def test_what_has_no_date_stands_on_its_next_reminder(deadline: OrderDeadline) -> None:
    reminders = (NOON - DAY, NOON + 3 * DAY, NOON + 5 * DAY)
    undated = changed(deadline, earliest=None, latest=None, reminders=reminders)
    found = event(undated)
    assert found.decoded("dtstart") == date(2026, 11, 23)
    assert "No date is printed" in found["description"]
    assert not made(undated, now=NOON + 6 * DAY).walk("VEVENT")


def test_who_has_to_act_is_said(deadline: OrderDeadline) -> None:
    said = {who: event(changed(deadline, act_by=who))["description"] for who in (True, False)}
    assert "You must have acted" in said[True]
    assert "Somebody else must have acted" in said[False]


@pytest.mark.parametrize("basis", DeadlineBasis)
def test_what_a_date_rests_on_is_said(deadline: OrderDeadline, basis: DeadlineBasis) -> None:
    found = event(changed(deadline, basis=basis))
    assert load_policy().catalogue("en").say(f"basis.{basis.value}") in found["description"]


def test_a_moved_deadline_keeps_its_event(deadline: OrderDeadline) -> None:
    assert deadline.deadline.earliest is not None
    moved = changed(deadline, earliest=deadline.deadline.earliest + 9 * DAY)
    assert event(deadline)["uid"] == event(moved)["uid"] == event_uid(ORDER, "delivery_guarantee")
    assert ORDER not in event(deadline)["uid"]
    assert event_uid(ORDER, "delivery_guarantee") != event_uid(ORDER, "free_return")
    assert event_uid("8240000000000802", "free_return") != event_uid(ORDER, "free_return")


def test_a_later_reading_is_the_newer_version(database: Database, deadline: OrderDeadline) -> None:
    Shelf(database).see(
        order_seen(ORDER, "WAIT_BUYER_ACCEPT_GOODS", placed="2026-11-01", shipped="2026-11-03"),
        at=NOON + DAY,
    )
    with database.read() as session:
        [later, *_] = known_deadlines(session, NOON + DAY)
    assert event(later, now=NOON + DAY)["sequence"] > event(deadline)["sequence"]


@pytest.mark.parametrize(("language", "name"), [("de", "Geld zurück"), ("he", "\u2068")])
def test_events_speak_the_language(deadline: OrderDeadline, language: str, name: str) -> None:
    found = event(deadline, language=language)
    assert name in f"{found['summary']}{found['description']}"


def test_every_phrase_of_the_calendar_is_said() -> None:
    source = inspect.getsource(calendar)
    said = {f"calendar.{key}" for key in re.findall(r'text\.say\(\s*"(\w+)"', source)}
    said |= {"calendar.you", "calendar.others"}
    known = load_policy().catalogue("en").keys()
    assert said == {key for key in known if key.startswith("calendar.")}


def test_no_deadline_is_an_empty_calendar() -> None:
    empty = made()
    assert empty["method"] == "PUBLISH"
    assert empty["version"] == "2.0"
    assert not empty.walk("VEVENT")
