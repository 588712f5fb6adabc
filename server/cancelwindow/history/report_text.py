"""What became of a walk, in words for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aliorders.history import Shortfall
from cancelwindow.history.outcome import StopKind, Stopped, WalkReport

_STOPPED = {
    StopKind.LOGIN: "AliExpress asks to sign in",
    StopKind.CHALLENGE: "AliExpress asks whether a person is there (a check for robots)",
    StopKind.RATE_LIMITED: "AliExpress says that there were too many calls",
    StopKind.UNREACHABLE: "AliExpress cannot be read at the moment",
    StopKind.DAILY_LIMIT: "The limit of pages for one day is reached",
    StopKind.BROWSER: "The browser went away",
    StopKind.ASKED: "Stopped",
}

_SHORTFALLS = {
    Shortfall.NOT_OPENED: "a page of the list could not be opened, however often it was tried",
    Shortfall.REPEATS: "the list repeated the same orders, and promised more",
    Shortfall.TOO_LONG: "the list has more pages than one walk opens",
    Shortfall.NOT_AT_REST: "the list was another one each time it was gone through",
}

_NAMED = 5
"""Unread pages that are named one by one; `--json` has them all."""


def lines_of(report: WalkReport) -> Iterator[str]:
    """The report, a line at a time."""
    begun = "Went on where the last walk had stopped. " if report.resumed else ""
    yield (
        f"{begun}{report.orders} orders in the list, {report.new} new, {report.changed} changed; "
        f"{report.details} order pages, {report.trackings} tracking pages and {report.returns} "
        f"returns lists read ({report.page_loads} pages in {report.seconds:.0f} s)."
    )
    for shortfall in report.shortfalls:
        yield f"The history may have gaps: {_SHORTFALLS[shortfall]}."
    for page in report.unread[:_NAMED]:
        of = f" of order {page.order_id}" if page.order_id else ""
        yield f"Not read: {page.page}{of} ({page.why})."
    if len(report.unread) > _NAMED:
        kinds = Counter(page.page for page in report.unread[_NAMED:])
        rest = ", ".join(f"{count} {name}" for name, count in kinds.items())
        yield f"Not read either: {rest} (--json names them)."
    for target in report.refused:
        yield f"The page tried to call {target}, which could change an order; it was stopped."
    if report.stopped is not None:
        yield stopped_line(report.stopped)
    elif report.complete:
        yield "Complete: all that was asked for was read."


def stopped_line(stopped: Stopped) -> str:
    """Why there is no walk, until when, and what to do."""
    until = ""
    if stopped.until is not None:
        until = f" No other walk until {stopped.until.astimezone():%Y-%m-%d %H:%M}."
    return f"{_STOPPED[stopped.why]} ({stopped.evidence}).{until} {stopped.advice}"
