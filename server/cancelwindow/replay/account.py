"""The sample account: an invented buyer whose orders show every answer.

Times are written relative to the demo's own clock (``-2h``, ``+12d``), so that windows that are
open today are open on every later day too. Loading is pure: the caller reads the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from aliorders.models import CurrencyCode, Model, OrderId, OrderStatus
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay.language import ENGLISH, SiteLanguage
from cancelwindow.yaml_text import YamlTextError, read_yaml


class AccountError(ValueError):
    """The account file cannot be used; the message names the place and what was expected."""


_OFFSET = re.compile(r"(?P<sign>[+-])(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?")


def parse_offset(value: object) -> timedelta:
    """``-1d6h`` as a time span.

    Raises:
        ValueError: the text has no sign or no amount.
    """
    if isinstance(value, timedelta):
        return value
    match = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    amounts = [] if match is None else [match["d"], match["h"], match["m"]]
    if match is None or not any(amounts):
        raise ValueError(f"{value!r} is not an offset from now, such as -2h, +12d or -1d6h")
    days, hours, minutes = (int(amount or 0) for amount in amounts)
    span = timedelta(days=days, hours=hours, minutes=minutes)
    return -span if match["sign"] == "-" else span


Offset = Annotated[timedelta, BeforeValidator(parse_offset)]
"""Distance from the demo's clock: negative is past."""

Digits = Annotated[str, StringConstraints(pattern=r"^\d+$")]


class Labels(StrEnum):
    """Generation of the order number's and date's labels (order-pages.md 1.3)."""

    CURRENT = "current"
    """Ref. Number, from May or June 2026."""
    OLDER = "older"
    """Order ID, until April 2026."""


class Scalars(StrEnum):
    """How the site's JSON writes numbers and booleans; it differs between clients (A3.3)."""

    TYPED = "typed"
    TEXT = "text"


class Address(Model):
    """Invented personal data. It is planted so that tests can prove that it stays on the page."""

    name: str
    phone: str
    street: str
    city: str
    region: str
    country: str
    postcode: str


class MoneyStyle(Model):
    """How an account prints one currency; `digits` is the number of minor digits."""

    before: str = ""
    after: str = ""
    decimal: str = "."
    group: str = ","
    digits: int = Field(default=2, ge=0, le=3)


class Button(Model):
    """A control of the site. `changes_order` marks those that no program of ours may press."""

    type: str
    text: str
    changes_order: bool = False
    path: str | None = None
    """Page of the site that the control leads to; ``{order_id}`` is filled in."""


class StoreEntry(Model):
    """A shop. A Choice shop has a badge and no link on the list (order-pages.md 1.1)."""

    store_id: Digits
    name: str
    choice: bool = False


class LineEntry(Model):
    """One product of an order; `unit_price` in minor units of the order's currency."""

    line_id: OrderId
    item_id: Digits
    title: str
    variant: str = ""
    quantity: int = Field(default=1, ge=1)
    unit_price: int | None = Field(default=None, ge=0)


class EventEntry(Model):
    """One tracking event, with the site's own codes (json-and-seller.md D1)."""

    code: str
    stage: int | None = None
    name: str
    text: str
    at: Offset


class ParcelEntry(Model):
    """One parcel, newest event first."""

    number: str
    carrier: str
    arrives: tuple[Offset, Offset] | None = None
    events: tuple[EventEntry, ...] = ()


class PromiseEntry(Model):
    """A printed service promise; ``{day}`` in `text` is the day of `until`."""

    text: str
    until: Offset | None = None


class State(Model):
    """What the order page says of the order, and which controls it offers."""

    status: OrderStatus
    word: str
    reminder: str = ""
    number: int | None = None
    """Numeric status; only 8 and 9 are known (json-and-seller.md B3), the rest stays out."""
    buttons: tuple[str, ...] = ()


class Change(Model):
    """A state the order changes to while its page is open; the list does not follow (W5c)."""

    after_ms: int = Field(ge=0)
    state: State


class SampleOrder(Model):
    """One order of the account. `about` says what it is here for, `shows` the answer it is made
    to give once its page has settled."""

    order_id: OrderId
    about: str
    shows: Answer
    store: str
    currency: CurrencyCode
    placed: Offset
    paid: Offset | None = None
    shipped: Offset | None = None
    ended: Offset | None = None
    payment_method: str | None = None
    total: int | None = Field(default=None, ge=0)
    lines: tuple[LineEntry, ...] = Field(min_length=1)
    state: State
    list_buttons: tuple[str, ...] = ()
    then: Change | None = None
    cancel_after_ms: int | None = Field(default=None, ge=0)
    """When Cancel is drawn on this order's page; None follows the site's own delay."""
    expanded: bool = False
    """Whether the page opens with all date rows drawn, or only the first ones (2.2)."""
    labels: Labels | None = None
    delivery_by: Offset | None = None
    promises: tuple[PromiseEntry, ...] = ()
    parcels: tuple[ParcelEntry, ...] = ()


class ReturnEntry(Model):
    """A return of one order of the account. Of the numbers of its status only 4, closed, is known
    (json-and-seller.md A7)."""

    order_id: OrderId
    return_id: Digits
    line_id: Digits
    status: int
    text: str
    opened: Offset


class Account(Model):
    """The whole account, in the order in which its list shows the orders."""

    address: Address
    labels: Labels = Labels.CURRENT
    scalars: Scalars = Scalars.TYPED
    language: SiteLanguage = ENGLISH
    money: Mapping[str, MoneyStyle]
    buttons: Mapping[str, Button]
    stores: Mapping[str, StoreEntry]
    orders: tuple[SampleOrder, ...] = Field(min_length=1)
    returns: tuple[ReturnEntry, ...] = ()

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        seen: set[str] = set()
        for order in self.orders:
            where = f"order {order.order_id}"
            if order.order_id in seen:
                raise ValueError(f"{where} stands twice")
            seen.add(order.order_id)
            states = [order.state, *([order.then.state] if order.then else [])]
            named = [name for state in states for name in state.buttons] + [*order.list_buttons]
            unknown = sorted({name for name in named if name not in self.buttons})
            if unknown:
                raise ValueError(f"{where} names unknown buttons: {', '.join(unknown)}")
            if order.store not in self.stores:
                raise ValueError(f"{where} names an unknown store: {order.store}")
            if order.currency not in self.money:
                raise ValueError(f"{where} has no money style for {order.currency}")
        for entry in self.returns:
            if entry.order_id not in seen:
                raise ValueError(f"return {entry.return_id} names an unknown order")
        return self

    def order(self, order_id: str) -> SampleOrder | None:
        """The order with this number, or None."""
        return next((order for order in self.orders if order.order_id == order_id), None)


def load_account(text: str, name: str = "account.yaml") -> Account:
    """Read an account file's text; `name` is only for messages.

    Raises:
        AccountError: not YAML, a duplicate key, an unknown or missing field, a dangling name.
    """
    try:
        data = read_yaml(text)
    except YamlTextError as error:
        raise AccountError(f"{name}: not readable as YAML: {error}") from error
    try:
        return Account.model_validate(data)
    except ValidationError as error:
        places = (
            f"{'.'.join(str(part) for part in problem['loc']) or 'file'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise AccountError(f"{name}: " + "; ".join(places)) from error
