"""Tables of the reminders: what became worth telling, and who was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cancelwindow.store.tables import Base


class NoticeRow(Base):
    """An alarm or an event, once. Which is which, its key says: nothing becomes due twice."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "order_id", "kind", "name", "alarm", name="uq_notices_key"),
        Index("ix_notices_order_id", "order_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    order_id: Mapped[str]
    kind: Mapped[str]
    """`notices.NoticeKind`."""
    name: Mapped[str]
    """A key of deadlines.yaml, or an `events.EventName`."""
    alarm: Mapped[str]
    """Which alarm of which date, for a deadline; empty for an event, which comes once."""
    due_at: Mapped[datetime] = mapped_column(index=True)
    deadline_at: Mapped[datetime | None]
    """The earliest reading of the deadline, as it was when its alarm came."""
    created_at: Mapped[datetime]


class NoticeDeliveryRow(Base):
    """Who tells a notice: claimed under a lease, then done. One row for each audience."""

    __tablename__ = "notice_deliveries"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    """`notices.Audience`."""
    order_id: Mapped[str] = mapped_column(index=True)
    claim_id: Mapped[str] = mapped_column(index=True)
    """Told to whoever claimed it; notices that are told together share one."""
    claimed_by: Mapped[str]
    lease_until: Mapped[datetime]
    done_at: Mapped[datetime | None]
