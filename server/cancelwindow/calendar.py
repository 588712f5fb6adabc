"""Deadlines as an iCalendar, for whatever calendar a person keeps (RFC 5545).

Pure: no store, no clock. An event keeps its UID as long as its order and its kind of deadline stay,
so that a calendar which reads the file or the feed again moves it and makes no second one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton

from aliorders.models import PACIFIC
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.store.queries import OrderDeadline, OrderSummary

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//Cancel Window//Deadlines//EN"

REFRESH = timedelta(hours=6)
"""How often a subscribed calendar should look again; orders are judged again as often."""

_EVENTS = uuid.UUID("7f1d8c0e-5f0b-4c8e-9a43-6a4c3f8b2d10")
"""Namespace of our UIDs. A calendar may be shared, and a UID is no place for an order's number."""

_DAY = timedelta(days=1)
_AN_INSTANT = timedelta(hours=1)
"""A deadline whose readings lie further apart is of a day and not of an instant."""

_TITLE = 60
"""Characters of a product's title that fit beside a deadline's."""

_SECTION = "calendar"


@dataclass(frozen=True, slots=True)
class CalendarText:
    """How an event reads: the language, and the address of an order's own page."""

    catalogue: Catalogue
    order_page: str
    """With ``{order_id}`` where the number goes."""

    def say(self, key: str, **values: str) -> str:
        """A sentence of the calendar's own section."""
        return self.catalogue.say(f"{_SECTION}.{key}", values)

    def day(self, day: date) -> str:
        """A day in the language."""
        locale = Locale.parse(self.catalogue.language, sep="-")
        return str(format_skeleton("yMMMEd", day, locale=locale))


def calendar_text(book: PolicyBook, language: str) -> CalendarText:
    """How events read in the language nearest to a tag."""
    return CalendarText(
        book.catalogue(book.language(language)), book.tables.steps.links["order_detail"]
    )


def calendar_of(deadlines: Iterable[OrderDeadline], text: CalendarText, now: datetime) -> bytes:
    """The calendar file: one event for each deadline that has a day or a reminder to come.

    `now` is aware UTC; reminders that have passed ring no more.
    """
    # A large library, for what most companions never write.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", text.say("name"))
    calendar.add("x-wr-calname", text.say("name"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for one in deadlines:
        event = _event(one, text, now)
        if event is not None:
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def event_uid(order_id: str, kind: str) -> str:
    """The UID of a deadline's event, the same for ever."""
    return f"{uuid.uuid5(_EVENTS, f'{order_id}/{kind}')}@cancel-window"


def _event(one: OrderDeadline, text: CalendarText, now: datetime) -> Event | None:
    order, deadline = one.order, one.deadline
    coming = [at for at in deadline.reminders if at > now]
    first = deadline.earliest or next(iter(coming), None)
    if first is None:
        return None
    last = deadline.latest or first
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", event_uid(order.order_id, deadline.kind))
    event.add("dtstamp", order.evaluated_at)
    event.add("last-modified", order.evaluated_at)
    # Whole minutes: it only has to grow, and has to fit into 32 bits.
    event.add("sequence", int(order.evaluated_at.timestamp()) // 60)
    title = text.catalogue.say(f"deadline.{deadline.kind}.title", {})
    event.add("summary", text.say("summary", deadline=title, what=what(order)))
    event.add("description", "\n".join(_lines(one, text, first, last)))
    event.add("url", text.order_page.format(order_id=order.order_id))
    event.add("categories", ["Cancel Window"])
    event.add("transp", "TRANSPARENT")
    if deadline.earliest is None or is_of_a_day(first, last):
        day = printed_day(first)
        event.add("dtstart", day)
        event.add("dtend", day + _DAY)
    else:
        event.add("dtstart", first)
    for at in coming:
        event.add_component(_alarm(at, title))
    return event


def is_of_a_day(first: datetime, last: datetime) -> bool:
    """Whether a deadline with these readings is of a day, and not of an instant."""
    return last - first >= _AN_INSTANT


def printed_day(at: datetime) -> date:
    """The day as the site counts it, which is the day that its page prints."""
    return at.astimezone(ZoneInfo(PACIFIC)).date()


def what(order: OrderSummary) -> str:
    """What a person knows an order by: its product, its store, or its number."""
    if order.title is None:
        return order.store_name or order.order_id
    return order.title if len(order.title) <= _TITLE else f"{order.title[: _TITLE - 1]}…"


def _lines(
    one: OrderDeadline, text: CalendarText, first: datetime, last: datetime
) -> Iterable[str]:
    order = one.order
    yield text.say("order", order=order.order_id)
    if order.store_name is not None:
        yield text.say("store", store=order.store_name)
    days = printed_day(first), printed_day(last)
    if one.deadline.earliest is None:
        yield text.say("look")
    elif days[0] != days[1]:
        yield text.say("between", first=text.day(days[0]), last=text.day(days[1]))
    yield text.say("you" if one.deadline.act_by else "others")
    yield text.catalogue.say(f"basis.{one.deadline.basis.value}", {})
    yield text.say("page_decides")


def _alarm(at: datetime, title: str) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415 - as above

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", at)
    return alarm
