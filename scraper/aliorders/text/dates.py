"""Dates as the site writes them, read into moments.

The language must be known: without one the library takes "on:" and "May" for dates. A form made of
digits only is refused, because nothing says whether the day or the month comes first.
"""

from __future__ import annotations

from datetime import UTC, datetime

import dateparser

from aliorders.models import Missing, MissingReason, Moment, Precision
from aliorders.text.fold import tidy
from aliorders.text.vocabulary import without_label

_SETTINGS: dict[str, object] = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
    # A full date needs no base; a fixed one keeps the library from reading the clock.
    "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001
}


def read_day(text: str, language: str = "en") -> Moment | Missing:
    """The calendar day in `text`, which may carry a leading label.

    Missing: UNREADABLE when there is no full date, AMBIGUOUS for digits only (03/04/2026).
    """
    raw = without_label(text)
    if not any(char.isalpha() for char in raw):
        reason = MissingReason.AMBIGUOUS if raw else MissingReason.NOT_FOUND
        return Missing(missing=reason, detail=f"{raw!r} does not say which part is the month")
    parsed = dateparser.parse(raw, languages=[language], settings=_SETTINGS)
    if parsed is None:
        return Missing(missing=MissingReason.UNREADABLE, detail=f"{raw!r} is not a full date")
    return Moment(raw=raw, precision=Precision.DAY, day=parsed.date())


def from_epoch_ms(milliseconds: int, raw: str = "", *, zone_assumed: bool = False) -> Moment:
    """The instant of a JavaScript time stamp (milliseconds since 1970, UTC).

    `zone_assumed`: the stamp was made from a clock text by assuming its zone.
    """
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return Moment(
        raw=tidy(raw),
        precision=Precision.MINUTE,
        day=at.date(),
        at=at,
        zone="UTC",
        zone_assumed=zone_assumed,
    )
