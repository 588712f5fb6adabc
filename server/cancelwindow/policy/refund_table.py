"""Shape of `refunds.yaml`: kinds of payment, what comes back of coupons, what is said besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import Field

from aliorders.models import Model
from aliorders.text.fold import fold
from cancelwindow.policy.sources import SourceRefs, Text
from cancelwindow.policy.tables import ReasonEntry

SHARED_COUPON = "shared"
"""Kind of a coupon that several orders may have used."""


class WordMark(StrEnum):
    """How well it is known that these words mean a kind of payment."""

    CAP = "cap"
    """Seen on an order page."""
    CODE = "code"
    """The platform's own payment code."""
    NAME = "name"
    """The method's own name, the same in every language."""
    PLAIN = "plain"
    """Plain words of guides that no page has shown."""


class MethodWord(Model):
    """Words of a page's payment method."""

    text: Text
    mark: WordMark
    starts: bool = False
    """Whether only the beginning of a code is given."""
    means: Text | None = None
    """The method's name, where `text` is a code."""

    @property
    def name(self) -> str:
        """What to call the method."""
        return self.means or self.text

    def is_in(self, folded: str) -> bool:
        """Whether a folded payment method holds these words, whole."""
        return _pattern(self.text, self.starts).search(folded) is not None


@cache
def _pattern(text: str, starts: bool) -> re.Pattern[str]:
    end = "" if starts else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(fold(text))}{end}")


class RefundMethod(Model):
    """One kind of payment, and how its refund travels."""

    goes_to: Text
    """Phrase `refund.destination.<goes_to>`."""
    sources: SourceRefs
    words: Annotated[tuple[MethodWord, ...], Field(min_length=1)]
    notes: tuple[ReasonEntry, ...] = ()
    documented: bool = True
    """Whether any source gives a time of its own."""


class CouponKind(Model):
    """Rows of the price block that are a coupon, and whether it comes back."""

    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    comes_back: ReasonEntry | None
    """None where no source says."""

    def is_about(self, title: str) -> bool:
        """Whether the title of a price row holds one of the words."""
        folded = fold(title)
        return any(fold(word) in folded for word in self.words)


class RefundNotes(Model):
    """What is said of some refunds besides."""

    after_verification: ReasonEntry
    case_as_bonus: ReasonEntry
    bonus_validity: ReasonEntry
    partial_refund: ReasonEntry


class RefundTable(Model):
    """`refunds.yaml`."""

    methods: Mapping[str, RefundMethod]
    coupons: Mapping[str, CouponKind]
    notes: RefundNotes

    @property
    def entries(self) -> tuple[ReasonEntry, ...]:
        """Every note there is."""
        of_methods = (note for method in self.methods.values() for note in method.notes)
        of_coupons = (one.comes_back for one in self.coupons.values() if one.comes_back is not None)
        besides = (getattr(self.notes, name) for name in RefundNotes.model_fields)
        return (*of_methods, *of_coupons, *besides)

    def coupon(self, title: str) -> str | None:
        """Kind of the coupon that a price row names, or None for another row."""
        return next((kind for kind, one in self.coupons.items() if one.is_about(title)), None)
