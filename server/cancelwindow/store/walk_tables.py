"""Tables of the walk through the history: where it stands, and what it knows of each order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from cancelwindow.store.tables import Base


class WalkRow(Base):
    """Where the walk through one account stands: its checkpoint, and why it may not go on."""

    __tablename__ = "walks"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    scope: Mapped[str]
    """Of the walk that is under way or was broken off; empty between two walks."""
    complete_at: Mapped[datetime | None]
    """When the whole list was last known."""
    returns_at: Mapped[datetime | None]
    """When the list of returns was last read."""
    stopped_why: Mapped[str | None]
    """`aliorders.models.BlockedKind`, or another word for why the last walk had to stop."""
    cooldown_until: Mapped[datetime | None]


class WalkPassRow(Base):
    """The last pass through one tab of the list that the walk under way has ended."""

    __tablename__ = "walk_passes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    tab: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """`aliorders.history.digest` of the orders it met."""
    orders: Mapped[int]
    agreed_at: Mapped[datetime | None]
    """When two passes through this tab agreed."""


class ListedOrderRow(Base):
    """What the list said of one order, and when its own pages were read."""

    __tablename__ = "listed_orders"
    __table_args__ = (Index("ix_listed_orders_account_id", "account_id", "is_news"),)

    order_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    status: Mapped[str]
    end_reason: Mapped[str | None]
    has_refund_line: Mapped[bool]
    placed: Mapped[str | None]
    """The day that the list prints, as ISO 8601."""
    is_news: Mapped[bool]
    """New, or changed, since the whole list was last known."""
    changed_at: Mapped[datetime]
    detail_at: Mapped[datetime | None]
    tracking_at: Mapped[datetime | None]
    offers_tracking: Mapped[bool]
    read_ended: Mapped[bool]
    """Its own page told of its end."""


class PageLoadRow(Base):
    """How many pages were opened for one account on one day (UTC)."""

    __tablename__ = "page_loads"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    loads: Mapped[int]


class ReturnRow(Base):
    """One return or refund, as the list of them last told."""

    __tablename__ = "returns"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """Number of the return's line, or else of the order's line, or else of the order."""
    order_id: Mapped[str] = mapped_column(index=True)
    entry_json: Mapped[str]
    """`aliorders.models.ReverseOrder`."""
    seen_at: Mapped[datetime]


class PageCopyRow(Base):
    """A page as it was read, without what is personal, for as long as the user allows."""

    __tablename__ = "page_copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    reading_id: Mapped[int | None] = mapped_column(ForeignKey("readings.id"), index=True)
    """The latest reading of this copy; None while it could not be read."""
    taken_at: Mapped[datetime]
    keep_until: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """`aliorders.models.Snapshot` as JSON, compressed (zlib)."""
