"""Shape of `rights.yaml`: consumer rights by region, as information."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from aliorders.models import Model
from cancelwindow.policy.buyer import CountryCode
from cancelwindow.policy.sources import SourceRefs, Text


class Topic(StrEnum):
    """What a right is about; an answer names the topics that matter to it."""

    CHANGE_OF_MIND = "change_of_mind"
    LATE_DELIVERY = "late_delivery"


class RightEntry(Model):
    """One right: the sentence `right.<key>`, for every country of its region."""

    region: Text
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    sources: SourceRefs
    link: Text | None = None


class Rights(Model):
    """`rights.yaml`."""

    regions: Mapping[str, tuple[CountryCode, ...]]
    links: Mapping[str, Annotated[str, Field(pattern=r"^https://europa\.eu/youreurope/")]]
    rights: Mapping[str, RightEntry]

    @model_validator(mode="after")
    def _resolves(self) -> Self:
        for key, entry in self.rights.items():
            if entry.region not in self.regions:
                raise ValueError(f"right {key!r} names the unknown region {entry.region!r}")
            if entry.link is not None and entry.link not in self.links:
                raise ValueError(f"right {key!r} names the unknown link {entry.link!r}")
        countries = [country for region in self.regions.values() for country in region]
        if len(set(countries)) < len(countries):
            raise ValueError("a country stands in one region only")
        return self

    def region_of(self, country: CountryCode) -> str | None:
        """The region of a country, or None for one without rights on record."""
        return next((name for name, members in self.regions.items() if country in members), None)
