"""Fold text for comparison: what a person would call the same word compares equal."""

from __future__ import annotations

import re
import unicodedata

_BIDI_MARKS = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
)
_BLANKS = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Text with direction marks gone and every run of blanks (no-break ones too) made one space."""
    return _BLANKS.sub(" ", text.translate(_BIDI_MARKS)).strip()


def fold(text: str) -> str:
    """Comparison form: tidy, without case, accents or a trailing colon.

    The site itself writes "Concluído " and "concluido", "주문일자::" and "Date:".
    """
    decomposed = unicodedata.normalize("NFKD", tidy(text)).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return tidy(unicodedata.normalize("NFKC", bare).casefold()).rstrip(":： ")
