"""Shape of `cancel_reasons.yaml`: the reasons a cancellation can have, and whose doing each is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from aliorders.models import Model
from cancelwindow.policy.sources import SourceRefs, Text


class Side(StrEnum):
    """Whose doing a reason is."""

    BUYER = "buyer"
    SELLER = "seller"
    OTHER = "other"


class Stage(StrEnum):
    """Orders on whose form a reason has stood."""

    UNPAID = "unpaid"
    PAID = "paid"


class CancelReasonEntry(Model):
    """One reason: the sentence `cancel_reason.<key>`, and what the form calls it where known."""

    side: Side
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    codes: tuple[Text, ...] = ()
    """The platform's own codes for it."""
    on_form: Text | None = None
    """Words of the form of 2026, in English; None where none are on record."""
    sources: SourceRefs


class CancelReasonTable(Model):
    """`cancel_reasons.yaml`."""

    asked_at: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Steps at which the form asks for a reason."""
    views: Mapping[str, SourceRefs]
    """What sources say on whether it matters: phrases `cancel_reason_advice.<key>`."""
    reasons: Mapping[str, CancelReasonEntry]
