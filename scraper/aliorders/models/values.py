"""Values every model is made of: ids, money, moments, and what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Model(BaseModel):
    """Base of every shape we own: immutable, closed, and loud about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


OrderId = Annotated[str, StringConstraints(pattern=r"^\d{14,19}$")]
"""An order number: 14 to 19 digits (order-pages.md 1.5), text because 2**53 is smaller."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""


class MissingReason(StrEnum):
    """Why a value is not there. Nobody may read any of these as "no"."""

    NOT_FOUND = "not_found"
    """No candidate matched on a page where the field is expected."""
    UNREADABLE = "unreadable"
    """Something stood there, but its text could not be read."""
    AMBIGUOUS = "ambiguous"
    """It could mean two things (a bare ``$``, 03/04/2026) and nothing decides."""
    NOT_ON_THIS_PAGE = "not_on_this_page"
    """This kind of page never carries it."""
    NOT_YET = "not_yet"
    """The page was still loading when it was looked at."""


class Missing(Model):
    """A value that was looked for and not found."""

    missing: MissingReason
    detail: str = ""


@lru_cache(maxsize=1024)
def not_found(detail: str = "") -> Missing:
    """Looked for where it belongs, and not there."""
    return Missing(missing=MissingReason.NOT_FOUND, detail=detail)


@lru_cache(maxsize=256)
def not_on_this_page(detail: str = "") -> Missing:
    """This kind of page never carries it."""
    return Missing(missing=MissingReason.NOT_ON_THIS_PAGE, detail=detail)


T = TypeVar("T")

Maybe = Annotated[Missing | T, Field(union_mode="left_to_right")]
"""A value, or why it is missing; of an enumeration or a list. Validation would otherwise try to
make one of each `Missing` first, which costs more than all the other fields of an order."""


class Money(Model):
    """An amount in minor units (cents; whole yen) of `currency`, with the text it was read from."""

    amount: int
    currency: CurrencyCode
    raw: str


class Precision(StrEnum):
    """How exactly a moment was given."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


PACIFIC = "America/Los_Angeles"
"""Zone of AliExpress's own dates where none is printed (policy.md T1, grade B)."""


class Moment(Model):
    """A date or time as the site gave it: a bare day stays a day.

    `zone` is the IANA zone the text was read in; `zone_assumed` says that the page did not print
    it. `at` is aware UTC and is absent for a bare day.
    """

    raw: str
    precision: Precision
    day: date
    at: AwareDatetime | None = None
    zone: str = PACIFIC
    zone_assumed: bool = True

    @property
    def earliest(self) -> datetime:
        """First instant (UTC) that this moment can mean."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        return datetime.combine(self.day, datetime.min.time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def latest(self) -> datetime:
        """Instant (UTC) by which this moment has certainly passed: the end of a bare day."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        following = self.day + timedelta(days=1)
        return datetime.combine(following, datetime.min.time(), ZoneInfo(self.zone)).astimezone(UTC)


def found(value: T | Missing) -> T | None:
    """The value, or None where it is missing: for display and comparison, never for a decision."""
    return None if isinstance(value, Missing) else value


def plain(model: BaseModel) -> dict[str, Any]:
    """JSON-ready dictionary of a model, instants in ISO 8601 UTC."""
    return model.model_dump(mode="json")
