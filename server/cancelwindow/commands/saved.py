"""Pages that a person saved, for commands that take files and a time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from aliorders.learned import default_path
from aliorders.models import Blocked, PageReading
from aliorders.reading import read
from aliorders.saved import UnreadableFileError, snapshots_of
from cancelwindow.commands.options import fail
from cancelwindow.lessons import Lessons

EXIT_UNREADABLE = 1
"""A file or an option cannot be read."""

EXIT_NO_ORDER = 2

Url = Annotated[
    str, typer.Option("--url", help="Address of the page, where the file does not carry it.")
]


class Saved(NamedTuple):
    """What files gave, and when each was captured; those that gave nothing say why."""

    readings: list[tuple[PageReading, datetime]]
    refused: list[Blocked]


def moment(text: str | None) -> datetime | None:
    """The aware instant of `--now`; UTC where it names no zone. Ends the command for a bad one."""
    if text is None:
        return None
    try:
        read_text = datetime.fromisoformat(text)
    except ValueError:
        raise fail(
            f"--now {text!r} is not a time. Give one such as 2026-11-20T12:00:00Z.",
            EXIT_UNREADABLE,
        ) from None
    return read_text if read_text.tzinfo else read_text.replace(tzinfo=UTC)


def read_files(files: list[Path], url: str, as_of: datetime | None, now: datetime) -> Saved:
    """Read every file; captured when it was saved, or at `as_of` where that is given.

    A file that is no page and no answer ends the command.
    """
    words = Lessons(default_path()).words()
    saved = Saved([], [])
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
                saved.refused.append(result)
            else:
                saved.readings.append((result, captured_at))
    return saved


def _text(path: Path) -> tuple[str, datetime]:
    try:
        return path.read_text(encoding="utf-8"), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    except OSError as error:
        reason = error.strerror or str(error)
    raise fail(f"{path} cannot be read: {reason}.", EXIT_UNREADABLE)
