"""A report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aliorders.models import MissingReason
from aliorders.report import FieldFinding, MissingValue, Report


def report_text(report: Report) -> str:
    """The report, section by section; a section without an entry is left out."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    if report.outcome == "blocked":
        yield f"Nothing read: {report.kind} ({report.evidence})"
        yield f"  {report.message}"
    else:
        yield f"Read as {report.kind}"
    yield from _section("Drift", report.drift)
    yield from _fields(report.fields)
    yield from _section("Missing", _missing(report.missing))
    yield from _section(
        "Sources that disagree",
        (
            f"{entry.field}: {entry.used_from} says {entry.used!r} (used), "
            f"{entry.other_from} says {entry.other!r}"
            for entry in report.disagreements
        ),
    )
    yield from _section("Unknown status words", report.unknown_words)
    yield from _section("Unknown buttons", report.unknown_buttons)
    yield from _section("Unknown row labels", report.unknown_labels)
    yield from _section("Unknown types, tags and codes", report.unknown_types)
    yield from _section("Unknown numbers", report.unknown_numbers)
    yield from _section("Keys of the site's data that are not read", report.unknown_keys)
    yield from _section(
        "On the page, and used by nothing",
        (
            f"{entry.place}: {entry.text}" + (f" ({entry.times} times)" if entry.times > 1 else "")
            for entry in report.unused
        ),
    )


def _section(title: str, entries: Iterable[str]) -> Iterator[str]:
    listed = list(entries)
    if listed:
        yield ""
        yield title
        yield from (f"  {entry}" for entry in listed)


def _fields(fields: Iterable[FieldFinding]) -> Iterator[str]:
    scope = None
    for finding in fields:
        if finding.scope != scope:
            scope = finding.scope
            yield ""
            yield f"Fields of {scope}"
        yield f"  {finding.field}: {_found(finding)}"
        for candidate in finding.candidates:
            if candidate.used:
                continue
            says = "nothing" if candidate.says is None else repr(candidate.says)
            mark = "DISAGREES, " if candidate.agrees is False else ""
            yield f"      {mark}candidate {candidate.rank} ({candidate.evidence}) says {says}"


def _found(finding: FieldFinding) -> str:
    if finding.found_by is None:
        return "not found"
    if finding.rank is None:
        return f"{finding.value!r}, by the {finding.found_by}"
    evidence = finding.candidates[finding.rank - 1].evidence
    return (
        f"{finding.value!r}, by candidate {finding.rank} of {len(finding.candidates)} "
        f"({evidence}) {finding.found_by}"
    )


def _missing(missing: Iterable[MissingValue]) -> Iterator[str]:
    """One line each; what this kind of page never carries is summed up per order."""
    never: dict[str, list[str]] = {}
    for entry in missing:
        if entry.reason is MissingReason.NOT_ON_THIS_PAGE:
            never.setdefault(entry.where, []).append(entry.field)
            continue
        detail = f" ({entry.detail})" if entry.detail else ""
        yield f"{entry.where} {entry.field}: {entry.reason.value}{detail}"
    for where, fields in never.items():
        yield f"{where}: not on this kind of page: {', '.join(fields)}"
