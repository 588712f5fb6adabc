"""The policy as lists: every parameter, source and claim, as `cancelwindow policy` prints them.

Pure: the caller says which day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aliorders.models import Model
from cancelwindow.policy.book import PolicyBook, Tables
from cancelwindow.policy.checks import all_references
from cancelwindow.policy.parameters import (
    Claim,
    ClaimConfidence,
    DatedValue,
    Parameter,
    Resolution,
    Span,
    Standing,
    Unit,
    dated_value,
)
from cancelwindow.policy.sources import Source, cite
from cancelwindow.policy.verdict import Citation, Grade
from cancelwindow.policy.voice import Voice


class ListedClaim(Model):
    """What one or several sources say of a figure."""

    says: str
    standing: Standing
    confidence: ClaimConfidence
    label: str = ""
    """What the claim is limited to, such as ``cards``."""
    note: str = ""
    citations: tuple[Citation, ...]


class ListedValue(Model):
    """What held from a day on, with every claim on record."""

    effective: date
    resolution: Resolution | None = None
    note: str = ""
    claims: tuple[ListedClaim, ...]


class ListedParameter(Model):
    """A parameter on one day, in one line."""

    name: str
    description: str
    figure: str
    unit: Unit
    effective: date
    sources: tuple[str, ...]
    """Keys of the sources that make the figure."""
    grade: Grade
    """The best of theirs."""
    confidence: tuple[ClaimConfidence, ...]
    review_by: date
    due: bool
    """Whether the day of its review has come."""


class ParameterHistory(Model):
    """Everything on record of a parameter."""

    now: ListedParameter
    history: tuple[ListedValue, ...]
    conflicts: tuple[str, ...]
    """Ids of the conflicts that belong to it."""
    facts: tuple[str, ...]
    """Ids of the facts that live in it."""


class ListedSource(Model):
    """A source, and how many places cite it."""

    key: str
    source: Source
    cited: int


def value_listed(dated: DatedValue, unit: Unit, voice: Voice, tables: Tables) -> ListedValue:
    """A dated value with its claims in words."""
    return ListedValue(
        effective=dated.effective,
        resolution=dated.resolution,
        note=dated.note,
        claims=tuple(_claim(claim, unit, voice, tables) for claim in dated.claims),
    )


def _claim(claim: Claim, unit: Unit, voice: Voice, tables: Tables) -> ListedClaim:
    return ListedClaim(
        says=voice.length(Span(*claim.ends, claim.unit or unit)).say(""),
        standing=claim.standing,
        confidence=claim.confidence,
        label=claim.label,
        note=claim.note,
        citations=tuple(cite(ref, tables.sources[ref.source], claim.place) for ref in claim.source),
    )


def parameters(book: PolicyBook, day: date, language: str) -> tuple[ListedParameter, ...]:
    """Every parameter as it stands on `day`, by name."""
    return tuple(
        _parameter(name, parameter, book, day, language)
        for name, parameter in sorted(book.tables.parameters.items())
    )


def _parameter(
    name: str, parameter: Parameter, book: PolicyBook, day: date, language: str
) -> ListedParameter:
    voice = Voice(book, book.at(day), book.language(language))
    dated = dated_value(parameter, day)
    used = [claim for claim in dated.claims if claim.standing is Standing.USED]
    cited = [cite(ref, book.tables.sources[ref.source]) for claim in used for ref in claim.source]
    return ListedParameter(
        name=name,
        description=parameter.description,
        figure=voice.figure_text(name),
        unit=parameter.unit,
        effective=dated.effective,
        sources=tuple(dict.fromkeys(citation.source for citation in cited)),
        grade=min(citation.grade for citation in cited),
        confidence=tuple(dict.fromkeys(claim.confidence for claim in used)),
        review_by=parameter.review_by,
        due=parameter.review_by <= day,
    )


def history(name: str, book: PolicyBook, day: date, language: str) -> ParameterHistory:
    """Everything on record of a parameter, oldest value first; KeyError for an unknown name."""
    parameter = book.tables.parameters[name]
    voice = Voice(book, book.at(day), book.language(language))
    place = f"parameter.{name}"
    return ParameterHistory(
        now=_parameter(name, parameter, book, day, language),
        history=tuple(
            value_listed(dated, parameter.unit, voice, book.tables) for dated in parameter.values
        ),
        conflicts=tuple(
            key for key, one in book.tables.conflicts.items() if place in one.shown_with
        ),
        facts=tuple(key for key, one in book.tables.facts.items() if place in one.lives_in),
    )


def sources(tables: Tables) -> tuple[ListedSource, ...]:
    """Every source in the order of its file."""
    cited: dict[str, int] = {}
    for _, ref in all_references(tables):
        cited[ref.source] = cited.get(ref.source, 0) + 1
    known: Mapping[str, Source] = tables.sources
    return tuple(
        ListedSource(key=key, source=source, cited=cited.get(key, 0))
        for key, source in known.items()
    )
