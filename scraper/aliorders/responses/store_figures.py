"""Scores, counts and the positive rate among the figures of a store's strip."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from aliorders.data import table
from aliorders.figures import percent, rounded
from aliorders.models import Missing, Score, ScoreKind, StoreCount, not_found
from aliorders.responses.components import Lenient, SiteModel
from aliorders.text.fold import fold, tidy

_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_HIGHEST_SCORE = Decimal(5)


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
