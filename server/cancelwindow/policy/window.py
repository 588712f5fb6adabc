"""How long orders like this one usually stay cancellable: beside the answer, never part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor

from aliorders.models import Missing, Order, OrderStatus, found
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.history import (
    HOURS_PER_DAY,
    IN_DAYS_FROM,
    Estimate,
    History,
    Likeness,
    WaitEnd,
)
from cancelwindow.policy.parameters import Span, Unit
from cancelwindow.policy.phrases import Sayable
from cancelwindow.policy.verdict import CancelWindow, WindowEstimate
from cancelwindow.policy.voice import Values, Voice

GUIDES = "guides"
"""Basis of an estimate that does not come from the user's own orders."""

_GUIDE_FIGURES = {"choice": "usual_choice_ship_time", "other": "usual_ship_time"}
_OFFICIAL_FIGURE = "seller_ships_within"

COUNTED_VALUES = frozenset({"orders", "ended", "range"})


def window(given: Answered, history: History, voice: Voice) -> CancelWindow | None:
    """The estimate for a paid order that nobody has shipped or scanned; None for any other.

    The guides' figures (S4, one guide) are named only where the user's own orders do not tell.
    """
    order = given.case.order
    if not may_need(order) or given.case.tracking.is_scanned:
        return None
    store_id = None if isinstance(order.store, Missing) else found(order.store.store_id)
    is_choice = found(order.is_choice)
    shipped = history.estimate(WaitEnd.SHIPPED, store_id, is_choice)
    scanned = history.estimate(WaitEnd.SCANNED, store_id, is_choice)
    return CancelWindow(
        shipped=_guides(is_choice, voice)
        if shipped is None
        else _told(WaitEnd.SHIPPED, shipped, voice),
        scanned=None if scanned is None else _told(WaitEnd.SCANNED, scanned, voice),
    )


def may_need(order: Order) -> bool:
    """Whether an order can have an estimate: it is paid, and no seller has shipped it."""
    return order.status is OrderStatus.WAIT_SELLER_SEND_GOODS


def phrases() -> Iterator[tuple[str, frozenset[str]]]:
    """Every phrase an estimate can need, with the values it may use besides the figures."""
    yield "window.told", frozenset({"estimate", "counted"})
    yield "window.at_least", frozenset({"length"})
    yield "window.unknown", frozenset()
    for end in WaitEnd:
        yield f"window.{end}.counted", COUNTED_VALUES
        for likeness in Likeness:
            yield f"window.{end}.{likeness}", frozenset({"within"})
            yield f"window.{end}_late.{likeness}", frozenset({"length"})
    yield from ((f"window.{GUIDES}.{who}", frozenset()) for who in _GUIDE_FIGURES)


def _guides(is_choice: bool | None, voice: Voice) -> WindowEstimate:
    who = "choice" if is_choice else "other"
    figures = (voice.figure(_GUIDE_FIGURES[who]), voice.figure(_OFFICIAL_FIGURE))
    return WindowEstimate(
        text=voice.say(f"window.{GUIDES}.{who}"),
        basis=GUIDES,
        citations=tuple(citation for figure in figures for citation in figure.citations),
    )


def _told(end: WaitEnd, estimate: Estimate, voice: Voice) -> WindowEstimate:
    counted: Values = {
        "orders": str(estimate.orders),
        "ended": str(estimate.ended),
        "range": _range(estimate, voice),
    }
    sentences: Values = {
        "estimate": _sentence(end, estimate, voice),
        "counted": voice.say(f"window.{end}.counted", counted),
    }
    low, high = estimate.median or (None, None)
    return WindowEstimate(
        text=voice.say("window.told", sentences),
        basis=estimate.likeness.value,
        orders=estimate.orders,
        ended=estimate.ended,
        median_low_hours=low,
        median_high_hours=high,
        low_hours=estimate.low,
        high_hours=estimate.high,
    )


def _sentence(end: WaitEnd, estimate: Estimate, voice: Voice) -> str:
    """The later reading of the median, which holds on the earlier one too."""
    if estimate.median is None:
        late: Values = {"length": voice.length(_length(estimate.low, estimate.low, floor))}
        return voice.say(f"window.{end}_late.{estimate.likeness}", late)
    longest = estimate.median[1]
    within: Values = {"within": voice.length(_length(longest, longest, ceil))}
    return voice.say(f"window.{end}.{estimate.likeness}", within)


def _range(estimate: Estimate, voice: Voice) -> str | Sayable:
    """The limits of the median, rounded away from it."""
    if estimate.high is not None:
        low = _length(estimate.low, estimate.high, floor).high
        high = _length(estimate.high, estimate.high, ceil)
        return voice.length(Span(low or None, high.high, high.unit))
    at_least = _length(estimate.low, estimate.low, floor)
    if not at_least.high:
        return voice.say("window.unknown")
    return voice.say("window.at_least", {"length": voice.length(at_least)})


def _length(hours: float, longest: float, rounded: Callable[[float], int]) -> Span:
    """`hours` in the unit that suits the `longest` length of the sentence."""
    days = longest >= IN_DAYS_FROM
    number = rounded(hours / HOURS_PER_DAY if days else hours)
    return Span(number, number, Unit.DAYS if days else Unit.HOURS)
