"""Deleting deletes: from every table, from every list, and from the bytes on the disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from aliorders.models import Money
from cancelwindow.store import queries
from cancelwindow.store.tables import ObservationRow
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from stored_orders import Shelf, order_seen

ONE, OTHER = "8240000000000931", "8240000000000932"
TITLE, SHOP = "Quillwort terrarium", "Unforgettable Shop"


@pytest.fixture
def stocked(companion_app: CompanionApp) -> CompanionApp:
    """Two orders on one page, and one of them on its own."""
    money = Money(amount=700, currency="USD", raw="US $7.00")
    one = order_seen(
        ONE, "WAIT_SELLER_SEND_GOODS", titles=(TITLE,), shop=SHOP, store="1103", total=money,
        placed="2026-11-18", paid="2026-11-18",
    )  # fmt: skip
    other = order_seen(OTHER, "PLACE_ORDER_SUCCESS", titles=("Mug",), total=money)
    shelf = Shelf(companion_app.database)
    shelf.see(one, other, at=companion_app.now)
    shelf.see(one, at=companion_app.now)
    return companion_app


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def rows_with(app: CompanionApp, value: str) -> list[str]:
    """Tables that hold a text anywhere."""
    found = []
    with app.database.read() as session:
        for table in inspect(session.get_bind()).get_table_names():
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            found += [table for row in rows if any(value in str(cell) for cell in row)]
    return found


def test_an_order_is_gone_from_tables_lists_and_disk(stocked: CompanionApp) -> None:
    visitor = Visitor(stocked)
    assert ONE.encode() in bytes_of(stocked.config.data_dir)
    visitor.post(f"/dashboard/orders/{ONE}/delete", {"sure": "yes"})
    for trace in (ONE, TITLE, SHOP):
        assert rows_with(stocked, trace) == []
        assert trace.encode() not in bytes_of(stocked.config.data_dir)
    visitor.get(f"/dashboard/orders/{ONE}", expect=404)
    assert ONE not in visitor.get("/dashboard/orders").text


def test_the_others_stay_as_they_were(stocked: CompanionApp) -> None:
    visitor = Visitor(stocked)
    with stocked.database.read() as session:
        before = queries.order(session, OTHER)
    visitor.post(
        "/dashboard/privacy/delete-order", {"number": f" {ONE[:8]} {ONE[8:]} ", "sure": "1"}
    )
    with stocked.database.read() as session:
        assert queries.order(session, OTHER) == before
        counts = queries.counts(session)
        assert sum(counts.values()) == 1
        [left] = session.query(ObservationRow).all()
        assert left.order_id == OTHER
    assert OTHER in visitor.get("/dashboard/orders").text


def test_what_was_seen_stays_append_only(stocked: CompanionApp) -> None:
    Visitor(stocked).post(f"/dashboard/orders/{ONE}/delete", {"sure": "yes"})
    with sqlite3.connect(stocked.config.database_path) as connection:
        for statement in ("DELETE FROM observations", "UPDATE readings SET page_kind = 'x'"):
            with pytest.raises(sqlite3.DatabaseError, match="append-only"):
                connection.execute(statement)
    connection.close()


def test_a_deleted_order_can_be_seen_again(stocked: CompanionApp) -> None:
    visitor = Visitor(stocked)
    visitor.post(f"/dashboard/orders/{ONE}/delete", {"sure": "yes"})
    Shelf(stocked.database).see(order_seen(ONE, "FINISH", end="received"), at=stocked.now)
    assert ONE in visitor.get("/dashboard/orders").text


def test_everything_is_gone_and_browsers_stay_paired(stocked: CompanionApp) -> None:
    client = stocked.pair()
    visitor = Visitor(stocked)
    answer = visitor.post("/dashboard/privacy/delete-everything", {"sure": "yes"})
    assert (
        "Everything that was seen of your orders is deleted."
        in visitor.get(answer.headers["location"]).text
    )
    for trace in (ONE, OTHER, TITLE, SHOP):
        assert rows_with(stocked, trace) == []
        assert trace.encode() not in bytes_of(stocked.config.data_dir)
    assert "No order has been seen yet" in visitor.get("/dashboard/").text
    assert stocked.post("/v1/assess", {}, token=client.token).code == "malformed"


@pytest.mark.parametrize(
    ("path", "form", "status", "said"),
    [
        (f"/dashboard/orders/{ONE}/delete", {}, 303, None),
        ("/dashboard/privacy/delete-order", {"number": ONE}, 400, "Tick the box"),
        ("/dashboard/privacy/delete-everything", {}, 400, "Tick the box"),
        ("/dashboard/privacy/delete-order", {"number": "12", "sure": "1"}, 404, "No order 12"),
        ("/dashboard/privacy/delete-order", {"sure": "1"}, 404, "No order"),
        ("/dashboard/orders/8240000000000999/delete", {"sure": "1"}, 404, "has not seen"),
    ],
)
def test_nothing_is_deleted_by_half_a_wish(
    stocked: CompanionApp, path: str, form: dict[str, str], status: int, said: str | None
) -> None:
    visitor = Visitor(stocked)
    answer = visitor.post(path, form, expect=status)
    if said is not None:
        assert said in answer.page.text
    for order_id in (ONE, OTHER):
        visitor.get(f"/dashboard/orders/{order_id}")


def test_what_is_stored_is_counted(stocked: CompanionApp) -> None:
    page = Visitor(stocked).get("/dashboard/privacy")
    facts = {one.dt.text: one.dd.text for one in page.select(".facts > div")}  # type: ignore[union-attr]
    assert facts["Orders"] == "2"
    assert facts["Pages that were read"] == "2"
    assert facts["What pages said of an order"] == "3"
    assert str(stocked.config.data_dir) in page.text
