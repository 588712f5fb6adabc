"""Words an installation learns: what decides, what is contested, and the file that keeps them."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.learned import LearnedFileError, default_path, forget, load, remember
from aliorders.models import EndReason, OrderStatus
from aliorders.models.words import WordLesson
from aliorders.text.learning import LearnedWords, contributions
from aliorders.text.status import read_status
from aliorders.text.word_files import WordFile
from aliorders.text.wording import Wording

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lesson(
    word: str = "Verstuurd",
    language: str | None = "nl",
    code: OrderStatus = OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
    end: EndReason | None = None,
    evidence: str = "orderStatus 8",
) -> WordLesson:
    return WordLesson(word=word, language=language, code=code, end_reason=end, evidence=evidence)


OVER = lesson(code=OrderStatus.FINISH, end=EndReason.UNSPECIFIED, evidence="orderStatus 9")


def learned(*lessons: WordLesson, language: str | None = "nl") -> Wording:
    return Wording(language=language, learned=LearnedWords(lessons=lessons))


def test_a_number_beside_an_unknown_word_is_a_lesson() -> None:
    reading = read_status("Verstuurd", Wording(language="nl"), number=8)
    assert reading.code is OrderStatus.WAIT_BUYER_ACCEPT_GOODS
    assert reading.lesson == lesson()
    assert reading.unknown_words == ("Verstuurd",)


def test_the_number_for_over_teaches_no_more_than_that() -> None:
    assert read_status("Verstuurd", Wording(language="nl"), number=9).lesson == OVER


@pytest.mark.parametrize("number", [None, 1, 7, 10])
def test_a_number_nobody_has_published_teaches_nothing(number: int | None) -> None:
    reading = read_status("Verstuurd", Wording(language="nl"), number=number)
    assert reading.code is OrderStatus.UNKNOWN
    assert reading.lesson is None


@pytest.mark.parametrize(
    ("word", "wording"),
    [
        ("Awaiting delivery", Wording(language="en")),
        ("Verstuurd", learned(lesson())),
        ("Verstuurd", Wording(language="nl", translated=True)),
        ("", Wording(language="nl")),
        ("x" * 61, Wording(language="nl")),
        ("Congelado", Wording(language="es")),
    ],
    ids=["proven", "learned already", "translated", "no word", "a sentence", "says otherwise"],
)
def test_what_is_no_lesson(word: str, wording: Wording) -> None:
    assert read_status(word, wording, number=8).lesson is None


def test_a_learned_word_decides_from_the_page_alone() -> None:
    reading = read_status("verstuurd ", learned(lesson()))
    assert reading.code is OrderStatus.WAIT_BUYER_ACCEPT_GOODS
    assert reading.unknown_words == ()


def test_a_learned_word_decides_on_no_translated_page() -> None:
    wording = Wording(translated=True, learned=LearnedWords(lessons=(lesson(),)))
    assert read_status("Verstuurd", wording).code is OrderStatus.UNKNOWN


def test_a_number_beats_a_learned_word_and_teaches_the_contrary() -> None:
    reading = read_status("Verstuurd", learned(lesson()), number=9)
    assert reading.code is OrderStatus.FINISH
    assert reading.lesson == OVER


def test_contradicting_lessons_unlearn_the_word() -> None:
    wording = learned(lesson(), OVER)
    assert read_status("Verstuurd", wording).code is OrderStatus.UNKNOWN
    assert wording.learned.contested() == ((lesson(), OVER),)
    assert wording.learned.settled() == ()


def test_the_pages_language_chooses_between_lessons_of_two() -> None:
    both = (lesson(language="nl"), lesson(language="de", code=OrderStatus.FINISH))
    assert read_status("Verstuurd", learned(*both, language="nl")).code is both[0].code
    assert read_status("Verstuurd", learned(*both, language="de")).code is both[1].code
    assert read_status("Verstuurd", learned(*both, language=None)).code is OrderStatus.UNKNOWN
    assert LearnedWords(lessons=both).contested() == ()


def test_a_learned_end_and_a_guides_word_say_together_how_it_ended() -> None:
    over = lesson("Cancellato", "it", OrderStatus.FINISH, EndReason.UNSPECIFIED, "orderStatus 9")
    reading = read_status("Cancellato", learned(over, language="it"))
    assert reading[:2] == (OrderStatus.FINISH, EndReason.CANCELLED)


def test_proven_words_cannot_be_learned_away() -> None:
    wrong = lesson("Processing", "en", OrderStatus.FINISH, EndReason.UNSPECIFIED)
    assert read_status("Processing", learned(wrong, language="en")).code is (
        OrderStatus.WAIT_SELLER_SEND_GOODS
    )


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json").words() == LearnedWords()


def test_lessons_are_kept_once_with_the_day_they_were_first_seen(tmp_path: Path) -> None:
    path = tmp_path / "new" / "words.json"
    remember(path, [lesson(), lesson()], AT)
    remember(path, [lesson(), OVER], AT.replace(day=21))
    entries = load(path).learned
    assert [(entry.lesson, entry.first_seen.day) for entry in entries] == [
        (lesson(), 20),
        (OVER, 21),
    ]
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    remember(tmp_path / "words.json", [], AT)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "words.json"
    remember(path, [lesson()], AT)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load(path).words().lessons == (lesson(),)


def test_a_word_can_be_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    remember(path, [lesson(), OVER, lesson("Anders")], AT)
    forget(path, "VERSTUURD")
    assert load(path).words().lessons == (lesson("Anders"),)
    assert forget(path, "nobody said this") == load(path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 2, "learned": []}', '{"version": 1, "else": 1}', "\xff"]
)
def test_a_file_of_something_else_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(LearnedFileError, match=r"words\.json.*(Move it away|another file)"):
        load(path)
    with pytest.raises(LearnedFileError):
        remember(path, [lesson()], AT)
    assert path.read_bytes() == text.encode("latin-1")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("", encoding="utf-8")
    with pytest.raises(LearnedFileError, match="cannot"):
        remember(blocker / "words.json", [lesson()], AT)


def test_the_usual_place_is_the_users_own() -> None:
    assert default_path().is_absolute()
    assert default_path().parts[-2:] == ("aliorders", "learned-words.json")


def test_the_file_is_plain_json_that_a_person_can_read(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    remember(path, [lesson("배송 완료", "ko")], AT)
    assert "배송 완료" in path.read_text(encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1


def test_a_contribution_leaves_out_what_is_contested() -> None:
    words = LearnedWords(lessons=(lesson(), OVER, lesson("Anders", None)))
    texts = contributions(words, "my own pages")
    assert set(texts) == {"und"}
    assert "Anders" in texts["und"]


@given(
    word=st.text(min_size=1, max_size=60),
    source=st.text(max_size=40),
    end=st.sampled_from([EndReason.UNSPECIFIED, EndReason.CANCELLED]),
)
def test_a_contribution_is_a_word_file(word: str, source: str, end: EndReason) -> None:
    taught = lesson(word, "nl", OrderStatus.FINISH, end, "orderStatus 9")
    (text,) = contributions(LearnedWords(lessons=(taught,)), source).values()
    file = WordFile.model_validate(tomllib.loads(text))
    assert file.status[word].meaning == (OrderStatus.FINISH, end)
    assert file.sources["contributed"] == source
