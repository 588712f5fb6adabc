"""When and where the money comes back, how much of it, and what of the coupons."""

from __future__ import annotations

from collections.abc import Iterator

from aliorders.models import EndCause, OrderStatus, found
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.book import Tables
from cancelwindow.policy.payment_methods import Payment, Told, payment
from cancelwindow.policy.rules.refunds import refund_clock, refund_state
from cancelwindow.policy.tables import ReasonEntry, RefundState
from cancelwindow.policy.verdict import RefundEstimate, RefundNote
from cancelwindow.policy.voice import Values, Voice

METHOD = "method"
"""Destination of a refund whose method is not known: the method that was used."""

OF_NOBODY = frozenset({"plain_words", "not_documented", "nothing_charged"})
"""Notes on what nobody has published: they quote no source."""

_IN_VERIFICATION = frozenset({OrderStatus.RISK_CONTROL, OrderStatus.PAYMENT_PROCESSING})

_AFTER_A_CASE = frozenset({EndCause.DISPUTE_REFUNDED, EndCause.DISPUTE_SELLER_SILENT})


def refund(given: Answered, voice: Voice) -> RefundEstimate | None:
    """The estimate for an order that gets cancelled or was; None where nothing comes back.

    The range is that of every method (B1, B4), or that after a dispute (B7); a method's own figure
    stands beside it, because no better source has one. The amount is the order's total: coupons are
    not money (O6).
    """
    if given.row.refund is None:
        return None
    tables = given.case.policy.tables
    parameter = tables.deadlines[given.row.refund].parameter
    assert parameter is not None  # noqa: S101 - held by the checks
    figure = voice.figure(parameter)
    paid = payment(given.case.order.payment_method, tables.refunds.methods)
    method = None if paid.kind is None else tables.refunds.methods[paid.kind]
    clock = refund_clock(given)
    window = None if clock is None else clock.window
    return RefundEstimate(
        text=voice.say(f"refund.text.{given.row.refund}"),
        low_business_days=int(figure.span.shortest.high),
        high_business_days=int(figure.span.high),
        destination=voice.say(f"refund.destination.{METHOD if method is None else method.goes_to}"),
        amount=found(given.case.order.total),
        method=paid.kind,
        method_name=_name(paid, voice),
        earliest=None if window is None else window.earliest,
        latest=None if window is None else window.latest,
        when=_when(given, voice),
        is_late=refund_state(given) is RefundState.LATE,
        notes=tuple(_notes(given, paid, voice)),
        coupons=tuple(_coupons(given, voice)),
        citations=(*figure.citations, *(() if method is None else voice.citations(method.sources))),
    )


def phrases(tables: Tables) -> Iterator[tuple[str, frozenset[str]]]:
    """Every phrase an estimate can need, with the values it may use besides the figures."""
    nothing: frozenset[str] = frozenset()
    kinds = {row.refund for _, row in tables.rows()} - {None}
    yield from ((f"refund.text.{kind}", nothing) for kind in kinds)
    yield from ((f"refund.when.{form}", frozenset({"when"})) for form in ("dated", "late"))
    goals = {METHOD, *(method.goes_to for method in tables.refunds.methods.values())}
    yield from ((f"refund.destination.{goal}", nothing) for goal in goals)
    yield from ((f"refund.method.{kind}", frozenset({"name"})) for kind in tables.refunds.methods)
    yield from ((f"refund_note.{note.text}", nothing) for note in tables.refunds.entries)
    yield from ((f"refund_note.{told}", nothing) for told in Told if told is not Told.ONE)
    yield from ((f"refund_note.{key}", frozenset({"method"})) for key in OF_NOBODY)
    undocumented = (kind for kind, one in tables.refunds.coupons.items() if one.comes_back is None)
    yield from ((f"refund_note.{kind}", nothing) for kind in undocumented)


def _name(paid: Payment, voice: Voice) -> str:
    if paid.word is None:
        return ""
    return voice.say(f"refund.method.{paid.kind}", {"name": paid.word.name})


def _when(given: Answered, voice: Voice) -> str:
    clock = refund_clock(given)
    if clock is None or clock.window is None:
        return ""
    days = voice.days(clock.window.first_day, clock.window.last_day)
    form = "late" if clock.is_over(given.case.now) else "dated"
    return voice.say(f"refund.when.{form}", {"when": days})


def _notes(given: Answered, paid: Payment, voice: Voice) -> Iterator[RefundNote]:
    order, table = given.case.order, given.case.policy.tables.refunds
    if paid.kind is None:
        yield _by_nobody(paid.told.value, voice)
    else:
        method = table.methods[paid.kind]
        if not paid.is_proven:
            yield _by_nobody("plain_words", voice)
        yield from (_cited(note, voice) for note in method.notes)
        if not method.documented:
            yield _by_nobody("not_documented", voice, {"method": _name(paid, voice)})
    total = found(order.total)
    if total is not None and total.amount == 0:
        yield _by_nobody("nothing_charged", voice)
    cause = found(order.end_cause)
    if order.status in _IN_VERIFICATION or cause is EndCause.CANCELLED_IN_VERIFICATION:
        yield _cited(table.notes.after_verification, voice)
    if cause in _AFTER_A_CASE:
        yield _cited(table.notes.case_as_bonus, voice)
        yield _cited(table.notes.bonus_validity, voice)
    partly = (
        order.status is OrderStatus.SELLER_PART_SEND_GOODS or given.case.tracking.is_partly_scanned
    )
    if partly and any(_coupons(given, voice)):
        yield _cited(table.notes.partial_refund, voice)


def _coupons(given: Answered, voice: Voice) -> Iterator[RefundNote]:
    table = given.case.policy.tables.refunds
    seen = (table.coupon(row.title) for row in given.case.order.price_rows)
    for kind in dict.fromkeys(kind for kind in seen if kind is not None):
        entry = table.coupons[kind].comes_back
        yield _by_nobody(kind, voice) if entry is None else _cited(entry, voice)


def _cited(entry: ReasonEntry, voice: Voice) -> RefundNote:
    figure = () if entry.parameter is None else voice.figure(entry.parameter).citations
    return RefundNote(
        kind=entry.text,
        text=voice.say(f"refund_note.{entry.text}"),
        citations=(*figure, *voice.citations(entry.sources)),
    )


def _by_nobody(kind: str, voice: Voice, values: Values | None = None) -> RefundNote:
    return RefundNote(kind=kind, text=voice.say(f"refund_note.{kind}", values))
