"""Phrases, figures in words, refund estimates and ready messages."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cancelwindow.policy.rules
from cancelwindow.policy.checks import MESSAGE_VALUES, needed_phrases
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.phrases import Catalogue, Phrase, PhraseError
from cancelwindow.policy.speech import Spoken
from cancelwindow.policy.verdict import Verdict
from policy_case import ORDER_ID, PolicyCase, load_cases

NOW = "2026-09-10T12:00:00Z"


def verdict(order: dict[str, Any], **more: Any) -> Verdict:
    case = PolicyCase.model_validate(
        {
            "name": "words",
            "now": NOW,
            "order": order,
            "expect": {"answer": "unknown", "rule": "none"},
            **more,
        }
    )
    return assess(case.evidence(), load_policy(), case.now, buyer=case.buyer)


# --- phrases -----------------------------------------------------------------------------------


def test_a_phrase_is_filled_by_name_and_form() -> None:
    phrase = Phrase("{{{who}}} waits {time:high}, or {time}.")
    values = {"who": "{time}", "time": Spoken({"": "2 to 3 days", "high": "3 days"})}
    assert phrase.placeholders == {"who", "time"}
    assert phrase.fill(values) == "{{time}} waits 3 days, or 2 to 3 days."


@pytest.mark.parametrize("text", ["{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a", "a}", "{a b}"])
def test_only_plain_placeholders_are_phrases(text: str) -> None:
    with pytest.raises(PhraseError):
        Phrase(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{who}", {}),
        ("{who:high}", {"who": "text"}),
        ("{time:middle}", {"time": Spoken({"": "3 days"})}),
    ],
)
def test_a_phrase_without_its_value_is_refused(text: str, values: dict[str, Any]) -> None:
    with pytest.raises(PhraseError, match="no value for"):
        Phrase(text).fill(values)


def test_the_catalogue_names_the_key() -> None:
    catalogue = Catalogue("en", {"a": {"b": "x {c}"}, "d": "y"})
    assert catalogue.keys() == {"a.b", "d"}
    assert "a.b" in catalogue
    assert catalogue.say("a.b", {"c": "z"}) == "x z"
    with pytest.raises(PhraseError, match=r"'a\.b': no value for"):
        catalogue.say("a.b")
    with pytest.raises(PhraseError, match=r"no phrase 'a\.c' in 'en'"):
        catalogue.say("a.c")


@pytest.mark.parametrize("text", ["", "  ", 3, ["x"]])
def test_a_phrase_must_be_a_text(text: Any) -> None:
    with pytest.raises(PhraseError, match=r"'a\.b' is not a text"):
        Catalogue("en", {"a": {"b": text}})


RULES = Path(cancelwindow.policy.rules.__file__).parent


def _reasons_to_pass() -> set[str]:
    """Every key a rule passes with, from the rules' own text."""
    calls = (
        node
        for file in RULES.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Passed"
    )
    return {f"passed.{ast.literal_eval(call.args[0])}" for call in calls}


def test_every_reason_to_pass_has_a_phrase() -> None:
    assert _reasons_to_pass() <= load_policy().catalogue("en").keys()


def test_no_phrase_is_unused() -> None:
    book = load_policy()
    needed = set(needed_phrases(book.tables)) | _reasons_to_pass()
    needed |= {f"message.{key}" for key in book.tables.messages}
    words = re.compile(
        r"(word|label|unit|oblique|span|claim|when|refund|observed|stage|disagreement|origin|terminal|basis|explain|dashboard|calendar|reminder)\."
    )
    assert {key for key in book.catalogue("en").keys() - needed if not words.match(key)} == set()


def test_days_are_written_in_the_language() -> None:
    assert load_policy().catalogue("en").day(date(2028, 2, 29)) == "Feb 29, 2028"


# --- figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("seller_ships_within", "", "7 business days"),
        ("seller_ships_within", "high", "7 business days"),
        ("seller_ships_within", "low", "7 business days"),
        ("payment_window", "", "up to 20 days"),
        ("payment_window", "high", "20 days"),
        ("seller_answers_request", "", "48 to 72 hours"),
        ("seller_answers_request", "low", "48 hours"),
        ("seller_answers_request", "others", "; one 2026 guide says up to 6 days"),
        ("declared_before_pickup", "", "2.5 to 26.5 hours"),
        ("refund_to_original_method", "", "3 to 20 business days"),
        ("dispute_after_receipt", "others", ""),
        ("recall_success", "", "rare"),
    ],
)
def test_figures_in_words(name: str, form: str, words: str) -> None:
    policy = load_policy().at(date(2026, 9, 1))
    assert policy.spoken("en")[name].say(form) == words


def test_an_upper_end_alone_has_no_lower_form() -> None:
    policy = load_policy().at(date(2026, 9, 1))
    with pytest.raises(ValueError, match="no form 'low'"):
        policy.spoken("en")["payment_window"].say("low")


def test_the_refund_names_the_claims_beside_its_range() -> None:
    text = (
        load_policy().at(date(2026, 9, 1)).spoken("en")["refund_to_original_method"].say("others")
    )
    assert text == (
        "; one 2026 guide says 3 to 5 business days for cards"
        "; cnjdpart.com, copying AliExpress (undated) says 3 to 15 business days for cards"
        "; Alipay (undated) says 7 to 15 business days"
    )


def test_one_is_singular() -> None:
    assert load_policy().catalogue("en").say("unit.days.one", {"n": "1"}) == "1 day"


def test_the_success_of_a_recall_is_never_a_figure() -> None:
    for case in load_cases():
        said = assess(case.evidence(), load_policy(), case.now, buyer=case.buyer)
        for reason in said.reasons:
            if reason.parameter == "recall_success":
                assert reason.value == "rare"
        assert not re.search(r"\b0\.2\b|1 in 5|one in five|20 ?%", _shown(said))


def _shown(said: Verdict) -> str:
    """Every sentence of a verdict, without its citations."""
    texts = [said.headline, *(one.text for one in said.reasons), *said.not_seen]
    texts += [one.text for one in (*said.next_steps, *said.deadlines, *said.warnings)]
    texts += [one.title for one in said.deadlines]
    texts += [note for one in said.deadlines for note in one.notes]
    texts += [one.text for one in said.rights]
    if said.refund is not None:
        texts.append(said.refund.text)
    return "\n".join(texts)


def test_no_sentence_keeps_a_placeholder_or_two_blanks() -> None:
    for case in load_cases():
        shown = _shown(assess(case.evidence(), load_policy(), case.now, buyer=case.buyer))
        assert not re.search(r"[{}]|  |\bNone\b|Missing", shown), case.name


def test_sentences_end_like_sentences() -> None:
    for case in load_cases():
        for line in _shown(
            assess(case.evidence(), load_policy(), case.now, buyer=case.buyer)
        ).splitlines():
            assert line == line.strip(), case.name


# --- consumer rights ---------------------------------------------------------------------------


def test_a_right_is_information_and_never_a_promise() -> None:
    for case in load_cases():
        for right in assess(case.evidence(), load_policy(), case.now, buyer=case.buyer).rights:
            assert not re.search(
                r"(?i)\b(entitled|you have the right|must|guarantee[sd])\b", right.text
            )
            assert right.country == case.country
            assert right.citations or right.kind in {"unknown_country", "none_on_record"}


def test_an_unknown_country_says_how_to_set_it() -> None:
    [right] = verdict({"status": "WAIT_BUYER_ACCEPT_GOODS"}).rights
    assert "--country" in right.text
    assert (right.country, right.url) == (None, None)


def test_a_country_without_rights_on_record_is_named() -> None:
    [right] = verdict({"status": "WAIT_BUYER_ACCEPT_GOODS"}, country="CL").rights
    assert "Chile" in right.text


# --- refund ------------------------------------------------------------------------------------

TOTAL = {"amount": 320, "currency": "USD", "raw": "US $3.20"}


def test_the_refund_shows_range_conflict_and_amount() -> None:
    refund = verdict({"status": "FINISH", "end": "cancelled", "total": TOTAL}).refund
    assert refund is not None
    assert (refund.low_business_days, refund.high_business_days) == (3, 20)
    assert refund.amount is not None
    assert refund.amount.model_dump() == TOTAL
    assert "3 to 20 business days" in refund.text
    assert "3 to 5 business days" in refund.text
    assert {"B1", "S4", "O15"} <= {one.source for one in refund.citations}


def test_an_amount_not_seen_is_not_nothing() -> None:
    refund = verdict({"status": "FINISH", "end": "cancelled"}).refund
    assert refund is not None
    assert refund.amount is None


@pytest.mark.parametrize(
    "order",
    [
        {"status": "PLACE_ORDER_SUCCESS"},
        {"status": "FINISH", "end": "expired"},
        {"status": "FINISH", "end": "received"},
        {"status": "WAIT_BUYER_ACCEPT_GOODS"},
    ],
)
def test_no_refund_where_nothing_comes_back_by_itself(order: dict[str, Any]) -> None:
    assert verdict(order).refund is None


# --- messages ----------------------------------------------------------------------------------


def test_the_request_quotes_the_guide() -> None:
    message = verdict({"status": "WAIT_SELLER_SEND_GOODS", "word": "Processing"}).message
    assert message is not None
    assert message.text == (
        f"Hi! I'd like to cancel order #{ORDER_ID}. The item is no longer needed. "
        "Please approve the cancellation request. Thank you!"
    )
    assert [one.source for one in message.citations] == ["S3"]


def test_a_message_comes_in_english_and_chinese() -> None:
    message = verdict({"status": "WAIT_SELLER_SEND_GOODS", "total": TOTAL}).message
    assert message is not None
    assert (message.title, message.language) == ("Ask to cancel", "en")
    english, chinese = message.versions
    assert (english.language, english.text) == ("en", message.text)
    assert chinese.language == "zh"
    assert f"我想取消订单 #{ORDER_ID}" in chinese.text


def test_days_and_figures_of_a_chinese_message_are_chinese() -> None:
    order = {"status": "WAIT_BUYER_ACCEPT_GOODS", "shipped": "2026-08-20"}
    message = verdict(order, parcels=["announced"]).message
    assert message is not None
    assert "于 2026年8月20日 标记为已发货" in message.versions[1].text
    message = verdict({"status": "FINISH", "end": "cancelled"}).message
    assert message is not None
    assert "20 个工作日内仍未收到 我支付的金额 的退款" in message.versions[1].text


def test_the_plea_for_more_time_names_the_last_day() -> None:
    promise = {"kind": "refund_if_not_delivered", "text": "x", "until": "2026-09-14"}
    said = verdict({"status": "WAIT_BUYER_ACCEPT_GOODS", "promises": [promise]})
    (message,) = said.other_messages
    assert message.title == "Ask for more protection time"
    assert "its protection ends on Sep 14, 2026" in message.text


def test_the_reminder_quotes_the_guide() -> None:
    message = verdict({"status": "IN_CANCEL"}).message
    assert message is not None
    assert message.text == "Please approve cancellation. I no longer need the item."


def test_the_recall_is_our_own_wording() -> None:
    order = {"status": "WAIT_BUYER_ACCEPT_GOODS", "word": "Awaiting delivery"}
    message = verdict(order, parcels=["announced"]).message
    assert message is not None
    assert (message.template, message.citations) == ("recall", ())
    assert ORDER_ID in message.text


def test_the_question_for_the_parcel_names_the_day_of_shipping() -> None:
    order = {"status": "WAIT_BUYER_ACCEPT_GOODS", "shipped": "2026-08-20"}
    message = verdict(order, parcels=["announced"]).message
    assert message is not None
    assert message.template == "where_is_it"
    assert "on Aug 20, 2026" in message.text


@pytest.mark.parametrize(("total", "amount"), [(TOTAL, "US $3.20"), (None, "the amount I paid")])
def test_the_missing_refund_names_the_amount_if_known(total: Any, amount: str) -> None:
    order = {"status": "FINISH", "word": "Canceled", "end": "cancelled", "total": total}
    message = verdict(order).message
    assert message is not None
    assert f"the refund of {amount} has not arrived within 20 business days" in message.text


def test_messages_hold_no_more_than_order_amount_and_day() -> None:
    allowed = MESSAGE_VALUES | {*load_policy().tables.parameters}
    for key, template in load_policy().tables.messages.items():
        assert Phrase(template.text).placeholders <= allowed, key
