"""How the words of one page are to be read: its language, and what may decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from aliorders.text.learning import NOTHING_LEARNED, LearnedWords

_TAG = re.compile(r"^([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.].*)?$")
_IN_BODY_CLASS = re.compile(r"(?:^|\s)lang-([A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?)(?:\s|$)")
_IN_REQUEST = re.compile(r"_lang\"?\s*[:=]\s*\"?([A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?)\b")

_RETIRED = {"iw": "he", "in": "id", "ji": "yi", "nb": "no"}
"""Codes of old Java locales, and the written form that AliExpress's Norwegian stands for."""


class LanguageTag(NamedTuple):
    """A language and, where it is named, a region: `pt`, `BR`."""

    language: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How the words of a page are read. The default knows no language and has learned nothing.

    `language` is the page's primary language (BCP 47). `translated` says that a browser changed
    the words, so that none of them decides anything (vocabulary.md 9, trap 7).
    """

    language: str | None = None
    region: str | None = None
    translated: bool = False
    learned: LearnedWords = NOTHING_LEARNED


ANY = Wording()
"""Words in no known language: what several languages read differently stays unknown."""


def in_language(tag: LanguageTag | None, learned: LearnedWords = NOTHING_LEARNED) -> Wording:
    """How words in a language are read; None where it is not known."""
    if tag is None:
        return Wording(learned=learned)
    return Wording(tag.language, tag.region, learned=learned)


def language_tag(text: str | None) -> LanguageTag | None:
    """`pt-BR`, `pt_BR` or `pt` taken apart; None for anything else."""
    match = _TAG.match((text or "").strip())
    if match is None:
        return None
    language = match[1].lower()
    return LanguageTag(_RETIRED.get(language, language), match[2].upper() if match[2] else None)


def language_of_class(classes: str | None) -> LanguageTag | None:
    """The language in a page's body class (`lang-en`), as the pages before 2021 carry it."""
    match = _IN_BODY_CLASS.search(classes or "")
    return language_tag(match[1]) if match else None


def language_of_request(url: str) -> LanguageTag | None:
    """The language that a request of the site's API asked for (`_lang`), from its address."""
    match = _IN_REQUEST.search(unquote(unquote(url)))
    return language_tag(match[1]) if match else None
