"""Sellers for the tests, written short: one entry is one store, its pages and what is expected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from aliorders.models import (
    Missing,
    Model,
    Moment,
    Precision,
    ProfileSource,
    StoreProfile,
    not_found,
)
from cancelwindow.policy.history import Wait
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.seller_facts import (
    Alias,
    Sighting,
    StoreFacts,
    newest_of_each,
    points_of,
)
from cancelwindow.policy.seller_record import NO_RECORD, OrderPast, OwnRecord, Stay, own_record
from cancelwindow.policy.seller_view import Leaning, SellerBand
from cancelwindow.policy.sellers import limits_of
from cancelwindow.yaml_text import read_yaml

FIXTURES = Path(__file__).parent.parent / "fixtures" / "sellers"

STORE_ID = "1100070001"
SHELL_ID = "1100070002"

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def opened_on(text: str) -> Moment:
    """A bare day, as the site prints it."""
    return Moment(raw=text, precision=Precision.DAY, day=date.fromisoformat(text))


class PageSeen(Model):
    """One page that was read, `days_ago`."""

    page: ProfileSource = ProfileSource.SELLER_PAGE
    days_ago: int = 0
    rate: str | None = None
    ratings: int | None = None
    positive: int | None = None
    neutral: int | None = None
    negative: int | None = None
    months: int | None = None
    opened: str | None = None
    name: str | None = None

    def sighting(self, now: datetime) -> Sighting:
        """As the store has it."""

        def or_missing(value: Any) -> Any:
            return not_found() if value is None else value

        opened: Moment | Missing = not_found() if self.opened is None else opened_on(self.opened)
        profile = StoreProfile(
            source=self.page,
            store_id=STORE_ID,
            name=or_missing(self.name),
            positive_rate=not_found() if self.rate is None else Decimal(self.rate),
            rating_count=or_missing(self.ratings),
            positive_count=or_missing(self.positive),
            neutral_count=or_missing(self.neutral),
            negative_count=or_missing(self.negative),
            period_months=or_missing(self.months),
            open_since=opened,
        )
        return Sighting(profile, now - timedelta(days=self.days_ago))


class StaySeen(Model):
    """An order in one state, in days before now: first and last seen."""

    state: str
    days: tuple[float, float]
    end: str = ""
    cause: str = ""
    overdue: bool = False
    refund: bool = False

    def stay(self, now: datetime) -> Stay:
        """As the store has it."""
        first, last = (now - timedelta(days=ago) for ago in self.days)
        return Stay(self.state, self.end, self.cause, first, last, self.overdue, self.refund)


class OrderSeenOften(Model):
    """One of the buyer's orders with the store. Days are before now, hours from payment."""

    stays: tuple[StaySeen, ...]
    shipped_hours: tuple[float, float] | None = None
    paid_days_ago: float | None = None
    shipped_days_ago: float | None = None
    unscanned_days_ago: float | None = None
    scanned: bool = False
    times: int = 1

    def past(self, now: datetime) -> OrderPast:
        """As the store has it."""

        def before(days: float | None) -> datetime | None:
            return None if days is None else now - timedelta(days=days)

        return OrderPast(
            stays=tuple(one.stay(now) for one in self.stays),
            shipped=None if self.shipped_hours is None else Wait(*self.shipped_hours),
            paid=before(self.paid_days_ago),
            shipped_by=before(self.shipped_days_ago),
            declared=before(self.shipped_days_ago),
            unscanned_at=before(self.unscanned_days_ago),
            was_scanned=self.scanned,
        )


class ExpectedSeller(Model):
    """What a view must say; a field that is not named is not held."""

    band: SellerBand
    label: str = ""
    findings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    leanings: tuple[Leaning, ...] = ()
    sure: str = ""
    record: dict[str, float | None] = Field(default_factory=dict)


class SellerCase(Model):
    """One row of the table."""

    name: str
    why: str
    pages: tuple[PageSeen, ...] = ()
    orders: tuple[OrderSeenOften, ...] = ()
    shell: bool = False
    listed_under: str | None = None
    expect: ExpectedSeller

    def record(self, now: datetime = NOW) -> OwnRecord:
        """The buyer's own record."""
        limits = limits_of(load_policy().at(now.date()))
        pasts = [one.past(now) for one in self.orders for _ in range(one.times)]
        return own_record(pasts, limits) if pasts else NO_RECORD

    def facts(self, now: datetime = NOW) -> StoreFacts:
        """What is known of the store."""
        sightings = [page.sighting(now) for page in self.pages]
        return StoreFacts(
            store_id=STORE_ID,
            sightings=newest_of_each(sightings),
            points=points_of(sightings),
            is_shell=self.shell,
            shell_link=now if self.shell else None,
            listed_under=None
            if self.listed_under is None
            else Alias("1100070002", self.listed_under),
            listed_at=None if self.listed_under is None else now,
            record=self.record(now),
        )


def load_sellers() -> list[SellerCase]:
    """Every row of fixtures/sellers/."""
    return [
        SellerCase.model_validate(row)
        for file in sorted(FIXTURES.glob("*.yaml"))
        for row in read_yaml(file.read_text(encoding="utf-8"))
    ]
