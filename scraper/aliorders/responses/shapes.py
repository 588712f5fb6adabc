"""Parts that several answers share, and how they become our models."""

from __future__ import annotations

from collections.abc import Sequence

from aliorders.lexbor import parse_with_lexbor
from aliorders.models import (
    Action,
    ActionKind,
    CurrencyCode,
    EndReason,
    Missing,
    Moment,
    Money,
    OrderLine,
    OrderStatus,
    not_found,
)
from aliorders.responses.components import Lenient, SiteModel
from aliorders.text.dates import read_day
from aliorders.text.fold import tidy
from aliorders.text.money import read_money, read_price_info
from aliorders.text.status import StatusReading, read_status
from aliorders.text.vocabulary import action_kind

ACTION_TYPES: dict[str, ActionKind | None] = {
    "TRACKING": ActionKind.TRACK,
    "CONFIRM_GOODS": ActionKind.CONFIRM_RECEIVED,
    "OPEN_DISPUTE": ActionKind.OPEN_DISPUTE,
    "REPURCHASE": ActionKind.REORDER,
    "REPURCHASE_LINE": ActionKind.REORDER,
    "DOWNLOAD_RECEIPT": ActionKind.RECEIPT,
    "DOWNLOAD_INVOICE": ActionKind.RECEIPT,
    "DELETE": ActionKind.DELETE,
}
"""Button types seen in captures. That of the Cancel button is in none of them."""

NUMERIC_STATUS: dict[int, tuple[OrderStatus, EndReason | None]] = {
    8: (OrderStatus.WAIT_BUYER_ACCEPT_GOODS, None),
    9: (OrderStatus.FINISH, EndReason.UNSPECIFIED),
}
"""`orderStatus` of the front end: 9 is "over", received or never paid alike; no other is known."""


class Button(SiteModel):
    """A button of an order. Only its own type and label count: `extMap` holds dialog words."""

    type: Lenient[str] = None
    text: Lenient[str] = None


class SkuAttribute(SiteModel):
    """One property of the chosen variant."""

    text: Lenient[str] = None


class ItemTag(SiteModel):
    """A tag of a product, such as "Free returns", as a scrap of HTML."""

    richText: Lenient[str] = None  # noqa: N815

    @property
    def text(self) -> str:
        """The tag's words."""
        return parse_with_lexbor(self.richText or "").text


class Product(SiteModel):
    """A product line of list or detail."""

    orderLineId: Lenient[str] = None  # noqa: N815 - the site's own name
    productId: Lenient[str] = None  # noqa: N815
    itemTitle: Lenient[str] = None  # noqa: N815
    quantity: Lenient[int] = None
    itemPriceText: Lenient[str] = None  # noqa: N815
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815
    skuAttrs: Lenient[list[SkuAttribute]] = None  # noqa: N815
    itemTags: Lenient[list[ItemTag]] = None  # noqa: N815

    def line(self, currency: str | None) -> OrderLine:
        """Our order line; `currency` is the order's where the line names none."""
        variant = ", ".join(a.text for a in self.skuAttrs or () if a.text)
        return OrderLine(
            line_id=self.orderLineId or not_found(),
            item_id=self.productId or not_found(),
            title=tidy(self.itemTitle or "") or not_found(),
            variant=variant or not_found(),
            quantity=self.quantity if self.quantity is not None else not_found(),
            unit_price=amount(
                self.formatPriceInfo, self.itemPriceText, self.currencyCode or currency
            ),
        )


def amount(exact: str | None, text: str | None, currency: str | None) -> Money | Missing:
    """Money from the site's exact form, else from its text; NOT_FOUND where it gives neither."""
    if exact:
        return read_price_info(exact, currency)
    return read_money(text, currency) if text else not_found("no price in the data")


def day(text: str | None) -> Moment | Missing:
    """A translated day; NOT_FOUND where the site leaves it out (not reached yet)."""
    return read_day(text) if text else not_found("no such date in the data")


def status_of(word: str, number: int | None) -> StatusReading:
    """Status by its word; by its number where no table knows the word."""
    reading = read_status(word)
    if reading.code is OrderStatus.UNKNOWN and number in NUMERIC_STATUS:
        code, end_reason = NUMERIC_STATUS[number]
        return StatusReading(code, end_reason or not_found("not ended"), reading.unknown_words)
    return reading


def actions(buttons: Sequence[Button] | None) -> tuple[Action, ...] | Missing:
    """Order actions of a button list: by type where a capture proves it, else by label.

    Missing where the data carries no list: that is not the same as an empty one.
    """
    if buttons is None:
        return not_found("no button list in the data")
    found: list[Action] = []
    for button in buttons:
        label = tidy(button.text or "")
        kind = ACTION_TYPES.get(button.type or "") or action_kind(label)
        if kind is not None and (label or button.type):
            found.append(Action(kind=kind, label=label, type_code=button.type))
    return tuple(found)


def unknown_types(buttons: Sequence[Button] | None) -> tuple[str, ...]:
    """Button types no capture has shown, to be reported."""
    return tuple(b.type for b in buttons or () if b.type and b.type not in ACTION_TYPES)
