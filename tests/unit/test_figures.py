"""Figures of a store, and item numbers of the American site."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.figures import percent, rounded
from aliorders.items import item_numbers
from aliorders.models import Missing, MissingReason, ScoreKind
from aliorders.responses.store_figures import score


@pytest.mark.parametrize(
    ("text", "value"),
    [("94.6", "94.6"), ("100.0%", "100.0"), ("98.5 %", "98.5"), ("0", "0"), (" 7% ", "7")],
)
def test_a_percentage_is_read_with_its_sign_and_without(text: str, value: str) -> None:
    assert percent(text) == Decimal(value)


@pytest.mark.parametrize("text", [None, "", "100.1", "101%", "-1", "abc", "94,6", "1 2", "16002"])
def test_no_percentage_is_missing_and_never_zero(text: str | None) -> None:
    assert isinstance(percent(text), Missing)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1,895", 1895),
        ("40,000+", 40000),
        ("503.6K followers", 503600),
        ("70.2K", 70200),
        ("1.2M", 1200000),
        ("100+", 100),
        ("16002", 16002),
        ("0", 0),
        ("1.234.567", 1234567),
        ("2 000+", 2000),
    ],
)
def test_a_rounded_count_is_its_least_number(text: str, count: int) -> None:
    assert rounded(text) == count


@pytest.mark.parametrize("text", [None, "", "many", "+"])
def test_no_count_is_missing(text: str | None) -> None:
    assert isinstance(rounded(text), Missing)


@given(st.text(max_size=20))
def test_any_text_is_read_or_missing(text: str) -> None:
    assert isinstance(percent(text), Decimal | Missing)
    assert isinstance(rounded(text), int | Missing)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Item as described", ScoreKind.DESCRIPTION),
        ("communication ", ScoreKind.COMMUNICATION),
        ("Shipping speed", ScoreKind.SHIPPING),
        ("Store rating", ScoreKind.STORE),
        ("Versandgeschwindigkeit", ScoreKind.OTHER),
    ],
)
def test_a_score_is_told_by_its_title(title: str, kind: ScoreKind) -> None:
    read = score(title, "4.7")
    assert read is not None
    assert (read.kind, read.value) == (kind, Decimal("4.7"))


@pytest.mark.parametrize("value", [None, "", "5.1", "98.5%", "40,000+", "-1"])
def test_what_is_no_score_is_none(value: str | None) -> None:
    assert score("store rating", value) is None


def test_a_regional_item_number_is_the_global_one_plus_two_to_the_51st() -> None:
    numbers = item_numbers("3256809840464144")
    assert numbers.item_id == "1005010026778896"
    assert numbers.regional == "3256809840464144"


@pytest.mark.parametrize("number", ["1005010026778896", "32812345678", "2251799813685247", "x"])
def test_a_global_item_number_stays(number: str) -> None:
    numbers = item_numbers(number)
    assert numbers.item_id == number
    assert isinstance(numbers.regional, Missing)


def test_a_missing_item_number_stays_missing() -> None:
    gap = Missing(missing=MissingReason.AMBIGUOUS)
    assert item_numbers(gap).item_id == gap
