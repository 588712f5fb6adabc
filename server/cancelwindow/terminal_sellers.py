"""Sellers on a terminal: what was seen of each, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.seller_view import SellerBand, SellerFinding, SellerView
from cancelwindow.terminal import cited

BAND_STYLES: dict[SellerBand, str] = {
    SellerBand.STRICTEST: "bold green",
    SellerBand.ORDINARY: "bold",
    SellerBand.UNRATED: "bold bright_black",
    SellerBand.CAUTION: "bold yellow",
    SellerBand.LOW: "bold red",
}


def seller_report(view: SellerView, words: Catalogue) -> RenderableType:
    """All there is to say of one seller, under headings in the language of `words`."""
    parts: list[RenderableType] = [
        Text.assemble(
            (f"{view.name or view.store_id}  ", "bold"),
            (view.label, BAND_STYLES[view.band]),
        )
    ]
    for heading, lines in sections(view, words).items():
        if lines:
            title = words.say(f"terminal.{heading}")
            parts.append(Padding(Text(title, style="bold"), (1, 0, 0, 2)))
            parts.extend(Padding(Text(line), (0, 0, 0, 4)) for line in lines)
    return Group(*parts)


def seller_lines(views: Iterable[SellerView], words: Catalogue) -> RenderableType:
    """Each seller in a line or two, beside orders."""
    parts: list[RenderableType] = [Text(words.say("terminal.sellers"), style="bold")]
    for view in views:
        line = Text.assemble(
            (f"{view.name or view.store_id}: ", ""),
            (view.label, BAND_STYLES[view.band]),
        )
        parts.append(Padding(line, (0, 0, 0, 2)))
        for finding in view.warnings:
            parts.extend(Padding(Text(one), (0, 0, 0, 4)) for one in _finding(finding, words))
    return Group(*parts)


def sections(view: SellerView, words: Catalogue) -> dict[str, list[str]]:
    """What a view says besides its band, by the key of its heading, in reading order."""
    return {
        "seen": [line for finding in view.findings for line in _finding(finding, words)],
        "figures": [
            words.say(
                "terminal.figure",
                {
                    "label": figure.label,
                    "text": figure.text,
                    "where": figure.where,
                    "day": words.day(figure.seen_at.astimezone().date()),
                },
            )
            for figure in view.figures
        ],
        "history": [
            words.say(
                "terminal.rate_on",
                {
                    "day": words.day(point.at.astimezone().date()),
                    "rate": words.number(point.positive_rate),
                },
            )
            for point in view.history
        ],
        "own_orders": [
            f"{line.label}: {line.text}" for line in (view.record.lines if view.record else ())
        ],
        "asks": [
            f"[{'x' if one.ticked_at else ' '}] {one.text} {one.advice}" for one in view.behaviours
        ],
        "conflicts": [cited(one.text, one.citations, words) for one in view.conflicts],
    }


def _finding(finding: SellerFinding, words: Catalogue) -> Iterator[str]:
    yield cited(finding.text, finding.citations, words)
    place = {"where": finding.where, "sure": finding.sure, "meaning": finding.meaning}
    if finding.seen_at is None:
        yield words.say("terminal.seen_undated", place)
    else:
        day = words.day(finding.seen_at.astimezone().date())
        yield words.say("terminal.seen_on", {**place, "day": day})
