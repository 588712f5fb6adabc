"""Deleting from the store, whichever database it is: what goes, what stays, and what stays shut."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from cancelwindow.store import queries
from cancelwindow.store.database import Database
from cancelwindow.store.erasure import NOT_OF_ORDERS, forget_everything, forget_order
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow
from companion_app import NOON
from stored_orders import Shelf, order_seen

ONE, OTHER = "8240000000000961", "8240000000000962"


@pytest.fixture
def stocked(database: Database) -> Database:
    """Two orders on one page, and one of them on its own."""
    one = order_seen(ONE, "WAIT_SELLER_SEND_GOODS", paid="2026-11-18", store="1104", shop="Shop")
    shelf = Shelf(database)
    shelf.see(one, order_seen(OTHER, "PLACE_ORDER_SUCCESS"), at=NOON)
    shelf.see(one, at=NOON)
    return database


def filled(database: Database) -> set[str]:
    """Tables of what was seen that have rows."""
    with database.read() as session:
        names = set(inspect(session.connection()).get_table_names()) - NOT_OF_ORDERS
        return {
            name for name in names if session.scalar(text(f'SELECT count(*) FROM "{name}"'))
        }  # fmt: skip


def test_one_order_goes_and_the_tallies_follow(stocked: Database) -> None:
    assert forget_order(stocked, ONE)
    with stocked.read() as session:
        assert session.get(OrderStateRow, ONE) is None
        assert session.get(OrderStateRow, OTHER) is not None
        assert sum(queries.counts(session).values()) == 1
        assert session.scalars(select(ObservationRow.order_id)).all() == [OTHER]
        # The page that showed both stays; the one of its own is gone.
        assert session.scalar(select(func.count(ReadingRow.id))) == 1
    assert not forget_order(stocked, ONE)


def test_everything_goes_from_every_table(stocked: Database) -> None:
    assert filled(stocked) >= {"observations", "readings", "order_states", "waits"}
    forget_everything(stocked)
    assert filled(stocked) == set()
    forget_everything(stocked)


def test_afterwards_the_tables_are_append_only_again(stocked: Database) -> None:
    forget_order(stocked, ONE)
    for table in (ObservationRow, ReadingRow):
        with pytest.raises(DBAPIError, match="append-only"), stocked.write() as session:
            session.execute(delete(table))


def test_a_deletion_that_fails_leaves_all_as_it_was(
    stocked: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("cancelwindow.store.erasure._forget_readings", fail)
    with pytest.raises(RuntimeError, match="no power"):
        forget_order(stocked, ONE)
    with stocked.read() as session:
        assert session.scalar(select(func.count(ObservationRow.id))) == 3
        assert sum(queries.counts(session).values()) == 2
    with pytest.raises(DBAPIError, match="append-only"), stocked.write() as session:
        session.execute(delete(ObservationRow))
