"""Which reason to give for cancelling: the true one that is closest, never one that pays better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from aliorders.models import OrderStatus
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.book import Tables
from cancelwindow.policy.cancel_reason_table import CancelReasonEntry, Stage
from cancelwindow.policy.case import Case
from cancelwindow.policy.rules.shipping import ship_time_is_over
from cancelwindow.policy.rules.steps import is_for_now
from cancelwindow.policy.verdict import CancelReason, CancelReasons, ReasonView
from cancelwindow.policy.voice import Voice

SEEN_TO_BE_TRUE: Mapping[str, Callable[[Case], bool]] = {"seller_slow": ship_time_is_over}
"""Reasons that the evidence of an order can prove; of all others only the person knows."""


def cancel_reasons(given: Answered, voice: Voice) -> CancelReasons | None:
    """The reasons on the form of this order; None where no form asks for one."""
    table = given.case.policy.tables.cancel_reasons
    steps = {entry.step for entry in given.row.steps if is_for_now(entry, given)}
    if not steps & set(table.asked_at):
        return None
    stage = _stage(given.case)
    told = [
        _told(key, entry, given.case, voice)
        for key, entry in table.reasons.items()
        if stage in entry.stages
    ]
    return CancelReasons(
        text=voice.say("cancel_reason_advice.choose"),
        views=tuple(
            ReasonView(
                text=voice.say(f"cancel_reason_advice.{key}"), citations=voice.citations(refs)
            )
            for key, refs in table.views.items()
        ),
        note=voice.say("cancel_reason_advice.sellers_wish"),
        reasons=tuple(sorted(told, key=lambda one: not one.fits)),
    )


def phrases(tables: Tables) -> Iterator[tuple[str, frozenset[str]]]:
    """Every phrase of it, with the values it may use."""
    nothing: frozenset[str] = frozenset()
    table = tables.cancel_reasons
    for key in ("choose", "sellers_wish", *table.views):
        yield f"cancel_reason_advice.{key}", nothing
    yield from ((f"cancel_reason.{key}", nothing) for key in table.reasons)
    yield "cancel_reason_advice.on_form", frozenset({"reason", "words"})


def _stage(case: Case) -> Stage:
    unpaid = case.order.status is OrderStatus.PLACE_ORDER_SUCCESS
    return Stage.UNPAID if unpaid else Stage.PAID


def _told(key: str, entry: CancelReasonEntry, case: Case, voice: Voice) -> CancelReason:
    text = voice.say(f"cancel_reason.{key}")
    if entry.on_form is not None:
        words = {"reason": text, "words": entry.on_form}
        text = voice.say("cancel_reason_advice.on_form", dict(words))
    is_true = SEEN_TO_BE_TRUE.get(key)
    return CancelReason(
        kind=key,
        text=text,
        side=entry.side.value,
        fits=is_true is not None and is_true(case),
        citations=voice.citations(entry.sources),
    )
