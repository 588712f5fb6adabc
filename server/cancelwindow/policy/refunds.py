"""When and where the money comes back: one range to the original method, the conflict shown."""

from __future__ import annotations

from aliorders.models import Order, found
from cancelwindow.policy.verdict import RefundEstimate
from cancelwindow.policy.voice import Voice

_PARAMETER = "refund_to_original_method"


def refund(order: Order, voice: Voice) -> RefundEstimate:
    """The estimate for an order that gets cancelled or was (B1, B2, B3, B4).

    The amount is the order's total where the page shows it; coupons are not money (O6).
    """
    figure = voice.figure(_PARAMETER)
    low = figure.span.shortest.high
    return RefundEstimate(
        text=voice.say("refund.text"),
        low_business_days=int(low),
        high_business_days=int(figure.span.high),
        destination=voice.say("refund.destination"),
        amount=found(order.total),
        citations=figure.citations,
    )
