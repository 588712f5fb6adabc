"""Claims we do not repeat: no sentence says one, and no translation can add one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.tables import RefusedClaim
from cancelwindow.policy.verdict import Verdict
from policy_case import load_cases

BOOK = load_policy()

REFUSED = BOOK.tables.refused

LANGUAGES = sorted(BOOK.tables.catalogues)

RAW = """
protection_75_days close_after_67_days most_cancellers_succeed cancels_after_a_refusal
refused_parcels_are_refunded free_returns_90_days blame_yourself back_to_awaiting_payment
cancel_only_before_verification
"""
"""The claims of the raw material that are not to be repeated, one word each."""


class _Blank:
    """A value that says nothing, in every form."""

    def say(self, form: str) -> str:
        return ""


def text_of(catalogue: Catalogue, key: str) -> str:
    """A phrase without its values."""
    return catalogue.say(key, dict.fromkeys(catalogue.placeholders(key), _Blank()))


def numbers(text: str) -> set[int]:
    """Every whole number in `text`, in whatever digits."""
    return {int(digits) for digits in re.findall(r"\d+", text)}


def _sentences(value: object) -> Iterator[str]:
    """Every text under the names that hold sentences; citations quote, they do not say."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "citations":
                yield from _sentences(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _sentences(one)
    elif isinstance(value, str):
        yield value


def said(verdict: Verdict) -> list[str]:
    return list(_sentences(verdict.model_dump(mode="json")))


def test_every_claim_of_the_raw_material_is_refused_with_its_reason() -> None:
    assert set(REFUSED) == set(RAW.split())
    for claim in REFUSED.values():
        assert claim.reason.endswith(".")
        assert claim.patterns


@pytest.mark.parametrize("key", REFUSED)
def test_no_sentence_of_the_catalogue_makes_the_claim(key: str) -> None:
    """Every phrase and every message, also those that no row of the table reaches."""
    english = BOOK.catalogue("en")
    for phrase in english.keys():  # noqa: SIM118 - a method of its own
        text = text_of(english, phrase)
        for pattern in REFUSED[key].patterns:
            assert not re.search(pattern, text, re.IGNORECASE), (phrase, pattern)


@pytest.mark.parametrize("key", REFUSED)
def test_no_figure_makes_the_claim(key: str) -> None:
    """A figure in words is no phrase: each form of each, on each day that changed one."""
    days = {value.effective for one in BOOK.tables.parameters.values() for value in one.values}
    for day in days:
        spoken = BOOK.at(day).spoken("en")
        for name in spoken:
            for form in ("", "high", "low", "others"):
                try:
                    text = spoken[name].say(form)
                except ValueError:
                    continue
                for pattern in REFUSED[key].patterns:
                    assert not re.search(pattern, text, re.IGNORECASE), (name, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_no_number_that_its_english_does_not(language: str) -> None:
    """A claim with a figure cannot come in by a translation."""
    translated, english = BOOK.catalogue(language), BOOK.catalogue("en")
    for key in english.keys():  # noqa: SIM118 - a method of its own
        if translated.speaks(key):
            added = numbers(text_of(translated, key)) - numbers(text_of(english, key))
            assert not added, (key, text_of(translated, key))


def _figures(claim: RefusedClaim) -> set[int]:
    """But for ninety days, which stand in other and proven sentences: they are tested below."""
    return numbers(claim.claim) - {90}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_verdict_in_any_language_says_a_refused_figure(language: str) -> None:
    figures = set().union(*(_figures(claim) for claim in REFUSED.values()))
    assert figures == {75, 67, 80}
    seen: set[str] = set()
    for case in load_cases():
        if case.expect.rule in seen:
            continue
        seen.add(case.expect.rule)
        verdict = assess(case.evidence(), BOOK, case.now, language, case.buyer)
        for text in said(verdict):
            whole = {int(one) for one in re.findall(r"(?<![\d.,:/-])\d+(?![\d.,:/-]*\d)", text)}
            assert not whole & figures, (case.name, text)
            for claim in REFUSED.values():
                for pattern in claim.patterns:
                    assert not re.search(pattern, text, re.IGNORECASE), (case.name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_on_free_returns_says_ninety_days_in_any_language(language: str) -> None:
    catalogue = BOOK.catalogue(language)
    keys = [key for key in catalogue.keys() if "free_return" in key]  # noqa: SIM118
    assert keys
    for key in keys:
        assert 90 not in numbers(text_of(catalogue, key)), key
    values = BOOK.tables.parameters["free_return_window"].values
    assert 90 not in {end for one in values for claim in one.claims for end in claim.ends}
