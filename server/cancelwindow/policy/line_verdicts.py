"""The answer for each order line in words, where the lines of an order stand differently."""

from __future__ import annotations

from aliorders.models import found
from cancelwindow.policy.case import Case
from cancelwindow.policy.lines import LineSeen
from cancelwindow.policy.verdict import LineVerdict
from cancelwindow.policy.voice import Voice


def line_verdicts(case: Case, voice: Voice) -> tuple[LineVerdict, ...]:
    """One answer per line, in page order; none where the answer of the order is that of each."""
    if not case.lines_stand_differently:
        return ()
    return tuple(_verdict(one, case, voice) for one in case.lines)


def _verdict(seen: LineSeen, case: Case, voice: Voice) -> LineVerdict:
    answer, line = case.line_answer(seen), seen.line
    return LineVerdict(
        rule=f"line.{seen.state}",
        line_id=found(line.line_id) or "",
        item_id=found(line.item_id) or "",
        title=found(line.title) or "",
        variant=found(line.variant) or "",
        answer=answer,
        label=voice.say(f"label.answer.{answer}"),
        text=voice.say(f"line.{seen.state}", {"basis": seen.basis}),
        confidence=case.line_confidence(seen),
        observed=seen.basis,
        citations=voice.citations(case.policy.tables.by_line[seen.state].sources),
    )
