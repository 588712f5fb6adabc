"""The catalogue of sentences: phrases by key, filled with ``{name}`` and ``{name:form}``.

A phrase is compiled once. Filling it refuses a missing key and a missing placeholder; values are
put in as they are, so a brace in a page's own words stays a brace.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from babel import Locale

DEFAULT_LANGUAGE = "en"


class PhraseError(ValueError):
    """A phrase that does not exist, is malformed, or lacks a value."""


class Sayable(Protocol):
    """A value that has several forms, such as a figure's upper end."""

    def say(self, form: str) -> str:
        """The value in words; ValueError for a form it does not have."""
        ...


class Phrase:
    """One compiled phrase."""

    __slots__ = ("_parts", "placeholders")

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

    def fill(self, values: Mapping[str, str | Sayable]) -> str:
        """The sentence; PhraseError when a placeholder has no value or not this form."""
        said: list[str] = []
        for literal, name, form in self._parts:
            said.append(literal)
            if name is None:
                continue
            try:
                value = values[name]
                said.append(_say(value, form))
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
    """All phrases of one language."""

    def __init__(self, language: str, table: Mapping[str, Any]) -> None:
        """`table` may be nested; a phrase's key is its path joined with dots.

        Raises PhraseError, naming the key, for a malformed phrase or a value that is not text.
        """
        self.language = language
        self._locale = Locale.parse(language, sep="-")
        self._day_pattern = self._locale.date_formats["medium"]
        self._phrases = {key: _compiled(key, text) for key, text in flat(table).items()}

    def __contains__(self, key: str) -> bool:
        return key in self._phrases

    def keys(self) -> frozenset[str]:
        """Every key."""
        return frozenset(self._phrases)

    def placeholders(self, key: str) -> frozenset[str]:
        """What a phrase needs; PhraseError for an unknown key."""
        return self._phrase(key).placeholders

    def say(self, key: str, values: Mapping[str, str | Sayable] | None = None) -> str:
        """The sentence under `key`, or PhraseError naming the key and what is wrong."""
        try:
            return self._phrase(key).fill(values or {})
        except PhraseError as error:
            raise PhraseError(f"phrase {key!r}: {error}") from error

    def day(self, day: date) -> str:
        """A calendar day as this language writes it."""
        written: str = self._day_pattern.apply(day, self._locale)
        return written

    def _phrase(self, key: str) -> Phrase:
        try:
            return self._phrases[key]
        except KeyError:
            raise PhraseError(f"there is no phrase {key!r} in {self.language!r}") from None


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
