"""Copies of a SQLite store: whole and consistent, also while a companion writes to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

FILE_MODE = 0o600


def before_migration(path: Path, revision: str) -> Path:
    """Where the copy lies that is made before a store of `revision` is brought up to date."""
    return path.with_name(f"{path.name}.before-{revision}")


def copy(path: Path, target: Path) -> None:
    """Copy a store by SQLite's own backup, private to this user; `target` is replaced whole.

    Raises OSError or sqlite3.Error where that fails; `target` is then as it was.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    try:
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(part)) as written,
        ):
            source.backup(written)
            # A copy is one file: without this it would bring a log of its own.
            written.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def revision_of(path: Path) -> str | None:
    """The revision of a store's tables; None for a database that is none of ours.

    Raises sqlite3.Error for a file that is no database.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'observations')"
        ).fetchone()
        if tables != (2,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def faults_of(path: Path) -> list[str]:
    """What SQLite's own check finds wrong with a store; empty for a sound one.

    Raises sqlite3.Error for a file that is no database.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [*(one for one in found if one != "ok"), *(f"orphan in {row[0]}" for row in orphans)]
