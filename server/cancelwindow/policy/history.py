"""The user's own orders as a sample: how long orders like this one stayed unshipped and unscanned.

The store sees an order only when its owner looks, and most pages print days, so what is known of a
wait is a span. Both of its ends are used, as with every deadline: one Kaplan-Meier curve over the
shortest waits that what was seen allows, one over the longest. A median is given as the pair of
both curves; its limits are the outer ones. An order that was still waiting when it was last seen
counts as "longer than that"; one that was cancelled meanwhile counts in the same way.

Like means: of the same store; else a Choice order, or not; else any. The first of these with
enough orders answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cancelwindow.policy.survival import Duration, kaplan_meier, median

FEWEST_ENDED = 6
"""Orders whose wait has ended, below which no median is given: with six, the shortest and the
longest wait hold the median with 97 %, with five only with 94 % (sign test)."""


SHORTEST_TOLD = 1.0
"""Hours. "At least" a shorter time than this tells nobody anything."""

HOURS_PER_DAY = 24

IN_DAYS_FROM = 3 * HOURS_PER_DAY
"""Hours from which on a length is easier to read in days."""


class WaitEnd(StrEnum):
    """What ends a wait, and with it a way to stop an order."""

    SHIPPED = "shipped"
    """Declared as shipped by the seller."""
    SCANNED = "scanned"
    """Scanned by a carrier."""


class Likeness(StrEnum):
    """Which of the user's orders an estimate counts, closest first."""

    STORE = "store"
    CHOICE = "choice"
    NOT_CHOICE = "not_choice"
    ANY = "any"


class Wait(NamedTuple):
    """Hours from payment to an end: from `low` to `high`, or above `low` where none was seen."""

    low: float
    high: float | None

    @property
    def ended(self) -> bool:
        """Whether the end was seen."""
        return self.high is not None

    @property
    def shortest(self) -> Duration:
        """The shortest wait that what was seen allows."""
        return Duration(self.low, self.ended)

    @property
    def longest(self) -> Duration:
        """The longest wait that what was seen allows."""
        return Duration(self.low if self.high is None else self.high, self.ended)


class Spell(NamedTuple):
    """One paid order: whose it is, and how long it waited. None where no page told."""

    store_id: str | None
    is_choice: bool | None
    shipped: Wait | None
    scanned: Wait | None

    def wait(self, end: WaitEnd) -> Wait | None:
        """The wait for one end."""
        return self.shipped if end is WaitEnd.SHIPPED else self.scanned


@dataclass(frozen=True, slots=True)
class Estimate:
    """When half of the orders had reached an end, in hours from payment.

    `median` is None where too many still wait; `high` is None where the orders do not bound it.
    """

    likeness: Likeness
    orders: int
    ended: int
    low: float
    median: tuple[float, float] | None
    high: float | None


Estimates = Mapping[tuple[WaitEnd, Likeness], Estimate | None]
"""What orders of any store tell, by the end and by which of them count."""


class History:
    """All orders on record. Immutable; an estimate is made once and kept."""

    def __init__(self, spells: Iterable[Spell] = (), of_any_store: Estimates | None = None) -> None:
        """`spells`, one per paid order: of the stores that will be asked for alone where the
        estimates over orders of any store are there already."""
        self.spells = tuple(spells)
        known = () if of_any_store is None else of_any_store.items()
        self._estimates: dict[tuple[WaitEnd, Likeness, str | None], Estimate | None] = {
            (end, likeness, None): found for (end, likeness), found in known
        }

    def estimate(
        self, end: WaitEnd, store_id: str | None, is_choice: bool | None
    ) -> Estimate | None:
        """How long orders like one of this store and kind wait; None where too few tell."""
        for likeness, store in _likenesses(store_id, is_choice):
            found = self.alike(end, likeness, store)
            if found is not None:
                return found
        return None

    def alike(self, end: WaitEnd, likeness: Likeness, store_id: str | None) -> Estimate | None:
        """How long orders wait that are alike in this way; None where too few tell."""
        key = (end, likeness, store_id)
        if key not in self._estimates:
            alike = (one for one in self.spells if _is_alike(one, likeness, store_id))
            waits = (one.wait(end) for one in alike)
            self._estimates[key] = _estimate(likeness, [one for one in waits if one])
        return self._estimates[key]


def estimates_of_any_store(spells: Iterable[Spell]) -> Estimates:
    """All estimates that do not count one store alone, over all orders."""
    every = History(spells)
    return {
        (end, likeness): every.alike(end, likeness, None)
        for end in WaitEnd
        for likeness in Likeness
        if likeness is not Likeness.STORE
    }


NO_HISTORY = History()
"""Nobody's orders."""


def _likenesses(
    store_id: str | None, is_choice: bool | None
) -> Iterator[tuple[Likeness, str | None]]:
    if store_id is not None:
        yield Likeness.STORE, store_id
    if is_choice is not None:
        yield Likeness.CHOICE if is_choice else Likeness.NOT_CHOICE, None
    yield Likeness.ANY, None


def _is_alike(spell: Spell, likeness: Likeness, store_id: str | None) -> bool:
    if likeness is Likeness.STORE:
        return spell.store_id == store_id
    if likeness is Likeness.ANY:
        return True
    return spell.is_choice is (likeness is Likeness.CHOICE)


def _estimate(likeness: Likeness, waits: list[Wait]) -> Estimate | None:
    ended = sum(wait.ended for wait in waits)
    if ended < FEWEST_ENDED:
        return None
    early = median(kaplan_meier(wait.shortest for wait in waits))
    late = median(kaplan_meier(wait.longest for wait in waits))
    middle, highs = _both(early.value, late.value), _both(early.high, late.high)
    lows = [low for low in (early.low, late.low) if low is not None]
    if not lows or (middle is None and min(lows) < SHORTEST_TOLD):
        return None
    return Estimate(
        likeness=likeness,
        orders=len(waits),
        ended=ended,
        low=min(lows),
        median=middle,
        high=None if highs is None else highs[1],
    )


def _both(first: float | None, second: float | None) -> tuple[float, float] | None:
    """Both in order; a curve of longer waits can cross the other where orders are lost."""
    if first is None or second is None:
        return None
    return min(first, second), max(first, second)
