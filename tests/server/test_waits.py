"""How long orders waited: what each observation adds, and what the companion makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from aliorders.models import (
    Missing,
    MissingReason,
    Moment,
    Order,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    Precision,
    SnapshotSource,
    TrackingEvent,
)
from cancelwindow.app import create_app, database_of
from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.policy.history import Spell, Wait, WaitEnd
from cancelwindow.protocol import AssessReply
from cancelwindow.store import waits
from cancelwindow.store.database import Database
from cancelwindow.store.observations import Provenance, record
from cancelwindow.store.sample import FEW, LONGEST_KEPT, Sample
from cancelwindow.store.tables import WaitRow
from companion_app import CompanionApp
from page_fixtures import question
from policy_case import NOT_FOUND, ORDER_ID, OrderSeen, moment, order

PAID = "2026-09-01T10:00:00+00:00"
"""A minute; in most cases below both ends of a wait are equal."""


def at(hours: float) -> datetime:
    """So many hours after the payment."""
    return datetime.fromisoformat(PAID) + timedelta(hours=hours)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(prepare_data_dir(tmp_path / "companion") / DATABASE_NAME) as database:
        yield database


def seen(status: str, **more: Any) -> Order:
    return order(
        OrderSeen.model_validate({"status": status, "paid": PAID, "store": "1101", **more})
    )


WAITING = seen("WAIT_SELLER_SEND_GOODS")
ON_ITS_WAY = seen("WAIT_BUYER_ACCEPT_GOODS")


def parcel(stage: str, *events: tuple[str, float | None]) -> Parcel:
    """A parcel; each event is a tracking code and its hour after the payment."""
    return Parcel(
        order_id=ORDER_ID,
        tracking_number=NOT_FOUND,
        carrier=NOT_FOUND,
        stage=ParcelStage(stage),
        stage_basis="a code",
        events=tuple(
            TrackingEvent(
                code=code,
                fulfil_stage=NOT_FOUND,
                text=NOT_FOUND,
                at=NOT_FOUND if hour is None else moment(at(hour)),
            )
            for code, hour in events
        ),
        delivery_estimate=NOT_FOUND,
    )


def look(
    database: Database, hours: float, *orders: Order, parcels: tuple[Parcel, ...] = ()
) -> None:
    """Store what a page said so many hours after the payment."""
    kind = PageKind.ORDER_DETAIL if orders else PageKind.TRACKING
    provenance = Provenance(at(hours), at(hours), SnapshotSource.EXTENSION, None)
    with database.write() as session:
        record(session, PageReading(kind=kind, orders=orders, parcels=parcels), provenance)


def spells(database: Database) -> tuple[Spell, ...]:
    with database.read() as session:
        return waits.history(session).spells


def shipped(database: Database) -> Wait | None:
    [spell] = spells(database)
    return spell.shipped


def scanned(database: Database) -> Wait | None:
    [spell] = spells(database)
    return spell.scanned


def test_an_order_that_waits_is_known_to_wait_longer(database: Database) -> None:
    for hours in (5, 30, 12):
        look(database, hours, WAITING)
    assert spells(database) == (Spell("1101", None, Wait(30, None), Wait(30, None)),)


def test_a_printed_time_of_shipping_ends_the_wait_exactly(database: Database) -> None:
    look(database, 5, WAITING)
    look(database, 90, seen("WAIT_BUYER_ACCEPT_GOODS", shipped=at(20).isoformat()))
    assert shipped(database) == Wait(20, 20)


def test_printed_days_end_it_somewhere_within_them(database: Database) -> None:
    days = {"paid": "2026-09-01", "shipped": "2026-09-03"}
    look(database, 90, seen("WAIT_BUYER_ACCEPT_GOODS", **days))
    assert shipped(database) == Wait(24, 72)


def test_the_same_day_is_a_wait_of_up_to_a_day(database: Database) -> None:
    days = {"paid": "2026-09-01", "shipped": "2026-09-01"}
    look(database, 90, seen("WAIT_BUYER_ACCEPT_GOODS", **days))
    assert shipped(database) == Wait(0, 24)


@pytest.mark.parametrize(
    "later",
    [ON_ITS_WAY, seen("SELLER_PART_SEND_GOODS"), seen("FINISH", end="received")],
    ids=lambda one: one.status,
)
def test_without_a_printed_date_it_ended_between_two_looks(
    database: Database, later: Order
) -> None:
    look(database, 5, WAITING)
    look(database, 90, later)
    look(database, 50, later)
    assert shipped(database) == Wait(5, 50)


def test_never_seen_waiting_it_ended_before_the_first_look(database: Database) -> None:
    look(database, 50, ON_ITS_WAY)
    assert shipped(database) == Wait(0, 50)


@pytest.mark.parametrize(
    "later",
    [
        seen("FINISH", end="cancelled"),
        seen("FINISH", end="unspecified"),
        seen("FINISH"),
        seen("IN_CANCEL"),
        seen("IN_ISSUE"),
        seen("UNKNOWN"),
    ],
    ids=lambda one: f"{one.status}",
)
def test_an_order_that_went_another_way_waited_until_it_was_last_seen(
    database: Database, later: Order
) -> None:
    look(database, 5, WAITING)
    look(database, 90, later)
    assert shipped(database) == Wait(5, None)


def test_a_list_that_lags_does_not_turn_a_wait_around(database: Database) -> None:
    look(database, 20, ON_ITS_WAY)
    look(database, 25, WAITING)
    assert shipped(database) == Wait(20, 20)


def test_nothing_known_is_no_wait_of_no_hours(database: Database) -> None:
    look(database, 50, seen("FINISH", end="cancelled"))
    assert spells(database) == (Spell("1101", None, None, None),)


def test_an_order_whose_payment_was_not_seen_does_not_count(database: Database) -> None:
    look(database, 5, seen("WAIT_SELLER_SEND_GOODS", paid=None, placed=PAID))
    assert spells(database) == ()
    # What was seen meanwhile counts once the payment is known.
    look(database, 2, seen("UNKNOWN"))
    assert shipped(database) == Wait(5, None)


def test_the_first_scan_of_any_parcel_counts(database: Database) -> None:
    one = parcel("in_transit", ("GTMS_ACCEPT", 60), ("GWMS_ACCEPT", 2))
    other = parcel("with_carrier", ("GTMS_ACCEPT", 44))
    look(database, 90, seen("WAIT_BUYER_ACCEPT_GOODS"), parcels=(one, other))
    assert scanned(database) == Wait(44, 44)
    look(database, 95, parcels=(parcel("in_transit", ("GTMS_ACCEPT", 60)),))
    assert scanned(database) == Wait(44, 44)


def test_a_scan_without_a_time_lies_between_two_looks(database: Database) -> None:
    look(database, 10, WAITING)
    look(database, 30, parcels=(parcel("announced"),))
    look(database, 90, parcels=(parcel("in_transit", ("GTMS_ACCEPT", None)),))
    assert scanned(database) == Wait(30, 90)
    assert shipped(database) == Wait(10, None)


@pytest.mark.parametrize(
    ("parcels", "hours"),
    [
        ((), 10),
        ((parcel("unknown"),), 10),
        ((parcel("announced"), parcel("unknown")), 10),
        ((parcel("announced"), parcel("announced")), 30),
    ],
)
def test_only_tracking_that_was_understood_shows_that_no_scan_was_made(
    database: Database, parcels: tuple[Parcel, ...], hours: float
) -> None:
    look(database, 10, WAITING)
    look(database, 30, ON_ITS_WAY, parcels=parcels)
    assert scanned(database) == Wait(hours, None)


def test_store_and_kind_are_kept_from_the_page_that_named_them(database: Database) -> None:
    look(database, 1, seen("WAIT_SELLER_SEND_GOODS", store=None))
    look(database, 2, seen("WAIT_SELLER_SEND_GOODS", choice=True))
    look(database, 3, seen("WAIT_SELLER_SEND_GOODS", store=None))
    [spell] = spells(database)
    assert (spell.store_id, spell.is_choice) == ("1101", True)


def test_a_date_beyond_the_calendar_is_no_date(database: Database) -> None:
    far = Moment(raw="x", precision=Precision.DAY, day=datetime.max.date())  # noqa: DTZ901
    look(database, 5, WAITING.model_copy(update={"shipped": far}))
    look(database, 6, WAITING.model_copy(update={"paid": far}))
    unreadable = Missing(missing=MissingReason.UNREADABLE)
    look(database, 7, WAITING.model_copy(update={"paid": unreadable}))
    assert shipped(database) == Wait(7, None)


def test_a_store_of_an_older_version_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    companion = CompanionApp(tmp_path / "companion")
    look(companion.database, 5, WAITING)
    look(companion.database, 90, ON_ITS_WAY, parcels=(parcel("in_transit", ("GTMS_ACCEPT", 60)),))
    before = spells(companion.database)
    with companion.database.write() as session:
        session.execute(delete(WaitRow))
    companion.close()
    app = create_app(companion.config)
    assert spells(database_of(app)) == before == (Spell("1101", None, Wait(5, 90), Wait(60, 60)),)
    database_of(app).close()


def test_what_another_version_wrote_is_left_out_when_counting(tmp_path: Path) -> None:
    companion = CompanionApp(tmp_path / "companion")
    look(companion.database, 5, WAITING)
    with companion.database.write() as session:
        session.execute(delete(WaitRow))
        reading = session.scalars(select(waits.ReadingRow)).one()
        session.add(
            waits.ObservationRow(
                reading=reading,
                order_id="8000000000000002",
                order_json='{"older": "shape"}',
                parcels_json='[{"older": "shape"}]',
            )
        )
    companion.close()
    with Database(companion.config.database_path) as database:
        with database.write() as session:
            waits.fill(session)
        assert shipped(database) == Wait(5, None)


def test_a_filled_store_is_left_as_it_is(database: Database) -> None:
    look(database, 5, WAITING)
    with database.write() as session:
        session.get_one(WaitRow, ORDER_ID).unshipped_at = at(7)
        waits.fill(session)
        assert session.get_one(WaitRow, ORDER_ID).unshipped_at == at(7)


def test_a_sample_of_few_orders_is_always_as_the_store_has_it(database: Database) -> None:
    sample = Sample(database)
    for number in range(3):
        with database.write() as session:
            session.add_all(waited(number * 5, 5))
        with database.read() as session:
            assert len(sample.history(session, (), at(0)).spells) == 5 * (number + 1)


def test_what_all_of_many_orders_tell_is_kept_until_it_may_have_changed(
    database: Database,
) -> None:
    sample = Sample(database)

    def counted(now: datetime) -> tuple[int, int]:
        """Orders behind the estimate of any store, and behind that of one."""
        with database.read() as session:
            history = sample.history(session, ["1"], now)
            exact = waits.history(session)
        wide = history.estimate(WaitEnd.SHIPPED, None, None)
        narrow = history.estimate(WaitEnd.SHIPPED, "1", None)
        assert wide is not None
        assert narrow == exact.estimate(WaitEnd.SHIPPED, "1", None)
        assert narrow is not None
        return wide.orders, narrow.orders

    def add(first: int, orders: int) -> None:
        with database.write() as session:
            session.add_all(waited(first, orders))

    add(0, FEW + 100)
    assert counted(at(0)) == (FEW + 100, (FEW + 100) // 2)
    add(1_000, 10)
    assert counted(at(0)) == (FEW + 100, (FEW + 110) // 2)
    sample.renew(at(0))
    assert counted(at(0)) == (FEW + 110, (FEW + 110) // 2)
    add(2_000, 10)
    assert counted(at(0) + LONGEST_KEPT) == (FEW + 120, (FEW + 120) // 2)
    add(3_000, FEW + 120)
    assert counted(at(0) + LONGEST_KEPT) == (2 * FEW + 240, FEW + 120)


def test_a_sample_that_nobody_asks_for_is_not_renewed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        session.add_all(waited(0, FEW + 1))
    asked: list[object] = []
    monkeypatch.setattr(waits, "count", lambda session: asked.append(session) or FEW + 1)
    sample = Sample(database)
    sample.renew(at(0))
    assert not asked
    with database.read() as session:
        sample.history(session, ["1"], at(0))
    asked.clear()
    sample.renew(at(0))
    sample.renew(at(0))
    assert len(asked) == 1


def waited(first: int, orders: int) -> Iterator[WaitRow]:
    """Orders that were shipped within days, half of them of the store 1."""
    for number in range(first, first + orders):
        days = float(number % 7)
        yield WaitRow(
            order_id=str(number),
            store_id=str(number % 2),
            paid_earliest=at(0),
            paid_latest=at(0),
            shipped_low=24 * days,
            shipped_high=24 * days + 24,
        )


def test_the_companion_estimates_from_the_orders_it_has_seen(companion_app: CompanionApp) -> None:
    token = companion_app.pair().token

    def window() -> dict[str, Any]:
        message = question("order_detail/processing_with_cancel")
        reply = companion_app.post("/v1/assess", message, token=token)
        [verdict] = AssessReply.model_validate_json(reply.body).verdicts
        assert verdict.window is not None
        return verdict.window.shipped.model_dump(include={"basis", "orders", "ended"})

    assert window() == {"basis": "guides", "orders": 0, "ended": 0}
    with companion_app.database.write() as session:
        session.add_all(
            WaitRow(
                order_id=f"80000000000000{number}",
                paid_earliest=datetime(2026, 9, 1, tzinfo=UTC),
                paid_latest=datetime(2026, 9, 1, tzinfo=UTC),
                shipped_low=20.0,
                shipped_high=30.0,
            )
            for number in range(10, 18)
        )
    counted = window()
    assert (counted["basis"], counted["ended"]) == ("any", 8)
