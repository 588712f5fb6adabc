"""When an order of the history is opened again, and when never."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aliorders.due import (
    Freshness,
    Known,
    Listed,
    changed,
    detail_is_due,
    joined,
    tracking_is_due,
)
from aliorders.models import OrderStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRESH = Freshness(open_orders=timedelta(hours=6), unknown_status=timedelta(days=90))
HOUR = timedelta(hours=1)

OPEN = Listed(OrderStatus.WAIT_SELLER_SEND_GOODS, placed=date(2026, 11, 18))
SHIPPED = replace(OPEN, status=OrderStatus.WAIT_BUYER_ACCEPT_GOODS)
ENDED = replace(OPEN, status=OrderStatus.FINISH, end_reason="received")
UNKNOWN = replace(OPEN, status=OrderStatus.UNKNOWN)


def known(row: Listed, **more: object) -> Known:
    return replace(
        Known("8400000000000001", row, changed_at=NOW - timedelta(days=3)),
        **more,  # type: ignore[arg-type]
    )


def due(order: Known, *, ended_too: bool = False) -> bool:
    return detail_is_due(order, NOW, FRESH, ended_too=ended_too)


def test_a_new_open_order_is_due() -> None:
    assert due(known(OPEN))
    assert due(known(UNKNOWN))


@pytest.mark.parametrize(("hours", "wanted"), [(1, False), (5.99, False), (6, True), (30, True)])
def test_an_open_order_is_due_again_when_its_reading_is_old(hours: float, wanted: bool) -> None:
    order = known(OPEN, detail_at=NOW - timedelta(hours=hours))
    assert due(order) is wanted


def test_a_changed_order_is_due_at_once() -> None:
    assert due(known(SHIPPED, detail_at=NOW - 2 * HOUR, changed_at=NOW - HOUR))


def test_an_order_that_had_ended_before_is_due_on_demand_and_once() -> None:
    assert not due(known(ENDED))
    assert due(known(ENDED), ended_too=True)
    read = known(ENDED, detail_at=NOW - timedelta(days=2), read_ended=True)
    assert not due(read, ended_too=True)


def test_an_order_that_was_followed_is_read_once_after_its_end() -> None:
    followed = known(ENDED, detail_at=NOW - timedelta(days=9))
    assert due(followed)
    assert not due(replace(followed, detail_at=NOW, read_ended=True))


def test_the_list_may_lag_behind_an_end_that_the_page_told() -> None:
    lagging = known(OPEN, detail_at=NOW - timedelta(days=2), read_ended=True)
    assert not due(lagging)
    assert not due(replace(lagging, listed=ENDED, changed_at=NOW))


def test_an_ended_order_that_is_under_way_again_is_due() -> None:
    disputed = replace(OPEN, status=OrderStatus.IN_ISSUE)
    order = known(disputed, detail_at=NOW - HOUR, read_ended=True, changed_at=NOW)
    assert due(order)


@pytest.mark.parametrize(
    ("placed", "wanted"), [(NOW.date() - timedelta(days=90), True), (date(2026, 8, 1), False)]
)
def test_a_status_nobody_understands_is_followed_while_the_order_is_young(
    placed: date, wanted: bool
) -> None:
    order = known(replace(UNKNOWN, placed=placed), detail_at=NOW - timedelta(days=2))
    assert due(order) is wanted
    assert not due(replace(order, listed=replace(UNKNOWN, placed=None)))


def test_tracking_follows_the_order_page() -> None:
    shipped = known(SHIPPED, offers_tracking=True)
    assert not tracking_is_due(shipped, NOW, FRESH)
    shipped = replace(shipped, detail_at=NOW)
    assert tracking_is_due(shipped, NOW, FRESH)
    assert not tracking_is_due(replace(shipped, tracking_at=NOW - HOUR), NOW, FRESH)
    assert tracking_is_due(replace(shipped, tracking_at=NOW - 7 * HOUR), NOW, FRESH)
    assert not tracking_is_due(replace(shipped, offers_tracking=False), NOW, FRESH)


def test_tracking_of_an_ended_order_is_read_once() -> None:
    ended = known(ENDED, offers_tracking=True, detail_at=NOW, read_ended=True)
    assert tracking_is_due(ended, NOW, FRESH)
    assert not tracking_is_due(replace(ended, tracking_at=NOW - 9 * HOUR), NOW, FRESH)


# --- what is a change ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OPEN, SHIPPED),
        (SHIPPED, ENDED),
        (ENDED, replace(ENDED, end_reason="cancelled")),
        (ENDED, replace(ENDED, has_refund_line=True)),
    ],
)
def test_a_change(before: Listed, after: Listed) -> None:
    assert changed(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OPEN, OPEN),
        (OPEN, UNKNOWN),
        (UNKNOWN, OPEN),
        (ENDED, replace(ENDED, end_reason=None)),
        (replace(ENDED, has_refund_line=True), ENDED),
    ],
)
def test_what_one_visit_could_not_read_is_no_change(before: Listed, after: Listed) -> None:
    assert not changed(before, after)


def test_what_was_known_stays_known() -> None:
    assert joined(OPEN, UNKNOWN) == OPEN
    assert joined(UNKNOWN, replace(OPEN, placed=None)) == OPEN
    assert joined(OPEN, SHIPPED) == SHIPPED
