"""Shape of `sellers.yaml`: what is told of a seller, and what a seller may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import model_validator

from aliorders.models import Model
from cancelwindow.policy.seller_view import Leaning, SellerBand
from cancelwindow.policy.sources import SourceRefs
from cancelwindow.policy.verdict import Confidence

BANDS = tuple(SellerBand)
"""Best first."""


def lower(first: SellerBand, second: SellerBand) -> SellerBand:
    """The lower of two bands."""
    return max(first, second, key=BANDS.index)


class FindingEntry(Model):
    """One kind of finding."""

    at_most: SellerBand
    again: SellerBand | None = None
    warning: bool = False
    leaning: Leaning
    basis: Confidence
    parameter: str | None = None
    sources: SourceRefs | None = None

    @model_validator(mode="after")
    def _again_is_lower(self) -> Self:
        if self.again is not None and lower(self.at_most, self.again) is self.at_most:
            raise ValueError("again must be a lower band than at_most")
        return self


class BehaviourEntry(Model):
    """One thing a seller may ask for."""

    sources: SourceRefs


class SellerTable(Model):
    """`sellers.yaml`."""

    findings: Mapping[str, FindingEntry]
    behaviours: Mapping[str, BehaviourEntry]

    def references(self) -> Iterator[tuple[str, SourceRefs | None]]:
        """Every reference to a source, with the place it stands in."""
        for key, finding in self.findings.items():
            yield f"sellers.yaml: {key}", finding.sources
        for key, behaviour in self.behaviours.items():
            yield f"sellers.yaml: {key}", behaviour.sources
