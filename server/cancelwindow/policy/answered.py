"""A case with its answer, and the remarks that stand beside it."""

from __future__ import annotations

from dataclasses import dataclass

from aliorders.models import Disagreement
from cancelwindow.policy.case import Case
from cancelwindow.policy.clocks import Clock
from cancelwindow.policy.tables import Row
from cancelwindow.policy.verdict import Confidence


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with its answer and the clocks that run on it: the only input of a remark."""

    case: Case
    row: Row
    confidence: Confidence
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark beside the answer, by its key, with the disagreement it is about."""

    key: str
    about: Disagreement | None = None
