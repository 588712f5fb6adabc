"""`cancelwindow export`: stored orders as a file for other programs."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.commands.options import DataDir, config_for, fail
from cancelwindow.commands.order_filters import Account, OnlyOpen, Since, Store, wanted_orders
from cancelwindow.commands.stored import judge_stored, open_database
from cancelwindow.exports.formats import ENDINGS, Export, ExportFormat
from cancelwindow.exports.xlsx_file import TooManyRowsError
from cancelwindow.store.database import Database

EXIT_NOT_WRITTEN = 1

STANDARD_OUTPUT = "-"


def export(  # noqa: PLR0913, PLR0917 - the options of a command
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Where to write: the ending says the form (.csv, .xlsx, .json, .journal for "
            "hledger, .beancount). An existing file is replaced. - is standard output.",
            allow_dash=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="The form, where no ending says it.", show_default=False),
    ] = None,
    account: Account = None,
    store: Store = None,
    since: Since = None,
    only_open: OnlyOpen = False,
    data_dir: DataDir = None,
) -> None:
    """Write the stored orders to a file for a spreadsheet, for accounting, or to import again.

    Ends with 1 when the file cannot be written, with 2 for a form or an account that there is not,
    with 4 when the data folder cannot be used.
    """
    form = form or ENDINGS.get(file.suffix.removeprefix(".").lower())
    if form is None:
        known = ", ".join(f".{ending}" for ending in ENDINGS)
        raise typer.BadParameter(
            f"The ending of {file} says no form. Use one of {known}, or --format."
        )
    config = config_for(data_dir)
    with open_database(config) as database:
        now = config.clock()
        judge_stored(database, now)
        with database.read() as session:
            wanted = wanted_orders(
                session, account=account, store=store, since=since, only_open=only_open
            )
        _write(file, Export(wanted, form, now), database)


def _write(file: Path, wanted: Export, database: Database) -> None:
    try:
        if str(file) == STANDARD_OUTPUT:
            with database.read() as session:
                wanted.write(session, sys.stdout.buffer)
            return
        _replace(file, wanted, database)
    except TooManyRowsError as error:
        raise fail(f"{error} Export fewer orders, or as .csv.", EXIT_NOT_WRITTEN) from error
    except OSError as error:
        raise fail(
            f"{file} cannot be written ({error.strerror}). Name a file elsewhere, or free some "
            "space.",
            EXIT_NOT_WRITTEN,
        ) from error
    typer.echo(f"Wrote {file}. It holds your orders: keep it private.", err=True)


def _replace(file: Path, wanted: Export, database: Database) -> None:
    """Write beside the file and put it in its place, so that there is never half of one."""
    # Made for this user only, as everything that holds orders.
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.absolute().parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out, database.read() as session:
            wanted.write(session, out)
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
