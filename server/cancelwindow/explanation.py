"""Why a verdict says what it says: what was seen where, every rule in turn, every figure's claims.

Pure, like the rules: it asks the same trace as the engine, so that both tell the same story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, ConfigDict

from aliorders.models import (
    Evidence,
    FieldReport,
    Missing,
    MissingReason,
    Model,
    Moment,
    Money,
    Order,
    PageReading,
    Parcel,
    Promise,
)
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.engine import PRECEDENCE, Trace, assess, case_of, rule_name, trace
from cancelwindow.policy.history import NO_HISTORY, History
from cancelwindow.policy.parameters import dated_value
from cancelwindow.policy.rules import status
from cancelwindow.policy.verdict import Answer, Confidence, Verdict
from cancelwindow.policy.voice import Voice
from cancelwindow.policy_listing import ListedClaim, value_listed

Readings = Sequence[tuple[PageReading, datetime]]
"""Pages of the order, and when each was captured."""

_FIELDS = (
    "status", "status_word", "end_reason", "status_detail", "placed", "paid", "shipped",
    "completed", "total", "payment_method", "is_choice", "actions", "promises",
    "last_tracking_text",
)  # fmt: skip
"""Fields of an order on which some part of a verdict rests."""

_REPORTED_AS = {"status_word": "status"}
"""Fields that are found as part of another."""


class SeenField(Model):
    """One field of the order: its value and where it was seen, or why there is none."""

    field: str
    value: str | None = None
    missing: MissingReason | None = None
    detail: str = ""
    """Of a missing field: what was tried."""
    page: str | None = None
    """None for the status of an order of which only the tracking was seen."""
    captured_at: AwareDatetime | None = None
    found_by: str | None = None
    """The selector or label that found it on the page; None for the site's own data."""


class SeenParcel(Model):
    """One parcel, and the code or words its stage was read from."""

    number: str | None
    stage: str
    basis: str
    events: int


class Outcome(StrEnum):
    """What came of a rule."""

    APPLIES = "applies"
    PASSED = "passed"
    NOT_ASKED = "not_asked"
    """A rule before it answered."""


class AskedRule(Model):
    """One rule in its place, and why it did not answer."""

    rule: str
    outcome: Outcome
    why: str = ""


class UsedFigure(Model):
    """A figure of the policy, as the verdict says it, with every claim on record."""

    parameter: str
    description: str
    value: str
    effective: date
    note: str = ""
    claims: tuple[ListedClaim, ...]


class EarlierAnswer(Model):
    """What the companion answered when it last saw the order."""

    model_config = ConfigDict(from_attributes=True)

    answer: Answer
    confidence: Confidence
    evaluated_at: AwareDatetime


class Explanation(Model):
    """The whole chain behind one verdict."""

    verdict: Verdict
    earlier: EarlierAnswer | None = None
    """Of an order from the store, which keeps less than a page shows; None for files."""
    fields: tuple[SeenField, ...]
    parcels: tuple[SeenParcel, ...]
    tracking_seen: bool
    rules: tuple[AskedRule, ...]
    answered_by: str
    """The entry of by_status.yaml or by_evidence.yaml that the rule named."""
    figures: tuple[UsedFigure, ...]


def explain(  # noqa: PLR0913 - all that a verdict rests on
    evidence: Evidence,
    readings: Readings,
    book: PolicyBook,
    now: datetime,
    *,
    language: str = "en",
    buyer: Buyer = NOBODY,
    history: History = NO_HISTORY,
) -> Explanation:
    """The chain behind the verdict on `evidence`, which `readings` were combined into.

    The other arguments are those of `assess`.
    """
    asked: set[str] = set()
    noting = book.noting(asked)
    verdict = assess(evidence, noting, now, language, buyer, history=history)
    case = case_of(evidence, noting, now, buyer)
    voice = Voice(book, book.at(verdict.policy_date), verdict.language)
    traced = trace(case)
    return Explanation(
        verdict=verdict,
        fields=tuple(_fields(evidence, readings)),
        parcels=tuple(_parcel(parcel) for parcel in evidence.parcels),
        tracking_seen=evidence.tracking_seen,
        rules=tuple(_rules(traced, voice)),
        answered_by=traced.finding.row.rule,
        figures=tuple(_figure(name, voice, book) for name in sorted(asked)),
    )


def _rules(traced: Trace, voice: Voice) -> Iterator[AskedRule]:
    for rule, passed in traced.passed:
        why = voice.say(f"passed.{passed.why}")
        yield AskedRule(rule=rule_name(rule), outcome=Outcome.PASSED, why=why)
    yield AskedRule(rule=rule_name(traced.applied), outcome=Outcome.APPLIES)
    every = (*PRECEDENCE, status.by_status)
    for rule in every[every.index(traced.applied) + 1 :]:
        yield AskedRule(rule=rule_name(rule), outcome=Outcome.NOT_ASKED)


# --- what was seen ---------------------------------------------------------------------------


def _fields(evidence: Evidence, readings: Readings) -> Iterator[SeenField]:
    pages = _in_precedence(evidence, readings)
    for field in _FIELDS:
        value = getattr(evidence.order, field)
        if isinstance(value, Missing):
            yield SeenField(field=field, missing=value.missing, detail=value.detail)
        elif value != ():
            yield _seen(field, value, pages)


def _in_precedence(
    evidence: Evidence, readings: Readings
) -> list[tuple[Order, PageReading, datetime]]:
    """The order as each page showed it, in the order in which the pages counted."""
    places = [(page.kind, page.captured_at) for page in evidence.seen]
    shown = [
        (order, reading, captured_at)
        for reading, captured_at in readings
        for order in reading.orders
        if order.order_id == evidence.order.order_id
    ]
    return sorted(shown, key=lambda one: places.index((one[1].kind, one[2])))


def _seen(field: str, value: Any, pages: list[tuple[Order, PageReading, datetime]]) -> SeenField:
    showing = [page for page in pages if getattr(page[0], field) == value]
    # Buttons and promises of several pages are joined; the first page that has any stands for all.
    having = [page for page in pages if not isinstance(getattr(page[0], field), Missing)]
    if not having:
        return SeenField(field=field, value=_said(value))
    _, reading, captured_at = (showing or having)[0]
    return SeenField(
        field=field,
        value=_said(value),
        page=reading.kind.value,
        captured_at=captured_at,
        found_by=_found_by(field, reading.report.fields),
    )


def _found_by(field: str, reports: Sequence[FieldReport]) -> str | None:
    wanted = _REPORTED_AS.get(field, field)
    return next((one.matched for one in reports if one.field == wanted and one.matched), None)


def _said(value: Any) -> str:
    if isinstance(value, Moment):
        return f"{value.day} ({value.raw})"
    if isinstance(value, Money):
        return value.raw
    if isinstance(value, Promise):
        return value.text
    if isinstance(value, tuple):
        return "; ".join(getattr(one, "label", None) or _said(one) for one in value)
    return str(value)


def _parcel(parcel: Parcel) -> SeenParcel:
    number = parcel.tracking_number
    return SeenParcel(
        number=None if isinstance(number, Missing) else number,
        stage=parcel.stage.value,
        basis=parcel.stage_basis,
        events=len(parcel.events),
    )


# --- figures ---------------------------------------------------------------------------------


def _figure(name: str, voice: Voice, book: PolicyBook) -> UsedFigure:
    figure = voice.figure(name)
    parameter = book.tables.parameters[name]
    dated = dated_value(parameter, figure.effective)
    return UsedFigure(
        parameter=name,
        description=parameter.description,
        value=voice.figure_text(name),
        effective=figure.effective,
        note=dated.note,
        claims=value_listed(dated, parameter.unit, voice, book.tables).claims,
    )
