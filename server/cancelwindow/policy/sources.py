"""Sources and references to them: who says so, when, and how good that is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from aliorders.models import Model
from cancelwindow.policy.verdict import Citation, Grade

_SOURCE_DATE = r"^(undated|\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?)$"

SourceDate = Annotated[str, StringConstraints(pattern=_SOURCE_DATE)]
"""ISO year, month or day, a first/last pair of them, or ``undated``."""

UNDATED = "undated"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Source(Model):
    """One entry of `sources.yaml`; `grade` is the best grade a citation of it can have."""

    title: Text
    publisher: Text
    date: SourceDate
    grade: Grade
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None
    note: str


class SourceRef(Model):
    """A source as a claim cites it: its key, the place in it, and a lower grade if needed."""

    source: Text
    place: str = ""
    grade: Grade | None = None


def _as_refs(value: Any) -> Any:
    """Accept ``B1``, ``{source: B1, place: ...}`` and a list of either."""
    several = value if isinstance(value, (list, tuple)) else [value]
    return [{"source": one} if isinstance(one, str) else one for one in several]


SourceRefs = Annotated[tuple[SourceRef, ...], BeforeValidator(_as_refs), Field(min_length=1)]


def cite(ref: SourceRef, source: Source, place: str = "") -> Citation:
    """The citation of `ref`; `place` is used where the reference names none of its own.

    Raises ValueError when the reference claims a better grade than the source has.
    """
    grade = ref.grade or source.grade
    if grade < source.grade:
        raise ValueError(
            f"grade {grade} of source {ref.source!r} is better than its {source.grade}"
        )
    return Citation(
        source=ref.source,
        title=source.title,
        publisher=source.publisher,
        date=source.date,
        grade=grade,
        place=ref.place or place,
        url=source.url,
    )
