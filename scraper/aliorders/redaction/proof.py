"""Proof that a redacted snapshot reads like the original, in all but the values."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from aliorders.models import Blocked, FieldReport, Missing, Moment, Money, PageReading, ParseReport

Outline = dict[str, Any]
"""By path: why a value is missing, a code, a count; of other values only that they are there."""

_CODES = frozenset({"type_code", "code", "stage_basis", "engine"})
"""Text fields that hold a code of the site's own, which redaction keeps."""

_FIGURES = "result.stores"
"""A store's figures name it, and are replaced."""


def outline(result: PageReading | Blocked) -> Outline:
    """What must be the same before and after."""
    return dict(_leaves(result, "result"))


def differences(before: Outline, after: Outline) -> tuple[str, ...]:
    """Paths that are not the same, without any value."""
    paths = dict.fromkeys([*before, *after])
    return tuple(path for path in paths if before.get(path) != after.get(path))


def _leaves(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, ParseReport):
        return _report(value, path)
    if isinstance(value, (tuple, list)):
        inner = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        return [(path, len(value)), *_all(inner)]
    if isinstance(value, BaseModel) and not isinstance(value, (Missing, Money, Moment)):
        return _all([(f"{path}.{name}", item) for name, item in value])
    return [(path, _told(value, path))]


def _all(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [leaf for path, value in pairs for leaf in _leaves(value, path)]


def _told(value: Any, path: str) -> Any:
    """Codes, counts and answers are kept as they are; of a text only that there is one."""
    if isinstance(value, (Missing, Money, Moment)):
        return _form(value)
    if isinstance(value, (StrEnum, bool)) or value is None:
        return value
    if isinstance(value, int) and not path.startswith(_FIGURES):
        return value
    if path.rpartition(".")[2] in _CODES and isinstance(value, str) and "_" in value:
        return value
    return bool(value)


def _form(value: Missing | Money | Moment) -> Any:
    if isinstance(value, Missing):
        return value.missing.value
    if isinstance(value, Money):
        return "money", value.currency, value.amount < 0, value.amount == 0
    return "moment", value.precision.value, value.at is None, value.zone_assumed


def _report(report: ParseReport, path: str) -> list[tuple[str, Any]]:
    return [
        (f"{path}.report.fields", tuple(_found(field) for field in report.fields)),
        (f"{path}.report.disagreements", tuple(item.field for item in report.disagreements)),
        (f"{path}.report.unknown_words", len(report.unknown_words)),
        (f"{path}.report.unknown_types", report.unknown_types),
    ]


def _found(field: FieldReport) -> tuple[object, ...]:
    return (field.field, field.matched, field.rank, field.tried)
