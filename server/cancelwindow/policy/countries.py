"""Countries by their code: which codes there are, and what a country is called in a language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from cancelwindow.policy.buyer import CountryCode


@lru_cache(maxsize=1024)
def country_name(country: CountryCode, language: str) -> str:
    """The country's name in a language of the catalogues, or the code itself where it has none."""
    name: str | None = Locale.parse(language, sep="-").territories.get(country)
    return name or country


def country_codes() -> list[str]:
    """Every code of which `is_country` is true, sorted."""
    return sorted(code for code in map(str, Locale("en").territories) if is_country(code))


def is_country(code: str) -> bool:
    """Whether `code` is the ISO 3166-1 code of a country or territory.

    CLDR also names groups such as the European Union, which have no national holidays.
    """
    # Only where a country is named: the library is a large one.
    from holidays import list_supported_countries  # noqa: PLC0415

    return code in Locale("en").territories and code in list_supported_countries()
