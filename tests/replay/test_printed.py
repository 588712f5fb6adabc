"""Days, times and money as the site prints them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cancelwindow.replay import printed
from cancelwindow.replay.account import MoneyStyle

NOW = datetime(2026, 7, 31, 12, tzinfo=UTC)

DOLLARS = MoneyStyle(before="US $")
REAIS = MoneyStyle(before="R$", decimal=",", group=".")
WON = MoneyStyle(before="₩", digits=0)
ZLOTY = MoneyStyle(after="zł", decimal=",", group=" ")


@pytest.mark.parametrize(
    ("amount", "style", "text", "info"),
    [
        (2670, DOLLARS, "US $26.70", "US $26.70|26|70"),
        (5, DOLLARS, "US $0.05", "US $0.05|0|05"),
        (-4, DOLLARS, "-US $0.04", "-US $0.04|0|04"),
        (123456789, DOLLARS, "US $1,234,567.89", "US $1,234,567.89|1234567|89"),
        (13274, REAIS, "R$132,74", "R$132,74|132|74"),
        (112659, REAIS, "R$1.126,59", "R$1.126,59|1126|59"),
        (11110, WON, "₩11,110", "₩11,110|11110|"),
        (12946, ZLOTY, "129,46zł", "129,46zł|129|46"),
    ],
)
def test_money(amount: int, style: MoneyStyle, text: str, info: str) -> None:
    assert printed.money(amount, style) == text
    assert printed.money_info(amount, style) == info


def test_a_day_is_not_padded_and_stands_in_the_sites_own_zone() -> None:
    assert printed.day(NOW, timedelta(days=1)) == "Aug 1, 2026"
    before_midnight_there = datetime(2026, 8, 1, 6, 59, tzinfo=UTC)
    assert printed.day(before_midnight_there, printed.NO_TIME) == "Jul 31, 2026"


def test_a_range_names_the_second_month_only_where_it_differs() -> None:
    assert printed.day_range(NOW, timedelta(days=2), timedelta(days=7)) == "Aug 2 - 7"
    assert printed.day_range(NOW, timedelta(days=-3), timedelta(days=2)) == "Jul 28 - Aug 2"


def test_a_tracking_time_has_no_year() -> None:
    assert printed.tracking_time(NOW, timedelta(hours=-1)) == "Fri | Jul. 31 04:00"
    assert printed.milliseconds(NOW, timedelta(seconds=1)) == round(NOW.timestamp()) * 1000 + 1000
