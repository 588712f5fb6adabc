"""Status words this installation has learned, and which of them may decide.

A word is learned where the site's data gives a language-neutral code beside it. Lessons that
contradict each other are kept, so that they can be shown, and cancel each other: such a word
decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from aliorders.models.values import Model
from aliorders.models.words import WordLesson
from aliorders.text.fold import fold

Key = tuple[str, str]


def key_of(lesson: WordLesson) -> Key:
    """What makes two lessons speak of one word: its folded form and its language."""
    return fold(lesson.word), lesson.language or ""


class LearnedWords(Model):
    """The lessons of one installation. Immutable; a new one is made for each change."""

    lessons: tuple[WordLesson, ...] = ()

    def meaning(self, word: str, language: str | None = None) -> WordLesson | None:
        """The lesson that decides for `word`; None where there is none, or two that differ.

        Lessons of the page's own language come first. Those of other languages count where the
        page names none, or where its own has no lesson.
        """
        folded = fold(word)
        about = [lesson for lesson in self.lessons if fold(lesson.word) == folded]
        own = [lesson for lesson in about if language and lesson.language == language]
        return _agreed(own or about)

    def contested(self) -> tuple[tuple[WordLesson, ...], ...]:
        """Groups of lessons that contradict each other."""
        return tuple(group for group in self._by_word() if _agreed(group) is None)

    def settled(self) -> tuple[WordLesson, ...]:
        """The lessons that decide, one per word and language."""
        agreed = (_agreed(group) for group in self._by_word())
        return tuple(lesson for lesson in agreed if lesson is not None)

    def _by_word(self) -> Iterator[tuple[WordLesson, ...]]:
        for _, group in groupby(sorted(self.lessons, key=key_of), key=key_of):
            yield tuple(group)


NOTHING_LEARNED = LearnedWords()


def _agreed(lessons: Iterable[WordLesson]) -> WordLesson | None:
    """The first of `lessons`, where all of them say the same of the status."""
    known = list(lessons)
    meanings = {(lesson.code, lesson.end_reason) for lesson in known}
    return known[0] if len(meanings) == 1 else None


UNDETERMINED = "und"
"""BCP 47 for a language nobody knows."""


def contributions(words: LearnedWords, source: str) -> dict[str, str]:
    """The lessons that decide, as word files in TOML: by language, ready to be offered.

    `source` says in words where they come from. Contested words are left out.
    """
    by_language: dict[str, list[WordLesson]] = {}
    for lesson in words.settled():
        by_language.setdefault(lesson.language or UNDETERMINED, []).append(lesson)
    return {
        language: _word_file(language, lessons, source)
        for language, lessons in sorted(by_language.items())
    }


def _word_file(language: str, lessons: list[WordLesson], source: str) -> str:
    lines = [f"language = {_quoted(language)}", "", "[sources]"]
    lines += [f"contributed = {_quoted(source)}", "", "[status]"]
    for lesson in lessons:
        end = f', end = "{lesson.end_reason}"' if lesson.end_reason else ""
        entry = f'code = "{lesson.code}"{end}, mark = "cap", source = "contributed"'
        lines += [f"# Seen with {lesson.evidence}.", f"{_quoted(lesson.word)} = {{ {entry} }}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the one control character JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
