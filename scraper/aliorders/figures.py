"""Figures as the site prints them about a store: percents and rounded counts."""

from __future__ import annotations

import re
from decimal import Decimal

from aliorders.models import Missing, not_found
from aliorders.text.fold import tidy

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s?%?")
_ROUNDED = re.compile(r"(\d{1,3}(?:[,.\s]\d{3})+|\d+(?:\.\d+)?)\s?([KkMm]?)")
_THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}
_HIGHEST_PERCENT = Decimal(100)


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
