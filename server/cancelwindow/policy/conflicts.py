"""Where the sources contradict each other, as data, and what a verdict says of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from aliorders.models import Model
from cancelwindow.policy.parameters import Standing
from cancelwindow.policy.sources import SourceRefs, Text


class Pattern(StrEnum):
    """How a conflict is settled (policy.md, section 7)."""

    PAGE_WINS = "page_wins"
    """What the order's own page shows replaces every claim."""
    RANGE = "range"
    """Both ends are shown, each with its source."""
    NEWEST_OFFICIAL = "newest_official"
    """The newest text of AliExpress wins."""
    USUALLY = "usually"
    """A hedged sentence."""
    REFUSE = "refuse"
    """One of the claims is not repeated."""
    ASK = "ask"
    """It depends on something only the person knows."""


class SourceClaim(Model):
    """What one or several sources say, in a few words."""

    says: Text
    sources: SourceRefs
    standing: Standing


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Conflict(Model):
    """One entry of `conflicts.yaml`; its sentence is the phrase `conflict.<id>`."""

    subject: Text
    pattern: Annotated[tuple[Pattern, ...], BeforeValidator(_several), Field(min_length=1)]
    claims: Annotated[tuple[SourceClaim, ...], Field(min_length=2)]
    resolution: Text
    shown_with: tuple[Text, ...] = ()
    """Names of the policy (`names.py`): a verdict that says one of them says this too."""
    not_shown: Text | None = None
    """Why no verdict can say it."""

    @model_validator(mode="after")
    def _shown_or_not(self) -> Self:
        if bool(self.shown_with) == (self.not_shown is not None):
            raise ValueError("give either the names it is shown with, or why it is not shown")
        return self

    @property
    def cited(self) -> SourceRefs:
        """Whom a verdict quotes: the first source of each claim that its sentence speaks of."""
        quoted = {Standing.USED, Standing.OUTLIER}
        refs = (one.sources[0] for one in self.claims if one.standing in quoted)
        return tuple({ref.source: ref for ref in refs}.values())


def by_name(conflicts: Mapping[str, Conflict]) -> dict[str, tuple[str, ...]]:
    """Ids of the conflicts that belong to a name, by name, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for key, conflict in conflicts.items():
        for name in conflict.shown_with:
            found[name] = (*found.get(name, ()), key)
    return found
