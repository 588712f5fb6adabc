"""Fold text for comparison: what a person would call the same word compares equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        "\u200b\u2060\ufeff\u00ad",
    )
)
"""Direction marks, and what only tells a browser where it may break a line."""

_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7]")
"""Accents and Hebrew points. Voicing marks of kana and the hamza are letters of their own."""


def tidy(text: str) -> str:
    """Text with direction marks gone and every run of blanks (no-break ones too) made one space."""
    shown = text if text.isascii() else text.translate(_INVISIBLE)
    return " ".join(shown.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Comparison form: tidy, without case, accents or a trailing colon.

    The site itself writes "Concluído " and "concluido", "주문일자::" and "Date:".
    """
    decomposed = unicodedata.normalize("NFKD", tidy(text)).casefold()
    bare = _ACCENTS.sub("", decomposed)
    return tidy(unicodedata.normalize("NFKC", bare).casefold()).rstrip(":： ")
