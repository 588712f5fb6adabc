"""Figures of a store as the site prints them: percents, rounded counts, scores."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from aliorders.data import table
from aliorders.models import Missing, Score, ScoreKind, StoreCount, not_found
from aliorders.responses.components import Lenient, SiteModel
from aliorders.text.fold import fold, tidy

_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s?%?")
_ROUNDED = re.compile(r"(\d{1,3}(?:[,.\s]\d{3})+|\d+(?:\.\d+)?)\s?([KkMm]?)")
_THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}
_HIGHEST_PERCENT = Decimal(100)
_HIGHEST_SCORE = Decimal(5)


def percent(text: str | None) -> Decimal | Missing:
    """A percentage from 0 to 100, with its sign or without: old data has it, new data has not."""
    match = _PERCENT.fullmatch(tidy(text or ""))
    if match is None or Decimal(match[1]) > _HIGHEST_PERCENT:
        return not_found("no percentage")
    return Decimal(match[1])


def rounded(text: str | None) -> int | Missing:
    """The least whole number that a count such as "1,895", "40,000+" or "503.6K" stands for."""
    match = _ROUNDED.search(tidy(text or ""))
    if match is None:
        return not_found("no count")
    digits, unit = match[1], match[2].lower()
    if re.search(r"[,.\s]\d{3}(?!\d)", digits) and not unit:
        return int(re.sub(r"\D", "", digits))
    return int(Decimal(digits.replace(",", "").replace(" ", "")) * _THOUSANDS[unit])


def score(title: str | None, value: str | None) -> Score | None:
    """A score from 0 to 5; None for anything else (a percentage, a count, an empty value)."""
    text, name = tidy(value or ""), tidy(title or "")
    if not _DECIMAL.fullmatch(text) or Decimal(text) > _HIGHEST_SCORE:
        return None
    return Score(kind=_kind(name), title=name, value=Decimal(text))


def _kind(title: str) -> ScoreKind:
    titles: dict[str, list[str]] = table("store_words")["scores"]
    for kind, known in titles.items():
        if fold(title) in {fold(text) for text in known}:
            return ScoreKind(kind)
    return ScoreKind.OTHER


class Figure(SiteModel):
    """An entry of the strip: a title, its value, and in one answer a language-neutral key."""

    title: Lenient[str] = None
    value: Lenient[str] = None
    mcmsKey: Lenient[str] = None  # noqa: N815 - the site's own name


def scores_of(figures: Iterable[Figure]) -> tuple[Score, ...]:
    """The scores among the figures of a strip."""
    found = (score(figure.title, figure.value) for figure in figures)
    return tuple(entry for entry in found if entry is not None)


def counts_of(figures: Iterable[Figure]) -> tuple[StoreCount, ...]:
    """The rounded counts among the figures ("40,000+"), told by their plus sign."""
    return tuple(
        StoreCount(
            title=tidy(figure.title or ""),
            text=tidy(figure.value or ""),
            key=figure.mcmsKey or not_found("no key in this answer"),
            at_least=rounded(figure.value),
        )
        for figure in figures
        if tidy(figure.value or "").endswith("+")
    )


def rate_of(figures: Iterable[Figure]) -> Decimal | Missing:
    """The positive rate: by its key, else the only percentage of the strip."""
    listed = list(figures)
    key = table("response_tags")["benefits"]["positive_rate"]
    named = [figure for figure in listed if figure.mcmsKey == key]
    signed = [figure for figure in listed if tidy(figure.value or "").endswith("%")]
    if named:
        return percent(named[0].value)
    return percent(signed[0].value) if len(signed) == 1 else not_found("no positive rate")
