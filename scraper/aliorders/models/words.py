"""What is known of a word on the page, and how well."""

from __future__ import annotations

from enum import StrEnum

from aliorders.models.orders import EndReason, OrderStatus
from aliorders.models.values import Model


class Mark(StrEnum):
    """Evidence behind a word (vocabulary.md 1)."""

    CAPTURED = "cap"
    """From a captured page or answer."""
    CODE = "code"
    """A public reader compares with this exact word."""
    CODE_UNSURE = "code?"
    """The same, but the word may come from a browser translator or a guess."""
    MANUAL = "doc"
    """From a vendor's translated manual, whose translator may have translated the button too."""
    BLOG = "blog"
    """A guide quotes it as a word of the interface."""
    DESCRIPTION = "desc"
    """A guide describes the state with it."""

    @property
    def decides(self) -> bool:
        """Whether a word with this mark may decide without another signal."""
        return self in (Mark.CAPTURED, Mark.CODE)


class WordUse(StrEnum):
    """Where on the page a word stands."""

    STATUS = "status"
    BUTTON = "button"
    TRACKING = "tracking"


class SuggestedWord(Model):
    """A word that a table knows, but not well enough to decide: "known from a blog only"."""

    word: str
    use: WordUse
    meaning: str
    """The code it would stand for: an order status, an action kind, a parcel stage."""
    language: str
    mark: Mark


class WordLesson(Model):
    """A status word that was seen together with a language-neutral code naming the status."""

    word: str
    language: str | None
    """Primary language of the page it stood on (BCP 47), or None where the page did not say."""
    code: OrderStatus
    end_reason: EndReason | None = None
    evidence: str
    """The code beside it, such as "orderStatus 8"."""
