"""What a file to be imported holds, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aliorders.models import PageReading, SnapshotSource

LARGEST = 256 * 1024 * 1024
"""Bytes of a file, and of what an XLSX unpacks to: far more than the orders of a lifetime."""


class RefusedFileError(Exception):
    """Nothing of a file can be imported; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of a file that is not imported: where, what is wrong, and what to do.

    `row` counts as a spreadsheet or an editor does, from 1; `unit` says what it counts.
    """

    row: int
    text: str
    unit: str = "row"


@dataclass(frozen=True, slots=True)
class Offered:
    """One page, or one order of a table, for the store. `captured_at` is aware UTC."""

    reading: PageReading
    captured_at: datetime
    source: SnapshotSource = SnapshotSource.FILE
    account: str | None = None
    """Name of the account that the file itself gives."""
    is_page: bool = True
    """False for a row of a table, which says less than any page."""
    teaches: bool = False
    """Whether the site itself explained words in it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds."""

    form: str
    """What kind of file it is, in words."""
    offered: tuple[Offered, ...]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left out of orders that are taken in, and how to get it."""
