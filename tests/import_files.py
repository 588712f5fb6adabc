"""Files to import: those of fixtures/imports, and a workbook as AliExpress sends it."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from page_fixtures import FIXTURES

IMPORTS = FIXTURES / "imports"


def saved_at(path: Path, at: datetime) -> Path:
    """The file, as if it had been saved then (aware)."""
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def personal_data(folder: Path) -> Path:
    """AliExpress's export of a buyer's own data: a sheet of addresses before that of orders."""
    with (IMPORTS / "personal_data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    path = folder / "personal_data.xlsx"
    book = xlsxwriter.Workbook(path)
    addresses = book.add_worksheet("Address Information")
    addresses.write_row(0, 0, ["contact_name", "phone", "address"])
    addresses.write_row(1, 0, ["Testina Fixtureby", "+1 555 010 0142", "4711 Nowhere Example Lane"])
    orders = book.add_worksheet("Order Information")
    amounts = {rows[0].index("unit_price"), rows[0].index("payable_amt")}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if number and column in amounts:
                orders.write_number(number, column, int(value))
            elif value:
                orders.write_string(number, column, value)
    book.close()
    return path
