"""Quiet hours: the part of each day in which nobody wants to be told anything.

Pure. The hours are read off a wall clock, which daylight saving moves: where a time of day comes
twice or not at all, the longer quiet holds, so that nothing is ever told inside.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from cancelwindow.preferences import Preferences

_DAY = timedelta(days=1)


def quiet_until(at: datetime, chosen: Preferences) -> datetime | None:
    """When the quiet hours around `at` end, in aware UTC; None outside of them.

    Hours that end when they begin are none at all.
    """
    if chosen.quiet_from is None or chosen.quiet_to is None:
        return None
    first, last = time.fromisoformat(chosen.quiet_from), time.fromisoformat(chosen.quiet_to)
    if first == last:
        return None
    today = at.astimezone(chosen.zone).replace(tzinfo=None)
    for day in (today.date() - _DAY, today.date()):
        begins = min(_readings(datetime.combine(day, first), chosen))
        ends_on = day if first < last else day + _DAY
        ends = max(_readings(datetime.combine(ends_on, last), chosen))
        if begins <= at < ends:
            return ends
    return None


def _readings(wall: datetime, chosen: Preferences) -> tuple[datetime, datetime]:
    """The instants that a wall clock's reading can mean; the same twice on most days."""
    first, second = (wall.replace(fold=fold, tzinfo=chosen.zone) for fold in (0, 1))
    return first.astimezone(UTC), second.astimezone(UTC)
