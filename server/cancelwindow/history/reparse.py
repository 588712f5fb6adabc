"""Reading the kept copies of pages again, offline, after an update of the reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aliorders.models import Blocked, Model, PageKind, PageReading
from aliorders.reading import read
from cancelwindow.assessment import Assessor
from cancelwindow.config import Clock
from cancelwindow.lessons import Lessons
from cancelwindow.store import page_copies
from cancelwindow.store.database import Database
from cancelwindow.store.kept import kept_order, kept_parcels
from cancelwindow.store.observations import parcels_by_order
from cancelwindow.store.page_copies import Copy
from cancelwindow.store.tables import ObservationRow, ReadingRow

_LANGUAGE = "en"


class Change(Model):
    """One field of an order that is read differently now. Values are as they are stored."""

    order_id: str
    page: str
    field: str
    before: Any = None
    after: Any = None


class Reparse(Model):
    """What reading all copies again gave."""

    copies: int = 0
    same: int = 0
    changed: int = 0
    newly_read: int = 0
    """Could not be read before."""
    unreadable: int = 0
    """Cannot be read now; what they gave before stays as it is."""
    changes: tuple[Change, ...] = ()


@dataclass
class Reparser:
    """Reads the copies of one account again, and records what is read differently."""

    database: Database
    assessor: Assessor
    lessons: Lessons
    account_id: str
    clock: Clock

    def run(self) -> Reparse:
        """Read every copy; each that differs is recorded as a reading of its own page and time."""
        counts = {"copies": 0, "same": 0, "changed": 0, "newly_read": 0, "unreadable": 0}
        changes: list[Change] = []
        with self.database.read() as session:
            for copy in page_copies.copies(session, self.account_id):
                counts["copies"] += 1
                outcome, found = self._again(session, copy)
                counts[outcome] += 1
                changes.extend(found)
        return Reparse(**counts, changes=tuple(changes))

    def _again(self, session: Session, copy: Copy) -> tuple[str, list[Change]]:
        reading = read(copy.snapshot, learned=self.lessons.words())
        if isinstance(reading, Blocked):
            return "unreadable", []
        after = _as_stored(reading)
        before = _stored(session, copy.reading_id, reading.kind, after)
        changes = list(_changes(before, after, reading.kind.value))
        if copy.reading_id is not None and not changes:
            return "same", []
        self._record(copy)
        return ("changed" if copy.reading_id is not None else "newly_read"), changes

    def _record(self, copy: Copy) -> None:
        now = self.clock()

        def note(session: Session, _reading: PageReading) -> None:
            reading_id = page_copies.reading_at(session, self.account_id, now)
            page_copies.read_again(session, copy.id, reading_id)

        self.assessor.assess_page(
            copy.snapshot,
            client_id=None,
            language=_LANGUAGE,
            now=now,
            account_id=self.account_id,
            alongside=note,
        )


def _stored(
    session: Session, reading_id: int | None, kind: PageKind, order_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """What was stored of each order of a page, then or before: a row that had not changed since the
    last look at the list was not stored again."""
    if reading_id is None:
        return {}
    mine = select(ObservationRow).where(ObservationRow.reading_id == reading_id)
    rows = {row.order_id: row for row in session.scalars(mine)}
    for order_id in set(order_ids) - rows.keys():
        earlier = session.scalar(
            select(ObservationRow)
            .join(ObservationRow.reading)
            .where(
                ObservationRow.order_id == order_id,
                ObservationRow.reading_id < reading_id,
                ReadingRow.page_kind == kind.value,
            )
            .order_by(ObservationRow.reading_id.desc())
            .limit(1)
        )
        if earlier is not None:
            rows[order_id] = earlier
    return {order_id: _fields(row.order_json, row.parcels_json) for order_id, row in rows.items()}


def _as_stored(reading: PageReading) -> dict[str, dict[str, Any]]:
    orders = {order.order_id: kept_order(order) for order in reading.orders}
    parcels = {
        order_id: kept_parcels(found) for order_id, found in parcels_by_order(reading).items()
    }
    return {
        order_id: _fields(orders.get(order_id), parcels.get(order_id))
        for order_id in {**orders, **parcels}
    }


def _fields(order: str | None, parcels: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {} if order is None else json.loads(order)
    if parcels is not None:
        fields["parcels"] = json.loads(parcels)
    return fields


def _changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], page: str
) -> Iterator[Change]:
    for order_id in {**before, **after}:
        old, new = before.get(order_id, {}), after.get(order_id, {})
        for field in {**old, **new}:
            if old.get(field) != new.get(field):
                yield Change(
                    order_id=order_id,
                    page=page,
                    field=field,
                    before=old.get(field),
                    after=new.get(field),
                )


def lines_of(result: Reparse) -> Iterator[str]:
    """The result in words."""
    yield (
        f"{result.copies} pages read again: {result.same} as before, {result.changed} differently, "
        f"{result.newly_read} for the first time, {result.unreadable} not at all."
    )
    for change in result.changes:
        old, new = (json.dumps(one, ensure_ascii=False) for one in (change.before, change.after))
        yield f"Order {change.order_id} ({change.page}): {change.field}: {old} -> {new}"
