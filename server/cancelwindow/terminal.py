"""Verdicts on a terminal: a table of many, or all there is to say about one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cancelwindow.policy.verdict import Answer, Citation, Deadline, Reason, Verdict

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


def deadline_when(deadline: Deadline) -> str:
    """When a deadline falls, in local time; its text where no date is known."""
    if deadline.earliest is None:
        return deadline.text
    ends = [_day(deadline.earliest)]
    if deadline.latest is not None and _day(deadline.latest) != ends[0]:
        ends.append(_day(deadline.latest))
    return " to ".join(ends)


def _day(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def verdict_table(verdicts: Iterable[Verdict]) -> Table:
    """One row per order: order, status, answer, first next step, next deadline."""
    table = Table("Order", "Status", "Answer", "First next step", "Next deadline")
    for verdict in verdicts:
        # The verdict lists what is due next first.
        deadline = next(iter(verdict.deadlines), None)
        table.add_row(
            Text(verdict.order_id),
            Text(verdict.status_word),
            Text(verdict.answer.value, style=STYLES[verdict.answer]),
            Text(verdict.next_steps[0].text),
            Text(f"{deadline.title}: {deadline_when(deadline)}" if deadline else "-"),
        )
    return table


def verdict_report(verdict: Verdict) -> RenderableType:
    """All there is to say about one order."""
    parts: list[RenderableType] = [
        Text.assemble(
            (f"{verdict.order_id}  ", "bold"),
            (f"{verdict.status_word}  ", ""),
            (f"{verdict.answer.value}: {verdict.label}", STYLES[verdict.answer]),
        ),
        Padding(Text(verdict.headline), (0, 0, 0, 2)),
    ]
    for title, lines in _sections(verdict):
        if lines:
            parts.append(Padding(Text(title, style="bold"), (1, 0, 0, 2)))
            parts.extend(Padding(Text(line), (0, 0, 0, 4)) for line in lines)
    return Group(*parts)


def _sections(verdict: Verdict) -> list[tuple[str, list[str]]]:
    refund = verdict.refund
    return [
        ("Why", [_reason(reason) for reason in verdict.reasons]),
        (
            "What to do",
            [
                f"{number}. {step.text}{f' {step.url}' if step.url else ''}"
                for number, step in enumerate(verdict.next_steps, 1)
            ],
        ),
        ("Deadlines", [f"{d.title} ({d.basis}): {_when_and_what(d)}" for d in verdict.deadlines]),
        ("How long it usually takes", _window(verdict)),
        ("Refund", [refund.text] if refund else []),
        ("Message to the seller", [verdict.message.text] if verdict.message else []),
        ("Watch out", [warning.text for warning in verdict.warnings]),
        ("Not seen", list(verdict.not_seen)),
    ]


def _window(verdict: Verdict) -> list[str]:
    if verdict.window is None:
        return []
    estimates = (verdict.window.shipped, verdict.window.scanned)
    return [_cited(one.text, one.citations) for one in estimates if one is not None]


def _when_and_what(deadline: Deadline) -> str:
    when = deadline_when(deadline)
    return when if when == deadline.text else f"{when}. {deadline.text}"


def _reason(reason: Reason) -> str:
    return _cited(reason.text, reason.citations)


def _cited(text: str, citations: Iterable[Citation]) -> str:
    sources = "; ".join(_citation(citation) for citation in citations)
    return f"{text} [{sources}]" if sources else text


def _citation(citation: Citation) -> str:
    return f"{citation.publisher}, {citation.date}, grade {citation.grade}"
