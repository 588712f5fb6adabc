"""What a page that a paired browser shows tells the ledger of walks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from aliorders.due import may_still_offer_cancel
from aliorders.models import Order, PageKind, PageReading, Settled, found
from cancelwindow.store import listed
from cancelwindow.store.listed import News


def note_page(session: Session, account_id: str, reading: PageReading, now: datetime) -> News:
    """Take a page of orders into the ledger; `now` is aware UTC. News only of a list."""
    if reading.kind is PageKind.ORDER_LIST:
        return listed.meet(session, account_id, reading.orders, now)
    if reading.kind is PageKind.ORDER_DETAIL:
        for order in reading.orders:
            if is_enough(reading, order):
                listed.detail_was_read(session, order, now)
    if reading.kind is PageKind.TRACKING:
        for order_id in {found(parcel.order_id) for parcel in reading.parcels} - {None}:
            listed.tracking_was_read(session, str(order_id), now)
    return News()


def is_enough(reading: PageReading, order: Order) -> bool:
    """Whether nothing that matters can still be drawn on an order's page."""
    return reading.settled is not Settled.NO or not may_still_offer_cancel(order)
