"""From an answered case to the sentences of its verdict. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from aliorders.models import ActionKind, Disagreement, EndReason, Missing, found
from cancelwindow.policy import verdict
from cancelwindow.policy.answered import Answered, Note
from cancelwindow.policy.book import CANCEL_REASON, REFUND, REFUND_UNKNOWN, Tables
from cancelwindow.policy.case import Case
from cancelwindow.policy.rules.remarks import REMARKERS
from cancelwindow.policy.tables import ReasonEntry, Row, ShownAs, Want
from cancelwindow.policy.verdict import Reason, Verdict
from cancelwindow.policy.voice import Values, Voice

_REMARK = "remark."


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the verdict says besides its steps and deadlines."""

    headline: str
    reasons: tuple[Reason, ...]
    warnings: tuple[verdict.Warning, ...]


def sentences(given: Answered, voice: Voice) -> Sentences:
    """Headline, reasons and warnings; what was observed stands with the first reason."""
    row, remarks = given.row, given.case.policy.tables.remarks
    values = _page_values(given.case, voice)
    notes = [note for remarker in REMARKERS for note in remarker(given)]
    first, *others = (_reason(entry, row.rule, values, voice) for entry in row.reasons)
    beside = [note for note in notes if remarks[note.key].shown_as is ShownAs.REASON]
    warned = [note for note in notes if remarks[note.key].shown_as is ShownAs.WARNING]
    return Sentences(
        headline=voice.say(f"headline.{row.rule}", values),
        reasons=(
            first.model_copy(update={"observed": _observed(given.case, voice)}),
            *others,
            *(_remark(note, given, values, voice) for note in beside),
        ),
        warnings=tuple(
            _warning(note, given, values, voice)
            for note in (*(Note(key) for key in row.warnings), *warned)
        ),
    )


def names_said(verdict: Verdict, row: Row, tables: Tables) -> frozenset[str]:
    """Names (`names.py`) of all that `verdict` says; `row` is its answer."""
    said = {f"answer.{row.rule}"}
    said |= {f"reason.{entry.text}" for entry in row.reasons}
    said |= {f"parameter.{one.parameter}" for one in verdict.reasons if one.parameter}
    said |= {one.rule for one in verdict.reasons if one.rule.startswith(_REMARK)}
    said |= {f"{_REMARK}{one.kind}" for one in verdict.warnings}
    said |= {f"step.{one.action}" for one in verdict.next_steps}
    if verdict.cancel_reasons is not None:
        said |= {f"{CANCEL_REASON}.{one.kind}" for one in verdict.cancel_reasons.reasons}
    said |= {one.rule for one in verdict.lines}
    for deadline in verdict.deadlines:
        said.add(f"deadline.{deadline.kind}")
        said.add(f"parameter.{tables.deadlines[deadline.kind].parameter}")
    said |= {f"right.{one.kind}" for one in verdict.rights}
    if verdict.refund is not None:
        said |= {REFUND, f"{REFUND}.{verdict.refund.method or REFUND_UNKNOWN}"}
    if verdict.message is not None:
        said.add(f"message.{verdict.message.template}")
    return frozenset(said)


def not_seen(given: Answered, voice: Voice) -> tuple[str, ...]:
    """What would narrow the answer and was not seen."""
    case = given.case
    return tuple(
        voice.say(f"not_seen.{want}") for want in given.row.wants if not _was_seen(want, case)
    )


def _was_seen(want: Want, case: Case) -> bool:
    if want is Want.CANCEL_BUTTON:
        return case.offers(ActionKind.CANCEL)
    if want is Want.TRACKING:
        return case.tracking.was_looked_at
    if want is Want.END_REASON:
        return found(case.order.end_reason) not in {None, EndReason.UNSPECIFIED}
    return not isinstance(getattr(case.order, want.value), Missing)


def _reason(entry: ReasonEntry, rule: str, values: Values, voice: Voice) -> Reason:
    text = voice.say(f"reason.{entry.text}", values)
    citations = voice.citations(entry.sources)
    if entry.parameter is None:
        return Reason(rule=rule, text=text, citations=citations)
    figure = voice.figure(entry.parameter)
    return Reason(
        rule=rule,
        text=text,
        parameter=entry.parameter,
        value=voice.figure_text(entry.parameter),
        effective=figure.effective,
        citations=(*figure.citations, *citations),
    )


def _remark(note: Note, given: Answered, values: Values, voice: Voice) -> Reason:
    said = values if note.about is None else {**values, **_disagreement(note.about, voice)}
    return Reason(
        rule=f"{_REMARK}{note.key}",
        text=voice.say(f"reason.{note.key}", said),
        citations=voice.citations(given.case.policy.tables.remarks[note.key].sources),
    )


def _disagreement(one: Disagreement, voice: Voice) -> Values:

    def in_words(value: str) -> str:
        return voice.say(f"stage.{value}") if one.field == "parcel_stage" else value

    pairs = (("used", one.used, one.used_from), ("other", one.other, one.other_from))
    said: Values = {
        name: voice.say(
            "disagreement.value", {"value": in_words(value), "origin": voice.origin(origin)}
        )
        for name, value, origin in pairs
    }
    return {**said, "field": voice.say(f"field.{one.field}")}


def _warning(note: Note, given: Answered, values: Values, voice: Voice) -> verdict.Warning:
    return verdict.Warning(
        kind=note.key,
        text=voice.say(f"warning.{note.key}", values),
        citations=voice.citations(given.case.policy.tables.remarks[note.key].sources),
    )


def _page_values(case: Case, voice: Voice) -> Values:
    sign = case.tracking.sign
    return {
        "status_word": case.status_word,
        "button": case.button_label(ActionKind.CANCEL) or voice.say("word.cancel"),
        "tracking": voice.say("stage.none" if sign is None else f"stage.{sign.stage}"),
        "end_code": found(case.order.end_code) or "",
    }


def _observed(case: Case, voice: Voice) -> str:
    said = voice.say("observed.no_status")
    if case.is_status_seen:
        said = voice.say("observed.status", {"word": case.status_word})
    label = case.button_label(ActionKind.CANCEL)
    if label is not None:
        said = _joined(said, voice.say("observed.button", {"label": label}), voice)
    sign = case.tracking.sign
    if sign is not None:
        values: Values = {"stage": voice.say(f"stage.{sign.stage}"), "basis": sign.basis}
        where = "observed.strip" if sign.by_strip else "observed.tracking"
        said = _joined(said, voice.say(where, values), voice)
    return said


def _joined(first: str, second: str, voice: Voice) -> str:
    return voice.say("observed.joined", {"first": first, "second": second})
