"""The words of a reading that decided nothing, for the report: suggestions and unknown labels."""

from __future__ import annotations

from collections.abc import Iterator

from aliorders.models import (
    ActionKind,
    Missing,
    Order,
    OrderStatus,
    PageReading,
    SuggestedWord,
)
from aliorders.text.status import read_status
from aliorders.text.vocabulary import is_proven_label, suggested_action
from aliorders.text.wording import Wording


def with_unproven_words(reading: PageReading, wording: Wording) -> PageReading:
    """The reading, with its report naming what nothing proves the meaning of."""
    controls = [
        action
        for order in reading.orders
        if not isinstance(order.actions, Missing)
        for action in order.actions
        if action.kind is ActionKind.OTHER
    ]
    unknown = [order for order in reading.orders if order.status is OrderStatus.UNKNOWN]
    suggestions = [
        *(word for order in unknown for word in _status(order, wording)),
        *(word for action in controls if (word := suggested_action(action.label, wording))),
    ]
    labels = [
        action.label
        for action in controls
        if wording.translated or not is_proven_label(action.label)
    ]
    report = reading.report.model_copy(
        update={
            "language": wording.language,
            "translated": wording.translated,
            "suggestions": tuple(dict.fromkeys(suggestions)),
            "unknown_labels": tuple(dict.fromkeys(labels)),
        }
    )
    return reading.model_copy(update={"report": report})


def _status(order: Order, wording: Wording) -> Iterator[SuggestedWord]:
    if isinstance(order.status_word, Missing):
        return
    suggestion = read_status(order.status_word, wording).suggestion
    if suggestion is not None:
        yield suggestion
