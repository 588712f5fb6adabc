"""Shape of `deadlines.yaml`: what starts a clock, how long it runs, and when to remind."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from aliorders.models import Model, OrderStatus, PromiseKind
from cancelwindow.policy.sources import SourceRefs, Text
from cancelwindow.policy.verdict import DeadlineBasis


class StartField(StrEnum):
    """A date of the order, of its parcels or of its dispute that starts a clock."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    """The carrier's own delivery event, of every parcel."""
    COMPLETED = "completed"
    DISPUTE_OPENED = "dispute_opened"
    """The newest return or dispute of the order that is not known to be closed."""


class Start(Model):
    """A start of a clock, and what a date computed from it is worth."""

    field: StartField
    basis: DeadlineBasis


class Holidays(StrEnum):
    """Whose holidays a count of business days leaves out."""

    SELLER = "seller"
    """China's: the time is the seller's own."""
    BOTH = "both"
    """China's and those of the buyer's country, whose bank or post has a part in it."""


_Days = Annotated[int, Field(ge=0)]


class Reminders(Model):
    """When to remind of a clock, in calendar days.

    The days are a `parameter` (a set of figures, each with its source) or our own pacing; nobody
    is promised anything by them.
    """

    parameter: Text | None = None
    """Days before the earliest reading."""
    days_before: tuple[_Days, ...] = ()
    """Days before the earliest reading."""
    days_after_start: tuple[_Days, ...] = ()
    when_over: bool = False
    """Also at the latest reading, when the time has certainly passed."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        given = (self.parameter, self.days_before, self.days_after_start, self.when_over)
        if not any(given):
            raise ValueError("reminders name a parameter, days, or the end")
        if self.parameter is not None and self.days_before:
            raise ValueError("the days before come from a parameter or stand here, not both")
        return self


class DeadlineRule(Model):
    """One entry of `deadlines.yaml`."""

    parameter: Text | None = None
    after: Text | None = None
    """A parameter that may run first: it counts on the latest reading only."""
    promise: PromiseKind | None = None
    counted_in: tuple[OrderStatus, ...] = ()
    """Statuses in which the site's own countdown, where it is seen, is this clock: it then has no
    other end. A clock with nothing else is not there without the countdown."""
    starts: tuple[Start, ...] = ()
    """Best first: the first that was seen starts the clock."""
    every_start: bool = False
    """All starts that were seen are readings of one limit: the first reminds, the last promises."""
    act_by: bool = False
    """Whether it is the buyer who must have acted by then."""
    dated: bool = True
    """False where the sources are too old or too far apart for a date: only reminders then."""
    holidays: Holidays = Holidays.SELLER
    only_with: PromiseKind | None = None
    """A promise that the page must print, with or without a date."""
    only_without: PromiseKind | None = None
    """A promise whose printed date makes this clock needless."""
    region: Text | None = None
    """A region of rights.yaml: only for orders that go there, as the buyer said."""
    reminders: Reminders | None = None
    sources: SourceRefs | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.parameter is None and self.promise is None and not self.counted_in:
            raise ValueError("a deadline has a parameter, a printed promise, or a countdown")
        if self.promise is not None and self.starts:
            raise ValueError("a printed promise is its own start")
        if self.parameter is None and self.sources is None:
            raise ValueError("a deadline without a parameter names its sources")
        if self.parameter is None and self.after is not None:
            raise ValueError("what may run first needs a parameter that follows it")
        if self.every_start and len(self.starts) < 2:
            raise ValueError("readings of one limit need two starts or more")
        return self
