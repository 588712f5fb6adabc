"""Checks over the whole policy: every name resolves, every source is used, every sentence exists.

A problem is one line: the file, the key and what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from aliorders.models import EndCause, EndReason, OrderStatus
from cancelwindow.policy import cancel_reasons, parcel_notes, refunds, sellers, window
from cancelwindow.policy.book import CODE_NOT_KNOWN, END_NOT_SEEN, Tables
from cancelwindow.policy.business_days import GapKind
from cancelwindow.policy.cancel_reasons import SEEN_TO_BE_TRUE
from cancelwindow.policy.clocks import COUNTED, PRINTED
from cancelwindow.policy.deadline_table import DeadlineRule, StartField
from cancelwindow.policy.facts import MODULE
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.names import names
from cancelwindow.policy.parameters import Resolution
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE, Phrase
from cancelwindow.policy.refund_table import SHARED_COUPON
from cancelwindow.policy.rights import NONE_ON_RECORD, UNKNOWN_COUNTRY
from cancelwindow.policy.rules.remarks import FIELDS_THAT_MATTER
from cancelwindow.policy.sources import SourceRef, SourceRefs
from cancelwindow.policy.tables import Row, ShownAs, Want
from cancelwindow.policy.verdict import Answer

PAGE_VALUES = frozenset({"status_word", "button", "tracking", "end_code"})
"""What a reason, a remark or an observation can say of this order."""

DEADLINE_VALUES = frozenset({"when", "printed", "since", "remind"})

STEP_VALUES = frozenset({"first", "last"})
"""Days of the deadline that dates a step."""

MESSAGE_VALUES = frozenset(
    {"order", "amount", "shipped", "received", "protected_until", "refund_time"}
)

MESSAGES = "messages/en.toml"

_WITHOUT_A_ROW = frozenset(
    {EndCause.CONFIRMED_BY_BUYER, EndCause.CONFIRMED_BY_TIME, EndCause.CONFIRMED_BY_CARRIER}
)
"""Ends that have their answer in by_status.yaml."""

_ENDS = frozenset({reason.value for reason in EndReason} | {END_NOT_SEEN})


def problems(tables: Tables) -> list[str]:
    """All that is wrong with `tables`, empty when nothing is."""
    found = list(_references(tables))
    found += _coverage(tables)
    for where, row in tables.rows():
        found += (f"{where}: {one}" for one in _row(row, tables))
    for kind, rule in tables.deadlines.items():
        found += (f"deadlines.yaml: {kind}: {one}" for one in _deadline(rule, tables))
    found += _refunds(tables)
    found += _steps(tables)
    found += _sellers(tables)
    found += _unused(tables)
    found += _unknown_names(tables)
    found += (f"phrases/{DEFAULT_LANGUAGE}: {one}" for one in _phrases(tables))
    found += _messages(tables)
    return found


def all_references(tables: Tables) -> Iterator[tuple[str, SourceRef]]:
    """Every reference to a source with the place it stands in."""
    for where, refs in _cited(tables):
        for ref in refs or ():
            yield where, ref


def _cited(tables: Tables) -> Iterator[tuple[str, SourceRefs | None]]:
    for name, parameter in tables.parameters.items():
        for value in parameter.values:
            where = f"parameters/{name}.yaml: {value.effective}"
            yield from ((where, claim.source) for claim in value.claims)
    for where, row in tables.rows():
        yield from ((f"{where}: {reason.text}", reason.sources) for reason in row.reasons)
    for key, method in tables.refunds.methods.items():
        yield f"refunds.yaml: {key}", method.sources
    yield from ((f"refunds.yaml: {one.text}", one.sources) for one in tables.refunds.entries)
    yield from ((f"remarks.yaml: {key}", one.sources) for key, one in tables.remarks.items())
    rights = tables.rights.rights.items()
    yield from ((f"rights.yaml: {key}", one.sources) for key, one in rights)
    yield from _cited_for_reasons(tables)
    yield from ((f"by_line.yaml: {key}", one.sources) for key, one in tables.by_line.items())
    yield from ((f"deadlines.yaml: {key}", one.sources) for key, one in tables.deadlines.items())
    yield from ((f"{MESSAGES}: {key}", one.sources) for key, one in tables.messages.items())
    yield from ((f"refused.yaml: {key}", one.said_by) for key, one in tables.refused.items())
    yield from tables.sellers.references()
    for key, conflict in tables.conflicts.items():
        yield from ((f"conflicts.yaml: {key}", claim.sources) for claim in conflict.claims)


def _cited_for_reasons(tables: Tables) -> Iterator[tuple[str, SourceRefs]]:
    table = tables.cancel_reasons
    yield from ((f"cancel_reasons.yaml: {key}", refs) for key, refs in table.views.items())
    for key, entry in table.reasons.items():
        yield f"cancel_reasons.yaml: {key}", entry.sources


def _references(tables: Tables) -> Iterator[str]:
    used = set()
    for where, ref in all_references(tables):
        used.add(ref.source)
        source = tables.sources.get(ref.source)
        if source is None:
            yield f"{where}: unknown source {ref.source!r}"
        elif ref.grade is not None and ref.grade < source.grade:
            yield f"{where}: grade {ref.grade} is better than {ref.source!r} has ({source.grade})"
    for key in tables.sources:
        if key not in used:
            yield f"sources.yaml: {key}: no figure, answer, message or conflict cites this source"


def _coverage(tables: Tables) -> Iterator[str]:
    for status in OrderStatus:
        entry = tables.by_status.get(status)
        if entry is None:
            yield f"by_status.yaml: {status}: no answer for this status"
        elif not isinstance(entry, Row) and set(entry) != _ENDS:
            yield f"by_status.yaml: {status}: ends must be exactly {', '.join(sorted(_ENDS))}"
    causes = {CODE_NOT_KNOWN, *EndCause} - _WITHOUT_A_ROW
    if set(tables.by_cause) != causes:
        yield f"by_cause.yaml: causes must be exactly {', '.join(sorted(causes))}"
    for state in LineState:
        if state not in tables.by_line:
            yield f"by_line.yaml: {state}: no answer for this state"


def _row(row: Row, tables: Tables) -> Iterator[str]:
    for reason in row.reasons:
        if reason.parameter is not None and reason.parameter not in tables.parameters:
            yield f"unknown parameter {reason.parameter!r}"
    for entry in row.steps:
        if entry.step not in tables.steps.steps:
            yield f"unknown step {entry.step!r}"
    for kind in row.deadlines:
        if kind not in tables.deadlines:
            yield f"unknown deadline {kind!r}"
    due = None if row.refund is None else tables.deadlines.get(row.refund)
    if row.refund is not None and (due is None or due.parameter is None):
        yield f"refund: {row.refund!r} is no deadline with a parameter"
    for key in row.warnings:
        if key not in tables.remarks or tables.remarks[key].shown_as is not ShownAs.WARNING:
            yield f"{key!r} is not a warning of remarks.yaml"
    yield from (f"unknown message {key!r}" for key in row.messages if key not in tables.messages)


def _deadline(rule: DeadlineRule, tables: Tables) -> Iterator[str]:
    for name in (rule.parameter, rule.after):
        if name is not None and name not in tables.parameters:
            yield f"unknown parameter {name!r}"
    if rule.region is not None and rule.region not in tables.rights.regions:
        yield f"unknown region {rule.region!r}"
    reminders = None if rule.reminders is None else rule.reminders.parameter
    if reminders is None:
        return
    if reminders not in tables.parameters:
        yield f"unknown parameter {reminders!r}"
    elif any(one.resolution is not Resolution.SET for one in tables.parameters[reminders].values):
        yield f"reminders need a set, and {reminders!r} is none"


def _refunds(tables: Tables) -> Iterator[str]:
    for entry in tables.refunds.entries:
        if entry.parameter is not None and entry.parameter not in tables.parameters:
            yield f"refunds.yaml: {entry.text}: unknown parameter {entry.parameter!r}"
    if SHARED_COUPON not in tables.refunds.coupons:
        yield f"refunds.yaml: coupons: {SHARED_COUPON!r} is needed"


def _steps(tables: Tables) -> Iterator[str]:
    for key, step in tables.steps.steps.items():
        for kind in step.dated_by:
            if kind not in tables.deadlines:
                yield f"steps.yaml: {key}: unknown deadline {kind!r}"
    for key in tables.cancel_reasons.asked_at:
        if key not in tables.steps.steps:
            yield f"cancel_reasons.yaml: asked_at: unknown step {key!r}"
    for key in SEEN_TO_BE_TRUE:
        if key not in tables.cancel_reasons.reasons:
            yield f"cancel_reasons.yaml: reasons: {key!r} is needed"


def _sellers(tables: Tables) -> Iterator[str]:
    for key, finding in tables.sellers.findings.items():
        if finding.parameter is not None and finding.parameter not in tables.parameters:
            yield f"sellers.yaml: {key}: unknown parameter {finding.parameter!r}"


def _unused(tables: Tables) -> Iterator[str]:
    steps = {entry.step for _, row in tables.rows() for entry in row.steps}
    kinds = {kind for _, row in tables.rows() for kind in (*row.deadlines, row.refund)}
    messages = {key for _, row in tables.rows() for key in row.messages}
    yield from (f"steps.yaml: {key}: unused step" for key in tables.steps.steps if key not in steps)
    yield from (f"deadlines.yaml: {key}: unused" for key in tables.deadlines if key not in kinds)
    topics = {topic for _, row in tables.rows() for topic in row.rights}
    yield from (
        f"rights.yaml: {key}: unused"
        for key, right in tables.rights.rights.items()
        if not topics & set(right.topics)
    )
    yield from (f"{MESSAGES}: {key}: unused" for key in tables.messages if key not in messages)


def _unknown_names(tables: Tables) -> Iterator[str]:
    known = names(tables)
    for key, conflict in tables.conflicts.items():
        for name in conflict.shown_with:
            if name not in known:
                yield f"conflicts.yaml: {key}: unknown name {name!r}"
    for key, fact in tables.facts.items():
        for name in fact.lives_in:
            if name not in known and not MODULE.fullmatch(name):
                yield f"facts.yaml: {key}: unknown name {name!r}"
    for key, gap in tables.gaps.items():
        for name in gap.shown_by:
            if name not in known and not MODULE.fullmatch(name):
                yield f"gaps.yaml: {key}: unknown name {name!r}"


def needed_phrases(tables: Tables) -> dict[str, frozenset[str]]:
    """Each phrase the tables call for, with the values it may use besides the figures."""
    nothing: frozenset[str] = frozenset()
    needed = {f"label.answer.{answer}": nothing for answer in Answer}
    needed |= {f"not_seen.{want}": nothing for want in Want}
    fields = (*FIELDS_THAT_MATTER, *StartField, PRINTED, COUNTED)
    needed |= {f"field.{field}": nothing for field in fields}
    needed |= {f"deadline_note.{kind}": frozenset({"year", "country"}) for kind in GapKind}
    needed["deadline_note.two_ends"] = nothing
    for _, row in tables.rows():
        needed[f"headline.{row.rule}"] = PAGE_VALUES
        needed |= {f"reason.{reason.text}": PAGE_VALUES for reason in row.reasons}
        needed |= {f"step.{entry.step}": nothing for entry in row.steps}
    for key, step in tables.steps.steps.items():
        if step.dated_by:
            needed[f"step_dated.{key}"] = STEP_VALUES
    needed |= {f"message_title.{key}": nothing for key in tables.messages}
    needed |= {f"line.{state}": frozenset({"basis"}) for state in LineState}
    for key, remark in tables.remarks.items():
        needed[f"{remark.shown_as}.{key}"] = PAGE_VALUES | {"field", "used", "other"}
    for kind, rule in tables.deadlines.items():
        needed |= {f"deadline.{kind}.{form}": DEADLINE_VALUES for form in deadline_forms(rule)}
    for key, conflict in tables.conflicts.items():
        if conflict.shown_with:
            needed[f"conflict.{key}"] = nothing
    needed |= {f"right.{key}": nothing for key in (UNKNOWN_COUNTRY, *tables.rights.rights)}
    needed[f"right.{NONE_ON_RECORD}"] = frozenset({"country"})
    needed |= dict.fromkeys(parcel_notes.PHRASES, nothing)
    return (
        needed
        | dict(window.phrases())
        | dict(refunds.phrases(tables))
        | dict(cancel_reasons.phrases(tables))
        | dict(sellers.phrases(tables.sellers))
    )


def deadline_forms(rule: DeadlineRule) -> tuple[str, ...]:
    """Phrases of a deadline: its title, and a text for each thing that can be known of it."""
    counted = ("counted", "counted_over") if rule.counted_in else ()
    if rule.parameter is None and rule.promise is None:
        return ("title", *counted)
    if rule.promise is None and not rule.starts:
        return ("title", "undated", *counted)
    if not rule.dated:
        return ("title", "undated", "started", *counted)
    return ("title", "undated", "dated", "passed", *counted)


def _phrases(tables: Tables) -> Iterator[str]:
    """Of the default language: another one says in English what it lacks."""
    catalogue = tables.catalogues[DEFAULT_LANGUAGE]
    for key, allowed in needed_phrases(tables).items():
        if key not in catalogue:
            yield f"{key}: missing"
            continue
        for name in catalogue.placeholders(key) - allowed - frozenset(tables.parameters):
            yield f"{key}: unknown placeholder {{{name}}}"


def _messages(tables: Tables) -> Iterator[str]:
    for key, template in tables.messages.items():
        for name in Phrase(template.text).placeholders - MESSAGE_VALUES - set(tables.parameters):
            yield f"{MESSAGES}: {key}: unknown placeholder {{{name}}}"
