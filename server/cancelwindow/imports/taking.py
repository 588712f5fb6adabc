"""Putting what files hold into the store: each file in one transaction, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import Missing, Model, PageKind, PageReading, SnapshotSource
from cancelwindow.assessment import Assessor
from cancelwindow.imports.content import Content, Offered, RefusedFileError
from cancelwindow.imports.files import Reader
from cancelwindow.store import accounts
from cancelwindow.store.database import Database
from cancelwindow.store.kept import kept_order, kept_parcels, order_of, parcels_of
from cancelwindow.store.observations import Provenance, parcels_by_order
from cancelwindow.store.tables import DEFAULT_ACCOUNT, ObservationRow, ReadingRow

_LANGUAGE = "en"
"""Of verdicts that nobody is told."""

Said = tuple[str | None, str | None]
"""What one page said of one order and of its parcels, as it is stored."""


class Problem(Model):
    """A part of a file that was not imported."""

    row: int
    unit: str
    text: str


class FileReport(Model):
    """What became of one file. Orders are counted once, whatever pages of them it holds."""

    file: str
    form: str | None = None
    new: int = 0
    """Orders that the store did not have."""
    updated: int = 0
    """Orders that the store had, of which the file told more."""
    known: int = 0
    """Orders of which the store had all of it."""
    refused: tuple[Problem, ...] = ()
    error: str | None = None
    """Why nothing of the file was imported."""
    notes: tuple[str, ...] = ()


class ImportReport(Model):
    """What became of all files. Orders are counted file by file."""

    dry_run: bool
    new: int
    updated: int
    known: int
    refused: int
    files: tuple[FileReport, ...]


@dataclass
class _Tally:
    new: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Taker:
    """Takes files into one store."""

    database: Database
    assessor: Assessor
    reader: Reader
    account: str | None = None
    """Name of the account that the orders belong to; one that is not there yet is added."""

    def take(self, path: Path, *, dry_run: bool = False) -> FileReport:
        """Import a file, whole or not at all; with `dry_run` only tell what would become of it."""
        try:
            content = self.reader.read(path)
        except RefusedFileError as error:
            return FileReport(file=str(path), error=str(error))
        tally = _Tally()
        with self.database.write() as session:
            self._take(session, content, tally)
            if dry_run:
                session.rollback()
        if not dry_run:
            for one in content.offered:
                if one.teaches:
                    self.assessor.learn(one.reading, one.captured_at)
        updated = tally.updated - tally.new
        return FileReport(
            file=str(path),
            form=content.form,
            new=len(tally.new),
            updated=len(updated),
            known=len(tally.known - tally.new - updated),
            refused=tuple(
                Problem(row=one.row, unit=one.unit, text=one.text) for one in content.refused
            ),
            notes=content.notes,
        )

    def _take(self, session: Session, content: Content, tally: _Tally) -> None:
        # In the order in which they were seen, so that each page adds to those before it.
        for one in sorted(content.offered, key=lambda offered: offered.captured_at):
            captured_at = min(one.captured_at, self.reader.now)
            stored = _stored(session, one.reading)
            fresh = set()
            for order_id, words in _said(one.reading).items():
                if not _is_new(one, captured_at, words, stored.get(order_id, [])):
                    tally.known.add(order_id)
                    continue
                fresh.add(order_id)
                (tally.updated if order_id in stored else tally.new).add(order_id)
            if fresh:
                provenance = Provenance(
                    captured_at=captured_at,
                    received_at=self.reader.now,
                    source=one.source,
                    client_id=None,
                    account_id=self._account(session, one),
                )
                self.assessor.take_in(session, _only(one.reading, fresh), provenance, _LANGUAGE)
                # All pages of a large file would stay in memory otherwise.
                session.flush()
                session.expunge_all()

    def _account(self, session: Session, one: Offered) -> str:
        named = self.account or one.account or DEFAULT_ACCOUNT
        row = accounts.find(session, named)
        return (row or accounts.add(session, named, self.reader.now)).id


@dataclass(frozen=True, slots=True)
class _Stored:
    kind: str
    captured_at: datetime
    source: str
    said: Said


def _is_new(one: Offered, captured_at: datetime, words: Said, stored: list[_Stored]) -> bool:
    """Whether the store does not have it yet. A table adds nothing to an order that a page told
    of, because a page says more, and a table does not say how old it is; nor does it say the same
    twice."""
    if not one.is_page:
        return all(
            other.source == SnapshotSource.FILE
            and other.kind == PageKind.ORDER_LIST
            and other.said != words
            for other in stored
        )
    return not any(
        (other.kind, other.captured_at, other.said) == (one.reading.kind, captured_at, words)
        for other in stored
    )


def _said(reading: PageReading) -> dict[str, Said]:
    orders = {order.order_id: kept_order(order) for order in reading.orders}
    parcels = {
        order_id: kept_parcels(found) for order_id, found in parcels_by_order(reading).items()
    }
    return {
        order_id: (orders.get(order_id), parcels.get(order_id))
        for order_id in {**orders, **parcels}
    }


def _stored(session: Session, reading: PageReading) -> dict[str, list[_Stored]]:
    """What is stored of the orders of a page, in the words that would be stored today."""
    wanted = {*(order.order_id for order in reading.orders), *parcels_by_order(reading)}
    rows = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_id.in_(wanted))
        .order_by(ReadingRow.captured_at)
    )
    found: dict[str, list[_Stored]] = {}
    for row in rows:
        order = None if row.order_json is None else order_of(row.order_json)
        parcels = None if row.parcels_json is None else parcels_of(row.parcels_json)
        found.setdefault(row.order_id, []).append(
            _Stored(
                kind=row.reading.page_kind,
                captured_at=row.reading.captured_at,
                source=row.reading.source,
                said=(
                    None if order is None else kept_order(order),
                    None if parcels is None else kept_parcels(parcels),
                ),
            )
        )
    return found


def _only(reading: PageReading, order_ids: set[str]) -> PageReading:
    """A page with these orders alone."""
    by_order = parcels_by_order(reading)
    return reading.model_copy(
        update={
            "orders": tuple(one for one in reading.orders if one.order_id in order_ids),
            "parcels": tuple(
                parcel.model_copy(update={"order_id": order_id})
                if isinstance(parcel.order_id, Missing)
                else parcel
                for order_id in by_order
                if order_id in order_ids
                for parcel in by_order[order_id]
            ),
        }
    )
