"""Questions to the store: lists, filters, sorting, deadlines, money, refunds, charts, timelines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aliorders.models import Money, OrderStatus, PageKind
from cancelwindow.policy.verdict import Answer
from cancelwindow.store import charts, queries
from cancelwindow.store.database import Database
from cancelwindow.store.queries import OrderFilter, Sum
from cancelwindow.store.standing import MoneyState, OrderSort, RefundProgress
from cancelwindow.store.tables import DEFAULT_ACCOUNT
from cancelwindow.store.timeline import timeline
from companion_app import NOON
from stored_orders import Shelf, order_seen

UNPAID, TO_SHIP, ON_ITS_WAY, RECEIVED, CANCELLED, OTHERS = (
    f"82400000000008{number:02}" for number in range(6)
)
DAY = timedelta(days=1)


def usd(cents: int) -> Money:
    return Money(amount=cents, currency="USD", raw=f"US ${cents / 100:.2f}")


@pytest.fixture
def shelf(database: Database) -> Shelf:
    """Six orders of two accounts."""
    shelf = Shelf(database)
    shelf.add_account("partner", NOON)
    shelf.see(
        order_seen(UNPAID, "PLACE_ORDER_SUCCESS", placed="2026-11-19", total=usd(300)), at=NOON
    )
    shelf.see(
        order_seen(
            TO_SHIP,
            "WAIT_SELLER_SEND_GOODS",
            placed="2026-11-18",
            paid="2026-11-18",
            total=usd(1_000),
            store="1101",
            shop="Zoë's Shop",
            titles=("Ümlaut lamp 100%_real",),
        ),
        at=NOON,
    )
    shelf.see(
        order_seen(
            ON_ITS_WAY,
            "WAIT_BUYER_ACCEPT_GOODS",
            placed="2026-10-02",
            paid="2026-10-02T10:00:00+00:00",
            shipped="2026-10-04T10:00:00+00:00",
            total=usd(2_000),
            store="1102",
            shop="Other shop",
            titles=("Cable",),
            tracking=("LP00000000000802",),
            promises=[
                {
                    "kind": "refund_if_not_delivered",
                    "text": "Refund if no delivery before Nov 24, 2026",
                    "until": "2026-11-24",
                }
            ],
        ),
        at=NOON,
    )
    shelf.see(
        order_seen(RECEIVED, "FINISH", end="received", placed="2026-10-01", total=usd(400)),
        at=NOON,
    )
    shelf.see(order_seen(CANCELLED, "IN_CANCEL", placed="2026-11-15"), at=NOON - DAY)
    shelf.see(
        order_seen(
            CANCELLED,
            "FINISH",
            end_code="cancel_order_close_trade",
            placed="2026-11-15",
            completed="2026-11-19",
            total=usd(700),
            store="1101",
            shop="Zoë's Shop",
        ),
        at=NOON,
    )
    shelf.see(
        order_seen(
            OTHERS,
            "WAIT_SELLER_SEND_GOODS",
            placed="2026-11-17",
            total=Money(amount=900, currency="EUR", raw="9,00 €"),
        ),
        at=NOON,
        account_id="partner",
    )
    return shelf


def numbers(shelf: Shelf, wanted: OrderFilter | None = None, **more: object) -> list[str]:
    with shelf.database.read() as session:
        found = queries.orders(session, wanted or OrderFilter(), **more)  # type: ignore[arg-type]
    return [one.order_id for one in found.orders]


def test_all_orders_stand_newest_first(shelf: Shelf) -> None:
    assert numbers(shelf) == [UNPAID, TO_SHIP, OTHERS, CANCELLED, ON_ITS_WAY, RECEIVED]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OrderFilter(search="zoe"), [TO_SHIP, CANCELLED]),
        (OrderFilter(search="UMLAUT zoë"), [TO_SHIP]),
        (OrderFilter(search="100%_real"), [TO_SHIP]),
        (OrderFilter(search="1__%"), []),
        (OrderFilter(search="lp00000000000802"), [ON_ITS_WAY]),
        (OrderFilter(search=RECEIVED[-4:]), [RECEIVED]),
        (OrderFilter(search="nothing of the kind"), []),
        (OrderFilter(answers=[Answer.YES]), [UNPAID]),
        (OrderFilter(answers=[Answer.YES, Answer.ASK_SELLER]), [UNPAID, TO_SHIP, OTHERS]),
        (OrderFilter(statuses=[OrderStatus.FINISH]), [CANCELLED, RECEIVED]),
        (OrderFilter(money=[MoneyState.AT_RISK]), [TO_SHIP, OTHERS, ON_ITS_WAY]),
        (OrderFilter(refunds=[RefundProgress.RUNNING]), [CANCELLED]),
        (OrderFilter(account_id="partner"), [OTHERS]),
        (OrderFilter(store_id="1101"), [TO_SHIP, CANCELLED]),
        (OrderFilter(is_open=False), [CANCELLED]),
        (OrderFilter(placed_from="2026-11-17", placed_to="2026-11-18"), [TO_SHIP, OTHERS]),
        (OrderFilter(search="zoe", is_open=True, account_id=DEFAULT_ACCOUNT), [TO_SHIP]),
    ],
    ids=str,
)
def test_a_filter_leaves_what_is_wanted_and_counts_it(
    shelf: Shelf, wanted: OrderFilter, expected: list[str]
) -> None:
    with shelf.database.read() as session:
        found = queries.orders(session, wanted)
    assert [one.order_id for one in found.orders] == expected
    assert (found.total, found.is_exact) == (len(expected), True)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (OrderSort.ORDERED, [RECEIVED, ON_ITS_WAY, CANCELLED, OTHERS, TO_SHIP, UNPAID]),
        (OrderSort.ACT_BY, [ON_ITS_WAY, RECEIVED]),
        (OrderSort.TOTAL, [OTHERS, UNPAID, RECEIVED, CANCELLED, TO_SHIP, ON_ITS_WAY]),
        (OrderSort.STORE, [ON_ITS_WAY, CANCELLED, TO_SHIP]),
    ],
)
def test_lists_are_sorted_both_ways(shelf: Shelf, sort: OrderSort, expected: list[str]) -> None:
    assert numbers(shelf, sort=sort, descending=False) == expected
    assert numbers(shelf, sort=sort, descending=True) == expected[::-1]


def test_pages_follow_each_other_without_gap_or_overlap(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        pages = [queries.orders(session, OrderFilter(), limit=4, offset=at) for at in (0, 4, 8)]
    assert [len(page.orders) for page in pages] == [4, 2, 0]
    assert [one.order_id for page in pages for one in page.orders] == numbers(shelf)
    assert {page.total for page in pages} == {6}


def test_a_long_result_is_counted_up_to_a_limit(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 2)
    with shelf.database.read() as session:
        found = queries.orders(session, OrderFilter(search="82400"), limit=1)
        whole = queries.orders(session, OrderFilter(), limit=1)
    assert (found.total, found.is_exact) == (2, False)
    assert (whole.total, whole.is_exact) == (6, True)


def test_one_order_is_found_by_its_number(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        assert queries.order(session, "8240000000000899") is None
        found = queries.order(session, ON_ITS_WAY)
        [by_order] = queries.deadlines_by_order(session, [ON_ITS_WAY]).values()
    assert found is not None
    assert (found.store_name, found.shipped_day) == ("Other shop", "2026-10-04")
    assert "delivery_guarantee" in {one.kind for one in by_order}


def test_what_the_buyer_must_do_comes_first(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        soon = queries.act_now(session, NOON, NOON + 7 * DAY)
        later = queries.act_now(session, NOON, NOON + DAY)
        own = queries.act_now(session, NOON, NOON + 7 * DAY, account_id="partner")
        first = queries.act_now(session, NOON, NOON + 7 * DAY, limit=1)
    assert [one.order_id for one in soon] == [ON_ITS_WAY, UNPAID, TO_SHIP, OTHERS]
    assert [one.order_id for one in later] == [UNPAID, TO_SHIP, OTHERS]
    assert [one.order_id for one in own] == [OTHERS]
    assert [one.order_id for one in first] == [ON_ITS_WAY]


def test_deadlines_between_two_instants(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        [order] = [
            one for one in queries.deadlines(session, NOON, NOON + 7 * DAY) if one.deadline.act_by
        ]
        at = order.deadline.earliest
        assert at is not None
        only = queries.deadlines(session, at, at + DAY, act_by=True)
        before = queries.deadlines(session, at - DAY, at, act_by=True)
        partner = queries.deadlines(session, NOON, NOON + 90 * DAY, account_id="partner")
    assert (order.order.order_id, order.deadline.kind) == (ON_ITS_WAY, "delivery_guarantee")
    assert [one.deadline.kind for one in only] == ["delivery_guarantee"]
    assert before == ()
    assert {one.order.order_id for one in partner} <= {OTHERS}


def test_reminders_between_two_instants(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        everything = queries.deadlines_by_order(session, [ON_ITS_WAY])[ON_ITS_WAY]
        [guarantee] = [one for one in everything if one.kind == "delivery_guarantee"]
        for at in guarantee.reminders:
            found = queries.reminding(session, at, at + timedelta(seconds=1))
            assert (ON_ITS_WAY, guarantee) in [(one.order.order_id, one.deadline) for one in found]
        between = guarantee.reminders[0] + timedelta(seconds=1)
        assert ON_ITS_WAY not in {
            one.order.order_id
            for one in queries.reminding(session, between, between + timedelta(seconds=1))
        }
    assert len(guarantee.reminders) > 1


def test_money_is_summed_by_currency(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        assert queries.money(session, MoneyState.AT_RISK) == (
            Sum("USD", 2, 3_000),
            Sum("EUR", 1, 900),
        )
        assert queries.money(session, MoneyState.AT_RISK, account_id="partner") == (
            Sum("EUR", 1, 900),
        )
        assert queries.money(session, MoneyState.NOT_PAID) == (Sum("USD", 1, 300),)
        assert queries.refund_money(session, RefundProgress.RUNNING) == (Sum("USD", 1, 700),)
        assert queries.refund_money(session, RefundProgress.LATE) == ()


def test_refunds_that_run(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        [running] = queries.refunds(session, RefundProgress.RUNNING)
        assert queries.refunds(session, RefundProgress.LATE) == ()
        assert queries.refunds(session, RefundProgress.RUNNING, account_id="partner") == ()
    assert running.order_id == CANCELLED
    assert running.refund_to is not None


def test_every_answer_is_counted(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        counted = queries.counts(session)
        partner = queries.counts(session, account_id="partner")
    assert set(counted) == set(Answer)
    assert sum(counted.values()) == 6
    assert (counted[Answer.YES], counted[Answer.ASK_SELLER]) == (1, 2)
    assert {answer: number for answer, number in partner.items() if number} == {
        Answer.ASK_SELLER: 1
    }


def test_months_and_shops(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        months = charts.months(session)
        stores = charts.stores(session)
        partner = charts.months(session, account_id="partner")
    assert [
        (one.month, one.currency, one.orders, one.total_minor, one.cancelled) for one in months
    ] == [
        ("2026-10", "USD", 2, 2_400, 0),
        ("2026-11", "EUR", 1, 900, 0),
        ("2026-11", "USD", 3, 2_000, 1),
    ]
    assert [(one.month, one.orders) for one in partner] == [("2026-11", 1)]
    assert [
        (one.store_id, one.store_name, one.orders, one.cancelled, one.open) for one in stores
    ] == [
        ("1101", "Zoë's Shop", 2, 1, 1),
        ("1102", "Other shop", 1, 0, 1),
    ]


def test_waits_and_cancellations(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        waited = {one.order_id: one for one in charts.waited_for_shipment(session)}
        [outcome] = charts.cancel_outcomes(session)
        assert charts.cancel_outcomes(session, account_id="partner") == ()
        assert charts.waited_for_scan(session, account_id="partner") == ()
    assert (waited[ON_ITS_WAY].low, waited[ON_ITS_WAY].high) == (48, 48)
    assert waited[ON_ITS_WAY].month == "2026-10"
    assert waited[TO_SHIP].high is None
    assert (outcome.end_reason, outcome.is_open, outcome.orders) == ("cancelled", False, 1)
    assert outcome.hours == (24.0,)


def test_a_timeline_tells_what_changed(shelf: Shelf) -> None:
    with shelf.database.read() as session:
        newest, oldest = timeline(session, CANCELLED)
        assert timeline(session, "8240000000000899") == ()
    assert (oldest.captured_at, newest.captured_at) == (NOON - DAY, NOON)
    assert (oldest.status, newest.status) == (OrderStatus.IN_CANCEL, OrderStatus.FINISH)
    first = {one.field: (one.before, one.after) for one in oldest.changes}
    assert first == {"status": (None, "IN_CANCEL"), "placed": (None, "2026-11-15")}
    then = {one.field: (one.before, one.after) for one in newest.changes}
    assert then["status"] == ("IN_CANCEL", "FINISH")
    assert then["total"] == (None, "US $7.00")
    assert then["end_cause"] == (None, "cancelled_by_buyer")
    assert "placed" not in then


def test_a_page_that_shows_less_is_no_change(shelf: Shelf) -> None:
    shelf.see(
        order_seen(ON_ITS_WAY, "WAIT_BUYER_ACCEPT_GOODS"),
        at=NOON + DAY,
        kind=PageKind.ORDER_LIST,
    )
    with shelf.database.read() as session:
        newest, _ = timeline(session, ON_ITS_WAY)
    assert (newest.page_kind, newest.changes) == ("order_list", ())
