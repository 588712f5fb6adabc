"""Translations of the catalogue: gettext entries by key, held against the English they translate.

`msgctxt` is the phrase's key, `msgid` its English. An entry counts while its English is the
present one and it asks for the same values; otherwise the sentence is said in English, and
`findings` names it. Plural forms are the CLDR categories of the language in CLDR's order, the one
for fractions included, which gettext's own formulas leave out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, generate_po, read_po
from babel.plural import to_gettext

from cancelwindow.policy.phrases import COUNTED, Phrase, PhraseError
from cancelwindow.policy.speech import OBLIQUE

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories in its order: https://unicode.org/reports/tr35/tr35-numbers.html"""

MESSAGES_ONLY: Mapping[str, tuple[str, ...]] = {
    "zh": ("message.", "unit.", "oblique.", "span.", "refund.unknown_amount")
}
"""Languages that only messages are written in, with the keys that a message needs."""

_COUNTED_TO = 200
"""Beyond it no category of these languages begins; "many" of the Romance ones needs a million."""

_WIDTH = 100


class TranslationError(ValueError):
    """A file of translations is no PO file; the message names the line."""


class Entry(NamedTuple):
    """What is translated under one key: a sentence, or a singular with its plural."""

    key: str
    english: tuple[str, ...]
    place: str
    """The file that the English stands in."""

    @property
    def id(self) -> str | tuple[str, ...]:
        """As gettext has it."""
        return self.english if len(self.english) > 1 else self.english[0]


def entries(english: Mapping[str, tuple[str, str]]) -> tuple[Entry, ...]:
    """All that is translated, from texts by key, each with its file.

    A table of exactly `one` and `other` counts something: it is one entry under the table's key.
    """
    found: dict[str, Entry] = {}
    for key, (text, place) in english.items():
        table, _, _ = key.rpartition(".")
        forms = [COUNTED.format(key=table, category=one) for one in ("one", "other")]
        if key in forms and english.keys() >= set(forms):
            found[table] = Entry(table, tuple(english[form][0] for form in forms), place)
        else:
            found[key] = Entry(key, (text,), place)
    return tuple(found.values())


def wanted(language: str, every: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that are translated into `language`."""
    sections = MESSAGES_ONLY.get(language)
    return tuple(one for one in every if sections is None or one.key.startswith(sections))


@cache
def categories(language: str) -> tuple[str, ...]:
    """The plural categories that a figure can have in `language`, in CLDR's order."""
    rule = Locale.parse(language, sep="-").plural_form
    reached = {rule(number / 2) for number in range(2 * _COUNTED_TO)}
    return tuple(one for one in CATEGORIES if one in reached)


@cache
def numbers_of(language: str, category: str) -> tuple[float, ...]:
    """The whole and half numbers up to 200 that a category of `language` is for."""
    rule = Locale.parse(language, sep="-").plural_form
    halves = (number / 2 for number in range(2 * _COUNTED_TO))
    return tuple(number for number in halves if rule(number) == category)


def plural_forms(language: str) -> str:
    """The header that tells gettext's tools which form belongs to which whole number."""
    locale = Locale.parse(language, sep="-")
    forms = categories(language)
    known = get_plural(locale)
    # Tools know the formulas of gettext by heart; CLDR's own go in where the categories differ.
    if known.num_plurals == len(forms) <= 2:
        return str(known.plural_forms)
    return str(to_gettext(locale.plural_form))


def read(text: str) -> Catalog:
    """A PO file. Raises TranslationError."""
    try:
        return read_po(text.splitlines(keepends=True), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise TranslationError(str(error)) from error


def translated(language: str, text: str, every: Iterable[Entry]) -> dict[str, str]:
    """The phrases of `language` by key, a plural by the key of each form; only sound ones."""
    by_key = _by_key(read(text))
    said: dict[str, str] = {}
    for entry in every:
        message = _current(entry, by_key)
        if message is None or any(_faults(language, entry, message)):
            continue
        texts = _texts(message)
        if len(entry.english) == 1:
            said[entry.key] = texts[0]
        else:
            forms = zip(categories(language), texts, strict=True)
            said |= {COUNTED.format(key=entry.key, category=one): form for one, form in forms}
    return said


def findings(language: str, text: str, every: Iterable[Entry]) -> list[str]:
    """What is missing, stale or wrong in the translations of `language`, one line each."""
    by_key = _by_key(read(text))
    needed = wanted(language, every)
    found: list[str] = []
    for entry in needed:
        message = _current(entry, by_key)
        if message is not None:
            found += (f"{entry.key}: {fault}" for fault in _faults(language, entry, message))
        elif entry.key in by_key:
            found.append(f"{entry.key}: stale, its English has changed")
        else:
            found.append(f"{entry.key}: missing")
    unknown = by_key.keys() - {entry.key for entry in needed}
    return found + [f"{key}: there is no such phrase" for key in sorted(unknown)]


def renewed(language: str, text: str | None, every: Iterable[Entry]) -> str:
    """The PO file of `language` as it should be: today's English, and no translation lost.

    A translation whose English changed stays, marked as fuzzy; one whose phrase is gone stays at
    the end, as obsolete. `text` is the file as it is, None where there is none.
    """
    old = Catalog() if text is None else read(text)
    by_key = _by_key([*old, *old.obsolete.values()])
    new = _empty(language)
    for entry in wanted(language, every):
        before = _current(entry, by_key)
        stale = before is None
        if before is None:
            before = next((one for one in by_key.get(entry.key, ()) if _fits(entry, one)), None)
        added = new.add(entry.id, context=entry.key, locations=[(entry.place, 0)])
        if before is not None and before.string:
            added.string = before.string
            added.user_comments = before.user_comments
            if before.fuzzy or (stale and any(_texts(before))):
                added.flags.add("fuzzy")
    kept = {one.context for one in new if one.id}
    for key, messages in by_key.items():
        for message in messages:
            if key not in kept and any(_texts(message)):
                new.obsolete[(key, str(message.id))] = message
    body = "".join(generate_po(new, omit_header=True, include_lineno=False, width=_WIDTH))
    return f"{_header(language)}\n{body.strip()}\n"


def template(every: Iterable[Entry]) -> str:
    """The POT file: every English phrase, from which tools begin another language."""
    return renewed("en", None, every)


def _by_key(messages: Iterable[Message]) -> dict[str, list[Message]]:
    found: defaultdict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.id:
            found[message.context or ""].append(message)
    return dict(found)


def _current(entry: Entry, by_key: Mapping[str, list[Message]]) -> Message | None:
    """The entry's own translation, of its English as it is today."""
    return next((one for one in by_key.get(entry.key, ()) if one.id == entry.id), None)


def _fits(entry: Entry, message: Message) -> bool:
    return isinstance(message.id, str) == (len(entry.english) == 1)


def _texts(message: Message) -> tuple[str, ...]:
    """Its translation, or each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _faults(language: str, entry: Entry, message: Message) -> Iterator[str]:
    texts = _texts(message)
    if not all(text.strip() for text in texts) or not texts:
        yield "not translated"
    elif message.fuzzy:
        yield "fuzzy, to be checked against its English"
    elif len(entry.english) == 1:
        yield from _differences(entry.english[0], texts[0])
    else:
        forms = categories(language)
        if len(texts) != len(forms):
            yield f"must have {len(forms)} plural forms: {', '.join(forms)}"
            return
        for category, text in zip(forms, texts, strict=True):
            # A form for a single number, such as a dual, may be a word without the number.
            may_leave_out = len(numbers_of(language, category)) == 1
            if may_leave_out and "{" not in text:
                continue
            yield from (f"{category}: {one}" for one in _differences(entry.english[1], text))


_FIGURE = re.compile(r"\d+")


def _differences(english: str, text: str) -> Iterator[str]:
    if text != text.strip() and english == english.strip():
        yield "begins or ends with a blank"
    try:
        asked, given = _asked(english), _asked(text)
    except PhraseError as error:
        yield str(error)
        return
    for name in sorted(asked - given):
        yield f"lacks {{{name}}}"
    for name in sorted(given - asked):
        yield f"has {{{name}}}, which the English has not"
    if sorted(_FIGURE.findall(english)) != sorted(_FIGURE.findall(text)):
        yield "has other figures than the English"


def _asked(text: str) -> set[str]:
    """The values a text asks for; which case of a figure it takes is the language's own matter."""
    return {
        f"{name}:{form}".removesuffix(OBLIQUE).rstrip(".:") for name, form in Phrase(text).forms
    }


def _empty(language: str) -> Catalog:
    catalog = Catalog()
    # The number of forms is read from this header alone.
    catalog.mime_headers = [("Plural-Forms", plural_forms(language))]
    return catalog


def _header(language: str) -> str:
    lines = (
        f"Language: {language.replace('-', '_')}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural_forms(language)}",
    )
    written = "\n".join(f'"{line}\\n"' for line in lines)
    return f'msgid ""\nmsgstr ""\n{written}\n'
