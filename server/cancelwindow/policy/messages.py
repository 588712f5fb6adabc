"""Ready texts to the seller or to support, filled for one order.

Only the order number, the amount and dates are put in: never an address, a card or a phone number.
"""

from __future__ import annotations

from aliorders.models import PromiseKind, found
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE
from cancelwindow.policy.rules.messages import withdrawal_clock
from cancelwindow.policy.verdict import MessageVersion, SellerMessage
from cancelwindow.policy.voice import Values, Voice

SELLERS_LANGUAGE = "zh"


def message(template: str, given: Answered, voice: Voice) -> SellerMessage:
    """The text of `template`: in English, in Chinese and in the language of `voice`."""
    key = f"message.{template}"
    versions = [
        MessageVersion(language=one.language, text=one.say(key, _values(given, one)))
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


def _values(given: Answered, voice: Voice) -> Values:
    """What a text can name of this order; a day that was not seen is not there."""
    case = given.case
    total = found(case.order.total)
    days = {
        "shipped": found(case.order.shipped),
        "completed": found(case.order.completed),
        "protected_until": case.promised(PromiseKind.REFUND_IF_NOT_DELIVERED),
    }
    values: Values = {
        "order": case.order.order_id,
        "amount": voice.say("refund.unknown_amount") if total is None else total.raw,
    }
    withdrawal = withdrawal_clock(given)
    if withdrawal is not None:
        days["received"] = withdrawal.start
    if given.row.refund is not None:
        parameter = case.policy.tables.deadlines[given.row.refund].parameter
        values["refund_time"] = voice.figure_text(parameter or "", "high.oblique")
    return values | {name: voice.day(one.day) for name, one in days.items() if one is not None}
