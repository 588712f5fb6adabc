"""Countries by code: which there are, and what they are called."""

from __future__ import annotations

import pytest

from cancelwindow.policy.countries import country_name, is_country


@pytest.mark.parametrize("code", ["IE", "BR", "US", "XK", "HM"])
def test_a_country_is_known(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["EU", "UN", "ZZ", "IRL", "ie", "UK", "", "I1"])
def test_what_is_no_country_is_known_as_that(code: str) -> None:
    assert not is_country(code)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("DE", "en", "Germany"), ("DE", "de", "Deutschland"), ("QX", "en", "QX")],
)
def test_a_country_has_a_name_in_each_language(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name
