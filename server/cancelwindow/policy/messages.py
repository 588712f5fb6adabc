"""Ready texts to the seller or to support, filled for one order.

Only the order number, the amount and dates are put in: never an address, a card or a phone number.
"""

from __future__ import annotations

from aliorders.models import Order, found
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE
from cancelwindow.policy.verdict import MessageVersion, SellerMessage
from cancelwindow.policy.voice import Values, Voice

SELLERS_LANGUAGE = "zh"


def message(template: str, order: Order, voice: Voice) -> SellerMessage:
    """The text of `template` for `order`: in English, in Chinese and in the language of `voice`."""
    key = f"message.{template}"
    versions = [
        MessageVersion(language=one.language, text=one.say(key, _values(order, one)))
        for one in voice.among(DEFAULT_LANGUAGE, SELLERS_LANGUAGE)
        if one.speaks(key)
    ]
    return SellerMessage(
        template=template,
        title=voice.say(f"message_title.{template}"),
        language=versions[0].language,
        text=versions[0].text,
        versions=tuple(versions),
        citations=voice.message_citations(template),
    )


def _values(order: Order, voice: Voice) -> Values:
    total = found(order.total)
    shipped = found(order.shipped)
    values: Values = {
        "order": order.order_id,
        "amount": voice.say("refund.unknown_amount") if total is None else total.raw,
    }
    if shipped is not None:
        values["shipped"] = voice.day(shipped.day)
    return values
