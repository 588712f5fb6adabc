"""An invented account with as many orders as asked for, always the same ones.

The newest orders are under way, the others have ended. What an order is follows from its place in
the list alone, so that the same place holds the same order in every language.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aliorders.models import OrderStatus
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay.account import (
    Account,
    EventEntry,
    LineEntry,
    ParcelEntry,
    ReturnEntry,
    SampleOrder,
    State,
)
from cancelwindow.replay.language import SiteLanguage

UNDER_WAY = 24
"""Orders that are not ended, unless the account is smaller."""

_BETWEEN = timedelta(hours=31)
"""From one order to the next."""

_FIRST_NUMBER = 8_400_000_000_000_000
_NUMBER_STEP = 7_919
_FIRST_ITEM = 1_005_900_000_100_000

_RETURN_STEP = 100
_RETURNED_IN = 44
"""Of so many orders one was sent back."""
_CLOSED = 4
"""The only number of a return's status that is published (json-and-seller.md A7)."""

_ENDED, _SHIPPED = 9, 8
"""Numeric statuses of the site (json-and-seller.md B3); the others are not published."""


def order_number(place: int) -> str:
    """The number of the order at a place of the list, from 0; newer orders have higher ones."""
    return str(_FIRST_NUMBER + (1_000_000 - place) * _NUMBER_STEP)


def generated_account(
    base: Account, language: SiteLanguage, orders: int, first: int = 0
) -> Account:
    """`base` with generated orders in a language, newest first.

    The address, the shops and the money are those of `base`; `first` is how many order numbers are
    left to other accounts.
    """
    stores = sorted(base.stores)
    made = tuple(
        _order(place, order_number(first + place), language, stores[place % len(stores)], orders)
        for place in range(orders)
    )
    returned = tuple(
        _return(order, place) for place, order in enumerate(made) if place % _RETURNED_IN == 0
    )[1:]
    return base.model_copy(update={"orders": made, "language": language, "returns": returned})


def _return(order: SampleOrder, place: int) -> ReturnEntry:
    number = int(order.order_id) + _RETURN_STEP
    return ReturnEntry(
        order_id=order.order_id,
        return_id=str(number),
        line_id=str(number + 1),
        status=_CLOSED,
        text="Refund complete",
        opened=-_BETWEEN * place,
    )


def _order(place: int, number: str, language: SiteLanguage, store: str, orders: int) -> SampleOrder:
    under_way = min(UNDER_WAY, orders)
    price = 299 + place * 37 % 9_000
    lines = tuple(
        LineEntry(
            line_id=str(int(number) + 1 + line),
            item_id=str(_FIRST_ITEM + 10 * place + line),
            title=f"Sample item {place + 1}{'b' if line else ''}",
            variant="Type 1" if place % 3 else "",
            quantity=1 + place % 2,
            unit_price=price,
        )
        for line in range(2 if place % 7 == 3 else 1)
    )
    order = SampleOrder(
        order_id=number,
        about=f"generated, place {place}",
        shows=Answer.UNKNOWN,
        store=store,
        currency=language.currency,
        placed=-_BETWEEN * place - timedelta(hours=3),
        lines=lines,
        total=sum(line.quantity * price for line in lines),
        state=State(status=OrderStatus.UNKNOWN, word="-"),
    )
    if place == 0:
        return _unpaid(order, language)
    if place >= under_way:
        return _ended(order, place, language)
    return _unshipped(order, language) if place % 3 else _shipped(order, place, language)


def _unpaid(order: SampleOrder, language: SiteLanguage) -> SampleOrder:
    state = State(
        status=OrderStatus.PLACE_ORDER_SUCCESS,
        word=language.status["unpaid"],
        buttons=("pay", "cancel", "edit_address"),
    )
    return order.model_copy(update={"shows": Answer.YES, "state": state, "list_buttons": ("pay",)})


def _paid(order: SampleOrder) -> dict[str, Any]:
    return {"paid": order.placed, "payment_method": "Credit/Debit card"}


def _unshipped(order: SampleOrder, language: SiteLanguage) -> SampleOrder:
    state = State(
        status=OrderStatus.WAIT_SELLER_SEND_GOODS,
        word=language.status["processing"],
        buttons=("edit_address", "receipt", "cancel", "copy"),
    )
    own = {"shows": Answer.ASK_SELLER, "state": state, "list_buttons": ("edit_address",)}
    return order.model_copy(update=_paid(order) | own)


def _shipped(order: SampleOrder, place: int, language: SiteLanguage) -> SampleOrder:
    state = State(
        status=OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        word=language.status["shipped"],
        number=_SHIPPED,
        buttons=("track", "confirm", "receipt"),
    )
    scanned = EventEntry(
        code="AE_PICK_UP_SUCCESS",
        stage=1100,
        name="Shipped",
        text="Package collected by carrier.",
        at=order.placed + timedelta(hours=30),
    )
    parcel = ParcelEntry(
        number=f"LP0091{place:010d}",
        carrier="AliExpress Selection Standard",
        events=(scanned,),
    )
    own = {
        "shows": Answer.NO,
        "shipped": order.placed + timedelta(hours=20),
        "state": state,
        "list_buttons": ("confirm", "track"),
        "parcels": (parcel,),
    }
    return order.model_copy(update=_paid(order) | own)


def _ended(order: SampleOrder, place: int, language: SiteLanguage) -> SampleOrder:
    kind = {4: "cancelled", 9: "expired"}.get(place % 11, "received")
    state = State(
        status=OrderStatus.FINISH,
        word=language.status[kind],
        number=_ENDED,
        buttons=("track", "reorder", "receipt") if kind == "received" else ("reorder",),
    )
    own = {"shows": Answer.CLOSED, "state": state, "list_buttons": ("reorder", "remove")}
    if kind != "expired":
        own |= _paid(order)
    if kind == "received":
        own |= {
            "shipped": order.placed + timedelta(days=2),
            "ended": order.placed + timedelta(days=20),
        }
    return order.model_copy(update=own)
