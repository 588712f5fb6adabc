"""The chain behind a verdict on a terminal, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cancelwindow.explanation import EarlierAnswer, Explanation, Outcome, SeenField
from cancelwindow.policy.verdict import Basis, Citation, Deadline, Reason
from cancelwindow.terminal import STYLES
from cancelwindow.terminal_policy import claim_lines

_NOT_ASKED = "not asked: a rule before it answered"

_RULE_STYLES = {Outcome.APPLIES: "bold", Outcome.PASSED: "", Outcome.NOT_ASKED: "bright_black"}


def explanation_report(chain: Explanation) -> RenderableType:
    """All that led to one verdict."""
    verdict = chain.verdict
    head = Text.assemble(
        (f"{verdict.order_id}  ", "bold"),
        (f"{verdict.answer.value}: {verdict.label}", STYLES[verdict.answer]),
        (f"  ({verdict.confidence.value})", ""),
    )
    parts: list[RenderableType] = [head, _line(verdict.headline, 2)]
    if chain.earlier is not None:
        parts.append(_line(_earlier(chain.earlier), 2))
    for title, lines in _sections(chain):
        parts.append(Padding(Text(title, style="bold"), (1, 0, 0, 2), expand=False))
        parts.extend(_line(line, 4) for line in lines or ["nothing"])
    return Group(*parts)


def _earlier(one: EarlierAnswer) -> str:
    answered = f"{one.answer.value} ({one.confidence.value}) on {_moment(one.evaluated_at)}"
    return (
        f"The page itself was answered with {answered}. The store keeps less than a page shows: "
        "not its tracking line."
    )


def _line(line: str | Text, indent: int) -> RenderableType:
    return Padding(Text(line) if isinstance(line, str) else line, (0, 0, 0, indent), expand=False)


def _sections(chain: Explanation) -> Iterator[tuple[str, list[str | Text]]]:
    verdict = chain.verdict
    yield "Pages", [_page(one) for one in verdict.based_on]
    yield "Seen of the order", [_field(one) for one in chain.fields]
    yield "Tracking", list(_tracking(chain))
    day = verdict.policy_date
    yield f"Rules in the order in which they are asked (policy of {day})", list(_rules(chain))
    yield f"Reasons (entry {chain.answered_by})", [_reason(one) for one in verdict.reasons]
    yield "Warnings", [f"{one.kind}: {_cited(one.text, one.citations)}" for one in verdict.warnings]
    yield "Deadlines", [_deadline(one) for one in verdict.deadlines]
    yield "Figures", list(_figures(chain))
    conflicts = (f"{one.id}: {_cited(one.text, one.citations)}" for one in verdict.conflicts)
    yield "Where the sources disagree", list(conflicts)
    yield "Not seen, and would narrow the answer", list(verdict.not_seen)


def _page(basis: Basis) -> str:
    age = _age(timedelta(seconds=basis.age_seconds))
    return f"{basis.kind}: {_moment(basis.captured_at)}, {age} before this answer"


def _age(span: timedelta) -> str:
    hours, seconds = divmod(span.seconds, 3600)
    parts = ((span.days, "d"), (hours, "h"), (seconds // 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _field(one: SeenField) -> str:
    if one.missing is not None:
        detail = f" ({one.detail})" if one.detail else ""
        return f"{one.field}: {one.missing.value}{detail}"
    if one.page is None:
        return f"{one.field}: {one.value} [no page showed it]"
    found_by = f", by {one.found_by}" if one.found_by else ""
    return f"{one.field}: {one.value} [{one.page}{found_by}]"


def _tracking(chain: Explanation) -> Iterator[str]:
    for parcel in chain.parcels:
        basis = f" ({parcel.basis})" if parcel.basis else ""
        number = parcel.number or "parcel without a number"
        yield f"{number}: {parcel.stage}{basis}, events: {parcel.events}"
    if not chain.parcels:
        yield "looked at, no parcel" if chain.tracking_seen else "not looked at"


def _rules(chain: Explanation) -> Iterator[Text]:
    width = max(len(one.rule) for one in chain.rules)
    for number, one in enumerate(chain.rules, 1):
        said = {
            Outcome.APPLIES: f"APPLIES: {chain.answered_by}",
            Outcome.PASSED: f"passed: {one.why}",
            Outcome.NOT_ASKED: _NOT_ASKED,
        }[one.outcome]
        yield Text(f"{number:2}. {one.rule:{width}}  {said}", style=_RULE_STYLES[one.outcome])


def _reason(one: Reason) -> str:
    said = f"{one.rule}: {_cited(one.text, one.citations)}"
    return f"{said} Observed: {one.observed}." if one.observed else said


def _deadline(one: Deadline) -> str:
    when = "" if one.earliest is None else f"{_when(one.earliest, one.latest)}. "
    return f"{one.kind} ({one.basis.value}): {when}{_cited(one.text, one.citations)}"


def _when(earliest: datetime, latest: datetime | None) -> str:
    ends = dict.fromkeys(_moment(at) for at in (earliest, latest) if at is not None)
    return " to ".join(ends)


def _figures(chain: Explanation) -> Iterator[str]:
    for figure in chain.figures:
        since = f"in force since {figure.effective}"
        yield f"{figure.parameter} = {figure.value}, {since}: {figure.description}"
        yield from (f"    {line}" for line in claim_lines(figure.claims))
        if figure.note:
            yield f"    note: {figure.note}"


def _cited(text: str, citations: Iterable[Citation]) -> str:
    keys = ", ".join(dict.fromkeys(f"{one.source} {one.grade}" for one in citations))
    return f"{text} [{keys}]" if keys else text
