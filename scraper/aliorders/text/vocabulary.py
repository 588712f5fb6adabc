"""What the words of a page mean: status words, button labels, row labels, promises.

Words are data (`text/words/<language>.toml`) with a mark of how good their evidence is. Matching
is exact after folding: "Processed" and "Processing" must never meet.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from aliorders.data import table
from aliorders.models import ActionKind, EndReason, OrderStatus, PromiseKind
from aliorders.text.fold import fold, tidy


class Mark(StrEnum):
    """Evidence behind a word."""

    CAPTURED = "cap"
    CODE = "code"
    BLOG = "blog"

    @property
    def decides(self) -> bool:
        """Whether a word with this mark may decide a verdict without another signal."""
        return self is not Mark.BLOG


class StatusWord(NamedTuple):
    """Meaning of a status word."""

    code: OrderStatus
    end_reason: EndReason | None
    mark: Mark


@cache
def _status_words(language: str) -> dict[str, StatusWord]:
    words = table(f"text/words/{language}")["status"]
    return {
        fold(word): StatusWord(
            OrderStatus(entry["code"]),
            EndReason(entry["end"]) if "end" in entry else None,
            Mark(entry["mark"]),
        )
        for word, entry in words.items()
    }


def status_word(text: str, language: str = "en") -> StatusWord | None:
    """Meaning of a status word, or None for a word that no table knows."""
    return _status_words(language).get(fold(text))


_NOT_AN_ACTION = "not_an_action"


@cache
def _button_labels(language: str) -> dict[str, str]:
    groups = table(f"text/words/{language}")["buttons"]
    return {fold(label): kind for kind, labels in groups.items() for label in labels}


def action_kind(label: str, language: str = "en") -> ActionKind | None:
    """What a button with this label does; None for one that does nothing to the order."""
    kind = _button_labels(language).get(fold(label), ActionKind.OTHER.value)
    return None if kind == _NOT_AN_ACTION else ActionKind(kind)


@cache
def labels(name: str, language: str = "en") -> frozenset[str]:
    """Folded labels of one field over the years ("Ref. Number", "Order ID")."""
    return frozenset(fold(label) for label in table(f"text/words/{language}")["labels"][name])


def promise_kind(text: str, language: str = "en") -> tuple[PromiseKind, str] | None:
    """Kind of a printed service promise and the words after its lead, or None for other text."""
    clean = tidy(text)
    for kind, leads in table(f"text/words/{language}")["promises"].items():
        for lead in leads:
            match = re.search(re.escape(lead), clean, re.IGNORECASE)
            if match:
                return PromiseKind(kind), clean[match.end() :].strip()
    return None


_LABEL = re.compile(r"^\s*[^\d:：]{1,40}[:：]+\s*")


def without_label(text: str) -> str:
    """Text after its leading "Label:", whatever the label's language (Korean writes two colons)."""
    return _LABEL.sub("", tidy(text), count=1)
