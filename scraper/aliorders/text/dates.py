"""Dates as the site writes them, read into moments.

Our own small reader over CLDR's month names, because the libraries guess where guessing costs: they
take "on:" and "May" for dates, and 03/04/2026 for whichever day their default says. dateparser is
asked last, with the page's language, and believed only where it used every number of the text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aliorders.models.values import PACIFIC, Missing, MissingReason, Moment, Precision
from aliorders.text.fold import fold, tidy
from aliorders.text.months import (
    digit_orders,
    east_asian_marks,
    fillers,
    languages_with_months,
    month_number,
)
from aliorders.text.vocabulary import without_label
from aliorders.text.wording import ANY, Wording

_DATEPARSER: dict[str, object] = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
    # A full date needs no base; a fixed one keeps the library from reading the clock.
    "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001
}
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_LONGEST = 60
"""Characters; a longer text is a sentence, not a date."""

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])(?:\s?([AaPp])\.?[Mm]\b\.?)?"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})T?")
_IN_DIGITS = re.compile(r"(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\s?\.?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’׳.]?[^\W\d_]+)*")
_BETWEEN_TOKENS = re.compile(r"[\s.,،'’׳/|]*")


class _Written(NamedTuple):
    """A date as taken apart from its text."""

    day: date
    clock: time | None
    seconds: bool


def read_day(text: str, wording: Wording = ANY) -> Moment | Missing:
    """The calendar day in `text`, which may carry a leading label and a time of day.

    Missing: NOT_FOUND in an empty text, AMBIGUOUS for digits whose order the language does not
    settle (03/04/2026), UNREADABLE when there is no full date.
    """
    moment = read_moment(text, wording)
    if isinstance(moment, Missing) or moment.at is None:
        return moment
    return Moment(raw=moment.raw, precision=Precision.DAY, day=moment.day)


def read_moment(text: str, wording: Wording = ANY) -> Moment | Missing:
    """The date in `text`, with its time of day where one is printed, in Pacific time (assumed).

    Missing as in `read_day`. A day that has no such time, or has it twice, keeps the earlier
    reading: the zone is assumed anyway.
    """
    return _moment(text, wording.language, wording.region, wording.translated)


@lru_cache(maxsize=4096)
def _moment(
    text: str, language: str | None, region: str | None, translated: bool
) -> Moment | Missing:
    raw = without_label(text)
    written = _written(raw, language, region, translated)
    if isinstance(written, Missing):
        return written
    if written.clock is None:
        return Moment(raw=raw, precision=Precision.DAY, day=written.day)
    local = datetime.combine(written.day, written.clock, ZoneInfo(PACIFIC))
    precision = Precision.SECOND if written.seconds else Precision.MINUTE
    return Moment(raw=raw, precision=precision, day=written.day, at=local.astimezone(UTC))


def from_epoch_ms(milliseconds: int, raw: str = "", *, zone_assumed: bool = False) -> Moment:
    """The instant of a JavaScript time stamp (milliseconds since 1970, UTC).

    `zone_assumed`: the stamp was made from a clock text by assuming its zone.
    """
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return Moment(
        raw=tidy(raw),
        precision=Precision.MINUTE,
        day=at.date(),
        at=at,
        zone="UTC",
        zone_assumed=zone_assumed,
    )


def after(start: datetime, milliseconds: int) -> Moment:
    """The instant `milliseconds` after the aware time `start`, dated in Pacific time."""
    at = start + timedelta(milliseconds=milliseconds)
    return Moment(
        raw=f"{milliseconds} ms",
        precision=Precision.SECOND,
        day=at.astimezone(ZoneInfo(PACIFIC)).date(),
        at=at.astimezone(UTC),
        zone_assumed=False,
    )


def _written(
    raw: str, language: str | None, region: str | None, translated: bool
) -> _Written | Missing:
    if not raw:
        return Missing(missing=MissingReason.NOT_FOUND, detail="no date")
    text = "".join(str(int(char)) if char.isdecimal() else char for char in raw)
    if len(text) > _LONGEST or not any(char.isdecimal() for char in text):
        return _unreadable(raw)
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) > 1:
        return _unreadable(raw)
    clock = _time_of(clocks[0]) if clocks else None
    if clocks and clock is None:
        return _unreadable(raw)
    bare = tidy(_CLOCK.sub(" ", text)).strip(" ,،.|/")
    day = _day_of(bare, language, region, translated)
    if isinstance(day, Missing):
        return day.model_copy(update={"detail": f"{raw!r} {day.detail}"})
    return _Written(day, clock, bool(clocks and clocks[0][3]))


def _unreadable(raw: str) -> Missing:
    return Missing(missing=MissingReason.UNREADABLE, detail=f"{raw!r} is not a full date")


def _time_of(clock: re.Match[str]) -> time | None:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _day_of(
    text: str, language: str | None, region: str | None, translated: bool
) -> date | Missing:
    iso = _ISO.fullmatch(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3])) or _no_full_date()
    marked = east_asian_marks().fullmatch(text)
    if marked:
        return _date(int(marked[1]), int(marked[2]), int(marked[3])) or _no_full_date()
    in_digits = _IN_DIGITS.fullmatch(text)
    if in_digits:
        return _by_order(in_digits, language, region, translated)
    if translated:
        return Missing(
            missing=MissingReason.UNREADABLE, detail="stands on a page that a browser translated"
        )
    parts = _parts(text)
    own = _with_month(parts, language) if language in languages_with_months() else None
    return own or _agreed(parts) or _by_library(text, language) or _no_full_date()


def _no_full_date() -> Missing:
    return Missing(missing=MissingReason.UNREADABLE, detail="is not a full date")


def _date(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_order(
    match: re.Match[str], language: str | None, region: str | None, translated: bool
) -> date | Missing:
    """A date in digits, where every order that comes into question gives the same day."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    orders = digit_orders(None if translated else language, None if translated else region)
    readings = {
        "ymd": _date(first, second, third) if len(match[1]) == 4 else None,
        "dmy": _date(third, second, first) if len(match[4]) == 4 else None,
        "mdy": _date(third, first, second) if len(match[4]) == 4 else None,
    }
    days = {day for order, day in readings.items() if day is not None and order in orders}
    if len(days) == 1:
        return days.pop()
    if not any(readings.values()):
        return _no_full_date()
    return Missing(missing=MissingReason.AMBIGUOUS, detail="does not say which part is the month")


class _Parts(NamedTuple):
    """Day, year and the words of a date whose month is a word, in whatever order they stand."""

    day: int
    year: int
    words: tuple[str, ...]


def _parts(text: str) -> _Parts | None:
    if _BETWEEN_TOKENS.sub("", _TOKEN.sub("", text)):
        return None
    tokens = _TOKEN.findall(text)
    numbers = sorted((token for token in tokens if token.isdigit()), key=len)
    if len(numbers) != 2 or len(numbers[0]) > 2 or len(numbers[1]) != 4:
        return None
    words = tuple(token for token in tokens if not token.isdigit())
    return _Parts(int(numbers[0]), int(numbers[1]), words)


def _with_month(parts: _Parts | None, language: str | None) -> date | None:
    if parts is None or language is None:
        return None
    words = [word for word in parts.words if fold(word) not in fillers(language)]
    month = month_number(" ".join(words), language)
    return None if month is None else _date(parts.year, month, parts.day)


def _agreed(parts: _Parts | None) -> date | None:
    """What every language that can read the date makes of it; None where two of them differ."""
    days = {_with_month(parts, language) for language in languages_with_months()} - {None}
    return days.pop() if len(days) == 1 else None


def _by_library(text: str, language: str | None) -> date | None:
    if language is None or not any(char.isalpha() for char in text):
        return None
    try:
        # Asked so seldom that most runs never load it.
        import dateparser  # noqa: PLC0415

        parsed = dateparser.parse(text, languages=[language], settings=_DATEPARSER)
    except ValueError:  # a language the library does not have
        return None
    if parsed is None:
        return None
    used = sorted([parsed.day, parsed.year])
    numbers = sorted(int(number) for number in re.findall(r"\d+", text))
    return _date(parsed.year, parsed.month, parsed.day) if numbers == used else None
