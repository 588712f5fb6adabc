"""The forms of an export: which there are, and writing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy.orm import Session

from cancelwindow.exports import csv_file, json_file, ledger
from cancelwindow.exports.rows import exported, rows
from cancelwindow.store.queries import OrderFilter


class ExportFormat(StrEnum):
    """A form, by the ending of its files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HLEDGER = "journal"
    BEANCOUNT = "beancount"


ENDINGS = {
    **{form.value: form for form in ExportFormat},
    "hledger": ExportFormat.HLEDGER,
    "bean": ExportFormat.BEANCOUNT,
}

MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
    ExportFormat.HLEDGER: "text/plain",
    ExportFormat.BEANCOUNT: "text/plain",
}


@dataclass(frozen=True, slots=True)
class Export:
    """Orders to be written in a form. `now` is aware UTC."""

    wanted: OrderFilter
    form: ExportFormat
    now: datetime

    @property
    def file_name(self) -> str:
        """A name for the file, by its day."""
        return f"aliexpress-orders-{self.now:%Y-%m-%d}.{self.form.value}"

    def write(self, session: Session, out: BinaryIO) -> None:
        """Write the orders. Raises xlsx_file.TooManyRowsError for more than a sheet can hold."""
        orders = exported(session, self.wanted)
        if self.form is ExportFormat.CSV:
            csv_file.write(rows(orders), out)
        elif self.form is ExportFormat.XLSX:
            # Loaded when it is asked for: a companion starts without it.
            from cancelwindow.exports import xlsx_file  # noqa: PLC0415

            xlsx_file.write(rows(orders), out)
        elif self.form is ExportFormat.JSON:
            json_file.write(session, self.wanted, rows(orders), self.now, out)
        elif self.form is ExportFormat.HLEDGER:
            ledger.write_hledger(orders, out)
        else:
            ledger.write_beancount(orders, out)
