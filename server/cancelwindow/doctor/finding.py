"""One line of the doctor: a layer, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import ConfigDict

from aliorders.models import Model


class Level(StrEnum):
    """How a layer is."""

    OK = "ok"
    WARN = "warn"
    """Works, but not all of it, or not for long."""
    FAIL = "fail"


class Finding(Model):
    """How one layer is. Nothing in it is of an order or a person, but for paths of folders."""

    model_config = ConfigDict(frozen=True)

    layer: str
    level: Level
    text: str
    remedy: str = ""
    """One thing to do; empty where all is well."""


def ok(layer: str, text: str) -> Finding:
    """All is well."""
    return Finding(layer=layer, level=Level.OK, text=text)


def warn(layer: str, text: str, remedy: str) -> Finding:
    """Something should be looked at."""
    return Finding(layer=layer, level=Level.WARN, text=text, remedy=remedy)


def failed(layer: str, text: str, remedy: str) -> Finding:
    """It is broken."""
    return Finding(layer=layer, level=Level.FAIL, text=text, remedy=remedy)


def is_broken(findings: Iterable[Finding]) -> bool:
    """Whether any layer is."""
    return any(one.level is Level.FAIL for one in findings)
