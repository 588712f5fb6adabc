"""Tables of other programs as rows of text: CSV and XLSX, of which only known columns are read."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from cancelwindow.imports.columns import Field, Form, form_of, known_forms
from cancelwindow.imports.content import LARGEST, RefusedFileError

DIGITS_KEPT = 15
"""Digits of a number that a spreadsheet keeps; a longer one, as a number, is no longer itself."""

_UNREADABLE = (
    AttributeError, EOFError, IndexError, InvalidFileException, KeyError, ParseError, RuntimeError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What unpacking and parsing raise for a file that is damaged, encrypted or no workbook; a refused
entity is a ValueError."""

_SEPARATORS = ",;\t|"

_HEADER_WITHIN = 20
"""Rows in which a header is looked for: some programs put a title above it."""


class Table:
    """The rows under a header that is known, each with its number in the file."""

    def __init__(self, form: Form, rows: Iterable[tuple[int, dict[Field, str]]]) -> None:
        """`rows` hold the fields of the form alone, empty ones left out."""
        self.form = form
        self.rows = tuple(rows)


def read_csv(content: bytes) -> Table:
    """The rows of a CSV file. Raises RefusedFileError for one that is none of those known."""
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        raise RefusedFileError(
            f"it is no CSV file ({error}, line {lines.line_num}). Export it again as CSV."
        ) from None
    table = _table(rows)
    if table is None:
        raise _unknown_columns()
    return table


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedFileError(
            "it is not text in UTF-8. Save it as “CSV UTF-8”, or as .xlsx."
        ) from None


def read_xlsx(path: Path) -> Table:
    """The rows of the sheet whose header is known; of the others no more than a header is read.

    Raises:
        RefusedFileError: it is no workbook, unpacks to too much, or has no such sheet.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST:
            raise RefusedFileError(
                f"it unpacks to {unpacked // 1_000_000} MB. Import a smaller part."
            )
        with warnings.catch_warnings():
            # Of styles and extensions that are of no use here.
            warnings.simplefilter("ignore")
            with closing(load_workbook(path, read_only=True, data_only=True)) as book:
                for sheet in book.worksheets:
                    if isinstance(sheet, ReadOnlyWorksheet):
                        # Some programs write down a smaller size than the sheet has.
                        sheet.reset_dimensions()
                    table = _table(enumerate(sheet.iter_rows(values_only=True), 1))
                    if table is not None:
                        return table
    except _UNREADABLE as error:
        fault = type(error.__cause__ or error).__name__
        raise RefusedFileError(
            f"it is no workbook that can be read ({fault}). Open it in a spreadsheet and save it "
            "as .xlsx, without a password."
        ) from None
    raise _unknown_columns()


def _table(rows: Iterable[tuple[int, Iterable[Any]]]) -> Table | None:
    remaining: Iterator[tuple[int, Iterable[Any]]] = iter(rows)
    for _ in range(_HEADER_WITHIN):
        numbered = next(remaining, None)
        if numbered is None:
            return None
        columns = [written(cell) for cell in numbered[1]]
        form = form_of(columns)
        if form is not None:
            return Table(form, _filled(form, columns, remaining))
    return None


def _filled(
    form: Form, columns: list[str], rows: Iterable[tuple[int, Iterable[Any]]]
) -> Iterator[tuple[int, dict[Field, str]]]:
    places = form.places(columns)
    for number, row in rows:
        cells = list(row)
        values = {
            field: written(cells[place]) for field, place in places.items() if place < len(cells)
        }
        values = {field: value for field, value in values.items() if value}
        if values:
            yield number, values


def written(cell: object) -> str:
    """A cell as text, without what no text of an order holds. A number has an exponent where it
    has more digits than a spreadsheet keeps."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return _number(cell)
    text = str(cell)
    if text[:1] == "'" and text[1:2] in set("=+-@\t\r"):
        # The guard that careful exporters put before what a spreadsheet would run.
        text = text[1:]
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _number(value: float) -> str:
    exact = Decimal(str(value))
    if exact.adjusted() >= DIGITS_KEPT:
        return f"{exact:E}"
    whole = exact.to_integral_value()
    return f"{whole:f}" if exact == whole else f"{exact:f}"


def _unknown_columns() -> RefusedFileError:
    known = "; ".join(form.name for form in known_forms())
    return RefusedFileError(
        f"its columns are none of those known ({known}). docs/export.md says which columns are "
        "read; rename yours, or import the JSON export of Cancel Window."
    )
