"""One language at one day: phrases filled with the policy's figures, and citations beside them."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection
from datetime import date
from typing import cast

from cancelwindow.policy.book import Policy, PolicyBook
from cancelwindow.policy.parameters import Figure, Span
from cancelwindow.policy.phrases import Sayable
from cancelwindow.policy.sources import SourceRefs
from cancelwindow.policy.speech import Spoken, length
from cancelwindow.policy.verdict import Citation, SourceConflict

Values = dict[str, str | Sayable]


class Voice:
    """Says sentences of a verdict; holds no order."""

    def __init__(self, book: PolicyBook, policy: Policy, language: str) -> None:
        """`language` is one of the catalogues; `PolicyBook.language` finds it for any tag."""
        self.language = language
        self._book = book
        self._policy = policy
        self._catalogue = book.catalogue(self.language)
        # Looked up and never changed, which is all that a ChainMap does with its second mapping.
        self._figures = cast("Values", policy.spoken(self.language))

    def say(self, key: str, values: Values | None = None) -> str:
        """The phrase under `key` with `values` and the figures; PhraseError if one is missing."""
        known = self._figures if values is None else ChainMap(values, self._figures)
        return self._catalogue.say(key, known)

    def among(self, *languages: str) -> tuple[Voice, ...]:
        """This voice and those of `languages`, as far as they exist; each language once."""
        wanted = dict.fromkeys((*languages, self.language))
        return tuple(
            self if language == self.language else Voice(self._book, self._policy, language)
            for language in wanted
            if language in self._book.tables.catalogues
        )

    def speaks(self, key: str) -> bool:
        """Whether the phrase is written in this voice's own language."""
        return self._catalogue.speaks(key)

    def origin(self, name: str) -> str:
        """Where a value came from, in words; the name itself where the catalogue has none."""
        key = f"origin.{name.lower().replace(' ', '_')}"
        return self.say(key) if key in self._catalogue else name

    def figure(self, parameter: str) -> Figure:
        """A parameter's figure on the day."""
        return self._policy.figure(parameter)

    def figure_text(self, parameter: str, form: str = "") -> str:
        """A parameter's figure in words, whole or in one of its forms (`speech.Spoken`)."""
        return self._policy.spoken(self.language)[parameter].say(form)

    def length(self, span: Span) -> Spoken:
        """A length that is no figure of the policy, whole, in both cases."""
        return length(span, self._catalogue)

    def citations(self, refs: SourceRefs | None) -> tuple[Citation, ...]:
        """References as citations."""
        return self._book.citations(refs)

    def conflicts(self, names: Collection[str]) -> tuple[SourceConflict, ...]:
        """What the sources disagree on, of all that is named."""
        return tuple(
            SourceConflict(id=key, text=self.say(f"conflict.{key}"), citations=quoted)
            for key, quoted in self._book.conflicts(names).items()
        )

    def message_citations(self, template: str) -> tuple[Citation, ...]:
        """Whom the English text of a message quotes."""
        return self.citations(self._book.tables.messages[template].sources)

    def number(self, number: float) -> str:
        """A number as the language writes it."""
        return self._catalogue.number(number)

    def count(self, key: str, number: float) -> str:
        """A number of what `key` counts; see `Catalogue.count`."""
        return self._catalogue.count(key, number)

    def days(self, first: date, last: date) -> str:
        """One day, or a first and a last."""
        if first == last:
            return self.say("when.day", {"day": self._catalogue.day(first)})
        ends: Values = {"first": self._catalogue.day(first), "last": self._catalogue.day(last)}
        return self.say("when.range", ends)

    def pacific(self, day: date) -> str:
        """The day on which an instant falls in US Pacific time; the reader's own may differ."""
        return self.say("when.pacific", {"day": self._catalogue.day(day)})

    def day(self, day: date) -> str:
        """A calendar day."""
        return self._catalogue.day(day)
