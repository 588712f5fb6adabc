"""Refunds: the kind of payment by its words, and an estimate whose every part is told and cited."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.models import Missing, MissingReason
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.parameters import Standing, Unit
from cancelwindow.policy.payment_methods import Payment, Told, payment
from cancelwindow.policy.refund_table import WordMark
from cancelwindow.policy.refunds import OF_NOBODY
from cancelwindow.policy.verdict import Grade, RefundEstimate
from policy_case import PolicyCase, load_cases

TABLE = load_policy().tables.refunds

EVERY_WORD = [(kind, word) for kind, method in TABLE.methods.items() for word in method.words]


def paid(text: str) -> Payment:
    return payment(text, TABLE.methods)


def estimate(order: dict[str, Any], now: str = "2026-09-10T12:00:00Z") -> RefundEstimate:
    case = PolicyCase.model_validate(
        {
            "name": "refund",
            "now": now,
            "order": {"status": "FINISH", "end": "cancelled", **order},
            "expect": {"answer": "closed", "rule": "none"},
        }
    )
    refund = assess(case.evidence(), load_policy(), case.now).refund
    assert refund is not None
    return refund


# --- the kind of payment -----------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "word"), EVERY_WORD, ids=str)
def test_every_word_names_its_kind_and_no_other(kind: str, word: Any) -> None:
    for text in (word.text, word.text.upper(), f"Pay: {word.text} ****1234", f" {word.text}\u200b"):
        assert paid(text) == Payment(Told.ONE, kind, word)


@pytest.mark.parametrize(
    "text", ["", "Overvisa", "visas", "Boletos", "tt1012", "Картой", "1234", "Google", "AliExpress"]
)
def test_words_that_only_look_alike_name_nothing(text: str) -> None:
    assert paid(text) == Payment(Told.NOT_UNDERSTOOD)


def test_a_code_may_go_on_after_its_beginning() -> None:
    assert paid("migs_105").kind == paid("wp102").kind == paid("cybs101x").kind == "card"


def test_a_method_that_was_not_seen_is_not_a_method() -> None:
    assert payment(Missing(missing=MissingReason.NOT_FOUND), TABLE.methods) == Payment(
        Told.NOT_SEEN
    )


@pytest.mark.parametrize("text", ["Visa, PayPal", "QIWI / WebMoney", "Boleto + AliExpress Bonus"])
def test_several_methods_are_none(text: str) -> None:
    assert paid(text) == Payment(Told.SEVERAL)


@given(st.text(max_size=60))
def test_any_text_is_one_thing_or_nothing(text: str) -> None:
    found = paid(text)
    assert (found.kind is not None) == (found.told is Told.ONE) == (found.word is not None)


def test_every_kind_has_a_row_in_the_table() -> None:
    verdicts = [assess(case.evidence(), load_policy(), case.now) for case in load_cases()]
    kinds = {verdict.refund.method for verdict in verdicts if verdict.refund is not None}
    assert kinds == {None, *TABLE.methods}


# --- the estimate ------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "word"), EVERY_WORD, ids=str)
def test_what_is_said_of_a_method_is_cited(kind: str, word: Any) -> None:
    refund = estimate({"payment": word.text})
    assert refund.method == kind
    assert refund.method_name
    for note in refund.notes:
        assert bool(note.citations) == (note.kind not in OF_NOBODY), note.kind
    assert {ref.source for ref in TABLE.methods[kind].sources} <= {
        one.source for one in refund.citations
    }


def test_words_of_a_page_are_never_repeated() -> None:
    refund = estimate({"payment": "Visa **** **** **** 4242"})
    assert "4242" not in refund.model_dump_json()


def test_a_method_by_plain_words_says_so() -> None:
    kinds = {word.mark: estimate({"payment": word.text}).notes for _, word in EVERY_WORD}
    for mark, notes in kinds.items():
        assert ("plain_words" in {note.kind for note in notes}) == (mark is WordMark.PLAIN)


def test_no_single_guide_makes_a_range() -> None:
    """A figure that only a guide has stands beside the range of AliExpress's own texts."""
    tables = load_policy().tables
    for _, row in tables.rows():
        if row.refund is None:
            continue
        parameter = tables.parameters[tables.deadlines[row.refund].parameter or ""]
        assert parameter.unit is Unit.BUSINESS_DAYS
        for value in parameter.values:
            used = [claim for claim in value.claims if claim.standing is Standing.USED]
            grades = {
                ref.grade or tables.sources[ref.source].grade
                for claim in used
                for ref in claim.source
            }
            assert grades & {Grade.A, Grade.B}


def test_the_dates_are_those_of_the_deadline() -> None:
    case = next(one for one in load_cases() if "one second before its last day" in one.name)
    verdict = assess(case.evidence(), load_policy(), case.now)
    (deadline,) = [one for one in verdict.deadlines if one.kind == "refund_due"]
    assert verdict.refund is not None
    assert (verdict.refund.earliest, verdict.refund.latest) == (deadline.earliest, deadline.latest)
    assert verdict.refund.when == "Expected: Sep 14, 2026 to Oct 13, 2026."


def test_a_late_refund_says_so_in_words() -> None:
    order = {"completed": "2026-09-09"}
    assert estimate(order, "2026-10-14T07:00:00Z").when == (
        "Expected: Sep 14, 2026 to Oct 13, 2026. That time has passed."
    )
    assert estimate({}, "2026-10-14T07:00:00Z").when == ""


def test_the_message_names_the_time_of_its_own_refund() -> None:
    def text(code: str) -> str:
        case = PolicyCase.model_validate(
            {
                "name": "message",
                "now": "2027-09-10T12:00:00Z",
                "order": {"status": "FINISH", "end_code": code, "completed": "2026-09-09"},
                "expect": {"answer": "closed", "rule": "none"},
            }
        )
        message = assess(case.evidence(), load_policy(), case.now).message
        assert message is not None
        return message.text

    assert "within 20 business days" in text("CancelledBySeller")
    assert "within 10 business days" in text("seller_accept_issue_no_goods_return")


# --- coupons -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Store Coupon", "store"),
        ("AliExpress Coupon", "shared"),
        ("AliExpress Coupons", "shared"),
        ("Multi-store coupon", "shared"),
        ("Coins", "coins"),
        ("Subtotal", None),
        ("Shipping", None),
        ("Tax", None),
    ],
)
def test_a_row_of_prices_may_be_a_coupon(title: str, kind: str | None) -> None:
    assert TABLE.coupon(title) == kind
