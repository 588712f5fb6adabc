"""Dates in text, moved all by the same number of days and written back in the form they had.

The move is a whole number of weeks and puts the earliest date into one fixed week, so that the
weekdays stay true and redacting twice moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from babel import Locale

from aliorders.data import table
from aliorders.redaction.numbers import ascii_digits
from aliorders.text.fold import fold

_WEEK = 7
_LONGEST_SPAN = 350
"""Days between dates without a year; beyond that, which one comes first is anybody's guess."""
_MONTHS = 12
_PARTS = ("y", "m", "w", "d")
"""Year, month as a number or as a word, day."""
_LONGEST_MONTH = 31
_EARLIEST = 1990
"""No order of the site is older."""
_DAY = r"(?<!\d)(?P<{0}>\d{{1,2}})(?!\d)"
_WORD = r"(?<![^\W\d_])(?P<{0}>[^\W\d_]{{3,12}}[׳'’]?)\.?"


def _forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a date, each with its parts: year `y`, month `m` or its name `w`, day `d`."""
    fillers = sorted({word for words in table("text/dates")["fillers"].values() for word in words})
    filler = rf"(?:(?:{'|'.join(map(re.escape, fillers))})\.?(?![^\W\d_]))"
    year = r"(?P<y>\d{4})(?!\d)"
    return (
        re.compile(r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"),
        re.compile(
            r"(?<!\d)(?P<y>\d{4})\s?[年년.]\s?(?P<m>\d{1,2})\s?[月월.]\s?(?P<d>\d{1,2})(?!\d)"
            r"\s?[日일]?"
        ),
        re.compile(
            r"(?<!\d)(?P<d>\d{1,2})(?P<sep>[-/.])\s?(?P<m>\d{1,2})(?P=sep)\s?(?P<y>\d{4})(?!\d)"
        ),
        re.compile(_WORD.format("w") + r"\s?" + _DAY.format("d") + rf"(?:,?\s+{year})?"),
        re.compile(
            _DAY.format("d")
            + rf"\.?\s?(?:{filler}\s)?"
            + _WORD.format("w")
            + rf",?(?:\s(?:{filler}\s)?{year}(?:\s?{filler})?)?"
        ),
        re.compile(r"(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"),
    )


_FORMS = _forms()
_EPOCH_MS = range(1_100_000_000_000, 2_500_000_000_000)
"""Time stamps from 2004 to 2049."""


class _MonthName(NamedTuple):
    """A month as a language writes it."""

    language: str
    context: str
    width: str
    month: int


class _Found(NamedTuple):
    """A date in a text, and where its parts stand in it."""

    span: tuple[int, int]
    parts: dict[str, tuple[int, int]]
    name: _MonthName | None
    year: int | None
    month: int
    day: int
    padded: bool
    """Whether day and month are written with two digits each: 2026-01-07."""


@cache
def _month_names() -> dict[str, tuple[_MonthName, ...]]:
    names: dict[str, list[_MonthName]] = {}
    for language in table("redaction/allowed")["dates"]["languages"]:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                for month, name in months[context][width].items():
                    entry = _MonthName(language, context, width, int(month))
                    names.setdefault(_bare(str(name)), []).append(entry)
    return {name: tuple(entries) for name, entries in names.items()}


def _bare(name: str) -> str:
    return fold(name).strip(".׳'’")


@cache
def _names_of(word: str) -> tuple[_MonthName, ...]:
    """Months a word may be: by its whole name, without Hebrew's "in", or as a cut-off name."""
    bare = _bare(word)
    names = _month_names()
    found = names.get(bare) or names.get(bare.removeprefix("ב")) or ()
    if found or len(bare) < len("sep"):
        return found
    cut = [
        entry
        for name, entries in names.items()
        for entry in entries
        if entry.width == "wide" and name.startswith(bare)
    ]
    return tuple(entry._replace(width="abbreviated") for entry in cut)


class Calendar:
    """The dates of one file, and by how much they move."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._days: set[date] = set()
        self._without_year: set[tuple[int, int]] = set()

    @property
    def shift(self) -> timedelta:
        """By how much every date moves."""
        anchor: date = table("redaction/allowed")["dates"]["anchor"]
        if self._days:
            first = min(self._days)
        else:
            days = [_day(anchor.year, *pair) for pair in self._without_year]
            if not days or (max(days) - min(days)).days > _LONGEST_SPAN:
                return timedelta()
            first = min(days)
        return timedelta(days=-((first - anchor).days // _WEEK * _WEEK))

    def learn(self, text: str) -> None:
        """Note the dates of a text."""
        for found in self._find(text):
            if found.year is None:
                self._without_year.add((found.month, found.day))
            else:
                self._days.add(_day(found.year, found.month, found.day))

    def learn_epoch(self, milliseconds: int) -> None:
        """Note a time stamp."""
        self._days.add(datetime.fromtimestamp(milliseconds / 1000, UTC).date())

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where dates stand in a text."""
        return [found.span for found in self._find(text)]

    def move(self, text: str) -> str:
        """`text`, which is one date, moved."""
        found = next(self._find(text), None)
        shift = self.shift
        if found is None or not shift:
            return text
        moved = _day(found.year or self._nearest_year(found), found.month, found.day) + shift
        parts = {"y": f"{moved.year:04d}"}
        if found.name is not None:
            parts["w"] = _written(_part(text, found, "w"), found.name, moved.month)
        for part, number in (("d", moved.day), ("m", moved.month)):
            if part in found.parts:
                written = _part(text, found, part)
                padded = found.padded or ascii_digits(written).startswith("0")
                parts[part] = f"{number:02d}" if padded else str(number)
        return _put(text, found, parts)

    def move_epoch(self, milliseconds: int) -> int:
        """A time stamp, moved."""
        return milliseconds + int(self.shift / timedelta(milliseconds=1))

    def _nearest_year(self, found: _Found) -> int:
        """Year of a date that prints none: the one that puts it nearest to the last full date."""
        anchor: date = table("redaction/allowed")["dates"]["anchor"]
        if not self._days:
            return anchor.year
        near = max(self._days)
        years = (near.year - 1, near.year, near.year + 1)
        return min(years, key=lambda year: abs(_day(year, found.month, found.day) - near))

    def _find(self, text: str) -> Iterator[_Found]:
        plain = ascii_digits(text)
        end = 0
        while True:
            found = [date for form in _FORMS if (date := _search(form, plain, end, self._language))]
            if not found:
                return
            first = min(found, key=lambda date: (date.span[0], -date.span[1]))
            end = first.span[1]
            yield first


def is_epoch(number: int) -> bool:
    """Whether a number may be a JavaScript time stamp."""
    return number in _EPOCH_MS


def _search(form: re.Pattern[str], text: str, start: int, language: str) -> _Found | None:
    for match in form.finditer(text, start):
        parts = {name: match.span(name) for name in _PARTS if match.groupdict().get(name)}
        year, day = int(match["y"]) if "y" in parts else None, int(match["d"])
        if "w" in parts:
            names = _names_of(match["w"])
            name = next((n for n in names if n.language == language), names[0] if names else None)
            month = name.month if name else 0
        else:
            name, month = None, int(match["m"])
            if month > _MONTHS:
                day, month = month, day
                parts["d"], parts["m"] = parts["m"], parts["d"]
        if (
            1 <= month <= _MONTHS
            and 1 <= day <= _LONGEST_MONTH
            and (year or _EARLIEST) >= _EARLIEST
        ):
            padded = "sep" in match.groupdict() and all(
                end - start > 1 for start, end in (parts["d"], parts["m"])
            )
            return _Found(match.span(), parts, name, year, month, day, padded)
    return None


def _day(year: int, month: int, day: int) -> date:
    """The day, or the last of its month where the month is shorter."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def _part(text: str, found: _Found, name: str) -> str:
    start, end = found.parts[name]
    return text[start:end]


def _written(word: str, name: _MonthName, month: int) -> str:
    names = Locale.parse(name.language).months[name.context][name.width]
    new = str(names[month]).rstrip(".")
    lead = "ב" if word.startswith("ב") and not _month_names().get(_bare(word)) else ""
    if word.isupper():
        return lead + new.upper()
    return lead + (new[:1].upper() + new[1:] if word[:1].isupper() else new.lower())


def _put(text: str, found: _Found, parts: dict[str, str]) -> str:
    """`text`, from its date on, with the parts replaced; digits stay in the script they had."""
    for name, (start, end) in sorted(found.parts.items(), key=lambda item: item[1], reverse=True):
        new = parts[name]
        first = text[start]
        if first.isdecimal():
            zero = ord(first) - int(first)
            new = "".join(chr(zero + int(digit)) for digit in new)
        text = text[:start] + new + text[end:]
    return text


@cache
def weekday_before() -> re.Pattern[str]:
    """A weekday at the end of a text, as it stands before a date: it stays true."""
    names = {
        str(name).rstrip(".")
        for language in table("redaction/allowed")["dates"]["languages"]
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for name in Locale.parse(language).days[context][width].values()
    }
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{either})\.?\s*[|/,]?\s*$", re.IGNORECASE)


@cache
def month_words() -> frozenset[str]:
    """The names of all months, folded: some people are called April or June."""
    return frozenset(_month_names())
