"""Whoever looks at a page: words, numbers, money and times in their language and their zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property

from babel import Locale
from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_currency, format_percent, get_currency_precision
from babel.units import format_unit
from markupsafe import Markup, escape

from cancelwindow.policy.phrases import Catalogue, Values
from cancelwindow.policy.verdict import Answer

SECTION = "dashboard"

_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"
"""An isolate: what stands in it reads from left to right, whatever stands around it."""

_RIGHT_TO_LEFT_MARK = "\u200f"

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class Reader:
    """Says everything a page shows.

    `zone` None is the zone of this computer, which is also the person's: the companion and the
    browser that asks it stand on the same machine.
    """

    def __init__(self, catalogue: Catalogue, now: datetime, zone: tzinfo | None = None) -> None:
        """`now` is aware UTC; ages and distances count from it."""
        self.catalogue = catalogue
        self.now = now
        self._zone = zone

    @property
    def language(self) -> str:
        """The tag of the language, such as ``pt-BR``."""
        return self.catalogue.language

    @cached_property
    def locale(self) -> Locale:
        """CLDR's facts of the language."""
        return Locale.parse(self.language, sep="-")

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.locale.text_direction)

    def say(self, key: str, **values: str) -> str:
        """A sentence of the dashboard's own section."""
        return self.catalogue.say(f"{SECTION}.{key}", values)

    def phrase(self, key: str, values: Values | None = None) -> str:
        """A sentence of another section."""
        return self.catalogue.say(key, values)

    def knows(self, key: str) -> bool:
        """Whether the catalogue has a phrase of another section."""
        return key in self.catalogue

    def count(self, key: str, number: int) -> str:
        """So many of something, in the plural form of the language."""
        return self.catalogue.count(f"{SECTION}.{key}", number)

    def answer(self, answer: str) -> str:
        """The badge's word for an answer."""
        return self.catalogue.say(f"label.answer.{Answer(answer).value}")

    def number(self, number: float) -> str:
        """A number."""
        return self.catalogue.number(number)

    def percent(self, share: float) -> str:
        """A share of 1 as percent."""
        return str(format_percent(share, locale=self.locale))

    def percent_points(self, percent: float) -> str:
        """A rate that is given in percent, to the hundredth that pages print at most."""
        share = Decimal(str(round(percent, 2))) / 100
        return str(format_percent(share, locale=self.locale, decimal_quantization=False))

    def money(self, minor: int, currency: str) -> str:
        """An amount in minor units, as the language writes money."""
        exact = Decimal(minor).scaleb(-get_currency_precision(currency))
        written = str(format_currency(exact, currency, locale=self.locale))
        if self.direction == "ltr":
            return written
        # From right to left, "US$" would come apart: the sign belongs to neither direction.
        return f"{_LEFT_TO_RIGHT}{written.replace(_RIGHT_TO_LEFT_MARK, '')}{_END}"

    def day(self, day: date | str) -> str:
        """A calendar day, also given as ISO 8601."""
        return self.catalogue.day(date.fromisoformat(day) if isinstance(day, str) else day)

    def month(self, month: str) -> str:
        """``2026-11`` as a month with its year, short."""
        first = date.fromisoformat(f"{month}-01")
        return str(format_skeleton("yMMM", first, locale=self.locale))

    def moment(self, at: datetime) -> str:
        """A day and a time in the reader's zone."""
        return self.catalogue.moment(self.local(at))

    def local(self, at: datetime) -> datetime:
        """An instant in the reader's zone."""
        return at.astimezone(self._zone)

    def distance(self, at: datetime) -> str:
        """How far an instant is from now: "in 3 days", "2 hours ago"."""
        if abs(at - self.now) < _MINUTE:
            return self.say("just_now")
        return str(
            format_timedelta(
                at - self.now, granularity="minute", threshold=1.5, add_direction=True,
                locale=self.locale,
            )
        )  # fmt: skip

    def length(self, hours: float) -> str:
        """A length of time given in hours, in days where it has two of them."""
        span = timedelta(hours=hours)
        if span >= 2 * _DAY:
            return self.catalogue.count("unit.days", round(span / _DAY, 1))
        return self.catalogue.count("unit.hours", round(span / _HOUR, 1))

    def days(self, moments: Iterable[datetime]) -> str:
        """The days of some instants, one after the other."""
        return ", ".join(self.day(self.local(one).date()) for one in moments)

    def size(self, length: int) -> str:
        """A length in bytes, rounded."""
        unit, value = "kilobyte", length / 1000
        if value >= 1000:
            unit, value = "megabyte", value / 1000
        return str(format_unit(round(value, 1), unit, "short", locale=self.locale))

    def away(self, at: datetime) -> Markup:
        """How far away an instant is; a script keeps it current."""
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        return Markup('<span class="distance" data-distance="{}">{}</span>').format(
            stamp, self.distance(at)
        )

    def time(self, at: datetime, *, with_distance: bool = True) -> Markup:
        """A `time` element: the moment, and how far away it is, which a script keeps current."""
        stamp = escape(at.astimezone(UTC).isoformat(timespec="seconds"))
        shown = Markup('<time datetime="{}">{}</time>').format(stamp, self.moment(at))
        if not with_distance:
            return shown
        return shown + Markup(" ") + self.away(at)
