"""Ready texts to the seller or to support, filled for one order.

Only the order number, the amount and dates are put in: never an address, a card or a phone number.
"""

from __future__ import annotations

from aliorders.models import Order, found
from cancelwindow.policy.verdict import SellerMessage
from cancelwindow.policy.voice import Values, Voice


def message(template: str, order: Order, voice: Voice) -> SellerMessage:
    """The text of `template` for `order`."""
    total = found(order.total)
    shipped = found(order.shipped)
    values: Values = {
        "order": order.order_id,
        "amount": voice.say("refund.unknown_amount") if total is None else total.raw,
    }
    if shipped is not None:
        values["shipped"] = voice.day(shipped.day)
    ready = voice.message(template)
    return SellerMessage(
        template=template,
        language=ready.language,
        text=voice.fill(ready.phrase, values),
        citations=voice.citations(ready.sources),
    )
