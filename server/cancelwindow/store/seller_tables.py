"""The tables of sellers: what pages said of stores, and in which states orders were seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cancelwindow.store.tables import Base


class StoreProfileRow(Base):
    """What one snapshot said of one store. Triggers refuse any change or removal.

    The columns beside the profile are those that are asked for without reading it.
    """

    __tablename__ = "store_profiles"
    __table_args__ = (
        Index("ix_store_profiles_store_id", "store_id", "captured_at"),
        Index("ix_store_profiles_seller_id", "seller_id"),
        Index("ix_store_profiles_supplier_store_id", "supplier_store_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    captured_at: Mapped[datetime]
    """Of the reading: here as well, so that a store's history is one index."""
    captured_day: Mapped[str]
    store_id: Mapped[str | None]
    seller_id: Mapped[str | None]
    source: Mapped[str]
    """`aliorders.models.ProfileSource`."""
    positive_rate: Mapped[float | None]
    """Percent."""
    ratings: Mapped[int | None]
    period_months: Mapped[int | None]
    is_pooled: Mapped[bool | None]
    supplier_store_id: Mapped[str | None]
    profile_json: Mapped[str]
    """`aliorders.models.StoreProfile`."""


class OrderStayRow(Base):
    """When one order was first and last seen in one state.

    Derived from the observations, like `WaitRow`: two times per state are enough to tell what
    became of a request, whatever the order in which the snapshots came.
    """

    __tablename__ = "order_stays"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    """An `aliorders.models.OrderStatus`, or `seller_record.RETURN_CASE`."""
    end_reason: Mapped[str] = mapped_column(primary_key=True)
    """Empty where there is none."""
    end_cause: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    is_overdue: Mapped[bool]
    has_refund: Mapped[bool]


class SellerNoteRow(Base):
    """Something that the buyer ticked that a seller asks for. No row where it is not ticked."""

    __tablename__ = "seller_notes"

    store_id: Mapped[str] = mapped_column(primary_key=True)
    behaviour: Mapped[str] = mapped_column(primary_key=True)
    """A key of the checklist in `sellers.yaml`."""
    noted_at: Mapped[datetime]
