"""How gently a walk asks the site: the figures of `politeness.yaml`, and what follows from them.

Pure: chance and the clock's instant are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

from pydantic import model_validator

from aliorders.due import Freshness
from aliorders.models import BlockedKind, Model
from cancelwindow.policy.parameters import ClaimConfidence, IsoDay, Number
from cancelwindow.policy.sources import Text


class Measure(Model):
    """One figure of `politeness.yaml`: a span, or an upper end (`high` alone)."""

    description: Text
    unit: Text
    low: Number | None = None
    high: Number
    confidence: ClaimConfidence
    note: Text
    review_by: IsoDay

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high <= 0 or not 0 <= self.lowest <= self.high:
            raise ValueError("high must be above zero, and low between zero and high")
        return self

    @property
    def lowest(self) -> Number:
        """The lower end, or the only one."""
        return self.high if self.low is None else self.low


class Politeness(Model):
    """The whole file."""

    pause: Measure
    loads_a_day: Measure
    tries: Measure
    back_off: Measure
    longest_wait: Measure
    unread_in_a_row: Measure
    cooldown_login: Measure
    cooldown_challenge: Measure
    cooldown_rate_limited: Measure
    cooldown_unreachable: Measure
    open_order_is_fresh: Measure
    unknown_status_is_followed: Measure
    copies_are_kept: Measure

    @model_validator(mode="after")
    def _cooldowns_are_long(self) -> Self:
        named = {name: getattr(self, name) for name in type(self).model_fields}
        for name, one in named.items():
            if name.startswith("cooldown_") and (one.unit != "minutes" or one.high < _LEAST_COOL):
                raise ValueError(f"{name}: at least {_LEAST_COOL} minutes")
        return self


_LEAST_COOL = 30
"""Minutes; below that, a walk that was stopped could just as well have gone on."""

Chance = Callable[[float, float], float]
"""A number between two, as `random.uniform` gives one."""


@dataclass(frozen=True, slots=True)
class Manners:
    """The same figures in the units of a clock. Made by `manners`."""

    pause: tuple[float, float]
    """Seconds."""
    loads_a_day: int
    tries: int
    back_off: tuple[float, float]
    """Seconds."""
    longest_wait: float
    """Seconds."""
    unread_in_a_row: int
    cooldowns: Mapping[BlockedKind, timedelta]
    cooldown_unreachable: timedelta
    fresh: Freshness
    copies_are_kept: timedelta

    def pause_seconds(self, chance: Chance) -> float:
        """How long to wait before the next page."""
        return chance(*self.pause)

    def back_off_seconds(self, failures: int, chance: Chance) -> float:
        """How long to wait after so many failures (from 1) of one page."""
        first, longest = self.back_off
        wait = min(longest, first * 2.0 ** (failures - 1))
        return chance(wait / 2, wait)

    def without_pauses(self) -> Self:
        """For a replay on this machine alone: nobody is disturbed there."""
        return replace(self, pause=(0.0, 0.0), back_off=(0.0, 0.0))


def manners(figures: Politeness) -> Manners:
    """The figures of the file as a walk uses them."""
    return Manners(
        pause=(float(figures.pause.lowest), float(figures.pause.high)),
        loads_a_day=int(figures.loads_a_day.high),
        tries=int(figures.tries.high),
        back_off=(float(figures.back_off.lowest), float(figures.back_off.high)),
        longest_wait=float(figures.longest_wait.high),
        unread_in_a_row=int(figures.unread_in_a_row.high),
        cooldowns={
            BlockedKind.LOGIN: timedelta(minutes=figures.cooldown_login.high),
            BlockedKind.CHALLENGE: timedelta(minutes=figures.cooldown_challenge.high),
            BlockedKind.RATE_LIMITED: timedelta(minutes=figures.cooldown_rate_limited.high),
        },
        cooldown_unreachable=timedelta(minutes=figures.cooldown_unreachable.high),
        fresh=Freshness(
            open_orders=timedelta(hours=figures.open_order_is_fresh.high),
            unknown_status=timedelta(days=figures.unknown_status_is_followed.high),
        ),
        copies_are_kept=timedelta(days=figures.copies_are_kept.high),
    )


def retry_after_seconds(text: str | None, now: datetime) -> float | None:
    """Seconds that a server asks to wait (RFC 9110, section 10.2.3): a number, or an HTTP date.

    None where it says nothing, or nothing that can be read.
    """
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip())
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        return None
    return max(0.0, (when - now).total_seconds())
