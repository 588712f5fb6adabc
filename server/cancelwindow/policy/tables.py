"""Shapes of the policy's tables: answers, remarks, steps, messages, refused claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from aliorders.models import ActionKind, Model
from aliorders.text.fold import fold
from cancelwindow.policy.rights_table import Topic
from cancelwindow.policy.sources import SourceRefs, Text
from cancelwindow.policy.verdict import Answer, Confidence

REFUND_DUE = "refund_due"
"""Deadline by which the refund of an accepted cancellation should be back."""


class Want(StrEnum):
    """Something that would narrow an answer when it was not seen."""

    CANCEL_BUTTON = "cancel_button"
    TRACKING = "tracking"
    END_REASON = "end_reason"
    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    COMPLETED = "completed"


class ReasonEntry(Model):
    """A sentence (`reason.<text>`) with the figure or the sources it rests on."""

    text: Text
    parameter: Text | None = None
    sources: SourceRefs | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.parameter is None and self.sources is None:
            raise ValueError("a reason names a parameter or its sources")
        return self


def _as_step(value: Any) -> Any:
    return {"step": value} if isinstance(value, str) else value


class RefundState(StrEnum):
    """How far a refund is that has begun."""

    UNDATED = "undated"
    """Nobody can say when it began."""
    WAITING = "waiting"
    """Its time runs."""
    LATE = "late"


class Occasion(StrEnum):
    """When a step is for now; `rules/steps.py` says when that is."""

    ADDRESS_BUTTON_NOT_SEEN = "address_button_not_seen"
    LATE_COUPON_PRINTED = "late_coupon_printed"
    PROTECTION_ENDS_SOON = "protection_ends_soon"
    """Time enough to ask for more of it."""
    PROTECTION_ALMOST_OVER = "protection_almost_over"
    """Too late to ask."""


class StepEntry(Model):
    """A step of `steps.yaml`; with `button`, only where the page shows that button, with `refund`,
    only while the refund is that far, and with `when`, only on that occasion."""

    step: Text
    button: ActionKind | None = None
    refund: RefundState | None = None
    when: Occasion | None = None

    @property
    def is_always_said(self) -> bool:
        """Whether nothing can leave it out."""
        return self.button is None and self.refund is None and self.when is None


def _as_refund(value: Any) -> Any:
    return REFUND_DUE if value is True else value or None


class Row(Model):
    """One answer and all that is said with it."""

    rule: Text
    answer: Answer
    confidence: Confidence
    reasons: Annotated[tuple[ReasonEntry, ...], Field(min_length=1)]
    steps: Annotated[
        tuple[Annotated[StepEntry, BeforeValidator(_as_step)], ...], Field(min_length=1)
    ]
    deadlines: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    message: Text | None = None
    other_messages: tuple[Text, ...] = ()
    """Texts for what only the person knows, such as a wrong address."""
    rights: tuple[Topic, ...] = ()
    """Topics of consumer rights that matter to this answer."""
    refund: Annotated[Text | None, BeforeValidator(_as_refund)] = None
    """Deadline by which the money should be back, `refund_due` where only `true` is written."""
    wants: tuple[Want, ...] = ()

    @model_validator(mode="after")
    def _always_a_step(self) -> Self:
        if not any(entry.is_always_said for entry in self.steps):
            raise ValueError("at least one step must depend on nothing")
        return self

    @property
    def messages(self) -> tuple[str, ...]:
        """Every text of this answer, the one for everybody first."""
        return (*(() if self.message is None else (self.message,)), *self.other_messages)


class LineRow(Model):
    """One entry of `by_line.yaml`: the answer for a line in one state."""

    answer: Answer
    confidence: Confidence
    sources: SourceRefs


class ShownAs(StrEnum):
    """Where a remark stands in the verdict."""

    REASON = "reason"
    WARNING = "warning"


class Remark(Model):
    """One entry of `remarks.yaml`."""

    shown_as: ShownAs
    sources: SourceRefs
    words: tuple[Text, ...] = ()
    """Words of the page that call for it; what a page says in other words calls for nothing."""

    def is_about(self, text: str) -> bool:
        """Whether `text` holds one of the words, whatever its case and accents."""
        folded = fold(text)
        return any(fold(word) in folded for word in self.words)


class Step(Model):
    """What a person can do: the page where it is done, and the deadlines that date it.

    The first of `dated_by` that has a date which is not over puts it into `step_dated.<id>`.
    """

    link: str | None = None
    dated_by: tuple[Text, ...] = ()


def _as_link(value: Any) -> Any:
    return {"link": value} if value is None or isinstance(value, str) else value


class Steps(Model):
    """`steps.yaml`: URL templates, and the steps by their id."""

    links: Mapping[str, Annotated[str, Field(pattern=r"^https://www\.aliexpress\.com/")]]
    steps: Mapping[str, Annotated[Step, BeforeValidator(_as_link)]]

    @model_validator(mode="after")
    def _known_links(self) -> Self:
        for key, step in self.steps.items():
            if step.link is not None and step.link not in self.links:
                raise ValueError(f"step {key!r} names the unknown link {step.link!r}")
        return self


class MessageTemplate(Model):
    """A ready text to the seller or to support; `sources` is empty for our own wording."""

    text: Text
    sources: SourceRefs | None = None


class RefusedClaim(Model):
    """A claim we do not repeat, who makes it (None: nobody on record), and why not."""

    claim: Text
    said_by: SourceRefs | None
    reason: Text
    patterns: Annotated[tuple[Text, ...], Field(min_length=1)]

    @field_validator("patterns")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns
