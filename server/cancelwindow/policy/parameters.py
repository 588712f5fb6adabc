"""Policy parameters: dated, cited figures, and what is valid on one day.

One parameter is one file of `parameters/`. Its `values` are keyed by the day they took effect; a
value is one claim, or several `claims` that contradict each other with the `resolution` as data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from aliorders.models import Model
from cancelwindow.policy.sources import Source, SourceRefs, Text, cite
from cancelwindow.policy.verdict import Citation

Number = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)]


class Unit(StrEnum):
    """What a figure counts."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    SHARE = "share"
    EUROS = "euros"
    PERCENT = "percent"
    YEARS = "years"


class ClaimConfidence(StrEnum):
    """How a source knows (design, section 6)."""

    STATED = "stated"
    REPORTED = "reported"
    OBSERVED = "observed"
    ASSUMED = "assumed"


class Standing(StrEnum):
    """What a claim is used for."""

    USED = "used"
    """Makes the figure."""
    OUTLIER = "outlier"
    """Named beside the figure, never part of it."""
    LISTED = "listed"
    """Kept on record, not shown in a sentence."""
    REFUSED = "refused"
    """Kept on record so that nobody repeats it."""


class Resolution(StrEnum):
    """How contradicting claims become one figure."""

    RANGE = "range"
    """From the lowest to the highest used claim."""
    CHOSEN = "chosen"
    """One used claim; the others are outliers or history."""
    SET = "set"
    """Every used claim by itself, such as the days on which to remind."""


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: Any) -> date:
    """Only a bare ISO day: neither a number nor a date with a time is one."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError(f"{value!r} is not an ISO date such as 2026-03-31")
    return date.fromisoformat(value)


IsoDay = Annotated[date, BeforeValidator(_iso_day)]


class Claim(Model):
    """What one or several sources say: a `value`, a span, or an upper end (`high` alone)."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Unit | None = None
    """Where it differs from the parameter's."""
    source: SourceRefs
    place: str = ""
    confidence: ClaimConfidence
    standing: Standing = Standing.USED
    label: str = ""
    """What the claim is limited to, such as ``cards``."""
    note: str = ""

    @model_validator(mode="after")
    def _value_or_span(self) -> Self:
        if (self.value is None) == (self.high is None):
            raise ValueError("give either value, or high with an optional low")
        if self.value is not None and self.low is not None:
            raise ValueError("low belongs to high, not to value")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self

    @property
    def ends(self) -> tuple[Number | None, Number]:
        """Lower end (None for "up to") and upper end."""
        if self.value is not None:
            return self.value, self.value
        assert self.high is not None  # noqa: S101 - held by the validator
        return self.low, self.high


_CLAIM_KEYS = frozenset(Claim.model_fields)


class DatedValue(Model):
    """What held from `effective` on."""

    effective: IsoDay
    resolution: Resolution | None = None
    note: str = ""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _inline_claim(cls, data: Any) -> Any:
        """A value with one claim carries the claim's keys itself."""
        if not isinstance(data, Mapping) or "claims" in data:
            return data
        claim = {key: data[key] for key in data if key in _CLAIM_KEYS}
        return {key: data[key] for key in data if key not in _CLAIM_KEYS} | {"claims": [claim]}

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        used = sum(claim.standing is Standing.USED for claim in self.claims)
        if len(self.claims) > 1 and self.resolution is None:
            raise ValueError("several claims need a resolution: range, chosen or set")
        several = self.resolution in {Resolution.RANGE, Resolution.SET}
        if several and used < 2:
            raise ValueError(f"resolution {self.resolution} needs two or more used claims")
        if not several and used != 1:
            raise ValueError(f"exactly one claim must be used, not {used}")
        return self


class Parameter(Model):
    """One file of `parameters/`."""

    description: Text
    unit: Unit
    review_by: IsoDay
    spoken: str | None = None
    """Word of the catalogue that stands for the figure where it must never be shown."""
    values: Annotated[tuple[DatedValue, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _dated(self) -> Self:
        days = [value.effective for value in self.values]
        if days != sorted(set(days)):
            raise ValueError("values must stand in order of their effective dates, each date once")
        for value in self.values:
            for claim in value.claims:
                if claim.standing is Standing.USED and claim.unit not in (None, self.unit):
                    raise ValueError("a used claim has the unit of its parameter")
        return self


@dataclass(frozen=True, slots=True)
class Span:
    """A length in `unit`; `low` is None where only an upper end is known."""

    low: Number | None
    high: Number
    unit: Unit

    @property
    def shortest(self) -> Span:
        """The lower end alone, or the upper where there is no other."""
        return Span(None, self.high if self.low is None else self.low, self.unit)

    @property
    def at_most(self) -> Span:
        """From nothing to the upper end: for what may or may not come before something else."""
        return Span(0, self.high, self.unit)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A claim that is named beside the figure."""

    span: Span
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter on one day."""

    name: str
    span: Span
    spoken: str | None
    effective: date
    members: tuple[Number, ...]
    """The used claims of a set, lowest first; empty for any other resolution."""
    outliers: tuple[Outlier, ...]
    citations: tuple[Citation, ...]
    """Of the used claims, then of the outliers."""


def _citations(claim: Claim, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    return tuple(cite(ref, sources[ref.source], claim.place) for ref in claim.source)


def dated_value(parameter: Parameter, day: date) -> DatedValue:
    """What held on `day`; before the first effective date the oldest value holds."""
    valid = [value for value in parameter.values if value.effective <= day]
    return valid[-1] if valid else parameter.values[0]


def figure(name: str, parameter: Parameter, day: date, sources: Mapping[str, Source]) -> Figure:
    """`parameter` as it stood on `day`.

    Before the first effective date the oldest value holds: nothing older is on record, and the
    verdict shows the date.
    """
    dated = dated_value(parameter, day)
    used = [claim for claim in dated.claims if claim.standing is Standing.USED]
    others = [claim for claim in dated.claims if claim.standing is Standing.OUTLIER]
    lows = [claim.ends[0] for claim in used]
    known_lows = [low for low in lows if low is not None]
    outliers = tuple(
        Outlier(Span(*claim.ends, claim.unit or parameter.unit), claim.label, citation)
        for claim in others
        for citation in _citations(claim, sources)[:1]
    )
    return Figure(
        name=name,
        span=Span(
            low=min(known_lows) if len(known_lows) == len(lows) else None,
            high=max(claim.ends[1] for claim in used),
            unit=parameter.unit,
        ),
        spoken=parameter.spoken,
        effective=dated.effective,
        members=_members(dated.resolution, used),
        outliers=outliers,
        citations=tuple(
            citation for claim in (*used, *others) for citation in _citations(claim, sources)
        ),
    )


def _members(resolution: Resolution | None, used: list[Claim]) -> tuple[Number, ...]:
    if resolution is not Resolution.SET:
        return ()
    return tuple(sorted({claim.ends[1] for claim in used}))
