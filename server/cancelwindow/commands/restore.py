"""`cancelwindow restore`: put a copy back, keeping the store that it replaces."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.commands.options import (
    EXIT_DATA_FOLDER,
    EXIT_UNKNOWN,
    DataDir,
    config_for,
    fail,
)
from cancelwindow.config import DataFolderError, prepare_data_dir
from cancelwindow.store import copies
from cancelwindow.store.database import Database, StoreError
from cancelwindow.store.instance import Instance, TakenError
from cancelwindow.store.migrating import is_known_revision

_BESIDE = ("", "-wal", "-shm")
"""A SQLite store and the files that belong to it while it is in use."""


def restore(
    file: Annotated[Path, typer.Argument(help="The copy.", exists=True, dir_okay=False)],
    data_dir: DataDir = None,
) -> None:
    """Put a copy of the store back. The store that was there is kept beside it.

    Ends with 2 for a file that is no sound copy, and with 4 when the data folder cannot be used.
    """
    config = config_for(data_dir)
    if config.store_url is not None:
        raise fail(
            "The store is a PostgreSQL database. Put a copy back with PostgreSQL's own tool, "
            "pg_restore.",
            EXIT_DATA_FOLDER,
        )
    _require_sound(file)
    try:
        with Instance(prepare_data_dir(config.data_dir)):
            kept = _set_aside(config.database_path, config.clock())
            copies.copy(file, config.database_path)
            Database(config.database_path).close()
    except (DataFolderError, StoreError, TakenError) as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error
    except (OSError, sqlite3.Error) as error:
        raise fail(
            f"The copy could not be put back ({error}). Free some space, then try again; the "
            f"store that was there is still in {config.data_dir}.",
            EXIT_DATA_FOLDER,
        ) from error
    typer.echo(f"Restored {file}. What was there before is kept as {kept}.")


def _require_sound(file: Path) -> None:
    try:
        revision = copies.revision_of(file)
        faults = copies.faults_of(file)
    except sqlite3.Error as error:
        raise fail(
            f"{file} is no copy of a store ({error}). Name another file.", EXIT_UNKNOWN
        ) from error
    wrong = None
    if revision is None:
        wrong = f"{file} is a database, but no copy of a store. Name another file."
    elif not is_known_revision(revision):
        wrong = f"{file} was written by a newer version. Update Cancel Window first."
    elif faults:
        wrong = f"{file} is damaged ({faults[0]}). Name an older copy."
    if wrong is not None:
        raise fail(wrong, EXIT_UNKNOWN)


def _set_aside(path: Path, now: datetime) -> Path:
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    for end in _BESIDE:
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))
    return kept
