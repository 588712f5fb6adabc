"""The word files, one per language, and what each may hold. text/words/README.md explains them."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from aliorders.data import names, table
from aliorders.models.orders import ActionKind, EndCause, EndReason, OrderStatus, PromiseKind
from aliorders.models.parcels import ParcelStage
from aliorders.models.values import Model
from aliorders.models.words import Mark

SourceKeys = Annotated[tuple[str, ...], Field(min_length=1)]


class Word(Model):
    """How well a word is known, and who says so (keys of the file's `sources`)."""

    mark: Mark
    source: str | SourceKeys

    @property
    def meaning(self) -> Hashable:
        """What two languages must agree on before the word counts without a known language."""
        raise NotImplementedError


class StatusWord(Word):
    """A status word. UNKNOWN is for words that are known to name no status of the order."""

    code: OrderStatus
    end: EndReason | None = None
    cause: EndCause | None = None

    @property
    def meaning(self) -> Hashable:
        return self.code, self.end

    @model_validator(mode="after")
    def _ends_only_where_it_ended(self) -> StatusWord:
        if (self.end is not None) != (self.code is OrderStatus.FINISH):
            raise ValueError("`end` belongs to FINISH, and FINISH needs it")
        if self.cause is not None and self.end is None:
            raise ValueError("`cause` belongs to FINISH")
        return self


class EndingWord(Word):
    """The sentence under the status of an ended order."""

    end: EndReason

    @property
    def meaning(self) -> Hashable:
        return self.end


FieldName = Literal[
    "order_id",
    "placed",
    "paid",
    "shipped",
    "completed",
    "payment_method",
    "total",
    "delivery_estimate",
    "tracking_number",
]


class LabelWord(Word):
    """The label of a row."""

    field: FieldName

    @property
    def meaning(self) -> Hashable:
        return self.field


class ButtonWord(Word):
    """The label of a button; `not_an_action` for controls that act on nothing of the order."""

    kind: ActionKind | Literal["not_an_action"]

    @property
    def meaning(self) -> Hashable:
        return self.kind


class PromiseWord(Word):
    """Words of a service promise, before its date."""

    kind: PromiseKind

    @property
    def meaning(self) -> Hashable:
        return self.kind


class RefundWord(Word):
    """The refund line of a list card."""

    state: Literal[
        "waiting_for_site", "waiting", "processing", "refunded", "advance_refunded", "request_done"
    ]

    @property
    def meaning(self) -> Hashable:
        return self.state


class NavigationWord(Word):
    """A word of a menu, a heading or a dialog. It decides nothing; it is only no unknown one."""

    part: Literal["order_list", "order_details", "load_more", "account", "dialog", "price"]

    @property
    def meaning(self) -> Hashable:
        return self.part


class TrackingWords(Word):
    """Phrases of a tracking event without a code."""

    stage: ParcelStage
    phrases: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def meaning(self) -> Hashable:
        return self.stage


class Challenge(Word):
    """Titles of the page that checks for robots."""

    titles: tuple[str, ...]

    @property
    def meaning(self) -> Hashable:
        return self.titles


class WordFile(Model):
    """The words of one language."""

    language: str
    sources: dict[str, str] = Field(default_factory=dict)
    status: dict[str, StatusWord] = Field(default_factory=dict)
    endings: dict[str, EndingWord] = Field(default_factory=dict)
    labels: dict[str, LabelWord] = Field(default_factory=dict)
    buttons: dict[str, ButtonWord] = Field(default_factory=dict)
    promises: dict[str, PromiseWord] = Field(default_factory=dict)
    refund: dict[str, RefundWord] = Field(default_factory=dict)
    navigation: dict[str, NavigationWord] = Field(default_factory=dict)
    tracking: tuple[TrackingWords, ...] = ()
    challenge: Challenge | None = None


@cache
def word_files() -> dict[str, WordFile]:
    """Every word file, by language; English first, the rest in alphabetical order."""
    languages = sorted(names("text/words"), key=lambda language: (language != "en", language))
    return {
        language: WordFile.model_validate(table(f"text/words/{language}")) for language in languages
    }
