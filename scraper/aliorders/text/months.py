"""Month names and the order of dates in digits, per language, from CLDR by way of Babel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from aliorders.data import names, table
from aliorders.text.fold import fold

_SHORTEST = 3
"""Letters of a month's name that are enough, where no other month begins with them."""

_EVERY_ORDER = frozenset({"ymd", "dmy", "mdy"})
_QUOTES = re.compile(r"['’׳.]")
_FIELD = re.compile(r"'[^']*'|(y+|M+|L+|d+)|.")


@cache
def languages_with_months() -> tuple[str, ...]:
    """Languages whose month names are known: those that have a word file."""
    return tuple(sorted(names("text/words")))


@cache
def _months(language: str) -> dict[str, int]:
    """Folded month names of a language in all its forms; without those that name two months."""
    found: dict[str, set[int]] = {}
    for name, number in _names(language):
        for form in (name, *(p + name for p in table("text/dates")["prefixes"].get(language, ()))):
            found.setdefault(_bare(form), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


def _names(language: str) -> Iterator[tuple[str, int]]:
    for locale in table("text/dates")["regions"].get(language, (language,)):
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, "format", locale).items():
                yield name, number


def _bare(name: str) -> str:
    return fold(_QUOTES.sub("", fold(name)))


@cache
def month_number(word: str, language: str) -> int | None:
    """The month (1 to 12) that a word names: whole, or by three or more first letters."""
    bare = _bare(word)
    months = _months(language)
    if bare in months:
        return months[bare]
    if len(bare) < _SHORTEST or not bare.isalpha():
        return None
    begun = {number for name, number in months.items() if name.startswith(bare)}
    return begun.pop() if len(begun) == 1 else None


@cache
def fillers(language: str) -> frozenset[str]:
    """Folded words that may stand between the parts of a date ("de")."""
    return frozenset(fold(word) for word in table("text/dates")["fillers"].get(language, ()))


@cache
def east_asian_marks() -> re.Pattern[str]:
    """A date whose numbers are named by year, month and day marks, in that order."""
    marks = table("text/dates")["marks"]
    parts = rf"(\d{{4}})\s?[{marks['year']}]\s?(\d{{1,2}})\s?[{marks['month']}]\s?(\d{{1,2}})"
    return re.compile(rf"{parts}\s?[{marks['day']}]")


@cache
def digit_orders(language: str | None, region: str | None) -> frozenset[str]:
    """Orders of year, month and day that a date in digits can have in this language and region.

    Every order where the language is not known: then only what reads alike in all can be read.
    """
    if language is None:
        return _EVERY_ORDER
    own = cldr_orders(f"{language}_{region}") if region else frozenset()
    return own or frozenset(table("text/dates")["digits"].get(language, _EVERY_ORDER))


def cldr_orders(locale: str) -> frozenset[str]:
    """Orders of CLDR's short and medium forms in a locale; none for one that Babel does not have.

    A form with the month as a word has no order that matters here.
    """
    try:
        formats = Locale.parse(locale).date_formats
    except (UnknownLocaleError, ValueError):
        return frozenset()
    patterns = (str(formats[width].pattern) for width in ("short", "medium"))
    return frozenset(_order(pattern) for pattern in patterns) - {""}


def _order(pattern: str) -> str:
    fields = [match[1] for match in _FIELD.finditer(pattern) if match[1]]
    if any(len(field) >= _SHORTEST for field in fields if field[0] in "ML"):
        return ""
    return "".join(field[0] for field in fields).lower().replace("l", "m")
