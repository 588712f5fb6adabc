"""Read the site's own countdown: the time left in an order's present status."""

from __future__ import annotations

from datetime import datetime

from aliorders.models import Missing, Moment
from aliorders.text.dates import after


def read_countdown(left: str | Missing, drawn_at: datetime) -> Moment | Missing:
    """When the countdown runs out that `selectors.COUNTDOWN` has found.

    The page gives milliseconds left (vocabulary.md 8), counted from `drawn_at`, an aware time;
    below zero it has run out.
    """
    return left if isinstance(left, Missing) else after(drawn_at, int(left))
