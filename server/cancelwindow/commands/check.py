"""`cancelwindow check`: verdicts from saved pages and answers, without a companion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from aliorders.blocking import blocked
from aliorders.learned import default_path
from aliorders.merge import combine
from aliorders.merge_parcels import numbers_of
from aliorders.models import Blocked, BlockedKind, Missing, PageReading, Parcel, plain
from aliorders.reading import read
from aliorders.saved import UnreadableFileError, snapshots_of
from cancelwindow.commands.options import AsJson, fail
from cancelwindow.lessons import Lessons
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Verdict
from cancelwindow.terminal import console, verdict_report, verdict_table

EXIT_UNREADABLE = 1
EXIT_NO_ORDER = 2

_DETAILED_UP_TO = 2
"""Orders told in full; more of them make a table."""


class Outcome(NamedTuple):
    """What the files gave."""

    verdicts: tuple[Verdict, ...]
    refused: tuple[Blocked, ...]


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Saved pages or answers of the site; several of one order belong together.",
        ),
    ],
    url: Annotated[
        str, typer.Option("--url", help="Address of the page, where the file does not carry it.")
    ] = "",
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="ISO-TIME",
            help="Answer as if the files were saved at this time, such as 2026-11-20T12:00:00Z; "
            "UTC without a zone.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say where the orders of saved pages stand. Ends with 2 when a file holds no order."""
    outcome = _outcome(files, url, None if now is None else _moment(now))
    if as_json:
        typer.echo(json.dumps(_plain(outcome), ensure_ascii=False, indent=2))
    else:
        _print(outcome)
    if not outcome.verdicts:
        raise typer.Exit(EXIT_NO_ORDER)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise fail(
            f"--now {text!r} is not a time. Give one such as 2026-11-20T12:00:00Z.",
            EXIT_UNREADABLE,
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _outcome(files: list[Path], url: str, as_of: datetime | None) -> Outcome:
    now = as_of or datetime.now(UTC)
    words = Lessons(default_path()).words()
    readings: list[tuple[PageReading, datetime]] = []
    refused: list[Blocked] = []
    for path in files:
        text, saved_at = _text(path)
        captured_at = as_of or min(saved_at, now)
        try:
            snapshots = snapshots_of(text, captured_at, url)
        except UnreadableFileError as error:
            raise fail(
                f"{path} cannot be read: {error}. Give a saved page (HTML), or an answer of the "
                "site (JSON or JSONP).",
                EXIT_UNREADABLE,
            ) from None
        for snapshot in snapshots:
            result = read(snapshot, learned=words)
            if isinstance(result, Blocked):
                refused.append(result)
            else:
                readings.append((result, captured_at))
    evidence = combine(readings)
    book = load_policy()
    verdicts = tuple(assess(entry, book, now) for entry in evidence)
    placed = [parcel for entry in evidence for parcel in entry.parcels]
    numbers = frozenset[str]().union(*(numbers_of(parcel) for parcel in placed))
    for reading, _ in readings:
        refused.extend(
            _without_order(parcel)
            for parcel in reading.parcels
            if parcel not in placed and not numbers_of(parcel) & numbers
        )
        if not reading.orders and not reading.parcels:
            refused.append(blocked(BlockedKind.NO_ORDER, _contents(reading)))
    return Outcome(verdicts, tuple(refused))


def _text(path: Path) -> tuple[str, datetime]:
    try:
        return path.read_text(encoding="utf-8"), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    except OSError as error:
        reason = error.strerror or str(error)
    raise fail(f"{path} cannot be read: {reason}.", EXIT_UNREADABLE)


def _contents(reading: PageReading) -> str:
    """What a reading without an order holds instead."""
    if reading.stores:
        return f"{reading.kind.value} data, {reading.stores[0].source.value}"
    if reading.returns:
        return f"{len(reading.returns)} returns"
    return f"{reading.kind.value} without a parcel"


def _without_order(parcel: Parcel) -> Blocked:
    number = (
        "without a number"
        if isinstance(parcel.tracking_number, Missing)
        else (parcel.tracking_number)
    )
    return blocked(BlockedKind.NO_ORDER, f"parcel {number}, stage {parcel.stage.value}")


def _plain(outcome: Outcome) -> dict[str, Any]:
    """The printed JSON. With verdicts, files that held none are listed beside them."""
    refused = [
        {"kind": entry.kind.value, "message": entry.message, "evidence": entry.evidence}
        for entry in outcome.refused
    ]
    if not outcome.verdicts:
        return {"orders": [], "blocked": refused[0]}
    result: dict[str, Any] = {
        "orders": [plain(verdict) for verdict in outcome.verdicts],
        "blocked": None,
    }
    return {**result, "skipped": refused} if refused else result


def _print(outcome: Outcome) -> None:
    out = console()
    if len(outcome.verdicts) > _DETAILED_UP_TO:
        out.print(verdict_table(outcome.verdicts))
    else:
        for verdict in outcome.verdicts:
            out.print(verdict_report(verdict))
    for entry in outcome.refused:
        console(stderr=True).print(f"{entry.kind.value}: {entry.message} ({entry.evidence})")
