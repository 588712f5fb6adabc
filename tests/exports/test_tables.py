"""CSV and XLSX: stable columns, exact amounts, ids that stay text, nothing that runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cancelwindow.exports.csv_file import guarded
from cancelwindow.exports.formats import Export, ExportFormat
from cancelwindow.exports.rows import COLUMNS
from cancelwindow.store import queries
from cancelwindow.store.queries import OrderFilter
from companion_app import NOON
from exports.conftest import DINAR, HOSTILE, RECEIVED, REFUNDED, TO_SHIP, UNPAID, YEN
from stored_orders import Shelf

ROOT = Path(__file__).resolve().parents[2]


def written(shelf: Shelf, form: ExportFormat, wanted: OrderFilter | None = None) -> bytes:
    out = io.BytesIO()
    with shelf.database.read() as session:
        Export(wanted or OrderFilter(), form, NOON).write(session, out)
    return out.getvalue()


def csv_rows(shelf: Shelf, wanted: OrderFilter | None = None) -> list[dict[str, str]]:
    text = written(shelf, ExportFormat.CSV, wanted).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet(shelf: Shelf) -> list[dict[str, Any]]:
    [page] = load_workbook(io.BytesIO(written(shelf, ExportFormat.XLSX))).worksheets
    head, *rows = page.iter_rows()
    names = [cell.value for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_columns_are_those_of_the_documentation() -> None:
    text = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    table = text.partition("## Columns")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == list(COLUMNS)


def test_each_product_has_a_row_and_each_order_at_least_one(shelf: Shelf) -> None:
    rows = csv_rows(shelf)
    assert list(rows[0]) == list(COLUMNS)
    numbers = [row["order_id"] for row in rows]
    assert {one: numbers.count(one) for one in numbers} == {
        UNPAID: 1, TO_SHIP: len(HOSTILE), RECEIVED: 1, REFUNDED: 1, YEN: 1, DINAR: 1,
    }  # fmt: skip
    mine = [row for row in rows if row["order_id"] == TO_SHIP]
    assert [row["line_number"] for row in mine] == ["1", "2", "3", "4", "5", "6"]
    # What can be added up stands once.
    assert [row["order_total"] for row in mine] == ["12.30", "", "", "", "", ""]
    assert {row["tracking_numbers"] for row in mine} == {"LP00000000002001"}


def test_amounts_have_the_decimals_of_their_currency(shelf: Shelf) -> None:
    totals = {
        row["order_id"]: (row["order_total"], row["order_currency"]) for row in csv_rows(shelf)
    }
    assert totals[YEN] == ("1200", "JPY")
    assert totals[DINAR] == ("1.234", "KWD")
    assert totals[RECEIVED] == ("50.00", "EUR")


def test_days_stay_days_and_times_are_utc(shelf: Shelf) -> None:
    [row] = [row for row in csv_rows(shelf) if row["order_id"] == YEN]
    assert row["placed_day"] == "2026-11-01"
    assert row["first_seen_at"] == "2026-11-20T12:00:00Z"


def test_texts_are_quoted_and_numbers_are_not(shelf: Shelf) -> None:
    lines = written(shelf, ExportFormat.CSV).decode("utf-8-sig").splitlines()
    [line] = [line for line in lines if YEN in line]
    assert line.startswith(f'"{YEN}",1,"default"')
    assert ",1200," in line


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded(f"x{text}") == f"x{text}"


def test_no_cell_of_a_csv_file_runs(shelf: Shelf) -> None:
    rows = csv_rows(shelf)
    cells = [value for row in rows for value in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert [row["title"] for row in rows if row["order_id"] == TO_SHIP] == [
        f"'{text}" for text in HOSTILE
    ]
    assert {row["store_name"] for row in rows if row["store_name"]} == {"'=Zoë \"; | Shop"}


def test_a_workbook_has_text_ids_real_dates_and_numbers_and_no_formula(shelf: Shelf) -> None:
    rows = sheet(shelf)
    assert {cell.data_type for row in rows for cell in row.values()} <= {"s", "n", "d", "b"}
    [dinar] = [row for row in rows if row["order_id"].value == DINAR]
    assert dinar["order_id"].data_type == "s"
    assert dinar["order_total"].value == pytest.approx(1.234)
    assert dinar["order_total"].number_format == "0.000"
    assert dinar["placed_day"].value == datetime(2026, 11, 1)  # noqa: DTZ001
    assert dinar["first_seen_at"].value == NOON.replace(tzinfo=None)
    assert dinar["is_open"].value is True
    hostile = [row["title"] for row in rows if row["order_id"].value == TO_SHIP]
    assert [cell.value for cell in hostile][:4] == list(HOSTILE[:4])
    assert all(cell.quotePrefix for cell in hostile)


def test_only_what_is_wanted_is_exported(shelf: Shelf) -> None:
    partner = csv_rows(shelf, OrderFilter(account_id="partner"))
    assert [(row["order_id"], row["account"]) for row in partner] == [(RECEIVED, "partner")]
    with shelf.database.read() as session:
        names = queries.store_names(session, "shop ZOE")
    named = csv_rows(shelf, OrderFilter(store_names=names))
    assert {row["order_id"] for row in named} == {TO_SHIP}
    assert csv_rows(shelf, OrderFilter(store_names=())) == []
    since = csv_rows(shelf, OrderFilter(placed_from="2026-11-01", is_open=True))
    assert {row["order_id"] for row in since} == {TO_SHIP, YEN, DINAR}


def test_nothing_stored_is_a_header_alone(database: Any) -> None:
    shelf = Shelf(database)
    assert csv_rows(shelf) == []
    assert sheet(shelf) == []
