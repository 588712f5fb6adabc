"""The answer of the order detail call (json-and-seller.md A5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import Account, Labels, SampleOrder, State
from cancelwindow.replay.components import component, graph
from cancelwindow.replay.order_parts import buttons, order_line, subtotal

PAGE_WORDS = {
    "cancel": "Cancel",
    "confirm": "Confirm",
    "okay": "OK",
    "no_thanks": "No, thanks",
    "button_close": "Close",
    "canceling_title": "Your order will be cancelled",
    "cancel_success": "You've canceled the order",
    "reject_confirm_content": (
        "Your order has been picked up by the courier company and can't be canceled at this time"
    ),
    "more_to_love": "More to love",
    "copy": "Copy",
}
"""The page's string table: the same on every order, cancelled or not (order-pages.md 2.4)."""

_OLDER_NUMBER = "Order ID"
"""English label of the order's number until April 2026 (order-pages.md 1.3)."""

_ROOT = "detail_root_container_120001"
_SKELETON_TAGS = ("detail_order_status_block", "detail_order_price_block")


def skeleton() -> dict[str, Any]:
    """What the call answers when it is asked with ``orderId``: success, and nothing in it."""
    parts = {f"{tag}_1": component(tag, "1", {}) for tag in _SKELETON_TAGS}
    parts[_ROOT] = component("detail_root_container", "120001", {"i18n": PAGE_WORDS})
    return graph(parts, _ROOT, {_ROOT: list(parts)[:-1]}, {"global": {}})


def detail(account: Account, order: SampleOrder, state: State, now: datetime) -> dict[str, Any]:
    """The component tree of one order in `state`."""
    blocks: dict[str, dict[str, Any]] = {
        "detail_order_status_block": _status(account, order, state),
        "detail_order_services": _services(order, now),
        "detail_simple_order_info_component": _information(account, order, now),
        "detail_product_block": _products(account, order, now),
        "detail_order_price_block": _prices(account, order),
        "detail_aync_block": {},
    }
    numbers = {tag: f"12{index:04d}" for index, tag in enumerate(blocks, start=11)}
    parts = {
        f"{tag}_{numbers[tag]}": component(tag, numbers[tag], fields)
        for tag, fields in blocks.items()
    }
    children = list(parts)
    parts[_ROOT] = component("detail_root_container", "120001", {"i18n": PAGE_WORDS})
    about: dict[str, Any] = {"curTime": printed.milliseconds(now, printed.NO_TIME)}
    if state.number is not None:
        about["orderStatus"] = state.number
    return graph(parts, _ROOT, {_ROOT: children}, {"global": about})


def _status(account: Account, order: SampleOrder, state: State) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "orderId": int(order.order_id),  # a number here, text in the list (A3.4)
        "title": state.word,
        "buttonVOList": buttons(account, order, state.buttons),
    }
    if state.reminder:
        fields["reminder"] = state.reminder
    return fields


def _services(order: SampleOrder, now: datetime) -> dict[str, Any]:
    texts = [
        promise.text
        if promise.until is None
        else promise.text.format(day=printed.day(now, promise.until))
        for promise in order.promises
    ]
    return {"title": "Fast delivery", "serviceList": [{"text": text} for text in texts]}


def _information(account: Account, order: SampleOrder, now: datetime) -> dict[str, Any]:
    address, words = account.address, account.language.words
    older = (order.labels or account.labels) is Labels.OLDER
    fields: dict[str, Any] = {
        "tradeOrderId": int(order.order_id),
        "tradeOrderIdTitle": _OLDER_NUMBER if older else words.number,
        "labels": {
            name: getattr(words, name) for name in ("placed", "paid", "sent", "ended", "method")
        },
        "addressVO": {
            "contactName": address.name,
            "fullPhoneNo": address.phone,
            "detailAddress": f"{address.street}, {address.postcode} {address.city}, "
            f"{address.region}, {address.country}",
        },
    }
    moments = (
        ("orderCreatTime", order.placed),
        ("payTime", order.paid),
        ("orderShipTime", order.shipped),
        ("orderEndTime", order.ended),
    )
    fields |= {
        name: printed.day(now, at, account.language) for name, at in moments if at is not None
    }
    if order.payment_method is not None:
        fields["paymentMethod"] = order.payment_method
    return fields


def _products(account: Account, order: SampleOrder, now: datetime) -> dict[str, Any]:
    store = account.stores[order.store]
    track: dict[str, Any] = {}
    if order.delivery_by is not None:
        day = printed.day(now, order.delivery_by)
        track["expectDeliveryDateTitle"] = f"Estimated delivery date: {day}"
    if order.parcels and order.parcels[0].events:
        newest = order.parcels[0].events[0]
        track |= {"trackTitle": newest.name, "trackDesc": newest.text}
        track["trackUrl"] = addresses.tracking_url(order.order_id)
    lines = [order_line(account, order, line) for line in order.lines]
    if track:
        lines[0]["etaAndTrack"] = track
    seller: dict[str, Any] = {
        "sellerName": store.name,
        "sellerTag": "choice" if store.choice else "",
    }
    if not store.choice:
        seller["storeUrl"] = addresses.store_url(store.store_id)
    return {"productVOList": lines, "sellerVO": seller}


def _prices(account: Account, order: SampleOrder) -> dict[str, Any]:
    style = account.money[order.currency]
    before = subtotal(order)
    rows: list[dict[str, Any]] = []
    if before is not None:
        rows.append({"title": "Subtotal", "value": printed.money(before, style)})
        rows.append({"title": "Shipping", "value": "Free shipping", "hide": True})
        if order.total is not None and order.total < before:
            off = printed.money(order.total - before, style)
            rows.append({"title": "Store Discount", "value": off, "hide": True})
    if order.total is None:
        return {"priceDetails": rows}
    total = {
        "title": "Total",
        "value": printed.money(order.total, style),
        "formatPriceInfo": printed.money_info(order.total, style),
        "currencyCode": order.currency,
    }
    return {"priceDetails": rows, "totalPrice": total}
