"""The state of each order: what a page changes in it, what time does, and what it keeps."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import create_engine, func, select, update

from aliorders.models import Money, Order, PageKind
from cancelwindow.app import create_app, database_of, rejudge_of
from cancelwindow.background import Background
from cancelwindow.config import DATABASE_NAME, Config, prepare_data_dir
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer
from cancelwindow.rejudging import AT_ONCE, Rejudge
from cancelwindow.store import settings
from cancelwindow.store.database import Database
from cancelwindow.store.standing import LOOKED_AT_AGAIN, MoneyState, RefundProgress
from cancelwindow.store.states import deadlines_of, due
from cancelwindow.store.tables import (
    ObservationRow,
    OrderDeadlineRow,
    OrderStateRow,
    OrderTallyRow,
)
from companion_app import NOON, CompanionApp
from page_fixtures import question
from stored_orders import Shelf, order_seen

ORDER = "8240000000000701"
PRICE = Money(amount=1999, currency="USD", raw="US $19.99")


def on_its_way() -> Order:
    """An order whose page prints until when the site guarantees delivery."""
    return order_seen(
        ORDER,
        "WAIT_BUYER_ACCEPT_GOODS",
        placed="2026-11-01",
        shipped="2026-11-03",
        total=PRICE,
        titles=("Lamp",),
        promises=[
            {
                "kind": "refund_if_not_delivered",
                "text": "Refund if no delivery before Dec 24, 2026",
                "until": "2026-12-24",
            }
        ],
    )


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def state(database: Database, order_id: str = ORDER) -> OrderStateRow:
    with database.read() as session:
        return session.get_one(OrderStateRow, order_id)


def tallies(database: Database) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Of groups that are not empty, by answer, money and currency."""
    with database.read() as session:
        return {
            (row.answer, row.money_state, row.currency): (row.orders, row.total_minor)
            for row in session.scalars(select(OrderTallyRow))
            if row.orders
        }


def test_a_state_holds_what_lists_need(shelf: Shelf) -> None:
    seen = order_seen(
        ORDER,
        "WAIT_SELLER_SEND_GOODS",
        placed="2026-11-18",
        paid="2026-11-18T09:30:00+00:00",
        total=PRICE,
        store="1101",
        shop="Café Électronique",
        titles=("Crème brûlée torch", "Second thing"),
        choice=True,
    )
    [verdict] = shelf.see(seen, at=NOON)
    row = state(shelf.database)
    assert row.answer == verdict.answer.value == Answer.ASK_SELLER
    assert (row.is_open, row.money_state) == (True, MoneyState.AT_RISK)
    assert (row.placed_day, row.paid_day) == ("2026-11-18", "2026-11-18")
    assert row.placed_at == datetime(2026, 11, 18, 8, tzinfo=UTC)  # midnight in Los Angeles
    assert row.ordered_at == row.placed_at
    assert (row.total_minor, row.currency) == (1999, "USD")
    assert (row.store_id, row.store_name) == ("1101", "Café Électronique")
    assert (row.title, row.line_count, row.is_choice) == ("Crème brûlée torch", 2, True)
    assert row.search_text.splitlines() == [
        ORDER, "cafe electronique", "creme brulee torch", "second thing",
    ]  # fmt: skip
    assert row.first_seen_at == row.last_seen_at == row.captured_at == NOON
    assert row.refund_state is None


def test_the_next_deadline_is_the_verdict_s_and_all_are_stored(shelf: Shelf) -> None:
    [verdict] = shelf.see(on_its_way(), at=NOON)
    [closes] = [one for one in verdict.deadlines if one.kind == "delivery_guarantee"]
    row = state(shelf.database)
    assert (row.next_deadline_kind, row.next_deadline_at) == (closes.kind, closes.earliest)
    assert (row.next_act_kind, row.next_act_at) == (closes.kind, closes.earliest)
    assert row.money_state == MoneyState.AT_RISK
    with shelf.database.read() as session:
        stored = {one.kind: one for one in deadlines_of(session, ORDER)}
    told = {one.kind for one in verdict.deadlines if one.earliest or one.reminders}
    assert stored.keys() == told
    assert stored[closes.kind].latest == closes.latest
    assert stored[closes.kind].reminders == closes.reminders
    assert stored[closes.kind].act_by is True


def test_a_page_that_shows_less_takes_nothing_away(shelf: Shelf) -> None:
    shelf.see(on_its_way(), at=NOON)
    [guarantee] = [one.kind for one in deadlines(shelf.database) if one.basis == "site"]
    later = NOON + timedelta(days=1)
    shelf.see(
        order_seen(ORDER, "WAIT_BUYER_ACCEPT_GOODS", titles=("Other lamp",)),
        at=later,
        kind=PageKind.ORDER_LIST,
    )
    row = state(shelf.database)
    assert (row.captured_at, row.first_seen_at, row.last_seen_at) == (later, NOON, later)
    assert (row.placed_day, row.shipped_day, row.total_minor) == ("2026-11-01", "2026-11-03", 1999)
    assert row.search_text.splitlines() == [ORDER, "other lamp", "lamp"]
    assert guarantee in {one.kind for one in deadlines(shelf.database)}


def deadlines(database: Database, order_id: str = ORDER) -> list[OrderDeadlineRow]:
    with database.read() as session:
        return list(
            session.scalars(select(OrderDeadlineRow).where(OrderDeadlineRow.order_id == order_id))
        )


def test_a_new_status_ends_the_deadlines_of_the_old_one(shelf: Shelf) -> None:
    shelf.see(on_its_way(), at=NOON)
    assert deadlines(shelf.database)
    shelf.see(
        order_seen(ORDER, "FINISH", end="expired"),
        at=NOON + timedelta(hours=1),
        kind=PageKind.ORDER_LIST,
    )
    assert [one.kind for one in deadlines(shelf.database)] == []
    row = state(shelf.database)
    assert (row.is_open, row.money_state, row.closed_seen_at) == (
        False,
        MoneyState.SETTLED,
        NOON + timedelta(hours=1),
    )
    assert (row.next_deadline_at, row.next_act_at) == (None, None)


def test_an_older_page_only_moves_when_the_order_was_first_seen(shelf: Shelf) -> None:
    shelf.see(order_seen(ORDER, "WAIT_SELLER_SEND_GOODS"), at=NOON)
    late = NOON - timedelta(days=2)
    shelf.see(order_seen(ORDER, "PLACE_ORDER_SUCCESS"), at=late, now=NOON)
    row = state(shelf.database)
    assert (row.status, row.captured_at) == ("WAIT_SELLER_SEND_GOODS", NOON)
    assert row.first_seen_at == row.ordered_at == NOON - timedelta(days=2)


def test_a_refund_runs_and_is_late_without_a_new_page(shelf: Shelf) -> None:
    cancelled = order_seen(
        ORDER,
        "FINISH",
        end_code="cancel_order_close_trade",
        placed="2026-11-10",
        completed="2026-11-19",
        paid="2026-11-10",
        total=PRICE,
    )
    [verdict] = shelf.see(cancelled, at=NOON)
    assert verdict.refund is not None
    row = state(shelf.database)
    assert verdict.refund.latest is not None
    assert (row.refund_state, row.money_state) == (
        RefundProgress.RUNNING,
        MoneyState.COMING_BACK,
    )
    assert (row.refund_from, row.refund_to) == (verdict.refund.earliest, verdict.refund.latest)
    rejudge = Rejudge(shelf.database, load_policy())
    assert row.recheck_at is not None
    assert row.recheck_at <= verdict.refund.latest
    after = verdict.refund.latest + timedelta(seconds=1)
    assert rejudge.some(after) == 1
    assert state(shelf.database).refund_state == RefundProgress.LATE
    assert state(shelf.database).refund_seen_at == NOON


def test_tallies_are_what_counting_all_states_gives(shelf: Shelf) -> None:
    other = Money(amount=500, currency="EUR", raw="5,00 €")
    shelf.see(
        order_seen(ORDER, "WAIT_SELLER_SEND_GOODS", total=PRICE),
        order_seen("8240000000000702", "WAIT_SELLER_SEND_GOODS", total=PRICE),
        order_seen("8240000000000703", "WAIT_SELLER_SEND_GOODS", total=other),
        order_seen("8240000000000704", "PLACE_ORDER_SUCCESS"),
        at=NOON,
        kind=PageKind.ORDER_LIST,
    )
    later = NOON + timedelta(hours=1)
    shelf.see(order_seen(ORDER, "FINISH", end="received"), at=later)
    assert tallies(shelf.database) == {
        ("ask_seller", "at_risk", "USD"): (1, 1999),
        ("ask_seller", "at_risk", "EUR"): (1, 500),
        ("yes", "not_paid", ""): (1, 0),
        # A dispute is still possible.
        ("no", "settled", "USD"): (1, 1999),
    }
    with shelf.database.read() as session:
        columns = (OrderStateRow.answer, OrderStateRow.money_state, OrderStateRow.currency)
        counted = session.execute(
            select(
                *columns, func.count(), func.coalesce(func.sum(OrderStateRow.total_minor), 0)
            ).group_by(*columns)
        )
        assert {
            (answer, money, currency or ""): (number, int(total))
            for answer, money, currency, number, total in counted
        } == tallies(shelf.database)


def test_time_alone_changes_an_answer(shelf: Shelf) -> None:
    shelf.see(on_its_way(), at=NOON)
    rejudge = Rejudge(shelf.database, load_policy())
    assert rejudge.some(NOON) == 0
    [closes] = [one for one in deadlines(shelf.database) if one.kind == "delivery_guarantee"]
    assert closes.latest is not None
    assert rejudge.some(closes.latest + timedelta(hours=1)) == 1
    row = state(shelf.database)
    assert row.evaluated_at == closes.latest + timedelta(hours=1)
    assert row.captured_at == NOON
    assert row.next_act_at is None


def test_an_open_order_is_looked_at_again_within_hours(shelf: Shelf) -> None:
    shelf.see(order_seen(ORDER, "WAIT_SELLER_SEND_GOODS"), at=NOON)
    with shelf.database.read() as session:
        assert due(session, NOON + LOOKED_AT_AGAIN - timedelta(seconds=1), 10) == []
        [(order_id, source)] = due(session, NOON + LOOKED_AT_AGAIN, 10)
    assert (order_id, source.captured_at) == (ORDER, NOON)


def test_an_ended_order_without_dates_is_never_looked_at_again(shelf: Shelf) -> None:
    shelf.see(order_seen(ORDER, "FINISH", end="expired"), at=NOON)
    assert state(shelf.database).recheck_at is None


def test_what_cannot_be_read_any_more_keeps_its_last_answer(shelf: Shelf) -> None:
    shelf.see(order_seen(ORDER, "WAIT_SELLER_SEND_GOODS"), at=NOON)
    with shelf.database.write() as session:
        observation = session.scalars(select(ObservationRow)).one()
        broken = ObservationRow(
            reading_id=observation.reading_id, order_id="8240000000000799", order_json="{}"
        )
        session.add(broken)
        session.flush()
        session.execute(
            update(OrderStateRow).values(order_id=broken.order_id, observation_id=broken.id)
        )
    rejudge = Rejudge(shelf.database, load_policy())
    assert rejudge.some(NOON + LOOKED_AT_AGAIN) == 1
    row = state(shelf.database, "8240000000000799")
    assert (row.answer, row.recheck_at) == ("ask_seller", None)


def test_tracking_seen_later_changes_the_order_s_own_answer(companion_app: CompanionApp) -> None:
    token = companion_app.pair().token
    shown = companion_app.post(
        "/v1/assess", question("order_detail/awaiting_delivery"), token=token
    ).data["verdicts"][0]
    tracking = question("tracking/picked_up", captured_at="2026-11-20T11:59:30Z")
    number = tracking["snapshot"]["url"].partition("tradeOrderId=")[2].partition("&")[0]
    for name in ("url", "html"):
        tracking["snapshot"][name] = tracking["snapshot"][name].replace(number, shown["order_id"])
    assert companion_app.post("/v1/assess", tracking, token=token).status == 200
    before = state(companion_app.database, shown["order_id"])
    assert before.answer == shown["answer"]
    assert rejudge_of(companion_app.app).some(companion_app.now) == 1
    assert state(companion_app.database, shown["order_id"]).answer == "no"


def test_other_rules_or_another_buyer_make_every_state_due(tmp_path: Path) -> None:
    app = CompanionApp(tmp_path / "companion")
    Shelf(app.database).see(order_seen(ORDER, "FINISH", end="expired"), at=NOON)
    app.close()
    for country, overdue in ((None, 0), ("IE", 1), ("IE", 0)):
        config = Config(data_dir=app.config.data_dir, country=country, clock=lambda: NOON)
        made = create_app(config)
        assert rejudge_of(made).some(NOON) == overdue
        database_of(made).close()


def test_the_background_judges_what_is_due_and_stops(shelf: Shelf) -> None:
    shelf.see(order_seen(ORDER, "WAIT_SELLER_SEND_GOODS"), at=NOON)
    later = NOON + LOOKED_AT_AGAIN
    asked, judged = [], threading.Event()

    class Noting(Rejudge):
        def some(self, now: datetime, limit: int = 50) -> int:
            asked.append(now)
            number = super().some(now, limit)
            judged.set()
            return number

    rejudge = Noting(shelf.database, load_policy())
    background = Background("rejudging", lambda: rejudge.some(later) > AT_ONCE)
    background.start()
    assert judged.wait(60)
    background.stop()
    assert asked == [later]
    assert state(shelf.database).evaluated_at == later


def test_a_store_of_an_older_version_is_taken_over_and_judged_again(tmp_path: Path) -> None:
    """Version 0002 knew answers only: what it lacked is read from the observations."""
    made, path = (
        prepare_data_dir(tmp_path / name) / DATABASE_NAME for name in ("made", "companion")
    )
    with Database(made) as database:
        seen = order_seen(ORDER, "WAIT_SELLER_SEND_GOODS", total=PRICE, titles=("Lamp",))
        Shelf(database).see(seen, at=NOON)
        with database.read() as session:
            kept = session.scalars(select(ObservationRow.order_json)).one()
    as_it_was(path, "0002", kept or "")
    with Database(path) as database:
        row = state(database)
        assert (row.answer, row.title, row.account_id) == ("ask_seller", None, "default")
        assert tallies(database) == {("ask_seller", "unknown", ""): (1, 0)}
        assert Rejudge(database, load_policy()).some(NOON) == 1
        row = state(database)
        assert (row.title, row.total_minor, row.first_seen_at) == ("Lamp", 1999, NOON)
        assert tallies(database) == {("ask_seller", "at_risk", "USD"): (1, 1999)}


def as_it_was(path: Path, revision: str, order_json: str) -> None:
    """A store of an older version, with one observation and the answer to it."""
    engine = create_engine(f"sqlite:///{path}")
    noon = NOON.isoformat(timespec="microseconds")
    with engine.begin() as connection:
        config = AlembicConfig()
        config.set_main_option("script_location", "cancelwindow.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(
            "INSERT INTO readings VALUES (1, 'order_detail', ?, ?, 'extension', NULL, 'yes', '{}')",
            (noon, noon),
        )
        connection.exec_driver_sql(
            "INSERT INTO observations VALUES (1, 1, ?, ?, NULL)", (ORDER, order_json)
        )
        connection.exec_driver_sql(
            "INSERT INTO order_states VALUES (?, 1, 'WAIT_SELLER_SEND_GOODS', 'ask_seller', "
            "'derived', '2026-11-20', ?, ?)",
            (ORDER, noon, noon),
        )
    engine.dispose()


def test_settings_are_json(database: Database) -> None:
    with database.write() as session:
        assert settings.get(session, "quiet") is None
        settings.put(session, "quiet", {"from": "22:00"})
        settings.put(session, "quiet", {"from": "23:00"})
    with database.read() as session:
        assert settings.get(session, "quiet") == {"from": "23:00"}
        assert settings.get(session, "other", 7) == 7


def test_a_recall_stays_one_when_it_is_judged_again(database: Database, shelf: Shelf) -> None:
    """What the answer rests on has to be kept: no answer changes because something was not."""
    order = order_seen(
        ORDER, "WAIT_BUYER_ACCEPT_GOODS", shipped="2026-11-20", strip="Awaiting seller dispatch"
    )
    [verdict] = shelf.see(order, at=NOON)
    assert verdict.answer is Answer.RECALL
    later = NOON + LOOKED_AT_AGAIN + timedelta(minutes=1)
    assert Rejudge(database, load_policy()).some(later) == 1
    with database.read() as session:
        assert session.get_one(OrderStateRow, ORDER).answer == Answer.RECALL
