"""Translations: what counts as one, what is found wrong, and what a renewal keeps."""

from __future__ import annotations

import gettext

import pytest

from cancelwindow.policy.languages import Languages
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.translation import (
    CATEGORIES,
    TranslationError,
    categories,
    entries,
    findings,
    numbers_of,
    plural_forms,
    read,
    renewed,
    translated,
    wanted,
)

LANGUAGES = ("ar", "cs", "de", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt-BR", "ru", "tr")
LANGUAGES += ("uk", "zh")

ENGLISH = {
    "step.wait": ("Wait {time:high}, it costs 0 euro.", "steps.toml"),
    "label.yes": ("Yes", "answers.toml"),
    "unit.days.one": ("{n} day", "figures.toml"),
    "unit.days.other": ("{n} days", "figures.toml"),
    "message.recall": ("Hello {order}", "messages.toml"),
}
ENTRIES = entries(ENGLISH)

GERMAN = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "step.wait"
msgid "Wait {time:high}, it costs 0 euro."
msgstr "Nach {time:high.oblique}, für 0 Euro."

# A remark of the translator.
msgctxt "label.yes"
msgid "Yes"
msgstr "Ja"

msgctxt "unit.days"
msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} Tag"
msgstr[1] "{n} Tage"

msgctxt "message.recall"
msgid "Hello {order}"
msgstr "Hallo {order}"
"""


def changed(old: str, new: str) -> str:
    assert old in GERMAN
    return GERMAN.replace(old, new, 1)


def test_a_singular_and_its_plural_are_one_entry() -> None:
    assert [(one.key, one.english) for one in ENTRIES] == [
        ("step.wait", ("Wait {time:high}, it costs 0 euro.",)),
        ("label.yes", ("Yes",)),
        ("unit.days", ("{n} day", "{n} days")),
        ("message.recall", ("Hello {order}",)),
    ]


def test_sound_translations_are_said() -> None:
    assert translated("de", GERMAN, ENTRIES) == {
        "step.wait": "Nach {time:high.oblique}, für 0 Euro.",
        "label.yes": "Ja",
        "unit.days.one": "{n} Tag",
        "unit.days.other": "{n} Tage",
        "message.recall": "Hallo {order}",
    }
    assert findings("de", GERMAN, ENTRIES) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (changed('msgstr "Ja"', 'msgstr ""'), "label.yes: not translated"),
        (changed('msgstr "Ja"', 'msgstr " "'), "label.yes: not translated"),
        (changed('msgstr "Ja"', 'msgstr "Ja "'), "label.yes: begins or ends with a blank"),
        (changed('msgid "Yes"', 'msgid "Yeah"'), "label.yes: stale, its English has changed"),
        (
            changed("# A remark of the translator.", "#, fuzzy"),
            "label.yes: fuzzy, to be checked against its English",
        ),
        (changed(":high.oblique", ":low"), "step.wait: lacks {time:high}"),
        (changed(":high.oblique", ":low"), "step.wait: has {time:low}, which the English has not"),
        (changed(":high.oblique}", ":high} {x}"), "step.wait: has {x}, which the English has not"),
        (changed("für 0", "für 1"), "step.wait: has other figures than the English"),
        (changed("Hallo {order}", "Hallo {order"), "message.recall: expected '}' before end"),
        (changed("{n} Tage", "Tage"), "unit.days: other: lacks {n}"),
        (changed('[1] "{n} Tage"', '[1] ""'), "unit.days: not translated"),
        (changed('"label.yes"', '"label.yep"'), "label.yes: missing"),
        (changed('"label.yes"', '"label.yep"'), "label.yep: there is no such phrase"),
    ],
)
def test_what_is_wrong_is_named_and_not_said(text: str, finding: str) -> None:
    found = findings("de", text, ENTRIES)
    assert any(one.startswith(finding) for one in found), found
    key = finding.partition(":")[0]
    assert not any(one.startswith(key) for one in translated("de", text, ENTRIES))


def test_a_file_with_too_few_plural_forms_is_found() -> None:
    assert findings("cs", GERMAN, ENTRIES) == [
        "unit.days: must have 4 plural forms: one, few, many, other"
    ]


@pytest.mark.parametrize("text", ['msgid "a', "msgid a", 'msgid "a"\nmsgstr[x] ""'])
def test_what_is_no_po_file_is_refused(text: str) -> None:
    with pytest.raises(TranslationError):
        read(text)


def test_chinese_has_messages_and_what_they_need() -> None:
    assert [one.key for one in wanted("zh", ENTRIES)] == ["unit.days", "message.recall"]
    assert wanted("de", ENTRIES) == ENTRIES


# --- renewing ----------------------------------------------------------------------------------


def test_renewing_what_is_up_to_date_changes_nothing() -> None:
    once = renewed("de", GERMAN, ENTRIES)
    assert renewed("de", once, ENTRIES) == once
    assert translated("de", once, ENTRIES) == translated("de", GERMAN, ENTRIES)
    assert "# A remark of the translator." in once


def test_a_changed_english_keeps_its_translation_as_fuzzy() -> None:
    later = entries({**ENGLISH, "label.yes": ("Surely", "answers.toml")})
    text = renewed("de", GERMAN, later)
    assert '#, fuzzy\nmsgctxt "label.yes"\nmsgid "Surely"\nmsgstr "Ja"' in text
    assert findings("de", text, later) == ["label.yes: fuzzy, to be checked against its English"]
    assert renewed("de", text, later) == text


def test_a_phrase_that_is_gone_keeps_its_translation_as_obsolete() -> None:
    fewer = tuple(one for one in ENTRIES if one.key not in {"label.yes", "unit.days"})
    text = renewed("de", GERMAN, fewer)
    assert '#~ msgstr "Ja"' in text
    assert findings("de", text, fewer) == []
    again = renewed("de", text, ENTRIES)
    assert translated("de", again, ENTRIES) == translated("de", GERMAN, ENTRIES)


def test_a_new_phrase_waits_for_its_translation() -> None:
    more = entries({**ENGLISH, "label.no": ("No", "answers.toml")})
    assert findings("de", renewed("de", GERMAN, more), more) == ["label.no: not translated"]


def test_a_new_language_begins_with_every_phrase_and_all_its_plural_forms() -> None:
    text = renewed("ar", None, ENTRIES)
    assert len(findings("ar", text, ENTRIES)) == len(ENTRIES)
    assert text.count("msgstr[") == 6


# --- plural forms ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "one other"),
        ("de", "one other"),
        ("es", "one other"),
        ("fr", "one other"),
        ("tr", "one other"),
        ("he", "one two other"),
        ("ru", "one few many other"),
        ("uk", "one few many other"),
        ("pl", "one few many other"),
        ("cs", "one few many other"),
        ("ar", "zero one two few many other"),
        ("ja", "other"),
        ("ko", "other"),
        ("zh", "other"),
    ],
)
def test_plural_forms_are_those_of_cldr(language: str, forms: str) -> None:
    assert " ".join(categories(language)) == forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_tells_gettext_the_same_form_for_every_whole_number(language: str) -> None:
    forms = categories(language)
    count, formula = plural_forms(language).removesuffix(";").split("; plural=")
    choose = gettext.c2py(formula)
    assert count == f"nplurals={len(forms)}"
    for category in forms:
        for number in numbers_of(language, category):
            if number.is_integer():
                assert forms[choose(int(number))] == category, number


def test_a_category_of_one_number_is_known() -> None:
    assert numbers_of("ar", "two") == (2,)
    assert len(numbers_of("ru", "one")) > 1


# --- counting ----------------------------------------------------------------------------------

RUSSIAN_DAYS = {"one": "{n} день", "few": "{n} дня", "many": "{n} дней", "other": "{n} дня"}
ARABIC_DAYS = {"one": "يوم واحد", "two": "يومان", "few": "{n} أيام"}
ARABIC_DAYS |= {"zero": "{n} أيام", "many": "{n} يومًا", "other": "{n} يوم"}

BASE = Catalogue("en", {"unit": {"days": {"one": "{n} day", "other": "{n} days"}}, "x": "{a} b"})


def counting(language: str, days: dict[str, str]) -> Catalogue:
    return Catalogue(language, {"unit": {"days": days}}, BASE)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (2.5, "2,5 дня"),
    ],
)
def test_russian_counts_by_its_last_digits(number: float, said: str) -> None:
    assert counting("ru", RUSSIAN_DAYS).count("unit.days", number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (11, "11 يومًا"),
        (100, "100 يوم"),
        (0, "0 أيام"),
    ],
)
def test_arabic_has_a_dual(number: float, said: str) -> None:
    assert counting("ar", ARABIC_DAYS).count("unit.days", number) == said


def test_a_range_is_counted_by_its_upper_end_and_never_by_a_form_without_a_number() -> None:
    assert counting("ru", RUSSIAN_DAYS).count("unit.days", 22, "7–22") == "7–22 дня"
    assert counting("ar", ARABIC_DAYS).count("unit.days", 2, "1–2") == "1–2 يوم"


def test_what_a_language_lacks_is_counted_in_english() -> None:
    lacking = Catalogue("ru", {}, BASE)
    assert lacking.count("unit.days", 1) == "1 day"
    assert lacking.count("unit.days", 2.5) == "2.5 days"
    assert lacking.say("x", {"a": "c"}) == "c b"
    assert not lacking.speaks("x")
    assert "x" in lacking
    assert lacking.keys() == BASE.keys()


# --- right to left -----------------------------------------------------------------------------


def test_values_are_isolated_in_a_language_from_right_to_left() -> None:
    arabic = Catalogue("ar", {"x": "{a} ب"}, BASE)
    assert arabic.say("x", {"a": "Order 8"}) == "\u2068Order 8\u2069 ب"
    assert arabic.say("x", {"a": "\u2068Order 8\u2069"}) == "\u2068Order 8\u2069 ب"
    assert arabic.say("x", {"a": "\u2068a\u2069 \u2068b\u2069"}) == (
        "\u2068\u2068a\u2069 \u2068b\u2069\u2069 ب"
    )
    assert arabic.say("x", {"a": ""}) == " ب"


def test_values_stay_as_they_are_from_left_to_right() -> None:
    assert Catalogue("de", {"x": "{a} b"}, BASE).say("x", {"a": "Order 8"}) == "Order 8 b"


# --- choosing ----------------------------------------------------------------------------------


def languages() -> Languages:
    def reader(language: str, base: Catalogue) -> Catalogue:
        return Catalogue(language, {"x": "{a} c"}, base)

    return Languages(BASE, dict.fromkeys(LANGUAGES, reader))


@pytest.mark.parametrize(
    ("wanted_tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("pt-BR", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("iw", "he"),
        ("he-IL", "he"),
        ("zh", "en"),
        ("zh-Hans-CN", "en"),
        ("sv", "en"),
    ],
)
def test_the_nearest_language_is_taken(wanted_tag: str, language: str) -> None:
    assert languages().nearest(wanted_tag) == language


def test_a_language_is_made_once_and_only_when_asked_for() -> None:
    made: list[str] = []

    def reader(language: str, base: Catalogue) -> Catalogue:
        made.append(language)
        return Catalogue(language, {}, base)

    found = Languages(BASE, {"de": reader, "fr": reader})
    assert (len(found), list(found)) == (3, ["en", "de", "fr"])
    assert "de" in found
    assert made == []
    assert found["de"] is found["de"]
    assert made == ["de"]


def test_categories_stand_in_the_order_of_cldr() -> None:
    for language in LANGUAGES:
        forms = categories(language)
        assert list(forms) == sorted(forms, key=CATEGORIES.index)
