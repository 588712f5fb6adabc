"""Field by field, what reading found where, and what was on the page that nothing used.

Reads with the second engine, which can be watched. Nothing of the address block is ever in a
report, not even as unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import Tag

from aliorders import selectors as css
from aliorders.candidates import CandidateGroup, candidate_groups
from aliorders.dom import Node
from aliorders.extract import candidate_text
from aliorders.models import (
    Blocked,
    Disagreement,
    FieldReport,
    Missing,
    MissingReason,
    PageReading,
    Snapshot,
    plain,
)
from aliorders.models.values import Model
from aliorders.reading import read
from aliorders.soup import SoupNode
from aliorders.text.fold import fold
from aliorders.text.vocabulary import without_label
from aliorders.unclaimed import Unused, shortened, unknown_buttons, unknown_labels, unused
from aliorders.unread import unknown_keys
from aliorders.watching import Watch

_CUT_OFF = "…. "
"""How a title ends that the page shows in part."""
_ASKED = 0.5
"""Share of a table's fields that must have been asked for under an element for it to be in use."""


class CandidateFinding(Model):
    """What one candidate of a field says. `rank` counts from 1."""

    rank: int
    css: str
    evidence: str
    """A measured or captured in 2026, B two readers agree, C one reader, D inferred."""
    says: str | None
    used: bool
    agrees: bool | None
    """Whether it says the same as the one that was used; None where one of them says nothing."""


class FieldFinding(Model):
    """How one field was looked for, in one place of the page."""

    scope: str
    """`detail`, `card 3`, `card_line 2`, `tracking`: the table and which element of the page."""
    field: str
    found_by: str | None
    """The selector, `page address` or `row label` that found it; None where nothing did."""
    rank: int | None
    """Rank of the candidate that was used, from 1; None for ways that are no candidate."""
    value: str | None
    candidates: tuple[CandidateFinding, ...] = ()


class MissingValue(Model):
    """A value that the result lacks, and why."""

    where: str
    field: str
    reason: MissingReason
    detail: str


class Report(Model):
    """All of it. Counts and places; no personal block."""

    outcome: str
    kind: str
    message: str = ""
    evidence: str = ""
    fields: tuple[FieldFinding, ...] = ()
    missing: tuple[MissingValue, ...] = ()
    drift: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    unknown_words: tuple[str, ...] = ()
    unknown_types: tuple[str, ...] = ()
    unknown_numbers: tuple[str, ...] = ()
    unknown_buttons: tuple[str, ...] = ()
    unknown_labels: tuple[str, ...] = ()
    unknown_keys: tuple[str, ...] = ()
    """Keys of the site's answers that no model of ours names, as `tag/key`."""
    unused: tuple[Unused, ...] = ()


def report(snapshot: Snapshot) -> Report:
    """What reading `snapshot` met. Never raises for a page that cannot be read: it says why."""
    watch = Watch()
    result = read(snapshot, parse=watch.parse)
    fields = tuple(_fields(watch, result))
    common: dict[str, Any] = {
        "outcome": result.outcome,
        "kind": result.kind.value,
        "fields": fields,
        "drift": tuple(_drift(fields)),
        "disagreements": result.report.disagreements,
        "unknown_words": result.report.unknown_words,
        "unknown_types": result.report.unknown_types,
        "unknown_numbers": result.report.unknown_numbers,
        "unknown_buttons": tuple(dict.fromkeys(unknown_buttons(watch, result))),
        "unknown_labels": tuple(dict.fromkeys(unknown_labels(watch))),
        "unknown_keys": unknown_keys(response.body for response in snapshot.responses),
        "unused": tuple(unused(watch)),
    }
    if isinstance(result, Blocked):
        return Report(message=result.message, evidence=result.evidence, **common)
    return Report(missing=tuple(_missing(result)), **common)


# --- fields ----------------------------------------------------------------------------------


def _fields(watch: Watch, result: PageReading | Blocked) -> Iterator[FieldFinding]:
    noted = {entry.field: entry for entry in result.report.fields if _is_no_candidate(entry)}
    looked: set[str] = set()
    for scope, group, root in _scopes(watch):
        for field, entries in group.fields.items():
            looked.add(field)
            findings = [(entry, candidate_text(root, entry)) for entry in entries]
            other_way = noted.get(field) if not _nested(scope) else None
            yield _finding(scope, field, findings, other_way, result)
    for field, entry in noted.items():
        if field not in looked:
            yield FieldFinding(
                scope="page",
                field=field,
                found_by=entry.matched,
                rank=None,
                value=_value_of(result, field),
            )


def _is_no_candidate(entry: FieldReport) -> bool:
    known = {
        candidate.css
        for group in candidate_groups()
        for entries in group.fields.values()
        for candidate in entries
    }
    return entry.matched is not None and entry.matched not in known


def _nested(scope: str) -> bool:
    return " " in scope


def _finding(
    scope: str,
    field: str,
    findings: list[tuple[css.Candidate, str | None]],
    other_way: FieldReport | None,
    result: PageReading | Blocked,
) -> FieldFinding:
    used = next((rank for rank, (_, says) in enumerate(findings) if says), None)
    if other_way is not None:
        used, value, found_by = None, _value_of(result, field), other_way.matched
    elif used is None:
        value = found_by = None
    else:
        value, found_by = findings[used][1], findings[used][0].css
    return FieldFinding(
        scope=scope,
        field=field,
        found_by=found_by,
        rank=None if used is None else used + 1,
        value=shortened(value) if value else None,
        candidates=tuple(
            CandidateFinding(
                rank=rank + 1,
                css=candidate.css,
                evidence=candidate.evidence,
                says=shortened(says) if says else None,
                used=rank == used,
                agrees=_agree(value, says) if value and says else None,
            )
            for rank, (candidate, says) in enumerate(findings)
        ),
    )


def _agree(one: str, two: str) -> bool:
    """Whether one text is in the other: an outer element repeats the label and the quantity."""
    first, second = (fold(without_label(text)).rstrip(_CUT_OFF) for text in (one, two))
    return first in second or second in first


def _value_of(result: PageReading | Blocked, field: str) -> str | None:
    if isinstance(result, Blocked) or not result.orders:
        return None
    value = getattr(result.orders[0], field, None)
    if value is None or isinstance(value, Missing):
        return None
    raw = getattr(value, "raw", value)
    return str(raw)


def _scopes(watch: Watch) -> Iterator[tuple[str, CandidateGroup, Node]]:
    """The tables in use, each with the element it was used under: the reader's looks tell."""
    asked: dict[int, tuple[Tag, set[str]]] = {}
    for look in watch.looks:
        asked.setdefault(id(look.root), (look.root, set()))[1].add(look.css)
    counts: dict[str, int] = {}
    for root, selectors in asked.values():
        for group in candidate_groups():
            firsts = [entries[0].css for entries in group.fields.values()]
            if sum(first in selectors for first in firsts) < len(firsts) * _ASKED:
                continue
            name = group.name.lower().removesuffix("_fields")
            counts[name] = counts.get(name, 0) + 1
            whole = watch.page is not None and root is watch.page.soup
            yield (name if whole else f"{name} {counts[name]}"), group, SoupNode(root)


def _drift(fields: Iterable[FieldFinding]) -> Iterator[str]:
    """Per field, whether a later candidate has taken over, wholly or in places."""
    ranks: dict[tuple[str, str], list[FieldFinding]] = {}
    for finding in fields:
        if finding.candidates and (finding.rank or finding.found_by is None):
            ranks.setdefault((finding.scope.partition(" ")[0], finding.field), []).append(finding)
    for (scope, field), found in ranks.items():
        used = [finding.rank for finding in found if finding.rank]
        later = [rank for rank in used if rank > 1]
        if not later:
            continue
        by = f"{scope} {field} found by candidate {max(later)} of {len(found[0].candidates)}"
        if len(later) == len(used):
            yield f"{by}: the site is drifting"
        else:
            yield f"{by} in {len(later)} of {len(used)} places: the site may be drifting"


# --- what is not there -----------------------------------------------------------------------


def _missing(result: PageReading) -> Iterator[MissingValue]:
    for order in result.orders:
        yield from _missing_in(plain(order), f"order {order.order_id}", "")
    for number, parcel in enumerate(result.parcels, 1):
        yield from _missing_in(plain(parcel), f"parcel {number}", "")


def _missing_in(value: Any, where: str, path: str) -> Iterator[MissingValue]:
    if isinstance(value, dict) and set(value) == {"missing", "detail"}:
        reason = MissingReason(value["missing"])
        yield MissingValue(where=where, field=path, reason=reason, detail=value["detail"])
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _missing_in(item, where, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value, 1):
            yield from _missing_in(item, where, f"{path}[{index}]")
