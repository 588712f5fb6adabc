"""The policy on a terminal: tables of its parameters, sources and facts, and longer reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cancelwindow.policy.book import Tables
from cancelwindow.policy.conflicts import Conflict
from cancelwindow.policy.sources import SourceRefs
from cancelwindow.policy.verdict import Citation
from cancelwindow.policy_listing import (
    ListedClaim,
    ListedParameter,
    ListedSource,
    ParameterHistory,
)

_DUE_STYLE = "bold yellow"


def parameters_table(
    rows: Sequence[ListedParameter], day: date, *, due_only: bool
) -> RenderableType:
    """One row per parameter."""
    if not rows:
        return Text(f"Nothing is due for review on {day}.")
    title = f"Due for review on {day}" if due_only else f"In force on {day}"
    table = Table(
        *("Parameter", "Figure", "Since", "Sources", "Grade", "Confidence", "Review by"),
        title=title,
        title_justify="left",
    )
    for one in rows:
        table.add_row(
            Text(one.name),
            Text(one.figure),
            Text(str(one.effective)),
            Text(", ".join(one.sources)),
            Text(one.grade.value),
            Text(", ".join(one.confidence)),
            Text(str(one.review_by), style=_DUE_STYLE if one.due else ""),
        )
    return table


def parameter_report(shown: ParameterHistory) -> RenderableType:
    """Everything on record of one parameter."""
    now = shown.now
    due = " (due)" if now.due else ""
    lines = [
        f"now {now.figure}, in {now.unit.value}, since {now.effective}; grade {now.grade.value}",
        f"review by {now.review_by}{due}",
    ]
    for title, keys in (("conflicts", shown.conflicts), ("facts", shown.facts)):
        if keys:
            lines.append(f"{title}: {', '.join(keys)}")
    parts: list[RenderableType] = [
        Text.assemble((now.name, "bold"), f": {now.description}"),
        *_indented(lines, 2),
    ]
    for value in reversed(shown.history):
        how = f" ({value.resolution.value})" if value.resolution else ""
        parts.extend(_titled(f"From {value.effective}{how}", claim_lines(value.claims)))
        if value.note:
            parts.extend(_indented([f"note: {value.note}"], 4))
    return Group(*parts)


def claim_lines(claims: Iterable[ListedClaim]) -> Iterator[str]:
    """Each claim with its sources below it."""
    for claim in claims:
        about = f" for {claim.label}" if claim.label else ""
        note = f" ({claim.note})" if claim.note else ""
        yield f"{claim.standing.value}: {claim.says}{about}, {claim.confidence.value}{note}"
        yield from (f"    {source_line(citation)}" for citation in claim.citations)


def source_line(citation: Citation) -> str:
    """One source on one line: key, publisher, date, grade and place."""
    place = f": {citation.place}" if citation.place else ""
    return (
        f"{citation.source}, {citation.publisher}, {citation.date}, grade {citation.grade}{place}"
    )


def sources_table(rows: Iterable[ListedSource]) -> RenderableType:
    """One row per source."""
    table = Table("Key", "Title", "Publisher", "Date", "Grade", "Cited", "Note")
    for one in rows:
        source = one.source
        cells = (one.key, source.title, source.publisher, source.date, source.grade.value)
        table.add_row(*map(Text, cells), Text(str(one.cited)), Text(source.note))
    return table


def conflicts_report(tables: Tables) -> RenderableType:
    """Every conflict with its claims and what is made of it."""
    return Group(
        *(
            part
            for key, one in tables.conflicts.items()
            for part in _titled(f"{key}: {one.subject} ({', '.join(one.pattern)})", _conflict(one))
        )
    )


def _conflict(one: Conflict) -> Iterator[str]:
    for claim in one.claims:
        yield f"{claim.standing.value}: {claim.says} [{_keys(claim.sources)}]"
    yield f"resolution: {one.resolution}"
    if one.not_shown is not None:
        yield f"not shown: {one.not_shown}"
    else:
        yield f"shown with: {', '.join(one.shown_with)}"


def refused_report(tables: Tables) -> RenderableType:
    """Every claim that is not repeated, and why."""
    return Group(
        *(
            part
            for key, one in tables.refused.items()
            for part in _titled(
                f"{key}: {one.claim}",
                [
                    f"said by: {_keys(one.said_by) if one.said_by else 'nobody on record'}",
                    f"refused: {one.reason}",
                ],
            )
        )
    )


def facts_table(tables: Tables) -> RenderableType:
    """Every fact, and where it lives or why it does not."""
    table = Table("Fact", "What is known", "Where it lives")
    for key, one in tables.facts.items():
        where = "\n".join(one.lives_in) if one.left_out is None else f"left out: {one.left_out}"
        table.add_row(Text(key), Text(one.fact), Text(where))
    return table


def gaps_table(tables: Tables) -> RenderableType:
    """What no source tells, and what shows that."""
    table = Table("Gap", "What no source tells", "What shows it")
    for key, one in tables.gaps.items():
        table.add_row(Text(key), Text(one.gap), Text("\n".join(one.shown_by)))
    return table


def _keys(refs: SourceRefs) -> str:
    return ", ".join(ref.source + (f" {ref.grade}" if ref.grade else "") for ref in refs)


def _titled(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    yield Padding(Text(title, style="bold"), (1, 0, 0, 0), expand=False)
    yield from _indented(lines, 4)


def _indented(lines: Iterable[str], by: int) -> Iterator[RenderableType]:
    return (Padding(Text(line), (0, 0, 0, by), expand=False) for line in lines)
