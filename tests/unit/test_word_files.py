"""The word files: complete, sourced, and true to what decides and what does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aliorders.models import ActionKind, EndReason, OrderStatus, ParcelStage
from aliorders.models.words import Mark, WordUse
from aliorders.stages import stage_of_text
from aliorders.text.fold import fold
from aliorders.text.status import read_status
from aliorders.text.vocabulary import (
    action_kind,
    is_proven_label,
    label_field,
    labels,
    promise_kind,
    refund_state,
    status_word,
    suggested_action,
)
from aliorders.text.word_files import StatusWord, WordFile, word_files
from aliorders.text.wording import (
    LanguageTag,
    Wording,
    language_of_class,
    language_of_request,
    language_tag,
)

LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "he", "ko", "ja", "ar", "uk", "cs",
    "sk",
)  # fmt: skip
SECTIONS = ("status", "endings", "labels", "buttons", "promises", "refund", "navigation")

EVERY_STATUS = [
    (language, word, entry)
    for language, file in word_files().items()
    for word, entry in file.status.items()
]
EVERY_BUTTON = [
    (language, word, entry)
    for language, file in word_files().items()
    for word, entry in file.buttons.items()
]


def test_every_language_has_its_file() -> None:
    assert set(LANGUAGES) <= set(word_files())
    assert [file.language for file in word_files().values()] == list(word_files())


def sources_used(file: WordFile) -> set[str]:
    entries = [entry for section in SECTIONS for entry in getattr(file, section).values()]
    entries += [*file.tracking, *([file.challenge] if file.challenge else [])]
    keys = [entry.source for entry in entries]
    return {key for each in keys for key in ([each] if isinstance(each, str) else each)}


@pytest.mark.parametrize("language", sorted(word_files()))
def test_every_word_has_a_source_and_every_source_a_word(language: str) -> None:
    file = word_files()[language]
    assert sources_used(file) == set(file.sources)
    assert all(len(text) > 10 for text in file.sources.values())


REJECTED = re.compile(
    r"aliexpresshlp|aliexpressin|alideliv|heaclub|womanishclub|rzdoro|chinaparcel|realbazar"
    r"|aliexpress-shipping|sovetclub|maniqui-es|losciuto|mobilkoy\.ru/"
)


@pytest.mark.parametrize("language", sorted(word_files()))
def test_no_machine_translated_page_is_a_source(language: str) -> None:
    assert [text for text in word_files()[language].sources.values() if REJECTED.search(text)] == []


@pytest.mark.parametrize(("language", "word", "entry"), EVERY_STATUS)
def test_a_status_word_decides_by_its_mark_alone(language: str, word: str, entry: object) -> None:
    reading = read_status(word, Wording(language=language))
    known = status_word(word, Wording(language=language))
    assert known is not None
    if known.mark.decides and known.code is not OrderStatus.UNKNOWN:
        assert reading.code is known.code
        assert reading.suggestion is None
        assert reading.unknown_words == ()
    else:
        assert reading.code is OrderStatus.UNKNOWN
        assert reading.unknown_words == (word,)


@pytest.mark.parametrize(("language", "word", "entry"), EVERY_STATUS)
def test_a_weak_status_word_is_a_suggestion_with_its_mark(
    language: str, word: str, entry: object
) -> None:
    known = status_word(word, Wording(language=language))
    suggestion = read_status(word, Wording(language=language)).suggestion
    assert known is not None
    if known.mark.decides:
        assert suggestion is None
    else:
        assert suggestion is not None
        assert (suggestion.use, suggestion.meaning) == (WordUse.STATUS, known.code.value)
        assert (suggestion.language, suggestion.mark) == (language, known.mark)


@pytest.mark.parametrize(("language", "word", "entry"), EVERY_STATUS)
def test_no_status_word_decides_on_a_translated_page(
    language: str, word: str, entry: object
) -> None:
    wording = Wording(language=language, translated=True)
    assert read_status(word, wording).code is OrderStatus.UNKNOWN


@pytest.mark.parametrize(
    ("word", "language", "number", "expected"),
    [
        ("Cancellato", "it", 9, (OrderStatus.FINISH, EndReason.CANCELLED)),
        ("Zrušené", "sk", 9, (OrderStatus.FINISH, EndReason.CANCELLED)),
        ("Dokončené", "sk", 9, (OrderStatus.FINISH, EndReason.RECEIVED)),
        ("Congelado", "es", 9, (OrderStatus.FINISH, EndReason.UNSPECIFIED)),
    ],
)
def test_a_number_confirms_a_weak_word_or_overrules_it(
    word: str, language: str, number: int, expected: tuple[OrderStatus, EndReason]
) -> None:
    reading = read_status(word, Wording(language=language), number=number)
    assert reading[:2] == expected
    assert reading.suggestion is not None


@pytest.mark.parametrize(
    ("types", "code"),
    [
        (["CONFIRM_GOODS", "TRACKING"], OrderStatus.WAIT_BUYER_ACCEPT_GOODS),
        (["TRACKING"], OrderStatus.UNKNOWN),
        (["DELETE"], OrderStatus.UNKNOWN),
        (["CONFIRM_GOODS", "DELETE"], OrderStatus.UNKNOWN),
        ([], OrderStatus.UNKNOWN),
    ],
)
def test_button_types_confirm_a_weak_word_and_nothing_else(
    types: list[str], code: OrderStatus
) -> None:
    weak = Wording(language="sk")
    assert read_status("Čaká sa na doručenie", weak, button_types=types).code is code
    assert read_status("Neznáme", weak, button_types=types).code is OrderStatus.UNKNOWN


def test_processed_and_processing_never_meet_in_any_language() -> None:
    shipped, unshipped = OrderStatus.WAIT_BUYER_ACCEPT_GOODS, OrderStatus.WAIT_SELLER_SEND_GOODS
    for language in (*LANGUAGES, None):
        wording = Wording(language=language)
        for word, code in [
            ("Processed", shipped),
            ("processado", shipped),
            ("Processing", unshipped),
            ("processando", unshipped),
        ]:
            assert read_status(word, wording).code is code


def test_no_two_words_of_one_language_fold_to_different_meanings() -> None:
    for file in word_files().values():
        for section in SECTIONS:
            meanings: dict[str, set[object]] = {}
            for word, entry in getattr(file, section).items():
                meanings.setdefault(fold(word), set()).add(entry.meaning)
            assert [word for word, found in meanings.items() if len(found) > 1] == []


def test_a_closed_dispute_is_no_order_in_dispute() -> None:
    reading = read_status("Спор закрыт", Wording(language="ru"))
    assert reading.code is OrderStatus.UNKNOWN
    assert reading.unknown_words == ("Спор закрыт",)


def test_a_mistranslated_finished_is_finished() -> None:
    reading = read_status("С отделкой", Wording(language="ru"))
    assert reading[:2] == (OrderStatus.FINISH, EndReason.UNSPECIFIED)


def test_an_ambiguous_word_is_not_used() -> None:
    assert status_word("Aguardando envío", Wording(language="es")) is None
    assert status_word("Aguardando envío") is None


def test_yo_and_ye_are_one_letter() -> None:
    for word in ("Заказ отменён", "заказ отменен"):
        assert read_status(word).end_reason is EndReason.CANCELLED


def test_the_pages_own_language_counts_first() -> None:
    assert read_status("Cancelado", Wording(language="pt")).end_reason is EndReason.CANCELLED
    assert read_status("Cancelado", Wording(language="es")).code is OrderStatus.UNKNOWN
    assert read_status("Cancelado").end_reason is EndReason.CANCELLED


@pytest.mark.parametrize("word", ["Bestellung", "Verzonden", "Dispute in progress", "Gönderildi"])
def test_a_word_without_proof_is_reported(word: str) -> None:
    assert read_status(word).unknown_words == (word,)


@pytest.mark.parametrize(("language", "label", "entry"), EVERY_BUTTON)
def test_a_button_decides_by_its_mark_alone(language: str, label: str, entry: object) -> None:
    wording = Wording(language=language)
    word = word_files()[language].buttons[label]
    kind = None if word.kind == "not_an_action" else ActionKind(word.kind)
    assert action_kind(label, wording) is (kind if word.mark.decides else ActionKind.OTHER)
    suggestion = suggested_action(label, wording)
    assert (suggestion is None) is word.mark.decides
    assert suggestion is None or suggestion.meaning == word.kind
    assert action_kind(label, Wording(language=language, translated=True)) is ActionKind.OTHER


@pytest.mark.parametrize(
    "label",
    [
        "Cancelar pedido",
        "Annuler la commande",
        "Bestellung stornieren",
        "Annulla ordine",
        "Отменить заказ",
        "주문 취소",
        "注文をキャンセルする",
        "إلغاء الطلب",
        "Zrušit objednávku",
        "Request Order Cancellation",
    ],
)
def test_a_guides_word_for_cancel_lifts_no_verdict(label: str) -> None:
    for language in (*LANGUAGES, None):
        wording = Wording(language=language)
        assert action_kind(label, wording) is ActionKind.OTHER
        suggestion = suggested_action(label, wording)
        assert suggestion is not None
        assert suggestion.meaning == ActionKind.CANCEL
        assert not suggestion.mark.decides


def test_on_a_translated_page_even_cancel_is_only_a_suggestion() -> None:
    suggestion = suggested_action("Cancel", Wording(language="en", translated=True))
    assert suggestion is not None
    assert (suggestion.meaning, suggestion.mark) == (ActionKind.CANCEL, Mark.CAPTURED)


def test_menus_and_dialogs_are_no_unknown_labels() -> None:
    assert is_proven_label("주문 더 보기")
    assert is_proven_label("View orders")
    assert is_proven_label("Contact seller")
    assert not is_proven_label("Etwas ganz anderes")
    assert not is_proven_label("Annuler la commande")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("주문일자::", "placed"),
        ("주문번호::", "order_id"),
        ("Ref. Number:", "order_id"),
        ("Dátum:", None),
        ("Something", None),
    ],
)
def test_a_label_names_its_field_where_it_is_proven(label: str, field: str | None) -> None:
    assert label_field(label) == field
    assert all((fold(label) in labels(name)) is (name == field) for name in ("placed", "order_id"))


def test_labels_say_nothing_on_a_translated_page() -> None:
    assert labels("placed", Wording(language="en", translated=True)) == frozenset()


def test_promises_say_nothing_on_a_translated_page() -> None:
    text = "Refund if no delivery before Sep 4, 2026"
    assert promise_kind(text) is not None
    assert promise_kind(text, Wording(translated=True)) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [("환불 완료", "refunded"), ("返金完了", None), ("Refund Complete", None), ("x", None)],
)
def test_a_refund_line_is_read_where_it_is_proven(text: str, state: str | None) -> None:
    assert refund_state(text) == state


@pytest.mark.parametrize("text", ["Expédition annulée", "En attente de récupération"])
def test_a_guides_tracking_words_prove_no_stage(text: str) -> None:
    assert stage_of_text(text, Wording(language="fr")) is ParcelStage.UNKNOWN


def test_tracking_words_of_a_translated_page_prove_nothing() -> None:
    assert stage_of_text("Package delivered.") is ParcelStage.DELIVERED
    assert stage_of_text("Package delivered.", Wording(translated=True)) is ParcelStage.UNKNOWN


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("pt-BR", LanguageTag("pt", "BR")),
        ("pt_br", LanguageTag("pt", "BR")),
        ("iw_IL", LanguageTag("he", "IL")),
        ("zh-Hant-TW", LanguageTag("zh", "TW")),
        ("es-419", LanguageTag("es", "419")),
        (" EN ", LanguageTag("en")),
        ("nb-NO", LanguageTag("no", "NO")),
        ("english", None),
        ("", None),
        (None, None),
        ("12", None),
    ],
)
def test_a_language_tag(text: str | None, tag: LanguageTag | None) -> None:
    assert language_tag(text) == tag


def test_a_body_class_names_a_language() -> None:
    assert language_of_class("glo-detail-page lang-ru x") == LanguageTag("ru")
    assert language_of_class("language-ru") is None
    assert language_of_class(None) is None


@pytest.mark.parametrize(
    ("url", "tag"),
    [
        ("https://x/h5/a/1.0/?data=%7B%22_lang%22%3A%22ko_KR%22%7D", LanguageTag("ko", "KR")),
        ("https://x/?data=%257B%2522_lang%2522%253A%2522pt_BR%2522%257D", LanguageTag("pt", "BR")),
        ("https://x/?_lang=en_US&a=1", LanguageTag("en", "US")),
        ("https://x/?lang=fr", None),
        ("", None),
    ],
)
def test_the_language_of_a_request(url: str, tag: LanguageTag | None) -> None:
    assert language_of_request(url) == tag


@given(st.text(max_size=60))
def test_no_word_makes_it_raise(word: str) -> None:
    for wording in (Wording(), Wording(language="he"), Wording(translated=True)):
        read_status(word, wording, number=8)
        action_kind(word, wording)
        suggested_action(word, wording)
        label_field(word, wording)
        promise_kind(word, wording)
        stage_of_text(word, wording)
        refund_state(word, wording)


@given(st.text(max_size=80))
def test_no_tag_makes_it_raise(text: str) -> None:
    language_tag(text)
    language_of_class(text)
    language_of_request(text)


def test_a_cause_belongs_to_an_order_that_ended() -> None:
    with pytest.raises(ValidationError, match="`cause` belongs to FINISH"):
        StatusWord.model_validate(
            {"code": "IN_ISSUE", "cause": "not_shipped", "mark": "cap", "source": "x"}
        )
