"""Money as the site writes it."""

from __future__ import annotations

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import Missing, MissingReason, Money
from aliorders.text.money import read_money, read_price_info


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("Total:US $1.99", 199, "USD"),
        ("Total: US $ 10.00", 1000, "USD"),
        ("US $1,299", 129900, "USD"),
        ("R$132,74", 13274, "BRL"),
        ("R$61.25", 6125, "BRL"),
        ("-R$5,66", -566, "BRL"),
        ("-US $2.00", -200, "USD"),
        ("AU $9.99", 999, "AUD"),
        ("₩11,110", 11110, "KRW"),
        ("￦12,345", 12345, "KRW"),
        ("129,46zł", 12946, "PLN"),
        ("€1.234,56", 123456, "EUR"),
        ("€48.88", 4888, "EUR"),
        ("£19.05", 1905, "GBP"),
        ("JP¥1,200", 1200, "JPY"),
        ("KWD 1.234", 1234, "KWD"),
        ("BHD 12.345", 12345, "BHD"),
        ("3\u00a0450,55 руб.", 345055, "RUB"),
        ("US $26.70x1", 2670, "USD"),
        ("3 items US $12.34", 1234, "USD"),
        ("١٢٫٥٠ EUR", 1250, "EUR"),
        ("0.00 USD", 0, "USD"),
    ],
)
def test_amount_and_currency(text: str, amount: int, currency: str) -> None:
    money = read_money(text)
    assert isinstance(money, Money), money
    assert (money.amount, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$93.62", MissingReason.AMBIGUOUS),
        ("¥12", MissingReason.AMBIGUOUS),
        ("99 kr", MissingReason.AMBIGUOUS),
        ("US $3.35 - 7.90", MissingReason.AMBIGUOUS),
        ("US $3.35 - US $7.90", MissingReason.AMBIGUOUS),
        ("€12,5", MissingReason.UNREADABLE),
        ("₩1,200.50", MissingReason.UNREADABLE),
        ("Free shipping", MissingReason.NOT_FOUND),
        ("", MissingReason.NOT_FOUND),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: MissingReason) -> None:
    money = read_money(text)
    assert isinstance(money, Missing), money
    assert money.missing is reason


def test_the_pages_own_currency_names_a_shared_sign() -> None:
    money = read_money("$25.66", "CAD")
    assert money == Money(amount=2566, currency="CAD", raw="$25.66")


@pytest.mark.parametrize(
    ("info", "currency", "amount"),
    [
        ("R$132,74|132|74", "BRL", 13274),
        ("US $18.04|18|04", "USD", 1804),
        ("₩11,110|11110|", "KRW", 11110),
        ("129,46zł|129|46", "PLN", 12946),
        ("$25.66|25|66", "USD", 2566),
        ("-$0.04|-0|04", "USD", -4),
        ("$1.5|1|5", "USD", 150),
        ("€7|7|", None, 700),
    ],
)
def test_the_exact_form_is_read_from_its_parts(
    info: str, currency: str | None, amount: int
) -> None:
    money = read_price_info(info, currency)
    assert isinstance(money, Money), money
    assert money.amount == amount


def test_the_exact_form_without_a_currency_stays_ambiguous() -> None:
    money = read_price_info("$25.66|25|66", None)
    assert isinstance(money, Missing)
    assert money.missing is MissingReason.AMBIGUOUS


@given(
    amount=st.integers(min_value=0, max_value=10**9),
    currency=st.sampled_from(["USD", "EUR", "BRL", "KRW", "JPY", "KWD", "PLN"]),
    marks=st.sampled_from([(",", "."), (".", ","), ("", "."), (" ", ",")]),
)
def test_any_amount_written_in_any_way_reads_back(
    amount: int, currency: str, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    decimals = int(get_currency_precision(currency))
    whole, fraction = divmod(amount, 10**decimals)
    digits = f"{whole:,}".replace(",", thousands)
    text = f"{currency} {digits}" + (f"{decimal}{fraction:0{decimals}}" if decimals else "")
    money = read_money(text)
    assert isinstance(money, Money), (text, money)
    assert money.amount == amount


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(read_money(text), Money | Missing)
