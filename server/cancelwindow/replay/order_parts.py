"""What the list's and the detail page's JSON say in the same words: lines, shops, buttons."""

from __future__ import annotations

from typing import Any

from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import Account, Button, LineEntry, SampleOrder


def buttons(account: Account, order: SampleOrder, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """`names` as the site's button objects, in order."""
    return [_button(account.buttons[name], order.order_id) for name in names]


def _button(button: Button, order_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "type": button.type,
        "text": button.text,
        "displayType": "default",
        "size": "default",
    }
    if button.path is not None:
        answer["href"] = addresses.WWW + button.path.format(order_id=order_id)
    if button.type == "CONFIRM_GOODS":
        # The real button carries its dialog's words too: a search for "cancel" hits here (A4).
        answer["extMap"] = {"confirmText": "Confirm", "cancelText": "Cancel"}
    return answer


def order_line(account: Account, order: SampleOrder, line: LineEntry) -> dict[str, Any]:
    """One product; old orders have no price (json-and-seller.md A3.5)."""
    answer: dict[str, Any] = {
        "orderLineId": line.line_id,
        "productId": line.item_id,
        "itemTitle": line.title,
        "itemDetailUrl": addresses.item_url(line.item_id),
        "itemImgUrl": addresses.image_url(line.item_id),
        "quantity": line.quantity,
        "skuAttrs": [
            {"id": 14, "name": "Variant", "text": text, "vid": index}
            for index, text in enumerate(line.variant.split(", "), start=101)
        ]
        if line.variant
        else None,
    }
    if line.unit_price is not None:
        style = account.money[order.currency]
        answer |= {
            "itemPriceText": printed.money(line.unit_price, style),
            "formatPriceInfo": printed.money_info(line.unit_price, style),
            "currencyCode": order.currency,
        }
    return answer


def subtotal(order: SampleOrder) -> int | None:
    """Sum of the lines in minor units, or None where a line has no price."""
    prices = [line.unit_price for line in order.lines]
    if any(price is None for price in prices):
        return None
    return sum(line.quantity * (line.unit_price or 0) for line in order.lines)
