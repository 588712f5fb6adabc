"""The tables. Ids are text, instants are ISO 8601 UTC text, payloads are JSON text."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Dialect, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcText(TypeDecorator[datetime]):
    """An aware instant as ISO 8601 UTC text of fixed width, so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Aware instant to text; a naive one is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Text to aware UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcText}  # noqa: RUF012 - declared so by SQLAlchemy


class ClientRow(Base):
    """A paired browser profile. Only the SHA-256 of its token is here."""

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    origin: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PairingCodeRow(Base):
    """A one-time pairing code, salted and hashed; the newest row is the only one that counts."""

    __tablename__ = "pairing_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str]
    code_hash: Mapped[str]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    redeemed_at: Mapped[datetime | None]


class ReadingRow(Base):
    """What one snapshot was of, and how reading it went. Triggers refuse any change or removal."""

    __tablename__ = "readings"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_kind: Mapped[str]
    captured_at: Mapped[datetime]
    received_at: Mapped[datetime]
    source: Mapped[str]
    client_id: Mapped[str | None] = mapped_column(ForeignKey("clients.id"))
    settled: Mapped[str]
    report_json: Mapped[str]
    """`aliorders.models.ParseReport`."""


class ObservationRow(Base):
    """What one snapshot said of one order. Triggers refuse any change or removal."""

    __tablename__ = "observations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    order_id: Mapped[str] = mapped_column(index=True)
    order_json: Mapped[str | None]
    """`aliorders.models.Order`; absent for a page that shows parcels only."""
    parcels_json: Mapped[str | None]
    """A list of `aliorders.models.Parcel`; absent where no parcel was seen."""

    reading: Mapped[ReadingRow] = relationship()


class OrderStateRow(Base):
    """The latest answer for one order, and the observation it rests on."""

    __tablename__ = "order_states"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observations.id"))
    status: Mapped[str]
    answer: Mapped[str]
    confidence: Mapped[str]
    policy_date: Mapped[str]
    captured_at: Mapped[datetime]
    evaluated_at: Mapped[datetime]

    observation: Mapped[ObservationRow] = relationship()


class WaitRow(Base):
    """How long one order waited for shipment and for its first scan, as far as pages told.

    Each date is the span that the printed date can mean. `..._at` is when the order was last seen
    waiting, `..._by` when it was first seen no longer waiting. The hours follow from these: they
    stand here so that all orders are counted quickly. Without a `low` nothing is known of a wait,
    without a `high` it was not seen to end.
    """

    __tablename__ = "waits"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    store_id: Mapped[str | None]
    is_choice: Mapped[bool | None]
    paid_earliest: Mapped[datetime | None]
    paid_latest: Mapped[datetime | None]
    unshipped_at: Mapped[datetime | None]
    shipped_by: Mapped[datetime | None]
    shipped_earliest: Mapped[datetime | None]
    shipped_latest: Mapped[datetime | None]
    unscanned_at: Mapped[datetime | None]
    scanned_by: Mapped[datetime | None]
    scanned_earliest: Mapped[datetime | None]
    scanned_latest: Mapped[datetime | None]
    shipped_low: Mapped[float | None]
    shipped_high: Mapped[float | None]
    scanned_low: Mapped[float | None]
    scanned_high: Mapped[float | None]
