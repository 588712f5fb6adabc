"""What is told of a seller: the table of sellers, and what every view owes its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.seller_facts import Tick
from cancelwindow.policy.seller_table import BANDS
from cancelwindow.policy.seller_view import SellerBand, SellerView
from cancelwindow.policy.sellers import assess_seller
from seller_case import NOW, SellerCase, load_sellers

CASES = load_sellers()

FEWEST_SELLERS = 60


def view(case: SellerCase, language: str = "en") -> SellerView:
    return assess_seller(case.facts(), load_policy(), NOW, language)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_table_says_what_it_should(case: SellerCase) -> None:
    told = view(case)
    said = {
        "band": told.band,
        "label": told.label,
        "findings": tuple(finding.kind for finding in told.findings),
        "warnings": tuple(finding.kind for finding in told.warnings),
        "leanings": tuple(finding.leaning for finding in told.findings),
        "sure": told.findings[0].sure,
        "record": {name: getattr(case.record(), name) for name in case.expect.record},
    }
    expected = case.expect.model_dump(exclude_unset=True)
    assert {key: said[key] for key in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_band_is_the_lowest_that_the_findings_leave_and_nothing_else(case: SellerCase) -> None:
    told = view(case)
    assert told.band is max((one.at_most for one in told.findings), key=BANDS.index)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_finding_says_what_was_seen_where_how_sure_and_what_it_means(case: SellerCase) -> None:
    for finding in view(case).findings:
        for sentence in (finding.text, finding.sure, finding.meaning):
            assert sentence.endswith(".")
        assert finding.where
        assert (finding.parameter is None) == (finding.value is None)
        assert bool(finding.citations) == (finding.parameter is not None)
        if finding.seen_at is None:
            assert finding.where in {"your own orders", "no page that was read"}


def test_names_are_unique_and_there_are_enough() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= FEWEST_SELLERS


def test_the_table_reaches_every_finding_and_every_band() -> None:
    told = [view(case) for case in CASES]
    assert {one.kind for seller in told for one in seller.findings} == set(
        load_policy().tables.sellers.findings
    )
    assert {seller.band for seller in told} == set(SellerBand)


def test_no_data_alarms_nobody() -> None:
    told = view(next(case for case in CASES if case.name == "nothing known"))
    assert (told.warnings, told.figures, told.history, told.record) == ((), (), (), None)
    assert told.headline.endswith("That is not a bad sign.")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        assess_seller(CASES[0].facts(), load_policy(), datetime(2026, 11, 26))  # noqa: DTZ001


@pytest.mark.parametrize("language", sorted(load_policy().tables.catalogues))
def test_every_language_can_tell_every_seller(language: str) -> None:
    for case in CASES:
        told = view(case, language)
        assert told.language == language or not load_policy().catalogue(language).speaks(
            "seller.label.low"
        )
        assert [one.kind for one in told.findings] == [one.kind for one in view(case).findings]
        assert all(one.text and one.sure and one.meaning for one in told.findings)


def test_the_checklist_is_the_same_for_every_store_and_says_what_to_do() -> None:
    lists = {view(case).behaviours for case in CASES}
    assert len(lists) == 1
    (behaviours,) = lists
    assert {one.kind for one in behaviours} >= {
        "confirm_early",
        "close_dispute",
        "pay_elsewhere",
        "blame_yourself",
    }
    for one in behaviours:
        assert one.text.endswith(".")
        assert one.advice.endswith(".")
        assert one.citations


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_tick_is_told_as_the_buyers_own_note_and_leaves_the_band(case: SellerCase) -> None:
    ticked = Tick("pay_elsewhere", NOW - timedelta(days=2))
    facts = replace(case.facts(), ticks=(ticked,))
    before, after = view(case), assess_seller(facts, load_policy(), NOW)
    [noted] = [one for one in after.findings if one.kind == "asked_pay_elsewhere"]
    assert (noted.is_warning, noted.seen_at, noted.where) == (True, ticked.at, "your own notes")
    [asked] = [one for one in after.behaviours if one.ticked_at is not None]
    assert (asked.kind, asked.ticked_at) == ticked
    assert (noted.text, noted.meaning) == (asked.text, asked.advice)
    assert noted.citations == asked.citations != ()
    assert (after.band, after.label) == (before.band, before.label)
    assert [one for one in after.findings if one != noted] == list(before.findings)
