"""The report: what was found by which candidate, what is missing, and what nothing used."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from aliorders.candidates import candidate_groups, candidates
from aliorders.models import MissingReason, PageReading, Snapshot
from aliorders.reading import read
from aliorders.report import FieldFinding, Report, report
from aliorders.report_text import report_text
from aliorders.selectors import CARD_FIELDS
from fixture_cases import cases, planted, snapshot_of

DETAIL = "pages/order_detail/processing_with_cancel"
LIST = "pages/order_list/ten_cards"
STATUS = CARD_FIELDS["status"]
PRICES = '<div class="order-price">'


def changed(case: str, *changes: tuple[str, str]) -> Snapshot:
    html = snapshot_of(case).html
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    return snapshot_of(case).model_copy(update={"html": html})


def finding(result: Report, field: str, scope: str = "detail") -> FieldFinding:
    return next(f for f in result.fields if (f.scope, f.field) == (scope, field))


@pytest.mark.parametrize("case", cases())
def test_nothing_personal_is_in_any_report(case: str) -> None:
    result = report(snapshot_of(case))
    dumped = result.model_dump_json() + report_text(result)
    assert [value for value in planted() if value in dumped] == []


@pytest.mark.parametrize("case", [c for c in cases() if c.startswith("pages/order_")])
def test_every_field_that_was_looked_for_is_reported(case: str) -> None:
    result = report(snapshot_of(case))
    reading = read(snapshot_of(case))
    assert isinstance(reading, PageReading)
    reported = {entry.field for entry in result.fields}
    tabled = {field for group in candidate_groups() for field in group.fields}
    looked = {entry.field.rpartition(".")[2] for entry in reading.report.fields}
    assert looked & tabled <= reported


def test_the_candidate_used_and_what_the_others_say() -> None:
    found = finding(report(snapshot_of(LIST)), "status", "card 1")
    assert (found.value, found.rank) == ("Processing", 1)
    assert [entry.css for entry in found.candidates] == [entry.css for entry in STATUS]
    assert [entry.evidence for entry in found.candidates] == [entry.evidence for entry in STATUS]
    assert [entry.used for entry in found.candidates] == [rank == 0 for rank in range(len(STATUS))]
    assert {entry.agrees for entry in found.candidates if entry.says} == {True}
    assert {entry.agrees for entry in found.candidates if not entry.says} == {None}


def test_a_way_that_is_no_candidate_is_named() -> None:
    result = report(snapshot_of(DETAIL))
    assert finding(result, "order_id").found_by == "page address"
    assert finding(result, "order_id").rank is None
    assert any(entry.found_by == "row label" for entry in result.fields)


def test_two_candidates_that_disagree_are_seen() -> None:
    snapshot = changed(LIST, ('<span title="Phone Holder for Car', '<span title="Another'))
    found = finding(report(snapshot), "title", "card_line 1")
    assert [entry.agrees for entry in found.candidates] == [True, False]
    assert "DISAGREES, candidate 2" in report_text(report(snapshot))


def test_the_page_disagreeing_with_its_address_is_seen() -> None:
    snapshot = snapshot_of(DETAIL)
    url = snapshot.url.partition("=")[0] + "=8240000000000999"
    result = report(snapshot.model_copy(update={"url": url}))
    assert result.outcome == "blocked"
    assert "another order" in result.evidence


def test_a_later_candidate_taking_over_is_drift() -> None:
    assert report(snapshot_of(DETAIL)).drift == ()
    snapshot = changed(LIST, ("order-item-header-status-text", "order-item-new-status"))
    (line,) = [line for line in report(snapshot).drift if line.startswith("card status")]
    assert re.fullmatch(
        rf"card status found by candidate \d of {len(STATUS)}: the site is .+", line
    )
    (line,) = [line for line in report(snapshot_of(LIST)).drift if line.startswith("card status")]
    assert line.endswith("in 1 of 10 places: the site may be drifting")


def test_what_is_missing_says_why() -> None:
    missing = {entry.field: entry for entry in report(snapshot_of(DETAIL)).missing}
    assert missing["completed"].reason is MissingReason.NOT_FOUND
    assert missing["completed"].detail
    assert missing["is_choice"].reason is MissingReason.NOT_ON_THIS_PAGE


def test_new_things_on_the_page_are_told() -> None:
    snapshot = changed(
        DETAIL,
        ('<span>Paid on:</span>', "<span>Blessed on:</span>"),
        (">Edit address<", ">Send to the moon<"),
        (">Processing<", ">Moonbound<"),
        (PRICES, '<div class="order-detail-moon">Moon fee $5</div>' + PRICES),
    )  # fmt: skip
    result = report(snapshot)
    assert result.unknown_words == ("Moonbound",)
    assert result.unknown_buttons == ("Send to the moon",)
    assert result.unknown_labels == ("Blessed on:",)
    assert (".order-detail-moon", "Moon fee $5") in [(u.place, u.text) for u in result.unused]


def test_text_that_a_candidate_used_is_not_unused() -> None:
    result = report(snapshot_of(DETAIL))
    texts = {entry.text for entry in result.unused}
    used = {entry.value for entry in result.fields if entry.value}
    assert texts & used == set()


def test_hidden_and_foreign_text_is_not_unused() -> None:
    result = report(snapshot_of(DETAIL))
    texts = " ".join(entry.text for entry in result.unused)
    assert "Earbuds" not in texts
    assert "can't be canceled" not in texts


def test_an_unused_text_that_looks_personal_is_withheld() -> None:
    snapshot = changed(DETAIL, (PRICES, '<p data-pl="new">quimby@example.invalid</p>' + PRICES))
    result = report(snapshot)
    assert "quimby" not in result.model_dump_json()
    assert "(withheld: looks personal)" in [entry.text for entry in result.unused]


def test_unknown_keys_of_the_data_are_told_and_personal_ones_are_not() -> None:
    snapshot = snapshot_of("responses/detail_awaiting_delivery")
    answer = snapshot.responses[0]
    body = answer.body.replace(
        '"title": "Awaiting delivery"', '"title": "Awaiting delivery", "moonPhase": 3'
    )
    new = snapshot.model_copy(update={"responses": (answer.model_copy(update={"body": body}),)})
    keys = report(new).unknown_keys
    assert "detail_order_status_block/moonPhase" in keys
    assert [key for key in keys if "address" in key.lower() or "phone" in key.lower()] == []
    assert "detail_order_status_block/moonPhase" not in report(snapshot).unknown_keys


def test_an_answer_that_is_no_json_has_no_keys() -> None:
    answer = snapshot_of("responses/list_empty").responses[0]
    broken = answer.model_copy(update={"body": "<html>"})
    snapshot = snapshot_of("responses/list_empty").model_copy(update={"responses": (broken,)})
    assert report(snapshot).unknown_keys == ()
    assert report(snapshot).kind == "failed_response"


def test_a_blocked_page_says_why() -> None:
    result = report(snapshot_of("pages/blocked/login"))
    assert (result.outcome, result.kind) == ("blocked", "login")
    assert result.message in report_text(result)


def test_every_candidate_is_a_selector_that_works() -> None:
    page = BeautifulSoup("<p>", "lxml")
    assert candidates()
    assert [
        page.select(candidate.css) for _, candidate in candidates() if candidate.css == ""
    ] == []
    assert all(isinstance(page.select(candidate.css), list) for _, candidate in candidates())
