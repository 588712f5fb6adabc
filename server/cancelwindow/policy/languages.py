"""The languages of the catalogue, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from babel.core import get_global

from cancelwindow.policy.phrases import DEFAULT_LANGUAGE, Catalogue
from cancelwindow.policy.translation import MESSAGES_ONLY

Reader = Callable[[str, Catalogue], Catalogue]
"""The catalogue of a language over the English one."""


class Languages(Mapping[str, Catalogue]):
    """Catalogues by language tag. Two threads that ask at once get catalogues that say the same."""

    def __init__(self, english: Catalogue, others: Mapping[str, Reader]) -> None:
        """`others` by language tag, such as ``pt-BR``."""
        self._read = {DEFAULT_LANGUAGE: english}
        self._others = dict(others)

    def __getitem__(self, language: str) -> Catalogue:
        if language not in self._read:
            read = self._others[language](language, self._read[DEFAULT_LANGUAGE])
            self._read.setdefault(language, read)
        return self._read[language]

    def __contains__(self, language: object) -> bool:
        return language in self._read or language in self._others

    def __iter__(self) -> Iterator[str]:
        yield DEFAULT_LANGUAGE
        yield from self._others

    def __len__(self) -> int:
        return 1 + len(self._others)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages a verdict is said in; messages have more."""
        return tuple(language for language in self if language not in MESSAGES_ONLY)

    def nearest(self, wanted: str) -> str:
        """The best language for a tag: itself, its base, one of the same base, or English.

        ``pt`` and ``pt-PT`` are ``pt-BR``; ``iw`` is an old tag of ``he``.
        """
        tag = wanted.replace("_", "-").lower()
        base = tag.split("-", maxsplit=1)[0]
        base = get_global("language_aliases").get(base, base)
        by_tag = {language.lower(): language for language in self.spoken}
        for candidate in (tag, base):
            if candidate in by_tag:
                return by_tag[candidate]
        kin = (language for language in self.spoken if language.split("-", maxsplit=1)[0] == base)
        return next(kin, DEFAULT_LANGUAGE)
