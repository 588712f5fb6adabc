"""Verdicts on a terminal: a table of many, or all there is to say about one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.verdict import (
    Answer,
    CancelReasons,
    Citation,
    Deadline,
    LineVerdict,
    RefundEstimate,
    Right,
    Verdict,
)

STYLES: dict[Answer, str] = {
    Answer.YES: "bold green",
    Answer.ASK_SELLER: "bold yellow",
    Answer.PENDING: "bold blue",
    Answer.RECALL: "bold dark_orange",
    Answer.NO: "bold red",
    Answer.CLOSED: "bold bright_black",
    Answer.UNKNOWN: "bold bright_black",
}

_PIPED_WIDTH = 160
"""Columns where no terminal says how wide it is, so that no line is folded."""


def console(*, stderr: bool = False) -> Console:
    """A console that keeps colour and width to real terminals."""
    found = Console(stderr=stderr)
    return found if found.is_terminal else Console(stderr=stderr, width=_PIPED_WIDTH)


def verdict_table(verdicts: Iterable[Verdict], words: Catalogue) -> Table:
    """One row per order: order, status, answer, first next step, next deadline."""
    columns = ("order", "status", "answer", "first_step", "next_deadline")
    table = Table(*(words.say(f"terminal.{column}") for column in columns))
    for verdict in verdicts:
        # The verdict lists what is due next first.
        deadline = next(iter(verdict.deadlines), None)
        table.add_row(
            Text(verdict.order_id),
            Text(verdict.status_word),
            Text(verdict.answer.value, style=STYLES[verdict.answer]),
            Text(verdict.next_steps[0].text),
            Text(f"{deadline.title}: {_when(deadline, words)}" if deadline else "-"),
        )
    return table


def verdict_report(verdict: Verdict, words: Catalogue) -> RenderableType:
    """All there is to say about one order, under headings in the language of `words`."""
    parts: list[RenderableType] = [
        Text.assemble(
            (f"{verdict.order_id}  ", "bold"),
            (f"{verdict.status_word}  ", ""),
            (f"{verdict.answer.value}: {verdict.label}", STYLES[verdict.answer]),
        ),
        Padding(Text(verdict.headline), (0, 0, 0, 2)),
    ]
    for heading, lines in sections(verdict, words).items():
        if lines:
            title = words.say(f"terminal.{heading}")
            parts.append(Padding(Text(title, style="bold"), (1, 0, 0, 2)))
            parts.extend(Padding(Text(line), (0, 0, 0, 4)) for line in lines)
    return Group(*parts)


def sections(verdict: Verdict, words: Catalogue) -> dict[str, list[str]]:
    """What a verdict says besides its answer, by the key of its heading, in reading order."""
    return {
        "reasons": [cited(one.text, one.citations, words) for one in verdict.reasons],
        "lines": [_line(line, words) for line in verdict.lines],
        "steps": [
            f"{number}. {step.text}{f' {step.url}' if step.url else ''}"
            for number, step in enumerate(verdict.next_steps, 1)
        ],
        "cancel_reasons": list(_cancel_reasons(verdict.cancel_reasons, words)),
        "deadlines": [_deadline(one, words) for one in verdict.deadlines],
        "window": _window(verdict, words),
        "refund": list(_refund(verdict.refund, words)),
        "messages": list(_messages(verdict, words)),
        "warnings": [warning.text for warning in verdict.warnings],
        "conflicts": [cited(one.text, one.citations, words) for one in verdict.conflicts],
        "rights": [_right(right, words) for right in verdict.rights],
        "not_seen": list(verdict.not_seen),
    }


def _cancel_reasons(told: CancelReasons | None, words: Catalogue) -> Iterator[str]:
    if told is None:
        return
    yield told.text
    for one in told.reasons:
        text = words.say("terminal.reason_fits", {"reason": one.text}) if one.fits else one.text
        yield cited(f"- {text}", one.citations, words)
    yield from (cited(view.text, view.citations, words) for view in told.views)
    yield told.note


def _deadline(deadline: Deadline, words: Catalogue) -> str:
    basis = words.say(f"basis.{deadline.basis}")
    when = _when(deadline, words)
    said = [deadline.text] if when == deadline.text else [f"{when}.", deadline.text]
    said.extend(deadline.notes)
    if deadline.reminders:
        days = ", ".join(words.moment(one.astimezone()) for one in deadline.reminders)
        said.append(words.say("terminal.remind", {"days": days}))
    return f"{deadline.title} ({basis}): {' '.join(said)}"


def _when(deadline: Deadline, words: Catalogue) -> str:
    """When a deadline falls, in local time; its text where no date is known."""
    if deadline.earliest is None:
        return deadline.text
    first = words.moment(deadline.earliest.astimezone())
    last = first if deadline.latest is None else words.moment(deadline.latest.astimezone())
    return first if first == last else words.say("when.range", {"first": first, "last": last})


def _refund(refund: RefundEstimate | None, words: Catalogue) -> Iterator[str]:
    if refund is None:
        return
    yield cited(refund.text, refund.citations, words)
    if refund.when:
        yield refund.when
    if refund.method_name:
        yield words.say("refund.line.paid_by", {"method": refund.method_name})
    yield words.say("refund.line.goes_to", {"destination": refund.destination})
    if refund.amount is not None:
        yield words.say("refund.line.amount", {"amount": refund.amount.raw})
    for note in (*refund.notes, *refund.coupons):
        yield cited(note.text, note.citations, words)


def _window(verdict: Verdict, words: Catalogue) -> list[str]:
    if verdict.window is None:
        return []
    estimates = (verdict.window.shipped, verdict.window.scanned)
    return [cited(one.text, one.citations, words) for one in estimates if one is not None]


def _messages(verdict: Verdict, words: Catalogue) -> Iterator[str]:
    """Each text in each language it comes in."""
    for message in (verdict.message, *verdict.other_messages):
        if message is not None:
            yield message.title
            for version in message.versions:
                yield f"  {words.name_of(version.language)}: {version.text}"


def _right(right: Right, words: Catalogue) -> str:
    said = cited(right.text, right.citations, words)
    return f"{said} {right.url}" if right.url else said


def _line(line: LineVerdict, words: Catalogue) -> str:
    name = line.title or line.item_id or line.line_id
    values = {"item": name, "variant": line.variant, "label": line.label, "text": line.text}
    form = "terminal.line_of_variant" if line.variant else "terminal.line"
    return cited(words.say(form, values), line.citations, words)


def cited(text: str, citations: Iterable[Citation], words: Catalogue) -> str:
    """A sentence with its sources."""
    sources = "; ".join(
        words.say(
            "terminal.citation",
            {"publisher": one.publisher, "date": one.date, "grade": one.grade.value},
        )
        for one in citations
    )
    return f"{text} [{sources}]" if sources else text
