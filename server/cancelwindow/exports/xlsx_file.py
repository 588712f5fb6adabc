"""A table as a workbook: ids are text, days and times are dates, amounts are numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from cancelwindow.exports.csv_file import FORMULA_STARTS
from cancelwindow.exports.rows import COLUMNS, Cell, Row, cells

SHEET = "Orders"

MOST_ROWS = 1_048_575
"""Rows of a sheet, besides its header."""

_WIDE = {"title": 48, "store_name": 28, "order_id": 20, "tracking_numbers": 24}
_WIDTH = 14


class TooManyRowsError(ValueError):
    """More rows than a sheet can hold."""


@dataclass(frozen=True)
class _Sheet:
    book: Any
    sheet: Any

    @cached_property
    def _formats(self) -> dict[str, Any]:
        return {
            "day": self.book.add_format({"num_format": "yyyy-mm-dd"}),
            "instant": self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            # Stays a text when the cell is edited, too.
            "guarded": self.book.add_format({"quote_prefix": True, "num_format": "@"}),
            "text": self.book.add_format({"num_format": "@"}),
            **{
                f"amount{decimals}": self.book.add_format({"num_format": _amount(decimals)})
                for decimals in range(5)
            },
        }

    def write(self, place: tuple[int, int], cell: Cell) -> None:
        """Write one cell as what it is; never as a formula."""
        if cell is None:
            return
        if isinstance(cell, bool):
            self.sheet.write_boolean(*place, cell)
        elif isinstance(cell, str):
            kind = "guarded" if cell.startswith(FORMULA_STARTS) else "text"
            self.sheet.write_string(*place, cell, self._formats[kind])
        elif isinstance(cell, datetime):
            # A workbook knows no zones: UTC, as the documentation says.
            naive = cell.astimezone(UTC).replace(tzinfo=None)
            self.sheet.write_datetime(*place, naive, self._formats["instant"])
        elif isinstance(cell, date):
            self.sheet.write_datetime(*place, cell, self._formats["day"])
        elif isinstance(cell, Decimal):
            exponent = cell.as_tuple().exponent
            decimals = -exponent if isinstance(exponent, int) else 0
            self.sheet.write_number(*place, cell, self._formats[f"amount{decimals}"])
        else:
            self.sheet.write_number(*place, cell)


def write(rows: Iterable[Row], out: BinaryIO) -> None:
    """Write a workbook with one sheet. Raises TooManyRowsError beyond what a sheet can hold."""
    # Without `in_memory`, parts of it would lie in a temporary folder for a while.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    written = _Sheet(book, sheet)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, _WIDE.get(name, _WIDTH))
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            raise TooManyRowsError(f"A sheet holds {MOST_ROWS} rows.")
        for column, cell in enumerate(cells(row)):
            written.write((last, column), cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    book.close()


def _amount(decimals: int) -> str:
    return f"0.{'0' * decimals}" if decimals else "0"
