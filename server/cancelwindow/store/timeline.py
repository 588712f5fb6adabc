"""What was seen of one order, when, and what had changed since the time before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from aliorders.models import Missing, Moment, Money, Order, OrderStatus, Parcel
from cancelwindow.store.kept import order_of, parcels_of
from cancelwindow.store.tables import ClientRow, ObservationRow, ReadingRow

MOST = 500
"""Observations of one order that are told, the newest."""

_FIELDS = (
    "status", "end_reason", "end_cause", "placed", "paid", "shipped", "completed", "status_ends",
    "total", "actions", "promises",
)  # fmt: skip
"""Fields whose change says something of the order; others differ by the kind of page alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was not so the time before; `before` is None where it was not known.

    `field` is one of the order's fields, or ``parcel`` with the tracking number in `about`.
    Values are codes, days as printed, or amounts as printed; several stand one a line.
    """

    field: str
    before: str | None
    after: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One observation. Instants are aware UTC."""

    observation: int
    captured_at: datetime
    received_at: datetime
    page_kind: str
    source: str
    client: str | None
    """Name of the browser it came from."""
    status: OrderStatus | None
    """None for a page that shows parcels only, or that another version of us wrote down."""
    changes: tuple[Change, ...]


def timeline(session: Session, order_id: str) -> tuple[Sighting, ...]:
    """The sightings of an order, the newest first; none for an order that was never seen."""
    rows = session.execute(
        select(ObservationRow, ClientRow.name)
        .join(ObservationRow.reading)
        .outerjoin(ClientRow, ClientRow.id == ReadingRow.client_id)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_id == order_id)
        .order_by(ReadingRow.captured_at.desc(), ObservationRow.id.desc())
        .limit(MOST)
    ).all()
    known = _Known()
    told = [known.sighting(row, client) for row, client in reversed(rows)]
    return tuple(reversed(told))


class _Known:
    """What the observations so far have told."""

    def __init__(self) -> None:
        self._fields: dict[tuple[str, str], str] = {}

    def sighting(self, row: ObservationRow, client: str | None) -> Sighting:
        """The next observation, with what it changes."""
        order = None if row.order_json is None else order_of(row.order_json)
        parcels = parcels_of(row.parcels_json or "[]")
        return Sighting(
            observation=row.id,
            captured_at=row.reading.captured_at,
            received_at=row.reading.received_at,
            page_kind=row.reading.page_kind,
            source=row.reading.source,
            client=client,
            status=None if order is None else order.status,
            changes=tuple(self._changes(order, parcels)),
        )

    def _changes(self, order: Order | None, parcels: tuple[Parcel, ...]) -> Iterator[Change]:
        said = {} if order is None else dict(_said_of(order))
        for parcel in parcels:
            number = parcel.tracking_number
            said["parcel", "" if isinstance(number, Missing) else number] = parcel.stage.value
        for (field, about), after in said.items():
            before = self._fields.get((field, about))
            if before != after:
                self._fields[field, about] = after
                yield Change(field, before, after, about)


def _said_of(order: Order) -> Iterator[tuple[tuple[str, str], str]]:
    for field in _FIELDS:
        text = _text(getattr(order, field))
        if text:
            yield (field, ""), text


def _text(value: object) -> str:
    if isinstance(value, Missing):
        return ""
    if isinstance(value, Moment):
        return value.day.isoformat()
    if isinstance(value, Money):
        return value.raw
    if isinstance(value, tuple):
        return "\n".join(_text(one) for one in value)
    # A button by its kind, a promise by its words.
    return str(
        getattr(value, "kind", "") if hasattr(value, "label") else getattr(value, "text", value)
    )
