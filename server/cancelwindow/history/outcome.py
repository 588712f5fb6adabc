"""What a walk has done so far, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from aliorders.history import Shortfall
from aliorders.models import Model


class StopKind(StrEnum):
    """Why a walk ended before its end."""

    LOGIN = "login"
    CHALLENGE = "challenge"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    """Page after page could not be read."""
    DAILY_LIMIT = "daily_limit"
    BROWSER = "browser"
    """The browser went away."""
    ASKED = "asked"
    """The person stopped it."""


class StoppedError(Exception):
    """The walk may not go on. `until` is when it may again, where that is known."""

    def __init__(self, kind: StopKind, evidence: str, until: datetime | None = None) -> None:
        super().__init__(evidence)
        self.kind = kind
        self.evidence = evidence
        self.until = until


class UnreadPage(Model):
    """A page that could not be read: which, of what order, and why."""

    page: str
    order_id: str | None = None
    why: str


@dataclass
class Tally:
    """Counts of one walk, as it goes."""

    loads: int = 0
    list_pages: int = 0
    orders: set[str] = field(default_factory=set)
    """Met in the list."""
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    due: int | None = None
    """Orders to open; None while the list is gone through."""
    opened: int = 0
    """Of those, done with."""
    details: int = 0
    trackings: int = 0
    returns: int = 0
    retries: int = 0
    unread: list[UnreadPage] = field(default_factory=list)


def seconds_left(tally: Tally, elapsed: float) -> float | None:
    """Seconds until the orders that are due are opened, at the pace so far.

    None while it is not known how many are due. A shipped order takes two pages.
    """
    if tally.due is None or tally.opened == 0 or tally.loads == 0:
        return None
    pages_per_order = max(1.0, (tally.details + tally.trackings) / tally.opened)
    return (tally.due - tally.opened) * pages_per_order * elapsed / tally.loads


class Stopped(Model):
    """Why a walk ended early, and what to do."""

    why: StopKind
    evidence: str
    until: AwareDatetime | None
    advice: str


class WalkReport(Model):
    """What became of a walk."""

    account: str
    scope: str
    resumed: bool
    complete: bool
    """All that was asked for was read."""
    orders: int
    new: int
    changed: int
    details: int
    trackings: int
    returns: int
    page_loads: int
    retries: int
    passes: int
    seconds: float
    shortfalls: tuple[Shortfall, ...]
    unread: tuple[UnreadPage, ...]
    refused: tuple[str, ...] = ()
    """Calls that could have changed an order, made by the page and stopped."""
    stopped: Stopped | None = None


ADVICE = {
    StopKind.LOGIN: "Sign in with: cancelwindow login",
    StopKind.CHALLENGE: (
        "Open AliExpress in your own browser and solve the check there, or run: cancelwindow login"
    ),
    StopKind.RATE_LIMITED: "Wait, then run the same command again.",
    StopKind.UNREACHABLE: (
        "Look whether AliExpress opens in your own browser, then run the same command again."
    ),
    StopKind.DAILY_LIMIT: "Run the same command again tomorrow: it goes on where it stopped.",
    StopKind.BROWSER: "Run the same command again: it goes on where it stopped.",
    StopKind.ASKED: "Run the same command again: it goes on where it stopped.",
}
