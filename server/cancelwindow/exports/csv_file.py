"""A table as CSV: RFC 4180, UTF-8 with the mark by which a spreadsheet knows it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import BinaryIO

from cancelwindow.exports.rows import COLUMNS, Cell, Row, cells

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so; titles and names of shops are written by others."""


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like it gets a quote."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write(rows: Iterable[Row], out: BinaryIO) -> None:
    """Write a header and the rows. Texts are quoted, numbers are not."""
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(COLUMNS)
    table.writerows([_written(cell) for cell in cells(row)] for row in rows)
    text.detach()


def _written(cell: Cell) -> object:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else cell
