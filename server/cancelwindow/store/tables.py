"""The tables. Ids are text, instants are ISO 8601 UTC text, payloads are JSON text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcText(TypeDecorator[datetime]):
    """An aware instant as ISO 8601 UTC text of fixed width, so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:  # noqa: ARG002
        """Aware instant to text; a naive one is a fault of ours."""
        return _as_text

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[str | None], datetime | None]:
        """Text to aware UTC."""
        return _as_instant


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("an instant without a zone cannot be stored")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _as_instant(value: str | None) -> datetime | None:
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


DEFAULT_ACCOUNT = "default"
"""The account of whoever has one only; the first migration that knows accounts adds it."""


class AccountRow(Base):
    """An AliExpress account of this household; orders of several stand side by side.

    Accounts are never removed, so that tables which were there before them can name one without
    a foreign key, which SQLite does not add to a table that exists.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """As the person calls it; never the site's own name for the buyer."""
    created_at: Mapped[datetime]


class SettingRow(Base):
    """A setting of the store itself or of its user: a name and JSON."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value_json: Mapped[str]


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
    account_id: Mapped[str] = mapped_column(server_default=DEFAULT_ACCOUNT)
    notices_asked_at: Mapped[datetime | None]
    """When it last asked for reminders."""


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
    account_id: Mapped[str] = mapped_column(server_default=DEFAULT_ACCOUNT)
    """Of the client that spends the code."""


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
    account_id: Mapped[str] = mapped_column(server_default=DEFAULT_ACCOUNT)


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
    """Where one order stands: the latest answer, the observation it rests on, and what lists need.

    Derived from the observations, and written in the transaction that adds one (`store.states`).
    Instants are the earliest that a printed date can mean; `..._day` is the day as printed. What a
    newer page did not show stays as an older one had it.
    """

    __tablename__ = "order_states"
    __table_args__ = (
        Index("ix_order_states_ordered_at", "ordered_at", "order_id"),
        Index("ix_order_states_answer", "answer", "ordered_at"),
        Index("ix_order_states_account_id", "account_id", "ordered_at"),
        Index("ix_order_states_store_id", "store_id", "ordered_at"),
        Index("ix_order_states_store_name", "store_name", "ordered_at"),
        Index("ix_order_states_next_deadline_at", "next_deadline_at"),
        Index("ix_order_states_next_act_at", "next_act_at"),
        Index("ix_order_states_refund_state", "refund_state", "refund_to"),
        Index("ix_order_states_recheck_at", "recheck_at"),
        Index("ix_order_states_total", "currency", "total_minor"),
    )

    order_id: Mapped[str] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observations.id"))
    status: Mapped[str]
    answer: Mapped[str]
    confidence: Mapped[str]
    policy_date: Mapped[str]
    captured_at: Mapped[datetime]
    """Of the observation."""
    evaluated_at: Mapped[datetime]
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id"), server_default=DEFAULT_ACCOUNT
    )
    is_open: Mapped[bool]
    """Whether the answer is anything but "closed"."""
    money_state: Mapped[str]
    """`states.MoneyState`."""
    end_reason: Mapped[str | None]
    end_cause: Mapped[str | None]
    placed_at: Mapped[datetime | None]
    placed_day: Mapped[str | None]
    paid_at: Mapped[datetime | None]
    paid_day: Mapped[str | None]
    shipped_at: Mapped[datetime | None]
    shipped_day: Mapped[str | None]
    completed_at: Mapped[datetime | None]
    completed_day: Mapped[str | None]
    ordered_at: Mapped[datetime]
    """`placed_at`, or when the order was first seen: what lists are sorted by."""
    total_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    store_id: Mapped[str | None]
    store_name: Mapped[str | None]
    title: Mapped[str | None]
    """Of the first line."""
    line_count: Mapped[int | None]
    is_choice: Mapped[bool | None]
    search_text: Mapped[str]
    """Number, store, products and tracking numbers, folded (`aliorders.text.fold`), one a line."""
    next_deadline_kind: Mapped[str | None]
    next_deadline_at: Mapped[datetime | None]
    """The earliest reading of the deadline that comes next."""
    next_act_kind: Mapped[str | None]
    next_act_at: Mapped[datetime | None]
    """The same among deadlines by which the buyer must have acted."""
    refund_state: Mapped[str | None]
    """`states.RefundProgress`; None while no refund has begun."""
    refund_from: Mapped[datetime | None]
    refund_to: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    cancel_seen_at: Mapped[datetime | None]
    """When a running cancellation request was first seen."""
    refund_seen_at: Mapped[datetime | None]
    """When a refund was first seen to have begun."""
    closed_seen_at: Mapped[datetime | None]
    """When the order was first seen to have ended."""
    recheck_at: Mapped[datetime | None]
    """From when the answer may be another one without a new page; None where it never will."""

    observation: Mapped[ObservationRow] = relationship()


class OrderDeadlineRow(Base):
    """A deadline of an order as its state has it; replaced together with the state.

    Some have reminders and no dates, because their sources allow none.
    """

    __tablename__ = "order_deadlines"

    order_id: Mapped[str] = mapped_column(ForeignKey("order_states.order_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """A key of deadlines.yaml."""
    earliest: Mapped[datetime | None] = mapped_column(index=True)
    latest: Mapped[datetime | None]
    act_by: Mapped[bool]
    basis: Mapped[str]
    first_reminder: Mapped[datetime | None]
    last_reminder: Mapped[datetime | None] = mapped_column(index=True)
    reminders_json: Mapped[str]
    """ISO 8601 UTC instants, earliest first."""


class OrderTallyRow(Base):
    """How many orders stand alike, and their sum: what an overview of all orders needs at once.

    Kept in step by `store.states`; an empty text stands for "none" in the key.
    """

    __tablename__ = "order_tallies"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    money_state: Mapped[str] = mapped_column(primary_key=True)
    refund_state: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    orders: Mapped[int] = mapped_column(BigInteger)
    total_minor: Mapped[int] = mapped_column(BigInteger)


class WaitRow(Base):
    """How long one order waited for shipment and for its first scan, as far as pages told.

    Each date is the span that the printed date can mean. `..._at` is when the order was last seen
    waiting, `..._by` when it was first seen no longer waiting. The hours follow from these: they
    stand here so that all orders are counted quickly. Without a `low` nothing is known of a wait,
    without a `high` it was not seen to end.
    """

    __tablename__ = "waits"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    store_id: Mapped[str | None] = mapped_column(index=True)
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


class DashboardLinkRow(Base):
    """A one-time link into the dashboard that nobody has used yet. Only its code's SHA-256."""

    __tablename__ = "dashboard_links"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class DashboardSessionRow(Base):
    """A browser in which the dashboard is open. Only the SHA-256 of its cookie is here."""

    __tablename__ = "dashboard_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
