"""One store out of several pages: what each said last, and its rate over time.

Store id and seller id are different numbers and are never compared (json-and-seller.md C1). For
each figure the newest page that has it counts; of pages of one day the better source. What no page
said stays unknown: nothing here reads a missing figure as a bad one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from aliorders.models import Missing, ProfileSource, StoreProfile
from cancelwindow.policy.seller_record import NO_RECORD, OwnRecord

T = TypeVar("T")

_BETTER_FIRST = (
    ProfileSource.SELLER_PAGE,
    ProfileSource.BENEFITS,
    ProfileSource.STORE_PAGE,
    ProfileSource.PRODUCT,
    ProfileSource.STORE_DATA,
    ProfileSource.OLD_PRODUCT,
    ProfileSource.OLD_RATINGS,
)
"""The feedback page's own call has counts and a period; the old pages are years behind."""

_GOES_TOGETHER = timedelta(days=31)
"""A count of ratings is worth more than a rate that is newer by less than this without one."""


class Sighting(NamedTuple):
    """What one page said of a store, and when (aware UTC) it was read."""

    profile: StoreProfile
    seen_at: datetime


class RatePoint(NamedTuple):
    """A positive rate (percent) as one kind of page gave it on one day."""

    at: datetime
    rate: float
    ratings: int | None
    period_months: int | None
    source: ProfileSource


class Alias(NamedTuple):
    """A store as another one's product page names it."""

    store_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A figure with the page it stood on."""

    value: T
    source: ProfileSource
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """A positive rate with what stood beside it on the same page."""

    percent: float
    ratings: int | None
    period_months: int | None
    source: ProfileSource
    seen_at: datetime


class Tick(NamedTuple):
    """What the buyer noted that a seller asks for, and when (aware UTC)."""

    kind: str
    """Of a behaviour, as in `sellers.yaml`."""
    at: datetime


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """All that is known of one store."""

    store_id: str
    sightings: tuple[Sighting, ...] = ()
    """The newest of each source."""
    points: tuple[RatePoint, ...] = ()
    """Oldest first."""
    is_shell: bool = False
    """The newest product page that names its seller named another store than this one."""
    shell_link: datetime | None = None
    """When that page was read."""
    listed_under: Alias | None = None
    listed_at: datetime | None = None
    record: OwnRecord = NO_RECORD
    ticks: tuple[Tick, ...] = ()
    named: str = ""
    """What the order calls it."""
    _ranked: tuple[Sighting, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Put the sightings in the order in which they count."""
        ranked = sorted(self.sightings, key=_precedence)
        object.__setattr__(self, "_ranked", tuple(ranked))

    def known(self, name: str) -> Known[Any] | None:
        """A field of `StoreProfile` as the best page has it; None where none has."""
        for profile, seen_at in self._ranked:
            value = getattr(profile, name)
            if not isinstance(value, Missing) and value not in ((), ""):
                return Known(value, profile.source, seen_at)
        return None

    @property
    def name(self) -> str:
        """What to call it; empty where no page said."""
        found = self.known("name")
        return self.named if found is None else str(found.value)

    @property
    def rate(self) -> Rate | None:
        """The positive rate to tell; None where no page had one."""
        rates = [_rate(one) for one in self._ranked]
        known = [one for one in rates if one is not None]
        if not known:
            return None
        newest = known[0]
        counted = (one for one in known if one.ratings is not None)
        best = next(counted, newest)
        return best if newest.seen_at - best.seen_at <= _GOES_TOGETHER else newest


def _precedence(sighting: Sighting) -> tuple[int, int, float]:
    """Newest day first, then the better source, then the newest."""
    profile, seen_at = sighting
    rank = _BETTER_FIRST.index(profile.source)
    return -seen_at.date().toordinal(), rank, -seen_at.timestamp()


def _rate(sighting: Sighting) -> Rate | None:
    profile, seen_at = sighting
    if isinstance(profile.positive_rate, Missing):
        return None
    months = profile.period_months
    return Rate(
        percent=float(profile.positive_rate),
        ratings=ratings_of(profile),
        period_months=None if isinstance(months, Missing) else months,
        source=profile.source,
        seen_at=seen_at,
    )


def ratings_of(profile: StoreProfile) -> int | None:
    """How many ratings a rate rests on, as far as its page counts them."""
    if not isinstance(profile.rating_count, Missing):
        return profile.rating_count
    parts = (profile.positive_count, profile.neutral_count, profile.negative_count)
    counted = [part for part in parts if not isinstance(part, Missing)]
    return sum(counted) if len(counted) == len(parts) else None


def alias_of(card: StoreProfile) -> Alias | None:
    """The store that a product's shop card names; None where it has no number."""
    if isinstance(card.store_id, Missing):
        return None
    return Alias(card.store_id, "" if isinstance(card.name, Missing) else card.name)


def gathered(store_id: str, sightings: Iterable[Sighting]) -> StoreFacts:
    """What some pages together say of one store, whatever else they speak of.

    A profile that names only its seller belongs to the store that another one names with it.
    """
    every = sorted(sightings, key=lambda sighting: sighting.seen_at)
    sellers = {
        profile.seller_id
        for profile, _ in every
        if profile.store_id == store_id and not isinstance(profile.seller_id, Missing)
    }
    own = [
        one
        for one in every
        if one.profile.store_id == store_id
        or (isinstance(one.profile.store_id, Missing) and one.profile.seller_id in sellers)
    ]
    told = [one for one in own if not isinstance(one.profile.is_pooled, Missing)]
    is_shell = bool(told) and told[-1].profile.is_pooled is True
    cards = [
        one
        for one in every
        if one.profile.supplier_store_id == store_id and one.profile.is_pooled is True
    ]
    card = cards[-1] if cards else None
    name = None if card is None else card.profile.supplier_name
    return StoreFacts(
        store_id=store_id,
        sightings=newest_of_each(own),
        points=points_of(own),
        is_shell=is_shell,
        shell_link=told[-1].seen_at if is_shell else None,
        listed_under=None if card is None else alias_of(card.profile),
        listed_at=None if card is None else card.seen_at,
        named=name if isinstance(name, str) else "",
    )


def newest_of_each(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """The newest sighting of each source."""
    newest: dict[ProfileSource, Sighting] = {}
    for one in sorted(sightings, key=lambda sighting: sighting.seen_at):
        newest[one.profile.source] = one
    return tuple(newest.values())


def points_of(sightings: Iterable[Sighting]) -> tuple[RatePoint, ...]:
    """The rates among sightings, oldest first."""
    rates = (_rate(one) for one in sorted(sightings, key=lambda sighting: sighting.seen_at))
    return tuple(
        RatePoint(rate.seen_at, rate.percent, rate.ratings, rate.period_months, rate.source)
        for rate in rates
        if rate is not None
    )
