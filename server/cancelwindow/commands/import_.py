"""`cancelwindow import`: orders from files that a person has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from babel.numbers import list_currencies
from rich.progress import track
from sqlalchemy.exc import DBAPIError

from cancelwindow import preferences
from cancelwindow.assessment import Assessor
from cancelwindow.commands.options import AsJson, DataDir, config_for, fail
from cancelwindow.commands.saved import moment
from cancelwindow.commands.stored import failed, judge_stored, open_database
from cancelwindow.config import Config
from cancelwindow.imports.files import Reader, found
from cancelwindow.imports.taking import FileReport, ImportReport, Taker
from cancelwindow.lessons import Lessons
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.store.accounts import AccountError
from cancelwindow.store.database import Database
from cancelwindow.terminal import console

EXIT_REFUSED = 1
"""Something of the files was not imported."""

EXIT_NO_FILE = 2

_MOST_TOLD = 20
"""Problems of one file that are told one by one; the JSON has all of them."""


def _code(currency: str | None) -> str | None:
    if currency is not None and currency.upper() not in list_currencies():
        raise typer.BadParameter(f"{currency!r} is no currency. Give three letters, such as EUR.")
    return None if currency is None else currency.upper()


def import_(  # noqa: PLR0913, PLR0917 - the options of a command
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Exports of Cancel Window (.json), saved pages (.html), answers of the site "
            "(.json), AliExpress's export of your data (.xlsx), tables of other programs (.csv, "
            ".xlsx), or folders of them.",
            show_default=False,
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, and import nothing.")
    ] = False,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="NAME",
            help="AliExpress account that the orders belong to; a new name adds one. Without it, "
            "the one that the file names, or the default one.",
            show_default=False,
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            callback=_code,
            help="Currency of a table that names none, such as EUR. Without it, its amounts are "
            "left out.",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="ISO-TIME",
            help="When the pages or tables were saved, such as 2026-11-20T12:00:00Z. Without it, "
            "the time of each file.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take orders from files into the store, each file whole or not at all, and nothing twice.

    Addresses, names, phones and payment numbers in them are not read. Ends with 1 when something
    was refused, with 2 when no file was found, with 4 when the data folder cannot be used.
    """
    paths = list(found(files))
    if not paths:
        raise fail("No file of a known ending is in the folder.", EXIT_NO_FILE)
    config, saved_at = config_for(data_dir), moment(as_of)
    with open_database(config) as database:
        now = config.clock()
        words = Lessons(config.words_path)
        as_seen = None if saved_at is None else min(saved_at, now)
        reader = Reader(words.words(), now, as_seen, currency)
        taker = Taker(database, _assessor(config, database, words), reader, account)
        progress = console(stderr=True)
        quiet = as_json or not progress.is_terminal
        try:
            reports = [
                taker.take(path, dry_run=dry_run)
                for path in track(paths, "", console=progress, transient=True, disable=quiet)
            ]
            if not dry_run:
                judge_stored(database, now)
        except AccountError as error:
            raise fail(str(error), EXIT_NO_FILE) from error
        except DBAPIError as error:
            raise failed(error) from error
    _tell(reports, dry_run=dry_run, as_json=as_json)
    if any(report.error or report.refused for report in reports):
        raise typer.Exit(EXIT_REFUSED)


def _assessor(config: Config, database: Database, words: Lessons) -> Assessor:
    with database.read() as session:
        buyer = Buyer(country=preferences.read(session).country or config.country)
    return Assessor(database, load_policy(), words, buyer)


def _tell(reports: list[FileReport], *, dry_run: bool, as_json: bool) -> None:
    report = ImportReport(
        dry_run=dry_run,
        new=sum(one.new for one in reports),
        updated=sum(one.updated for one in reports),
        known=sum(one.known for one in reports),
        refused=sum(len(one.refused) + (one.error is not None) for one in reports),
        files=tuple(reports),
    )
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
        return
    for one in reports:
        _tell_file(one)
    typer.echo(
        f"{'Would import' if dry_run else 'Imported'}: {report.new} new orders, more of "
        f"{report.updated}, {report.known} known already, {report.refused} refused."
    )


def _tell_file(report: FileReport) -> None:
    if report.error is not None:
        typer.echo(f"{report.file}: not imported: {report.error}", err=True)
        return
    typer.echo(
        f"{report.file} ({report.form}): {report.new} new, {report.updated} with more, "
        f"{report.known} known"
    )
    for one in report.refused[:_MOST_TOLD]:
        typer.echo(f"{report.file}: {one.unit} {one.row}: {one.text}", err=True)
    if len(report.refused) > _MOST_TOLD:
        more = len(report.refused) - _MOST_TOLD
        typer.echo(f"{report.file}: {more} more; --json tells all of them.", err=True)
    for note in report.notes:
        typer.echo(f"{report.file}: {note}.", err=True)
