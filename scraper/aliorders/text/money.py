"""Money as the site writes it, read into minor units.

The sign is looked up in our own table, because a bare ``$``, ``¥`` or ``kr`` names no currency and
guessing one is worse than saying so. The decimal mark is decided per string, never per locale:
one account showed ``R$126,59`` and ``R$61.25`` on the same day.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision
from price_parser import parse_price

from aliorders.data import table
from aliorders.models import Missing, MissingReason, Money
from aliorders.text.fold import tidy

_NUMBER = r"\d(?:[\d.,'’\u00a0\u202f ]*\d)?"
_MINUS = r"[-−–]?"
_RANGE = re.compile(r"\s*[-–]\s*\d")


@cache
def _signs() -> dict[str, str]:
    return dict(table("currencies")["signs"])


@cache
def _token() -> re.Pattern[str]:
    shared: list[str] = table("currencies")["shared"]["signs"]
    by_length = sorted([*_signs(), *shared], key=len, reverse=True)
    sign = "|".join(re.escape(sign) for sign in by_length)
    code = r"\b[A-Z]{3}\b"
    return re.compile(
        rf"(?P<minus>{_MINUS})\s?(?P<before>{sign}|{code})\s?(?P<number>{_NUMBER})"
        rf"|(?P<minus_>{_MINUS})(?P<number_>{_NUMBER})\s?(?P<after>{sign}|{code})"
    )


_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ","})
_THOUSANDS = 3


def _ascii_digits(text: str) -> str:
    digits = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    return digits.translate(_ARABIC_MARKS)


def _minor_units(number: str, currency: str) -> int | None:
    """Minor units, or None where the digits after the last mark fit neither cents nor thousands."""
    decimals = int(get_currency_precision(currency))
    last_mark = re.search(r"[.,](\d+)$", number)
    if last_mark and decimals and len(last_mark[1]) == decimals:
        price = parse_price(number, decimal_separator=last_mark[0][0]).amount or Decimal(0)
        return int(price.scaleb(decimals))
    if last_mark and len(last_mark[1]) != _THOUSANDS:
        return None
    return int(re.sub(r"\D", "", number)) * int(10**decimals)


def read_money(text: str, currency: str | None = None) -> Money | Missing:
    """The one amount in `text`, in minor units.

    `currency` (ISO 4217) is what the page's own data names; without it the printed sign decides.
    Missing: NOT_FOUND without an amount, AMBIGUOUS for a sign shared by several currencies or for
    two amounts (a price range), UNREADABLE for digits that fit no form of the currency.
    """
    clean = _ascii_digits(tidy(text))
    matches = list(_token().finditer(clean))
    if not matches:
        return Missing(missing=MissingReason.NOT_FOUND, detail=f"no amount in {clean!r}")
    if len(matches) > 1 or _RANGE.match(clean, matches[0].end()):
        return Missing(missing=MissingReason.AMBIGUOUS, detail="several amounts")
    match = matches[0]
    sign = match["before"] or match["after"]
    named = currency or _signs().get(sign) or (sign if re.fullmatch("[A-Z]{3}", sign) else None)
    if named is None:
        return Missing(
            missing=MissingReason.AMBIGUOUS, detail=f"{sign!r} is used by several currencies"
        )
    amount = _minor_units(match["number"] or match["number_"], named)
    if amount is None:
        return Missing(missing=MissingReason.UNREADABLE, detail=f"{match.group()!r} in {named}")
    negative = bool(match["minus"] or match["minus_"])
    return Money(amount=-amount if negative else amount, currency=named, raw=match.group().strip())


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
