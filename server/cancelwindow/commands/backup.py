"""`cancelwindow backup`: a copy of the store, also while the companion runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.commands.options import EXIT_DATA_FOLDER, DataDir, config_for, fail
from cancelwindow.commands.stored import open_database
from cancelwindow.store import copies
from cancelwindow.store.database import POSTGRESQL


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Where to put the copy. Without it, a dated file in the current folder.",
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Copy the store to a file: all that was seen, the answers, and the paired browsers."""
    config = config_for(data_dir)
    with open_database(config) as database:
        kind, name = database.kind, database.name
    if kind == POSTGRESQL:
        raise fail(
            f"The store is {name}. Copy it with PostgreSQL's own tool, such as: "
            "pg_dump --format=custom --file=cancelwindow.dump DATABASE",
            EXIT_DATA_FOLDER,
        )
    target = file or Path(f"cancelwindow-{config.clock():%Y%m%dT%H%M%SZ}.sqlite3")
    if target.exists():
        raise fail(f"{target} exists already. Name another file.", EXIT_DATA_FOLDER)
    try:
        copies.copy(config.database_path, target)
        faults = copies.faults_of(target)
    except (OSError, sqlite3.Error) as error:
        raise fail(
            f"{target} could not be written ({error}). Name a file elsewhere, or free some space.",
            EXIT_DATA_FOLDER,
        ) from error
    if faults:
        raise fail(
            f"The store itself is damaged ({faults[0]}); the copy {target} is no better. "
            "Put an older copy back with: cancelwindow restore FILE",
            EXIT_DATA_FOLDER,
        )
    typer.echo(f"Copied to {target}. Keep it as private as the store: it holds your orders.")
