"""Money as the site writes it, read into minor units.

The sign is looked up in our own table, because a bare ``$``, ``¥`` or ``kr`` names no currency and
guessing one is worse than saying so. The decimal mark is decided per string, never per locale:
one account showed ``R$126,59`` and ``R$61.25`` on the same day.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel.numbers import get_currency_precision, list_currencies

from aliorders.data import table
from aliorders.models.values import Missing, MissingReason, Money
from aliorders.text.fold import tidy

_NUMBER = r"\d+(?:[.,'’٫٬]\d+|\x20\d{3}(?!\d))*"
"""Digits with what may stand inside a number; a blank only before a group of three."""

_MINUS = r"[-−–]"
_RANGE = re.compile(r"\s*[-–]\s*\d")
_NEXT_NUMBER = re.compile(rf"\s?{_MINUS}?\d")
_WHOLE = re.compile(
    r"\d+"
    r"|\d{1,3}(?P<mark>[.,'’٬\x20])\d{3}(?:(?P=mark)\d{3})*"
    r"|\d{1,2}(?:,\d{2})+,\d{3}"  # as in India: 1,23,456
)
"""Whole units: plain, or in groups with one and the same mark."""

_LAST_MARK = re.compile(r"(.*)([.,٫])(\d+)")
_LETTER_BEFORE = r"(?<![^\W\d_])"
_LETTER_AFTER = r"(?!(?![xX×]\s?\d)[^\W\d_])"
"""A sign made of letters is no part of a longer word; "x2" may stick to it."""


@cache
def _signs() -> dict[str, str]:
    currencies = table("currencies")
    return {**currencies["cldr"], **currencies["signs"]}


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


@cache
def _token() -> re.Pattern[str]:
    shared: list[str] = table("currencies")["shared"]["signs"]
    by_length = sorted([*_signs(), *shared], key=len, reverse=True)
    sign = "|".join(_whole(sign) for sign in by_length)
    code = rf"{_LETTER_BEFORE}(?:{'|'.join(sorted(_codes()))}){_LETTER_AFTER}"
    return re.compile(
        rf"(?P<minus>^{_MINUS}\s?|{_MINUS})?(?P<before>{sign}|{code})\s?"
        rf"(?P<inner>{_MINUS})?(?P<number>{_NUMBER})"
        rf"|(?P<minus_>{_MINUS})?(?P<number_>{_NUMBER})\s?(?P<after>{sign}|{code})"
    )


def _whole(sign: str) -> str:
    """A sign as a pattern. A letter at its edge must not continue a word."""
    before = _LETTER_BEFORE if sign[0].isalpha() else ""
    after = _LETTER_AFTER if sign[-1].isalpha() else ""
    return f"{before}{re.escape(sign)}{after}"


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _minor_units(number: str, currency: str) -> int | None:
    """Minor units, or None where the digits fit no form of the currency.

    The last mark is the decimal mark where as many digits follow it as the currency has decimals,
    and no group before it is cut by the same mark; otherwise every mark has to cut groups.
    """
    decimals: int = get_currency_precision(currency)
    last = _LAST_MARK.fullmatch(number)
    whole, fraction = number, ""
    if last and decimals and len(last[3]) == decimals and last[2] not in last[1]:
        whole, fraction = last[1], last[3]
    if _WHOLE.fullmatch(whole) is None:
        return None
    return int(re.sub(r"\D", "", whole) + fraction.ljust(decimals, "0"))


@lru_cache(maxsize=4096)
def read_money(text: str, currency: str | None = None) -> Money | Missing:
    """The one amount in `text`, in minor units.

    `currency` (ISO 4217) is what the page's own data names; without it the printed sign decides.
    Missing: NOT_FOUND without an amount, AMBIGUOUS for a sign shared by several currencies or for
    two amounts (a price range), UNREADABLE for digits that fit no form of the currency.
    """
    printed = tidy(text)
    clean = _ascii_digits(printed)
    matches = list(_token().finditer(clean))
    if not matches:
        return Missing(missing=MissingReason.NOT_FOUND, detail=f"no amount in {printed!r}")
    match = matches[0]
    between_numbers = match["after"] and _NEXT_NUMBER.match(clean, match.end())
    if len(matches) > 1 or between_numbers or _RANGE.match(clean, match.end()):
        return Missing(missing=MissingReason.AMBIGUOUS, detail="several amounts")
    sign = match["before"] or match["after"]
    named = currency or _signs().get(sign) or (sign if sign in _codes() else None)
    if named is None:
        return Missing(
            missing=MissingReason.AMBIGUOUS, detail=f"{sign!r} is used by several currencies"
        )
    raw = printed[match.start() : match.end()].strip()
    amount = _minor_units(match["number"] or match["number_"], named)
    if amount is None:
        return Missing(missing=MissingReason.UNREADABLE, detail=f"{raw!r} in {named}")
    negative = bool(match["minus"] or match["inner"] or match["minus_"])
    return Money(amount=-amount if negative else amount, currency=named, raw=raw)


def read_price_info(info: str, currency: str | None) -> Money | Missing:
    """The site's exact form ``R$132,74|132|74``: text, whole units, fraction.

    A third part may be empty (``₩11,110|11110|``). Missing AMBIGUOUS without a currency code
    whenever the printed sign does not name one.
    """
    display, _, exact = info.partition("|")
    whole, _, fraction = exact.partition("|")
    if not re.fullmatch(r"-?\d+", whole) or not re.fullmatch(r"\d*", fraction):
        return read_money(display, currency)
    if currency is None:
        shown = read_money(display)
        if isinstance(shown, Missing):
            return shown
        currency = shown.currency
    decimals: int = get_currency_precision(currency)
    minor = int(whole) * 10**decimals
    fraction_minor = int(fraction.ljust(decimals, "0")[:decimals] or "0")
    amount = minor - fraction_minor if whole.startswith("-") else minor + fraction_minor
    return Money(amount=amount, currency=currency, raw=tidy(display))
