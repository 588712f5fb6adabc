"""Words of the site that some table of ours knows, in any language: they may stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from aliorders.data import names, table
from aliorders.text.fold import fold

_FOLDER = "text/words"
_LISTS = ("phrases", "titles")
"""Keys under which a table lists several spellings of one thing."""


@cache
def known_phrases() -> frozenset[str]:
    """Every word, label and phrase of every language's table, folded."""
    return frozenset(fold(text) for text in _texts()) - {""}


@cache
def phrase_words() -> frozenset[str]:
    """The single words of those phrases, in lower case."""
    return frozenset(
        word.casefold() for text in (*_texts(), *known_phrases()) for word in _words(text)
    )


@cache
def phrase_pattern() -> re.Pattern[str]:
    """Finds a known phrase inside a text, the longest first; letters around it end the match."""
    spellings = sorted({re.escape(text) for text in _texts()}, key=len, reverse=True)
    either = "|".join(spelling.replace(r"\ ", r"\s+") for spelling in spellings)
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])", re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


@cache
def _texts() -> tuple[str, ...]:
    allowed = table("redaction/allowed")["words"]
    spelt = [text for name in names(_FOLDER) for text in _spelt(table(f"{_FOLDER}/{name}"))]
    for name, sections in allowed["tables"].items():
        spelt += [text for section in sections for text in _spelt(table(name)[section])]
    stripped = (text.strip() for text in (*spelt, *allowed["site"]))
    return tuple(dict.fromkeys(text for text in stripped if text))


def _spelt(section: dict[str, Any]) -> Iterator[str]:
    """The words in a part of a table: a key with a mark is one, and so is every entry of a list."""
    for key, value in section.items():
        if key == "sources":
            continue
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if isinstance(entry, dict) and "mark" in entry:
                listed = [text for name in _LISTS for text in entry.get(name, ())]
                yield from listed or [key]
            elif isinstance(entry, dict):
                yield from _spelt(entry)
            elif isinstance(value, list) and key not in ("source", "sources"):
                yield entry
