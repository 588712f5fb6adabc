"""What the words of a page mean: status words, labels, buttons, promises, tracking words.

Words are data, one file per language (`text/words/<language>.toml`), each with a mark of how good
its evidence is. Matching is exact after folding: "Processed" and "Processing" must never meet, in
any language. The page's own language is asked first, then the others together; a word that two of
those read differently stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from aliorders.models.orders import ActionKind, EndCause, EndReason, OrderStatus, PromiseKind
from aliorders.models.parcels import ParcelStage
from aliorders.models.words import Mark, SuggestedWord, WordUse
from aliorders.text.fold import fold, tidy
from aliorders.text.word_files import (
    ButtonWord,
    EndingWord,
    StatusWord,
    Word,
    WordFile,
    word_files,
)
from aliorders.text.wording import ANY, Wording

__all__ = [
    "Mark",
    "StatusMeaning",
    "action_kind",
    "ending",
    "is_proven_label",
    "label_field",
    "labels",
    "promise_kind",
    "refund_state",
    "status_word",
    "suggested_action",
    "tracking_stage",
    "without_label",
]

Index = dict[str, dict[str, Word]]
"""Folded word, then language, then what that language's file says."""


@cache
def _index(section: str) -> Index:
    index: Index = {}
    for language, file in word_files().items():
        words: dict[str, Word] = getattr(file, section)
        for text, word in words.items():
            index.setdefault(fold(text), {})[language] = word
    return index


class _Known(NamedTuple):
    word: Word
    language: str


@lru_cache(maxsize=4096)
def _known(section: str, text: str, language: str | None) -> _Known | None:
    """What a word stands for: in the page's language, else where all other languages agree.

    Of several that agree, the best evidence speaks for all of them.
    """
    by_language = _index(section).get(fold(text), {})
    if language in by_language:
        return _Known(by_language[language], language)
    if len({word.meaning for word in by_language.values()}) != 1:
        return None
    order = list(Mark)
    best = min(by_language, key=lambda one: order.index(by_language[one].mark))
    return _Known(by_language[best], best)


def _deciding(section: str, text: str, wording: Wording) -> Word | None:
    known = None if wording.translated else _known(section, text, wording.language)
    return known.word if known is not None and known.word.mark.decides else None


# --- status ----------------------------------------------------------------------------------


class StatusMeaning(NamedTuple):
    """What a table says of a status word, and how well it is known."""

    code: OrderStatus
    end_reason: EndReason | None
    end_cause: EndCause | None
    mark: Mark
    language: str


def status_word(text: str, wording: Wording = ANY) -> StatusMeaning | None:
    """Meaning of a status word, or None for one that no table knows.

    Whether it may decide is the caller's to ask (`mark.decides`): this is only what is written.
    """
    known = _known("status", text, wording.language)
    if known is None or not isinstance(known.word, StatusWord):
        return None
    word = known.word
    return StatusMeaning(word.code, word.end, word.cause, word.mark, known.language)


def ending(sentence: str, wording: Wording = ANY) -> EndReason | None:
    """How the order ended by the sentence under its status, or None where no table knows it."""
    word = _deciding("endings", sentence, wording)
    return word.end if isinstance(word, EndingWord) else None


# --- buttons ---------------------------------------------------------------------------------

_NOT_AN_ACTION = "not_an_action"


def action_kind(label: str, wording: Wording = ANY) -> ActionKind | None:
    """What a button with this label does; None for one that does nothing to the order.

    OTHER where no table knows the label well enough. A label that only a guide or a translated
    manual has stays OTHER on purpose: were it read as the cancel button, a guess would lift a
    verdict to "yes", and the buyer would stop looking; as OTHER it costs a line in the report.
    """
    return ActionKind.OTHER if wording.translated else _action_kind(label, wording.language)


@lru_cache(maxsize=1024)
def _action_kind(label: str, language: str | None) -> ActionKind | None:
    word = _deciding("buttons", label, Wording(language))
    if not isinstance(word, ButtonWord):
        return ActionKind.OTHER
    return None if word.kind == _NOT_AN_ACTION else ActionKind(word.kind)


def suggested_action(label: str, wording: Wording = ANY) -> SuggestedWord | None:
    """The kind that a label would stand for by weak evidence; None where it decides or is unknown.

    On a translated page every label is weak.
    """
    known = _known("buttons", label, wording.language)
    if known is None or not isinstance(known.word, ButtonWord):
        return None
    if known.word.mark.decides and not wording.translated:
        return None
    return SuggestedWord(
        word=tidy(label),
        use=WordUse.BUTTON,
        meaning=known.word.kind,
        language=known.language,
        mark=known.word.mark,
    )


@lru_cache(maxsize=1024)
def is_proven_label(label: str) -> bool:
    """Whether it is known, in any language, what a control with this label is for.

    Menus and dialogs count with any mark: they are not the order's controls.
    """
    folded = fold(label)
    proven = (word.mark.decides for word in _index("buttons").get(folded, {}).values())
    return any(proven) or folded in _index("navigation")


# --- labels ----------------------------------------------------------------------------------


def labels(name: str, wording: Wording = ANY) -> frozenset[str]:
    """Folded labels that name one field, over the years and languages ("Ref. Number").

    Only those that decide; none on a translated page.
    """
    return frozenset() if wording.translated else _labels(name, wording.language)


@cache
def _labels(name: str, language: str | None) -> frozenset[str]:
    wording = Wording(language=language)
    return frozenset(folded for folded in _index("labels") if label_field(folded, wording) == name)


def label_field(text: str, wording: Wording = ANY) -> str | None:
    """The field that a row's label names, or None for one that no table knows well enough."""
    word = _deciding("labels", text, wording)
    return None if word is None else str(word.meaning)


_LABEL = re.compile(r"^\s*[^\d:：]{1,40}[:：]+\s*")


def without_label(text: str) -> str:
    """Text after its leading "Label:", whatever the label's language (Korean writes two colons)."""
    return _LABEL.sub("", tidy(text), count=1)


# --- promises, tracking, refunds -------------------------------------------------------------


def _own_first(wording: Wording) -> Iterator[WordFile]:
    files = word_files()
    if wording.language in files:
        yield files[wording.language]
    yield from (file for language, file in files.items() if language != wording.language)


def promise_kind(text: str, wording: Wording = ANY) -> tuple[PromiseKind, str] | None:
    """Kind of a printed service promise and the words after its lead, or None for other text."""
    return None if wording.translated else _promise_kind(tidy(text), wording.language)


@lru_cache(maxsize=1024)
def _promise_kind(clean: str, language: str | None) -> tuple[PromiseKind, str] | None:
    for file in _own_first(Wording(language)):
        for lead, word in file.promises.items():
            match = re.search(re.escape(lead), clean, re.IGNORECASE)
            if match and word.mark.decides:
                return word.kind, clean[match.end() :].strip()
    return None


@cache
def _phrases(language: str) -> tuple[tuple[str, ParcelStage, Mark], ...]:
    groups = word_files()[language].tracking
    return tuple(
        (fold(phrase), group.stage, group.mark) for group in groups for phrase in group.phrases
    )


def tracking_stage(text: str, wording: Wording = ANY) -> tuple[ParcelStage, Mark] | None:
    """Stage that the words of a tracking event stand for, by the first phrase they contain.

    Phrases of weak evidence are given as well, with their mark: they decide nothing.
    """
    folded = fold(text)
    for file in _own_first(wording):
        for phrase, stage, mark in _phrases(file.language):
            if phrase in folded:
                return stage, mark
    return None


def refund_state(text: str, wording: Wording = ANY) -> str | None:
    """State that the refund line of a list card tells of, or None where no table knows it."""
    word = _deciding("refund", text, wording)
    return None if word is None else str(word.meaning)
