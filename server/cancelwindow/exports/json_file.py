"""Our own export: everything that pages said of orders, to be read back by `cancelwindow import`.

``orders`` is the table of the other forms, for programs of others; ``readings`` is what a store is
made of, and what importing reads. A new version changes `VERSION`, and older ones stay readable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, repeat
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import (
    Model,
    Order,
    OrderId,
    PageKind,
    Parcel,
    ParseReport,
    Settled,
    SnapshotSource,
)
from cancelwindow import __version__
from cancelwindow.exports.rows import COLUMNS, Row, cells
from cancelwindow.store import accounts, queries
from cancelwindow.store.queries import OrderFilter
from cancelwindow.store.tables import ObservationRow, ReadingRow

FORMAT: Literal["cancelwindow-export"] = "cancelwindow-export"
VERSION = 1

AccountName = Annotated[str, StringConstraints(min_length=1, max_length=accounts.LONGEST_NAME)]


class ObservationEntry(Model):
    """What one page said of one order."""

    order_id: OrderId
    order: Order | None = None
    parcels: tuple[Parcel, ...] | None = None


class ReadingEntry(Model):
    """One page: when it was looked at, and what it said."""

    account: AccountName
    page_kind: PageKind
    captured_at: AwareDatetime
    source: SnapshotSource
    settled: Settled
    report: ParseReport
    observations: tuple[ObservationEntry, ...] = Field(min_length=1)


class Head(Model):
    """What stands around the orders and the readings."""

    format: Literal["cancelwindow-export"]
    version: Annotated[int, Field(ge=1)]
    program: str
    """Version of the program that wrote it."""
    exported_at: AwareDatetime


def write(
    session: Session, wanted: OrderFilter, rows: Iterable[Row], now: datetime, out: BinaryIO
) -> None:
    """Write the orders that are wanted. `now` is aware UTC."""
    head = Head(format=FORMAT, version=VERSION, program=__version__, exported_at=now)
    values = head.model_dump(mode="json")
    lines = [f"{_text(name)}: {_text(value)}" for name, value in values.items()]
    out.write(("{\n" + ",\n".join(lines)).encode())
    _write_list(out, "orders", (dict(zip(COLUMNS, cells(row), strict=True)) for row in rows))
    _write_list(out, "readings", _readings(session, wanted))
    out.write(b"\n}\n")


def _write_list(out: BinaryIO, name: str, values: Iterable[dict[str, Any]]) -> None:
    """One value a line: such a file can be looked through and compared."""
    out.write(f",\n{_text(name)}: [".encode())
    separators = chain(["\n"], repeat(",\n"))
    out.writelines(
        (separator + _text(value)).encode()
        for separator, value in zip(separators, values, strict=False)
    )
    out.write(b"\n]")


def _readings(session: Session, wanted: OrderFilter) -> Iterator[dict[str, Any]]:
    names = {row.id: row.name for row in accounts.list_accounts(session)}
    query = (
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .order_by(ReadingRow.captured_at, ReadingRow.id, ObservationRow.id)
        .execution_options(yield_per=500)
    )
    if wanted != OrderFilter():
        query = query.where(ObservationRow.order_id.in_(queries.numbers_of(wanted)))
    page: list[ObservationRow] = []
    for row in session.scalars(query):
        if page and page[0].reading_id != row.reading_id:
            yield _reading(page, names)
            page = []
        page.append(row)
    if page:
        yield _reading(page, names)


def _reading(page: list[ObservationRow], names: dict[str, str]) -> dict[str, Any]:
    reading = page[0].reading
    return {
        "account": names.get(reading.account_id, reading.account_id),
        "page_kind": reading.page_kind,
        "captured_at": reading.captured_at.astimezone(UTC).isoformat(),
        "source": reading.source,
        "settled": reading.settled,
        "report": json.loads(reading.report_json),
        "observations": [
            {
                "order_id": row.order_id,
                "order": None if row.order_json is None else json.loads(row.order_json),
                "parcels": None if row.parcels_json is None else json.loads(row.parcels_json),
            }
            for row in page
        ],
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # As text: a number of JSON is a binary fraction for most programs.
        return f"{value:f}"
    raise TypeError(type(value).__name__)
