"""Which alarms are due, and what of all that is due is told together.

Pure: what the store holds comes in, what to tell goes out. An alarm is one of the reminders that
the rules gave a deadline (`store.standing.KnownDeadline.reminders`); there is no second list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cancelwindow.preferences import Preferences
from cancelwindow.reminders.quiet import quiet_until
from cancelwindow.store.notices import Alarm, Notice
from cancelwindow.store.queries import OrderDeadline

KEPT = timedelta(days=14)
"""A reminder that nobody could be given for so long is given no more: the dashboard shows it."""

SAME = timedelta(hours=12)
"""Two readings of one page can differ by so much; two alarms of a deadline are a day apart."""

TOLD_APART = 3
"""Notices told one by one; more are told together."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is due. In quiet hours nothing is, until they end."""

    alarms: tuple[Alarm, ...]
    quiet_until: datetime | None


def due(
    now: datetime,
    deadlines: Iterable[OrderDeadline],
    delivered: Iterable[Alarm],
    chosen: Preferences,
) -> Decision:
    """The alarms that have come and are not among `delivered`, at most one of each deadline.

    Of several that came while nobody could be told, the last one is due. An alarm that had passed
    when its order was first seen is not: nobody missed it.

    Args:
        now: aware UTC.
        delivered: alarms already handed to somebody, at least those of the last `KEPT`.
        chosen: for the quiet hours.
    """
    until = quiet_until(now, chosen)
    if until is not None:
        return Decision((), until)
    known: dict[tuple[str, str], list[Alarm]] = defaultdict(list)
    for alarm in delivered:
        known[alarm.order_id, alarm.name].append(alarm)
    found = (_last_alarm(one, now) for one in deadlines)
    return Decision(
        tuple(
            alarm
            for alarm in found
            if alarm is not None and not _is_among(known[alarm.order_id, alarm.name], alarm)
        ),
        None,
    )


def _last_alarm(one: OrderDeadline, now: datetime) -> Alarm | None:
    since = max(one.order.first_seen_at, now - KEPT)
    came = [at for at in one.deadline.reminders if since < at <= now]
    if not came:
        return None
    order = one.order
    return Alarm(
        order.account_id, order.order_id, one.deadline.kind, max(came), one.deadline.earliest
    )


def _is_among(delivered: Collection[Alarm], alarm: Alarm) -> bool:
    return any(one.at > alarm.at - SAME and is_same_deadline(one, alarm) for one in delivered)


def is_same_deadline(one: Alarm, other: Alarm) -> bool:
    """Whether two alarms of one kind are of one date; a date that moved reminds anew."""
    if one.deadline is None or other.deadline is None:
        return one.deadline is other.deadline
    return abs(one.deadline - other.deadline) < SAME


def folded(pending: Sequence[Notice], chosen: Preferences) -> tuple[tuple[Notice, ...], ...]:
    """What is told together: all of many, and all that waited for the end of quiet hours."""
    waited = any(quiet_until(one.due_at, chosen) is not None for one in pending)
    if len(pending) > TOLD_APART or (waited and len(pending) > 1):
        return (tuple(pending),)
    return tuple((one,) for one in pending)
