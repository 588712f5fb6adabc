"""Verdicts on a terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.console import Console

from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Deadline, DeadlineBasis
from cancelwindow.terminal import verdict_report, verdict_table
from policy_case import load_cases

WORDS = load_policy().catalogue("en")


def test_the_table_names_the_deadline_that_the_verdict_puts_first() -> None:
    """An undated clock that still runs comes before a dated one that has passed."""
    case = load_cases()[0]
    verdict = assess(case.evidence(), load_policy(), case.now)
    passed = case.now - timedelta(days=1)
    running = Deadline(kind="a", title="Running", text="in days", basis=DeadlineBasis.ESTIMATE)
    over = running.model_copy(update={"title": "Over", "earliest": passed, "latest": passed})
    console = Console(width=200)
    with console.capture() as capture:
        console.print(
            verdict_table([verdict.model_copy(update={"deadlines": (running, over)})], WORDS)
        )
    assert "Running: in days" in capture.get()
    assert "Over" not in capture.get()


def test_the_report_tells_how_long_it_usually_takes_and_who_says_so() -> None:
    [case] = [one for one in load_cases() if one.name == "window, until the first scan"]
    [other] = [one for one in load_cases() if one.name == "window, no orders on record"]
    console = Console(width=400)
    for one in (case, other):
        verdict = assess(one.evidence(), load_policy(), one.now, history=one.stored())
        with console.capture() as capture:
            console.print(verdict_report(verdict, WORDS))
        told = capture.get()
        assert "How long it usually takes" in told
        assert verdict.window is not None
        for estimate in (verdict.window.shipped, verdict.window.scanned):
            if estimate is not None:
                assert estimate.text in told
        if one is other:
            assert "secretali.com, 2026-06-13, grade D" in told


def test_a_deadline_is_told_with_its_first_and_last_time() -> None:
    [case] = [one for one in load_cases() if one.name == "message, protection ends soon"]
    verdict = assess(case.evidence(), load_policy(), case.now)
    deadline = next(one for one in verdict.deadlines if one.kind == "delivery_guarantee")
    assert deadline.earliest is not None
    assert deadline.latest is not None
    console = Console(width=400)
    with console.capture() as capture:
        console.print(verdict_report(verdict, WORDS))
    ends = (WORDS.moment(one.astimezone()) for one in (deadline.earliest, deadline.latest))
    assert (
        f"{deadline.title} (from the site): {' to '.join(ends)}. {deadline.text}" in capture.get()
    )


def test_every_message_is_told_in_every_language_it_comes_in() -> None:
    [case] = [one for one in load_cases() if one.name == "message, waiting for shipment"]
    verdict = assess(case.evidence(), load_policy(), case.now)
    console = Console(width=400)
    with console.capture() as capture:
        console.print(verdict_report(verdict, WORDS))
    assert verdict.message is not None
    for message in (verdict.message, *verdict.other_messages):
        assert message.title in capture.get()
        for version in message.versions:
            assert f": {version.text}" in capture.get()
    assert "Chinese: " in capture.get()


def told(name: str) -> str:
    """The report of one case of the decision table."""
    [case] = [one for one in load_cases() if one.name == name]
    console = Console(width=400)
    with console.capture() as capture:
        verdict = assess(case.evidence(), load_policy(), case.now, buyer=case.buyer)
        console.print(verdict_report(verdict, WORDS))
    return " ".join(capture.get().split())


def test_the_report_tells_of_rights_with_their_source_and_address() -> None:
    report = told("on its way to Ireland")
    assert "Consumer rights" in report
    assert "buyers can usually withdraw from an online purchase within 14 days" in report
    assert "https://europa.eu/youreurope/" in report
    assert "Your Europe (European Commission)" in report


def test_the_report_says_when_to_remind_and_what_was_not_counted() -> None:
    report = told("a refund to a code that has no calendar")
    assert "Holidays are not counted for Unknown Region" in report
    assert "Remind: " in report


def test_the_report_tells_where_each_item_stands() -> None:
    report = told("two variants of one item, told apart by their words")
    assert "1005009900000001 (Red): Usually yes. Probably not sent yet" in report
    assert "1005009900000001 (Blue): No. A carrier has it" in report


@pytest.mark.parametrize(
    "name",
    [
        "refund of a bank transfer, by plain words",
        "refund of a cancellation, its last day is over now",
        "cancelled, with coins and a store coupon",
        "refund to a card",
    ],
)
def test_the_report_tells_how_when_and_where_the_money_comes_back(name: str) -> None:
    [case] = [one for one in load_cases() if one.name == name]
    refund = assess(case.evidence(), load_policy(), case.now).refund
    report = told(name)
    assert refund is not None
    assert f"Goes to: {refund.destination}" in report
    assert (f"Paid by: {refund.method_name}" in report) == (refund.method is not None)
    assert ("Amount: $12.50" in report) == (refund.amount is not None)
    assert refund.when in report
    for note in (*refund.notes, *refund.coupons):
        assert note.text in report
