"""What may be in no bug report, and finding it. Pure.

Texts are compared as a person would recognise them: without case, accents and punctuation, word by
word, so that neither quoting nor escaping hides anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from aliorders.text.fold import fold

REMOVED = "[removed]"

SHORTEST = 3
"""Letters from which a name is told from any other word."""

_WORD = re.compile(r"\w+")

SHAPES = {
    "an e-mail address": re.compile(r"[^\s@\"]+@[^\s@\"]+\.[A-Za-z]{2,}"),
    "a phone number": re.compile(r"\+\d[\d ().-]{5,}\d"),
    "a long number": re.compile(r"\d{9,}"),
    "a card number": re.compile(r"\b\d{4}(?:[ -]\d{4}){2,}"),
    "a token": re.compile(r"[A-Za-z0-9_-]{32,}"),
}
"""What a person's data look like, whether stored or not."""

SHAPES_OF_PAGES = ("an e-mail address", "a phone number")
"""A redacted page is full of invented numbers; of these it has none."""


class Secrets:
    """Texts that may be nowhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` as they are stored; what is too short to be told apart is left out."""
        self._by_first: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            words = _words(text)
            if words and len("".join(words)) >= SHORTEST:
                self._by_first[words[0]].add(" ".join(words))

    def are_in(self, text: str) -> bool:
        """Whether any of them is."""
        words = _words(text)
        whole = f" {' '.join(words)} "
        return any(
            f" {secret} " in whole for word in set(words) for secret in self._by_first.get(word, ())
        )


def leaks(text: str, secrets: Secrets, shapes: Iterable[str] = tuple(SHAPES)) -> list[str]:
    """What a text gives away, in words that do not repeat it."""
    found = [name for name in shapes if SHAPES[name].search(text)]
    return [*found, "something that is stored"] if secrets.are_in(text) else found


def scrubbed(value: Any, secrets: Secrets) -> Any:
    """JSON with each text that gives something away replaced whole, names of fields included."""
    if isinstance(value, str):
        return REMOVED if leaks(value, secrets) else value
    if isinstance(value, dict):
        return {scrubbed(name, secrets): scrubbed(one, secrets) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(one, secrets) for one in value]
    return value


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
