"""How the site prints days, times and money (order-pages.md 1.2, json-and-seller.md A4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from aliorders.models import PACIFIC
from cancelwindow.replay.account import MoneyStyle
from cancelwindow.replay.language import ENGLISH, SiteLanguage

_LOCALE = "en_US"

NO_TIME = timedelta(0)
"""The offset of now itself."""


def day_of(now: datetime, offset: timedelta) -> date:
    """The day, in the site's own zone, that lies `offset` from `now`."""
    return (now + offset).astimezone(ZoneInfo(PACIFIC)).date()


def day(now: datetime, offset: timedelta, language: SiteLanguage = ENGLISH) -> str:
    """``Jul 15, 2026``: day precision, day of month not padded."""
    return format_date(day_of(now, offset), language.day, locale=language.locale)


def day_range(now: datetime, first: timedelta, last: timedelta) -> str:
    """``Sep 21 - 26``, or ``Sep 28 - Oct 3`` over the end of a month."""
    begin, end = day_of(now, first), day_of(now, last)
    pattern = "d" if begin.month == end.month else "MMM d"
    return (
        f"{format_date(begin, 'MMM d', locale=_LOCALE)} - "
        f"{format_date(end, pattern, locale=_LOCALE)}"
    )


def tracking_time(now: datetime, offset: timedelta) -> str:
    """``Fri | Jul. 17 02:34``: no year, the account's zone."""
    local = (now + offset).astimezone(ZoneInfo(PACIFIC))
    return f"{format_date(local.date(), 'EEE | MMM. d', locale=_LOCALE)} {local:%H:%M}"


def milliseconds(now: datetime, offset: timedelta) -> int:
    """Epoch milliseconds of the instant `offset` from `now`."""
    return round((now + offset).timestamp() * 1000)


def _parts(amount: int, style: MoneyStyle) -> tuple[int, str]:
    whole, minor = divmod(abs(amount), 10**style.digits)
    return whole, f"{minor:0{style.digits}d}" if style.digits else ""


def money(amount: int, style: MoneyStyle) -> str:
    """``US $26.70``, ``R$1.126,59``, ``₩11,110``; `amount` in minor units."""
    whole, minor = _parts(amount, style)
    grouped = f"{whole:,}".replace(",", style.group)
    number = f"{grouped}{style.decimal}{minor}" if minor else grouped
    return f"{'-' if amount < 0 else ''}{style.before}{number}{style.after}"


def money_info(amount: int, style: MoneyStyle) -> str:
    """The exact form beside the text: ``R$132,74|132|74``; the third part is empty without minor
    digits (``₩11,110|11110|``)."""
    whole, minor = _parts(amount, style)
    return f"{money(amount, style)}|{whole}|{minor}"
