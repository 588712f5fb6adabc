"""Tables of other programs: what is read of them, what is refused, and what is never looked at."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from aliorders.models import Missing, Order, found
from cancelwindow.exports.formats import Export, ExportFormat
from cancelwindow.imports.columns import known_forms
from cancelwindow.store.database import Database
from cancelwindow.store.observations import latest_order
from cancelwindow.store.queries import OrderFilter, order
from companion_app import NOON
from import_files import IMPORTS, personal_data, saved_at
from imports.conftest import MakeTaker
from stored_orders import Shelf, order_seen

ROUNDED = (
    "the order number was turned into a rounded number by a spreadsheet. Export the table again "
    "and do not open it there, or keep the column as text."
)


def stored(database: Database, order_id: str) -> Order:
    with database.read() as session:
        seen = latest_order(session, order_id)
    assert seen is not None
    return seen.reading.orders[0]


def cents(order: Order) -> tuple[int, str] | None:
    total = found(order.total)
    return None if total is None else (total.amount, total.currency)


def table(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_forms_say_where_they_are_known_from() -> None:
    forms = known_forms()
    assert len({form.name for form in forms}) == len(forms) == 4
    assert all(form.source for form in forms)


def test_aliexpress_own_export(tmp_path: Path, taker: MakeTaker, database: Database) -> None:
    report = taker(currency="EUR").take(personal_data(tmp_path))
    assert (report.new, report.refused, report.error, report.notes) == (3, (), None, ())
    two = stored(database, "8240000000002101")
    assert [(found(one.line_id), found(one.title)) for one in two.lines] == [
        ("8240000000002111", "Example kettle"),
        ("8240000000002112", "Example cup"),
    ]
    assert cents(two) == (1_700, "EUR")
    assert two.status == "FINISH"
    assert (two.end_reason, two.end_cause) == ("received", "confirmed_by_buyer")
    placed = found(two.placed)
    assert placed is not None
    # No source says in which zone its times are.
    assert (placed.day.isoformat(), placed.precision, placed.at) == ("2026-02-21", "day", None)
    # An order of one line has but the number of that line.
    assert stored(database, "8240000000002102").status == "WAIT_SELLER_SEND_GOODS"
    assert stored(database, "8240000000002103").end_cause == "not_paid"


def test_without_a_currency_amounts_are_left_out_and_that_is_said(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    report = taker().take(personal_data(tmp_path))
    assert report.new == 3
    assert isinstance(stored(database, "8240000000002101").total, Missing)
    [note] = report.notes
    assert note == "No column names the currency; give it with --currency (rows: 4, first 2)"


def test_cents_of_a_currency_without_cents_are_no_guess(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    report = taker(currency="JPY").take(personal_data(tmp_path))
    assert isinstance(stored(database, "8240000000002101").total, Missing)
    assert "cents" in report.notes[0]


def test_a_known_exporter(taker: MakeTaker, database: Database) -> None:
    report = taker().take(IMPORTS / "shopper_inventory.csv")
    assert (report.new, report.refused, report.error) == (2, (), None)
    two = stored(database, "8240000000002201")
    assert [(found(one.quantity), found(one.sku_id)) for one in two.lines] == [
        (2, "12000000000000221"), (1, "12000000000000222"),
    ]  # fmt: skip
    price = found(two.lines[0].unit_price)
    store = found(two.store)
    assert price is not None
    assert store is not None
    assert (price.amount, price.currency) == (2_095, "USD")
    assert (store.name, store.store_id) == ("Example Tool Store", "1100000221")
    polish = found(stored(database, "8240000000002202").lines[0].unit_price)
    assert polish is not None
    assert (polish.amount, polish.currency) == (12_946, "PLN")


def test_a_plain_table_and_what_is_wrong_with_it_row_by_row(
    taker: MakeTaker, database: Database
) -> None:
    report = taker().take(IMPORTS / "plain.csv")
    assert report.new == 2
    assert [(one.row, one.text) for one in report.refused] == [
        (5, ROUNDED),
        (6, "the order day is no date. Write it as 2026-02-21, or leave it empty."),
        (7, "the quantity is no whole number above 0. Correct it."),
    ]  # fmt: skip
    [note] = report.notes
    assert note == (
        "The order day can mean two days and was left out; write it as 2026-02-21 "
        "(rows: 1, first 4)"
    )
    plates = stored(database, "8240000000002301")
    # The total is the order's, repeated in each row; the guard of the other program is taken off.
    assert cents(plates) == (900, "EUR")
    assert [found(line.title) for line in plates.lines] == ["Example plate", "=Example bowl"]
    assert plates.tracking_numbers == ("LP00000000002301",)
    assert cents(stored(database, "8240000000002302")) == (1_000, "JPY")


def test_our_own_table_is_read_too(tmp_path: Path, taker: MakeTaker, database: Database) -> None:
    for form in (ExportFormat.CSV, ExportFormat.XLSX):
        number = f"824000000000240{len(form)}"
        path = tmp_path / f"own.{form.value}"
        seen = order_seen(
            number, "FINISH", end="received", placed="2026-10-01", titles=("=Cup", "Mug"),
            store="1101", shop="Shop",
        )  # fmt: skip
        other = Shelf(database)
        other.see(seen, at=NOON - timedelta(days=1))
        out = io.BytesIO()
        with database.read() as session:
            Export(OrderFilter(search=number), form, NOON).write(session, out)
        path.write_bytes(out.getvalue().replace(number.encode(), b"8240000000002499"))
        if form is ExportFormat.XLSX:
            path.write_bytes(out.getvalue())
            assert taker().take(path).known == 1
            continue
        assert taker().take(path).new == 1
        again = stored(database, "8240000000002499")
        assert (again.status, again.end_reason) == ("FINISH", "received")
        assert [found(line.title) for line in again.lines] == ["=Cup", "Mug"]


def test_a_table_is_not_taken_twice_even_as_another_file(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    first = personal_data(tmp_path)
    assert taker().take(saved_at(first, NOON - timedelta(days=3))).new == 3
    again = taker().take(saved_at(first, NOON - timedelta(days=1)))
    assert (again.new, again.updated, again.known) == (0, 0, 3)


def test_a_newer_table_adds_to_an_older_one_and_never_to_a_page(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    row = "Order ID,Status,Title\n{},{},Lamp\n"
    only_table, page_too = "8240000000002501", "8240000000002502"
    Shelf(database).see(order_seen(page_too, "WAIT_SELLER_SEND_GOODS"), at=NOON - timedelta(days=9))
    for number, (order_id, updated) in enumerate(((only_table, 1), (page_too, 0))):
        for day, status in ((3, "Awaiting shipment"), (1, "Awaiting delivery")):
            path = table(tmp_path, row.format(order_id, status), f"{number}.csv")
            report = taker().take(saved_at(path, NOON - timedelta(days=day)))
        assert report.updated == updated
    with database.read() as session:
        table_order, page_order = order(session, only_table), order(session, page_too)
    assert table_order is not None
    assert page_order is not None
    assert table_order.status == "WAIT_BUYER_ACCEPT_GOODS"
    assert page_order.status == "WAIT_SELLER_SEND_GOODS"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",Completed,1,", "it has no order number"),
        ("12,Completed,1,", "not one of 14 to 19 digits"),
        ("8240000000002601,Completed,0,", "the quantity is no whole number above 0"),
        ("8240000000002601,Completed,1,12.345", "more digits than EUR has decimals"),
        ("8240000000002601,Completed,1,free", "the unit price is no amount"),
    ],
)
def test_a_bad_row_says_what_is_wrong(
    tmp_path: Path, taker: MakeTaker, row: str, said: str
) -> None:
    text = f"Order ID,Status,Qty,Price\n8240000000002600,Completed,1,1.00\n{row}\n"
    report = taker(currency="EUR").take(table(tmp_path, text))
    assert report.new == 1
    [refused] = report.refused
    assert refused.row == 3
    assert said in refused.text


def test_one_bad_row_of_an_order_refuses_all_of_it(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    text = "Order ID,Status,Qty\n8240000000002601,Completed,1\n8240000000002601,Completed,x\n"
    report = taker().take(table(tmp_path, text))
    assert (report.new, [one.row for one in report.refused]) == (0, [3])


def test_lines_that_stand_differently_leave_the_status_open(
    tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    text = (
        "Order ID,Status\n8240000000002601,Completed\n8240000000002601,Awaiting delivery\n"
        "8240000000002602,Testina Fixtureby\n"
    )
    assert taker().take(table(tmp_path, text)).new == 2
    assert stored(database, "8240000000002601").status == "UNKNOWN"
    # A word that nobody knows may be a name.
    assert isinstance(stored(database, "8240000000002602").status_word, Missing)


def rounded_number(folder: Path) -> Path:
    path = folder / "rounded.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Order ID", "Status"])
    sheet.write_row(1, 0, [8240000000002600, "Completed"])
    book.close()
    return path


def test_an_order_number_that_a_spreadsheet_made_a_number_is_refused(
    tmp_path: Path, taker: MakeTaker
) -> None:
    report = taker().take(rounded_number(tmp_path))
    assert report.new == 0
    assert [one.text for one in report.refused] == [ROUNDED]


def bomb(folder: Path) -> Path:
    """A workbook whose XML defines an entity."""
    path = folder / "entities.xlsx"
    with zipfile.ZipFile(rounded_number(folder)) as good, zipfile.ZipFile(path, "w") as bad:
        for part in good.namelist():
            text = good.read(part)
            if part.endswith("sheet1.xml"):
                declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet'
                text = text.replace(b"<worksheet", declared, 1)
            bad.writestr(part, text)
    return path


def damaged(folder: Path) -> Path:
    path = folder / "damaged.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    return path


def unknown_columns(folder: Path) -> Path:
    return table(folder, "Name,Phone\nTestina Fixtureby,+1 555 010 0142\n")


def in_latin(folder: Path) -> Path:
    path = folder / "latin.csv"
    path.write_bytes("Order ID,Status,Title\n8240000000002601,Completed,Käse\n".encode("latin-1"))
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (bomb, "it is no workbook that can be read (EntitiesForbidden)"),
        (damaged, "it is no workbook that can be read (BadZipFile)"),
        (unknown_columns, "its columns are none of those known"),
        (in_latin, "it is not text in UTF-8"),
        (lambda folder: folder / "absent.csv", "it cannot be opened (No such file or directory)"),
    ],
)
def test_a_file_that_is_no_table_says_why(
    tmp_path: Path, taker: MakeTaker, make: Any, said: str
) -> None:
    report = taker().take(make(tmp_path))
    assert report.error is not None
    assert said in report.error
    assert report.error.endswith((".", ")"))
    assert "555" not in report.error


@pytest.mark.parametrize(
    ("code", "kept"),
    [("some_new_code", "some_new_code"), ("Testina", None), ("12990000000000000000501", None)],
)
def test_what_is_no_code_is_not_kept_as_one(
    tmp_path: Path, taker: MakeTaker, database: Database, code: str, kept: str | None
) -> None:
    text = (
        "order_id,parent_orderid,order_status,end_reason\n"
        f"8240000000002711,8240000000002701,FINISH,{code}\n"
    )
    assert taker().take(table(tmp_path, text)).new == 1
    assert found(stored(database, "8240000000002701").end_code) == kept
