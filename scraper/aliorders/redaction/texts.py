"""Text replaced by kind: what it is about stays visible, what it says of a person does not.

Numbers, amounts and dates get others of the same form, words become neutral ones of their length.
Words that a table of the reader knows stay, and so do the words of a status or a button, which are
what an unrecognised page is sent for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from babel.numbers import list_currencies

from aliorders.data import table
from aliorders.redaction.days import Calendar, weekday_before
from aliorders.redaction.numbers import NumberKind, Numbers
from aliorders.redaction.phrases import known_phrases, phrase_pattern
from aliorders.redaction.survivors import looks_personal
from aliorders.text.fold import fold, tidy

_ZONE = re.compile(r"\b(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d{2})?)?(?![\w:])")
_RATE = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?\s?%")
_ROUNDED = re.compile(r"(?<![\d.,])\d[\d.,]*\s?[KkMm](?![^\W\d_])\+?")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_QUANTITY = re.compile(r"(?<![^\W_])[xX×]\s?\d{1,4}\s*$")
_REACHING = re.compile(r"(?:https?:)?//\S+|\S+[@＠]\S+")
_LONG = re.compile(r"\d{7,}")
_ORDER_DIGITS = range(14, 20)
_PARCEL = re.compile(r"[A-Z]{0,5}\d{6,22}(?:[A-Z]{1,2}(?![a-z]))?")
_WORD = re.compile(r"[^\W\d_]+")
_TRIPLE = re.compile(r"([^|]*)\|(-?\d+)\|(\d*)")


class Place(StrEnum):
    """Where a text stands, as far as it decides what may stay."""

    ANYWHERE = "anywhere"
    STATUS = "status"
    """A status word, the sentence under it, a button: unknown words stay."""
    PARCEL = "parcel"
    """A tracking number: its letters stay."""


class _Span(NamedTuple):
    """A part of a text that is replaced as a whole."""

    start: int
    end: int
    replace: Callable[[str], str]


@cache
def amount_pattern() -> re.Pattern[str]:
    """An amount with its currency sign, before or after it; `number` is its digits."""
    currencies = table("currencies")
    listed = [*currencies["signs"], *currencies["shared"]["signs"]]
    sign = "|".join(re.escape(text) for text in sorted(listed, key=len, reverse=True))
    number = r"\d(?:[\d.,'’٫٬\u00a0\u202f ]*\d)?"
    code = rf"(?<![A-Za-z])(?:{'|'.join(sorted(list_currencies()))})(?![A-Za-z])"
    return re.compile(
        rf"(?:{sign}|{code})\s?{number}"
        rf"|(?<![\d.,]){number}\s?(?:{sign}|{code})(?!\s?\d)"
    )


class TextRedactor:
    """Replaces the texts of one file, with one set of invented numbers and one calendar.

    While `learning`, it only notes what there is to replace: dates can move only once all of them
    are known.
    """

    def __init__(self, calendar: Calendar, numbers: Numbers, personal: frozenset[str]) -> None:
        self.calendar = calendar
        self.numbers = numbers
        self.personal = personal
        self.learning = True

    def text(self, text: str, place: Place = Place.ANYWHERE) -> str:
        """`text` as it may be given away; while learning, unchanged."""
        if self.learning:
            self.calendar.learn(text)
            return text
        if not text.strip() or fold(text) in known_phrases():
            return text
        triple = _TRIPLE.fullmatch(text)
        if triple:
            return self._triple(triple)
        words = self._words_kept(text) if place is Place.STATUS else self._neutral
        done, at = [], 0
        for span in self._spans(text, place):
            done += [words(text[at : span.start]), span.replace(text[span.start : span.end])]
            at = span.end
        return "".join([*done, words(text[at:])])

    def crossing(self, parts: list[str]) -> bool:
        """Whether an amount stands across several of `parts`, the texts inside one element."""
        ends, total = set(), 0
        for part in parts[:-1]:
            total += len(part)
            ends.add(total)
        joined = "".join(parts)
        matches = amount_pattern().finditer(joined)
        return any(match.start() < end < match.end() for match in matches for end in ends)

    def _triple(self, match: re.Match[str]) -> str:
        """The site's exact form of an amount, `R$132,74|132|74`."""
        shown = self.text(match[1]) if match[1] else ""
        exact = self._amount(f"{match[2]}|{match[3]}")
        return f"{shown}|{exact}"

    def _spans(self, text: str, place: Place) -> list[_Span]:
        """What is replaced as a whole, in order; where two overlap, the first kind wins."""
        taken: list[_Span] = []
        for span in self._candidates(text, place):
            if all(span.end <= other.start or span.start >= other.end for other in taken):
                taken.append(span)
        return sorted(taken, key=lambda span: span.start)

    def _candidates(self, text: str, place: Place) -> Iterator[_Span]:
        if place is Place.PARCEL:
            for match in _PARCEL.finditer(text):
                yield _Span(*match.span(), self._number(NumberKind.PARCEL))
        for match in _REACHING.finditer(text):
            yield _Span(*match.span(), self._neutral)
        yield from self._dates(text)
        for match in amount_pattern().finditer(text):
            yield _Span(*match.span(), self._amount)
        for match in phrase_pattern().finditer(text):
            yield _Span(*match.span(), _same)
        for match in _ROUNDED.finditer(text):
            yield _Span(*match.span(), self._amount)
        for pattern in (_ZONE, _CLOCK, _RATE, _QUANTITY):
            for match in pattern.finditer(text):
                yield _Span(*match.span(), _same)
        for match in _LONG.finditer(text):
            kind = NumberKind.ORDER if len(match[0]) in _ORDER_DIGITS else NumberKind.OTHER
            yield _Span(*match.span(), self._number(kind))

    def _dates(self, text: str) -> Iterator[_Span]:
        for start, end in self.calendar.spans(text):
            yield _Span(start, end, self.calendar.move)
            weekday = weekday_before().search(text, 0, start)
            if weekday:
                yield _Span(*weekday.span(), _same)

    def _number(self, kind: NumberKind) -> Callable[[str], str]:
        return lambda text: self.numbers.replace(kind, text)

    def _amount(self, text: str) -> str:
        return self.numbers.replace(NumberKind.AMOUNT, text)

    def _neutral(self, text: str) -> str:
        """Words made neutral, digits made zeros, unusual signs gone."""
        kept = "".join(
            char if _is_plain(char) else "" for char in unicodedata.normalize("NFC", text)
        )
        return _WORD.sub(lambda match: neutral_word(match[0]), zeros(kept))

    def _words_kept(self, text: str) -> Callable[[str], str]:
        """How the words of a status or a button are kept, if this one may be kept at all."""
        limits = table("redaction/allowed")["words"]
        short = len(tidy(text)) <= limits["longest_sentence"]
        if not short or looks_personal(text) or re.search(r"[@＠\\<>{}=]", text):
            return self._neutral

        def keep(part: str) -> str:
            plain = "".join(char for char in part if _is_plain(char))
            return _WORD.sub(lambda match: self._kept_word(match[0]), zeros(plain))

        return keep

    def _kept_word(self, word: str) -> str:
        limit = table("redaction/allowed")["words"]["longest_label"]
        if len(word) > limit or fold(word) in self.personal:
            return neutral_word(word)
        return word


def _same(text: str) -> str:
    return text


def zeros(text: str) -> str:
    """Text with every digit, of whatever script, made a zero."""
    return "".join(chr(ord(char) - int(char)) if char.isdecimal() else char for char in text)


@cache
def _is_plain(char: str) -> bool:
    punctuation: str = table("redaction/allowed")["words"]["punctuation"]
    return char.isalpha() or char.isdecimal() or char.isspace() or char in punctuation


@cache
def neutral_word(word: str) -> str:
    """A word of the same length and capitals that says nothing."""
    words = table("redaction/allowed")["words"]
    if not word.isascii() and not _is_latin(word):
        return "".join(_neutral_letter(char) for char in word)
    listed: list[str] = words["neutral"]
    neutral = listed[min(len(word), len(listed)) - 1]
    if word.isupper() and len(word) > 1:
        return neutral.upper()
    return neutral.capitalize() if word[0].isupper() else neutral


def _is_latin(word: str) -> bool:
    return all(unicodedata.name(char, "").startswith("LATIN") for char in word)


def _neutral_letter(char: str) -> str:
    name = unicodedata.name(char, "")
    letters: dict[str, str] = table("redaction/allowed")["words"]["letters"]
    return next((letter for script, letter in letters.items() if name.startswith(script)), "x")


@cache
def neutral_words() -> frozenset[str]:
    """The words that stand for others."""
    return frozenset(table("redaction/allowed")["words"]["neutral"])
