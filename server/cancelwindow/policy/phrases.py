"""The catalogue of sentences: phrases by key, filled with ``{name}`` and ``{name:form}``.

A phrase is compiled once. Filling it refuses a missing key and a missing placeholder; values are
put in as they are, so a brace in a page's own words stays a brace.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_time, format_timedelta, get_datetime_format
from babel.numbers import NumberPattern

DEFAULT_LANGUAGE = "en"

COUNTED = "{key}.{category}"
"""Key of one plural form: a phrase that counts has one for each CLDR category of its language."""

_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
"""Unicode's first strong isolate: what stands inside does not disturb the order around it."""


class PhraseError(ValueError):
    """A phrase that does not exist, is malformed, or lacks a value."""


class Sayable(Protocol):
    """A value that has several forms, such as a figure's upper end."""

    def say(self, form: str) -> str:
        """The value in words; ValueError for a form it does not have."""
        ...


Values = Mapping[str, str | Sayable]


def isolated(text: str) -> str:
    """`text` in an isolate of its own; nothing stays nothing, and an isolate stays one."""
    if not text or (text[0] == _ISOLATE and text.find(_END_OF_ISOLATE) == len(text) - 1):
        return text
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}"


def as_is(text: str) -> str:
    """`text` itself."""
    return text


class Phrase:
    """One compiled phrase."""

    __slots__ = ("_parts", "_plain", "placeholders")

    def __init__(self, text: str) -> None:
        """Raises PhraseError unless every placeholder is a plain ``{name}`` or ``{name:form}``."""
        try:
            parsed = list(string.Formatter().parse(text))
        except ValueError as error:
            raise PhraseError(str(error)) from error
        for _, name, _, conversion in parsed:
            if name is not None and (not name.isidentifier() or conversion is not None):
                raise PhraseError(f"{{{name}}} is not a plain placeholder")
        self._parts = tuple((literal, name, form or "") for literal, name, form, _ in parsed)
        self.placeholders = frozenset(name for _, name, _ in self._parts if name is not None)
        # Most sentences are whole as they are, and a verdict says a hundred of them.
        whole = "".join(literal for literal, _, _ in self._parts)
        self._plain = None if self.placeholders else whole

    @property
    def forms(self) -> frozenset[tuple[str, str]]:
        """Every placeholder with the form it asks for, "" for the plain one."""
        return frozenset((name, form) for _, name, form in self._parts if name is not None)

    def fill(self, values: Values, put: Callable[[str], str] = as_is) -> str:
        """The sentence, with `put` applied to each value.

        Raises PhraseError when a placeholder has no value or not this form.
        """
        if self._plain is not None:
            return self._plain
        said: list[str] = []
        for literal, name, form in self._parts:
            said.append(literal)
            if name is None:
                continue
            try:
                said.append(put(_say(values[name], form)))
            except (KeyError, ValueError) as error:
                raise PhraseError(f"no value for {{{name}:{form}}}: {error}") from error
        return "".join(said)


def _say(value: str | Sayable, form: str) -> str:
    if not isinstance(value, str):
        return value.say(form)
    if form:
        raise ValueError(f"{value!r} has no form {form!r}")
    return value


class Catalogue:
    """All phrases of one language; what it does not have is said in the language of its base."""

    def __init__(
        self, language: str, table: Mapping[str, Any], base: Catalogue | None = None
    ) -> None:
        """`table` may be nested; a phrase's key is its path joined with dots.

        Raises PhraseError, naming the key, for a malformed phrase or a value that is not text.
        """
        self.language = language
        self._locale = Locale.parse(language, sep="-")
        self._day_pattern = self._locale.date_formats["medium"]
        self._number_pattern = self._locale.decimal_formats[None]
        self._put = isolated if self._locale.text_direction == "rtl" else as_is
        self._phrases = {key: _compiled(key, text) for key, text in flat(table).items()}
        self._base = base

    def __contains__(self, key: str) -> bool:
        return key in self._phrases or (self._base is not None and key in self._base)

    def speaks(self, key: str) -> bool:
        """Whether this language itself has the phrase."""
        return key in self._phrases

    def keys(self) -> frozenset[str]:
        """Every key, those of the base included."""
        own = frozenset(self._phrases)
        return own if self._base is None else own | self._base.keys()

    def placeholders(self, key: str) -> frozenset[str]:
        """What a phrase needs; PhraseError for an unknown key."""
        return self._phrase(key).placeholders

    def say(self, key: str, values: Values | None = None) -> str:
        """The sentence under `key`, or PhraseError naming the key and what is wrong.

        In a language written from right to left every value is isolated, so that an order number
        or a button's English name does not turn the words around it.
        """
        try:
            return self._phrase(key).fill({} if values is None else values, self._put)
        except PhraseError as error:
            raise PhraseError(f"phrase {key!r}: {error}") from error

    def count(self, key: str, number: float, said: str | None = None) -> str:
        """`number` of what `key` counts, in the plural form of the language (CLDR).

        `said` stands for the number in the sentence: a range is counted by its upper end. A form
        without a number, such as a dual, is no form for a range.
        """
        if self._base is not None and not self.speaks(COUNTED.format(key=key, category="other")):
            return self._base.count(key, number, said)
        own = self._phrases.get(
            COUNTED.format(key=key, category=self._locale.plural_form(abs(number)))
        )
        if own is None or (said is not None and not own.placeholders):
            own = self._phrase(COUNTED.format(key=key, category="other"))
        return own.fill({"n": self.number(number) if said is None else said})

    def number(self, number: float) -> str:
        """A number as this language writes it."""
        return _number(self._number_pattern, self._locale, number)

    def day(self, day: date) -> str:
        """A calendar day as this language writes it."""
        written: str = self._day_pattern.apply(day, self._locale)
        return written

    def moment(self, at: datetime) -> str:
        """A day and a time, in the zone of `at`, as this language writes them."""
        pattern = get_datetime_format("medium", locale=self._locale)
        time = format_time(at, "short", locale=self._locale)
        return str(pattern).replace("{0}", time).replace("{1}", self.day(at.date()))

    def age(self, span: timedelta) -> str:
        """A length of time, rounded to its largest unit from a minute up."""
        return str(format_timedelta(span, granularity="minute", locale=self._locale))

    def name_of(self, language: str) -> str:
        """What this language calls another, or the tag where it has no name for it."""
        found = Locale.parse(language, sep="-").get_display_name(self._locale)
        return language if found is None else str(found)

    def _phrase(self, key: str) -> Phrase:
        found = self._phrases.get(key)
        if found is not None:
            return found
        if self._base is not None:
            return self._base._phrase(key)  # noqa: SLF001 - another catalogue
        raise PhraseError(f"there is no phrase {key!r} in {self.language!r}")


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested table with each value under its path, joined with dots."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = f"{prefix}{key}"
        found |= flat(value, f"{path}.") if isinstance(value, Mapping) else {path: value}
    return found


def _compiled(key: str, text: Any) -> Phrase:
    if not isinstance(text, str) or not text.strip():
        raise PhraseError(f"phrase {key!r} is not a text")
    try:
        return Phrase(text)
    except PhraseError as error:
        raise PhraseError(f"phrase {key!r}: {error}") from error


@lru_cache(maxsize=4096, typed=True)
def _number(pattern: NumberPattern, locale: Locale, number: float) -> str:
    """A number, written once: the same few figures come again in every answer."""
    return str(pattern.apply(number, locale))
