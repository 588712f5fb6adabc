"""Money as the site writes it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from babel import UnknownLocaleError, localedata
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol
from hypothesis import given
from hypothesis import strategies as st

from aliorders.data import table
from aliorders.models import Missing, MissingReason, Money
from aliorders.text.fold import tidy
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
        ("€3,49", 349, "EUR"),
        ("€12 345,67", 1234567, "EUR"),
        ("€12", 1200, "EUR"),
        ("CHF 1’299.00", 129900, "CHF"),
        ("₹1,23,456.00", 12345600, "INR"),
        ("1\u202f234\u202f567,89 ₽", 123456789, "RUB"),
        ("129,46złx1", 12946, "PLN"),
        ("12.50 EURx2", 1250, "EUR"),
        ("US $26.70 2 items", 2670, "USD"),
        ("CN￥45.10", 4510, "CNY"),
        ("ر.س.\u200f 12.50", 1250, "SAR"),
        ("١٢٫٥٠ ر.س", 1250, "SAR"),
        ("د.ك. ١٬٢٣٤٫٥٠٠", 1234500, "KWD"),
        ("KWD 1,234,567", 1234567000, "KWD"),
        ("US $-2.00", -200, "USD"),
        ("−US $2.00", -200, "USD"),
        ("- US $2.00", -200, "USD"),
        ("-129,46zł", -12946, "PLN"),
        ("‎-12.50 ₪", -1250, "ILS"),
        ("₩-11,110", -11110, "KRW"),
        ("Shipping - US $5.00", 500, "USD"),
        ("5,00 R$cada", 500, "BRL"),
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
        ("US $1,234,56", MissingReason.UNREADABLE),
        ("US $12,34.50", MissingReason.UNREADABLE),
        ("KWD 1.23", MissingReason.UNREADABLE),
        ("US $1٬50", MissingReason.UNREADABLE),
        ("元12", MissingReason.AMBIGUOUS),
        ("Rs 5", MissingReason.AMBIGUOUS),
        ("A1 US $2.00", MissingReason.AMBIGUOUS),
        ("129,46 zł 3", MissingReason.AMBIGUOUS),
        ("XXL 12.50", MissingReason.NOT_FOUND),
        ("5 Reviews", MissingReason.NOT_FOUND),
        ("12 Ftx", MissingReason.NOT_FOUND),
        ("3 items", MissingReason.NOT_FOUND),
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
        ("€7.50|7|5x", None, 750),
        ("€7.50|x|50", None, 750),
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


def test_a_sign_that_ends_a_longer_word_is_not_that_sign() -> None:
    read = read_money("XR$ 5,00")
    assert isinstance(read, Missing)
    assert read.missing is MissingReason.AMBIGUOUS


def test_the_longer_of_two_signs_is_kept_as_printed() -> None:
    read = read_money("345,55 руб.")
    assert isinstance(read, Money)
    assert read.raw == "345,55 руб."


def test_what_was_printed_is_kept() -> None:
    money = read_money("Total: د.ك. ١٬٢٣٤٫٥٠٠")
    assert isinstance(money, Money)
    assert money.raw == "د.ك. ١٬٢٣٤٫٥٠٠"


@cache
def signs_of_cldr() -> dict[str, set[str]]:
    """Currencies by the sign that CLDR gives them in any language, without its direction marks."""
    currencies = {*table("currencies")["cldr"].values(), "USD", "AUD", "CAD", "JPY", "CNY"}
    found: dict[str, set[str]] = {}
    for locale in sorted({name.split("_")[0] for name in localedata.locale_identifiers()}):
        for currency in currencies:
            try:
                sign = tidy(get_currency_symbol(currency, locale))
            except UnknownLocaleError:
                continue
            found.setdefault(sign, set()).add(currency)
    return found


SHORTENED = {"ر.س": "ر.س.", "د.إ": "د.إ."}
REGIONAL = {"S/": "es_PE"}
"""A sign that CLDR has in one region only."""


@pytest.mark.parametrize(("sign", "currency"), sorted(table("currencies")["cldr"].items()))
def test_a_sign_not_seen_yet_is_one_that_cldr_gives_one_currency(sign: str, currency: str) -> None:
    if sign in REGIONAL:
        assert get_currency_symbol(currency, REGIONAL[sign]) == sign
    else:
        assert signs_of_cldr()[SHORTENED.get(sign, sign)] == {currency}


def test_a_shared_sign_names_no_currency() -> None:
    currencies = table("currencies")
    named = {*currencies["signs"], *currencies["cldr"]}
    assert named.isdisjoint(currencies["shared"]["signs"])


LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "he", "ko", "ja", "ar", "uk", "cs",
    "sk",
)  # fmt: skip


@given(
    amount=st.integers(min_value=-(10**9), max_value=10**9),
    currency=st.sampled_from(
        ["USD", "EUR", "BRL", "KRW", "JPY", "KWD", "PLN", "RUB", "SEK", "TRY"]
    ),
    language=st.sampled_from(LANGUAGES),
    arabic=st.booleans(),
    named=st.booleans(),
)
def test_an_amount_in_any_language_reads_back(
    amount: int, currency: str, language: str, arabic: bool, named: bool
) -> None:
    decimals = get_currency_precision(currency)
    system = "arab" if arabic else "latn"
    text = format_currency(
        Decimal(amount).scaleb(-decimals), currency, locale=language, numbering_system=system
    )
    money = read_money(text, currency if named else None)
    if isinstance(money, Missing):
        assert money.missing is MissingReason.AMBIGUOUS
        assert not named
        assert any(sign in text for sign in table("currencies")["shared"]["signs"])
    else:
        assert (money.amount, money.currency) == (amount, currency), text


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(read_money(text), Money | Missing)
