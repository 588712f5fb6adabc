"""Status words, read into the platform's own codes."""

from __future__ import annotations

from typing import NamedTuple

from aliorders.models import EndReason, Missing, OrderStatus, not_found
from aliorders.text.vocabulary import status_word


class StatusReading(NamedTuple):
    """What a status word says."""

    code: OrderStatus
    end_reason: EndReason | Missing
    unknown_words: tuple[str, ...] = ()


def read_status(word: str) -> StatusReading:
    """Meaning of a status word; an unlisted one stays UNKNOWN and is reported, never guessed at."""
    meaning = status_word(word)
    if meaning is None:
        return StatusReading(OrderStatus.UNKNOWN, not_found("unknown status word"), (word,))
    end_reason = meaning.end_reason or not_found("the order has not ended")
    return StatusReading(meaning.code, end_reason)
