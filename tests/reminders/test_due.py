"""Which alarms are due: each once, the last of several, none that nobody could have missed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.policy.verdict import DeadlineBasis
from cancelwindow.preferences import Preferences
from cancelwindow.reminders.due import KEPT, due, folded
from cancelwindow.store.notices import Alarm, Notice, NoticeKind
from cancelwindow.store.queries import OrderDeadline, OrderSummary
from cancelwindow.store.standing import KnownDeadline

ORDER = "8240000000000901"
SEEN = datetime(2026, 10, 1, tzinfo=UTC)
ENDS = datetime(2026, 11, 30, 8, tzinfo=UTC)
ALARMS = tuple(ENDS - timedelta(days=days) for days in (28, 7, 5, 2))
MINUTE = timedelta(minutes=1)
NONE = Preferences()


def deadline(
    ends: datetime | None = ENDS,
    alarms: tuple[datetime, ...] = ALARMS,
    *,
    order_id: str = ORDER,
    seen: datetime = SEEN,
) -> OrderDeadline:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(OrderSummary))
    order = OrderSummary(
        **values | {"order_id": order_id, "account_id": "a", "first_seen_at": seen}
    )
    known = KnownDeadline("delivery_guarantee", ends, ends, True, DeadlineBasis.SITE, alarms)
    return OrderDeadline(order, known)


def alarms_at(now: datetime, *deadlines: OrderDeadline, told: tuple[Alarm, ...] = ()) -> list[Any]:
    return [one.at for one in due(now, deadlines, told, NONE).alarms]


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_is_due_from_its_instant_on(alarm: datetime) -> None:
    before = tuple(Alarm("a", ORDER, "delivery_guarantee", at, ENDS) for at in ALARMS if at < alarm)
    assert alarms_at(alarm - MINUTE, deadline(), told=before) == []
    assert alarms_at(alarm, deadline(), told=before) == [alarm]
    assert alarms_at(alarm + timedelta(hours=5), deadline(), told=before) == [alarm]


def test_what_was_given_out_is_not_due_again() -> None:
    [alarm] = due(ALARMS[1], [deadline()], (), NONE).alarms
    assert alarms_at(ALARMS[1], deadline(), told=(alarm,)) == []
    assert alarms_at(ALARMS[2], deadline(), told=(alarm,)) == [ALARMS[2]]


def test_of_those_that_were_slept_through_the_last_is_due() -> None:
    assert alarms_at(ALARMS[3] + MINUTE, deadline()) == [ALARMS[3]]
    assert alarms_at(ENDS + timedelta(days=3), deadline()) == [ALARMS[3]]


def test_an_earlier_alarm_is_not_due_after_a_later_one() -> None:
    [last] = due(ALARMS[3], [deadline()], (), NONE).alarms
    assert alarms_at(ALARMS[3] + MINUTE, deadline(), told=(last,)) == []


def test_an_alarm_from_before_its_order_was_seen_is_not_due() -> None:
    assert alarms_at(ALARMS[1] + MINUTE, deadline(seen=ALARMS[1])) == []
    assert alarms_at(ALARMS[2], deadline(seen=ALARMS[1])) == [ALARMS[2]]


def test_what_nobody_could_be_told_for_too_long_is_given_up() -> None:
    assert alarms_at(ALARMS[3] + KEPT, deadline()) == []
    assert alarms_at(ALARMS[3] + KEPT - MINUTE, deadline()) == [ALARMS[3]]


def test_another_reading_of_the_same_date_reminds_no_second_time() -> None:
    [alarm] = due(ALARMS[1], [deadline()], (), NONE).alarms
    for shift in (timedelta(hours=-11), timedelta(minutes=3), timedelta(hours=11)):
        moved = deadline(ENDS + shift, tuple(at + shift for at in ALARMS))
        assert alarms_at(ALARMS[1] + timedelta(hours=12), moved, told=(alarm,)) == []


def test_a_date_that_moved_reminds_anew() -> None:
    [alarm] = due(ALARMS[1], [deadline()], (), NONE).alarms
    sooner = timedelta(days=5)
    moved = deadline(ENDS - sooner, tuple(at - sooner for at in ALARMS))
    assert alarms_at(ALARMS[1], moved, told=(alarm,)) == [ALARMS[3] - sooner]
    later = timedelta(days=30)
    extended = deadline(ENDS + later, tuple(at + later for at in ALARMS))
    assert alarms_at(ALARMS[1], extended, told=(alarm,)) == []
    assert alarms_at(ALARMS[0] + later, extended, told=(alarm,)) == [ALARMS[0] + later]


def test_a_deadline_without_a_date_reminds_too() -> None:
    undated = deadline(None, (SEEN + timedelta(days=28), SEEN + timedelta(days=45)))
    [alarm] = due(SEEN + timedelta(days=28), [undated], (), NONE).alarms
    assert (alarm.deadline, alarm.at) == (None, SEEN + timedelta(days=28))
    assert alarms_at(SEEN + timedelta(days=29), undated, told=(alarm,)) == []
    assert alarms_at(SEEN + timedelta(days=45), undated, told=(alarm,)) == [SEEN + timedelta(45)]


def test_orders_do_not_hide_each_other() -> None:
    other = deadline(order_id="8240000000000902")
    [alarm] = due(ALARMS[1], [deadline()], (), NONE).alarms
    assert alarms_at(ALARMS[1], deadline(), other, told=(alarm,)) == [ALARMS[1]]


def test_in_quiet_hours_nothing_is_due_and_afterwards_all_is() -> None:
    night = Preferences(quiet_from="22:00", quiet_to="09:00", time_zone="UTC")
    decision = due(ALARMS[1], [deadline()], (), night)
    assert decision.alarms == ()
    assert decision.quiet_until == ALARMS[1].replace(hour=9)
    assert due(ALARMS[1].replace(hour=9), [deadline()], (), night).alarms != ()


@given(st.lists(st.integers(1, 60 * 24 * 20), min_size=1, max_size=40))
def test_however_often_it_is_asked_each_alarm_comes_at_most_once_and_the_last_always(
    steps: list[int],
) -> None:
    now, told = SEEN, []
    for step in steps:
        now += timedelta(minutes=step)
        told += due(now, [deadline()], told, NONE).alarms
        passed = [at for at in ALARMS if max(SEEN, now - KEPT) < at <= now]
        if passed:
            assert told[-1].at >= max(passed)
    assert len({one.at for one in told}) == len(told)
    assert [one.at for one in told] == sorted(one.at for one in told)


def notices(count: int, at: datetime) -> list[Notice]:
    first = Notice(1, "a", ORDER, NoticeKind.DEADLINE, "delivery_guarantee", at, ENDS)
    return [replace(first, id=number) for number in range(count)]


@pytest.mark.parametrize(("count", "told"), [(0, []), (1, [1]), (3, [1, 1, 1]), (4, [4]), (9, [9])])
def test_many_are_told_as_one(count: int, told: list[int]) -> None:
    assert [len(one) for one in folded(notices(count, ALARMS[1]), NONE)] == told


@pytest.mark.parametrize(("count", "told"), [(1, [1]), (2, [2]), (3, [3])])
def test_what_waited_for_the_morning_is_told_as_one(count: int, told: list[int]) -> None:
    night = Preferences(quiet_from="22:00", quiet_to="09:00", time_zone="UTC")
    assert [len(one) for one in folded(notices(count, ALARMS[1]), night)] == told
