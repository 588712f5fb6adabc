"""Which kind of payment a page's own words name, as far as the words on record tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aliorders.models import Missing
from aliorders.text.fold import fold
from cancelwindow.policy.refund_table import MethodWord, RefundMethod, WordMark


class Told(StrEnum):
    """What the page says of the payment method."""

    NOT_SEEN = "not_seen"
    NOT_UNDERSTOOD = "not_understood"
    """Words that no table has."""
    SEVERAL = "several"
    """Words of more than one kind: a refund may be divided."""
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment method, as far as it is known. `kind` and `word` are set for `Told.ONE`."""

    told: Told
    kind: str | None = None
    word: MethodWord | None = None

    @property
    def is_proven(self) -> bool:
        """Whether a page, a code or the method's own name tells the kind."""
        return self.word is not None and self.word.mark is not WordMark.PLAIN


def payment(text: str | Missing, methods: Mapping[str, RefundMethod]) -> Payment:
    """The kind of payment that `text`, a page's payment method, names."""
    if isinstance(text, Missing):
        return Payment(Told.NOT_SEEN)
    folded = fold(text)
    named = [
        (kind, word)
        for kind, method in methods.items()
        for word in method.words
        if word.is_in(folded)
    ]
    if not named:
        return Payment(Told.NOT_UNDERSTOOD)
    if len({(kind, word.name if kind == "other" else "") for kind, word in named}) > 1:
        return Payment(Told.SEVERAL)
    kind, word = named[0]
    return Payment(Told.ONE, kind, word)
