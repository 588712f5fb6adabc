"""What a database says when it cannot be used, told so that a person knows what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import DBAPIError


class FaultKind(StrEnum):
    """Why a store cannot be used."""

    FULL = "full"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    DAMAGED = "damaged"
    UNREACHABLE = "unreachable"
    """The file cannot be opened, or the server cannot be reached."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence and one remedy."""

    kind: FaultKind
    message: str
    remedy: str


FAULTS = {
    one.kind: one
    for one in (
        Fault(
            FaultKind.FULL,
            "There is no room left for the companion's store; what you sent was not stored.",
            "Free some space on the disk that holds it, then try again.",
        ),
        Fault(
            FaultKind.READ_ONLY,
            "The companion's store may not be written to; what you sent was not stored.",
            "Give your user the right to write to the data folder and the files in it.",
        ),
        Fault(
            FaultKind.LOCKED,
            "Another program holds the companion's store; what you sent was not stored.",
            "Close the program that has the file open, then try again.",
        ),
        Fault(
            FaultKind.DAMAGED,
            "The companion's store is damaged or not a database of ours.",
            "Stop the companion and put a copy back with `cancelwindow restore FILE`, or move the "
            "file away: a new one is made, and browsers have to be paired again.",
        ),
        Fault(
            FaultKind.UNREACHABLE,
            "The companion's store cannot be opened.",
            "See that the data folder, or the database server, is there and yours, then try again.",
        ),
    )
}

_BY_SQLITE = {
    sqlite3.SQLITE_FULL: FaultKind.FULL,
    sqlite3.SQLITE_READONLY: FaultKind.READ_ONLY,
    sqlite3.SQLITE_BUSY: FaultKind.LOCKED,
    sqlite3.SQLITE_LOCKED: FaultKind.LOCKED,
    sqlite3.SQLITE_CORRUPT: FaultKind.DAMAGED,
    sqlite3.SQLITE_NOTADB: FaultKind.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: FaultKind.UNREACHABLE,
    sqlite3.SQLITE_PERM: FaultKind.UNREACHABLE,
    # Writing failed below SQLite: a disk quota, a limit on files, a disk that is gone.
    sqlite3.SQLITE_IOERR: FaultKind.FULL,
}

_PRIMARY = 0xFF
"""The primary result code within SQLite's extended one."""

_BY_SQLSTATE = {
    "53100": FaultKind.FULL,
    "25006": FaultKind.READ_ONLY,
    "42501": FaultKind.READ_ONLY,
    "55P03": FaultKind.LOCKED,
    "XX001": FaultKind.DAMAGED,
    "XX002": FaultKind.DAMAGED,
}
"""PostgreSQL's codes (its manual, appendix A)."""


def fault_of(error: DBAPIError) -> Fault | None:
    """Why the store cannot be used; None for a fault of ours."""
    kind = _kind(error.orig)
    if kind is None and error.connection_invalidated:
        kind = FaultKind.UNREACHABLE
    return None if kind is None else FAULTS[kind]


def _kind(cause: BaseException | None) -> FaultKind | None:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else _BY_SQLITE.get(code & _PRIMARY)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        lost = FaultKind.UNREACHABLE if state[:2] in {"08", "57"} else None
        return _BY_SQLSTATE.get(state, lost)
    # psycopg has no code where it never reached a server.
    return FaultKind.UNREACHABLE if type(cause).__name__ == "OperationalError" else None
