"""Parts that several answers share, and how they become our models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints

from aliorders.data import table
from aliorders.items import item_numbers
from aliorders.lexbor import parse_with_lexbor
from aliorders.models import (
    Action,
    ActionKind,
    CurrencyCode,
    Missing,
    Moment,
    Money,
    OrderLine,
    Promise,
    PromiseKind,
    Store,
    not_found,
)
from aliorders.responses.components import Lenient, LenientList, ShortText, SiteModel
from aliorders.text.dates import read_day, read_moment
from aliorders.text.fold import tidy
from aliorders.text.money import read_money, read_price_info
from aliorders.text.promises import read_promises
from aliorders.text.status import StatusReading, read_status, status_of_number
from aliorders.text.vocabulary import action_kind
from aliorders.text.wording import ANY, Wording

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


StatusEnd = Annotated[
    Lenient[str], Field(validation_alias=AliasChoices("overTimeLeft", "over_time_left"))
]
"""When the present status runs out, under the platform's name for it and as its answers spell."""


def words_of(html: str | None) -> str:
    """Words of a scrap of HTML."""
    return parse_with_lexbor(html).text if html else ""


class Button(SiteModel):
    """A button of an order. Only its own type and label count: `extMap` holds dialog words."""

    type: Lenient[str] = None
    text: Lenient[ShortText] = None


EndCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z_]{2,63}$")]
"""A code of the platform: a name without a blank or a digit, so that no text can pass for one."""


class WithEndReason(SiteModel):
    """Where an end reason may stand, under the names that the platform's interfaces give it."""

    end_reason: Lenient[EndCode] = None
    order_end_reason: Lenient[EndCode] = None
    endReason: Lenient[EndCode] = None  # noqa: N815 - the site's own name
    orderEndReason: Lenient[EndCode] = None  # noqa: N815

    @property
    def end_code(self) -> str | None:
        """The code, or None where it is not given."""
        return self.end_reason or self.order_end_reason or self.endReason or self.orderEndReason


class SkuAttribute(SiteModel):
    """One property of the chosen variant."""

    text: Lenient[str] = None


class ItemTag(SiteModel):
    """A tag of a product, such as "Free returns", as a scrap of HTML."""

    type: Lenient[str] = None
    richText: Lenient[str] = None  # noqa: N815

    @property
    def text(self) -> str:
        """The tag's words."""
        return words_of(self.richText)

    @property
    def is_free_return(self) -> bool:
        """Whether its type, or else its words, promise a free return."""
        if self.type in table("response_tags")["item_tags"]["free_return"]:
            return True
        return any(p.kind is PromiseKind.FREE_RETURN for p in read_promises([self.text]))

    def promises(self) -> tuple[Promise, ...]:
        """What the tag promises: by its type in any language, else by its words."""
        if self.is_free_return and self.text:
            return (Promise(kind=PromiseKind.FREE_RETURN, text=self.text, until=not_found()),)
        return read_promises([self.text])


class Product(SiteModel):
    """A product line of list or detail."""

    orderLineId: Lenient[str] = None  # noqa: N815 - the site's own name
    skuId: Lenient[str] = None  # noqa: N815
    productId: Lenient[str] = None  # noqa: N815
    itemTitle: Lenient[str] = None  # noqa: N815
    quantity: Lenient[int] = None
    itemPriceText: Lenient[str] = None  # noqa: N815
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815
    skuAttrs: LenientList[SkuAttribute] = None  # noqa: N815
    itemTags: LenientList[ItemTag] = None  # noqa: N815
    itemExtraInfo: Lenient[str] = None  # noqa: N815
    buttonVOS: LenientList[Button] = None  # noqa: N815

    def line(self, currency: str | None, store: Store | Missing) -> OrderLine:
        """Our order line of `store`; `currency` is the order's where the line names none."""
        variant = ", ".join(a.text for a in self.skuAttrs or () if a.text)
        numbers = item_numbers(self.productId or not_found())
        free = any(tag.is_free_return for tag in self.itemTags or ())
        return OrderLine(
            line_id=self.orderLineId or not_found(),
            item_id=numbers.item_id,
            regional_item_id=numbers.regional,
            sku_id=self.skuId or not_found(),
            store_id=store if isinstance(store, Missing) else store.store_id,
            store_name=store if isinstance(store, Missing) else store.name,
            tags=self.tag_words(),
            free_return=True if free else not_found("no tag says so"),
            title=tidy(self.itemTitle or "") or not_found(),
            variant=variant or not_found(),
            quantity=self.quantity if self.quantity is not None else not_found(),
            unit_price=amount(
                self.formatPriceInfo, self.itemPriceText, self.currencyCode or currency
            ),
        )

    def tag_words(self) -> tuple[str, ...]:
        """Words of its tags and of the line under them, each once."""
        words = (*(tag.text for tag in self.itemTags or ()), words_of(self.itemExtraInfo))
        return tuple(dict.fromkeys(word for word in words if word))


def product_promises(products: Iterable[Product]) -> tuple[Promise, ...]:
    """What the tags of `products` promise, each text once."""
    promised = [
        promise
        for product in products
        for promise in (
            *(p for tag in product.itemTags or () for p in tag.promises()),
            *read_promises([words_of(product.itemExtraInfo)]),
        )
    ]
    return tuple({promise.text: promise for promise in reversed(promised)}.values())[::-1]


def amount(exact: str | None, text: str | None, currency: str | None) -> Money | Missing:
    """Money from the site's exact form, else from its text; NOT_FOUND where it gives neither."""
    if exact:
        return read_price_info(exact, currency)
    return read_money(text, currency) if text else not_found("no price in the data")


def day(text: str | None, wording: Wording) -> Moment | Missing:
    """A translated day; NOT_FOUND where the site leaves it out (not reached yet)."""
    return read_day(text, wording) if text else not_found("no such date in the data")


def instant(text: str | None, wording: Wording) -> Moment | Missing:
    """The end of the present status, in Pacific time as the platform documents the field."""
    return read_moment(text, wording) if text else not_found("no end of the status in the data")


def status_of(
    word: str,
    number: int | None,
    buttons: Sequence[Button] | None,
    wording: Wording,
    sentence: str = "",
) -> StatusReading:
    """Status by its word, and by the number, the button types and the sentence beside it."""
    types = [button.type for button in buttons or () if button.type]
    return read_status(word, wording, number=number, button_types=types, sentence=sentence)


def actions(
    buttons: Sequence[Button] | None, wording: Wording = ANY
) -> tuple[Action, ...] | Missing:
    """Order actions of a button list: by type where a capture proves it, else by label.

    Missing where the data carries no list: that is not the same as an empty one.
    """
    if buttons is None:
        return not_found("no button list in the data")
    found: list[Action] = []
    for button in buttons:
        label = tidy(button.text or "")
        kind = ACTION_TYPES.get(button.type or "") or action_kind(label, wording)
        if kind is not None and (label or button.type):
            found.append(Action(kind=kind, label=label, type_code=button.type))
    return tuple(found)


def unknown_status_number(number: int | None, word: str) -> tuple[str, ...]:
    """A status number nobody has published, with the word beside it, to be reported."""
    if number is None or status_of_number(number) is not None:
        return ()
    return (f"orderStatus {number} ({word})",)


def unknown_types(buttons: Sequence[Button] | None) -> tuple[str, ...]:
    """Button types no capture has shown, to be reported."""
    return tuple(b.type for b in buttons or () if b.type and b.type not in ACTION_TYPES)
