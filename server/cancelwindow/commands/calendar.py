"""`cancelwindow calendar`: the deadlines as a calendar file, and the feed's private address."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow import preferences
from cancelwindow.calendar import calendar_of, calendar_text
from cancelwindow.calendar_feed import (
    address,
    end_feed,
    known_deadlines,
    open_feed,
)
from cancelwindow.commands.language import Language, default_language
from cancelwindow.commands.options import DataDir, config_for, fail
from cancelwindow.commands.stored import judge_stored, open_database
from cancelwindow.policy.loader import load_policy
from cancelwindow.protocol import DEFAULT_PORT
from cancelwindow.store.database import Database

EXIT_NOT_WRITTEN = 1


def calendar(  # noqa: PLR0913, PLR0917 - the options of a command
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE.ics]",
            help="Write the calendar here; an existing file is replaced. - is standard output.",
            allow_dash=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    link: Annotated[
        bool,
        typer.Option(
            "--link",
            help="Print a private address for a calendar program to subscribe to. It is told "
            "once, and ends the one before.",
        ),
    ] = False,
    end_link: Annotated[bool, typer.Option("--end-link", help="End the private address.")] = False,
    port: Annotated[
        int, typer.Option(help="Port of the running companion.", min=1, max=65535)
    ] = DEFAULT_PORT,
    language: Language = None,
    data_dir: DataDir = None,
) -> None:
    """Put every deadline into a calendar: a file, or an address that keeps it up to date.

    Ends with 1 when the file cannot be written, with 4 when the data folder cannot be used.
    """
    if [file is not None, link, end_link].count(True) != 1:
        raise typer.BadParameter("Name a file, or give --link or --end-link: exactly one of them.")
    config = config_for(data_dir)
    with open_database(config) as database:
        if link:
            _tell_address(address(open_feed(database), port))
        elif end_link:
            ended = end_feed(database)
            typer.echo("The address is ended." if ended else "There is no address to end.")
        elif file is not None:
            _write(file, _made(database, config.clock(), language))


def _tell_address(url: str) -> None:
    typer.echo(f"{url}\n")
    typer.echo(
        "Subscribe to it in your calendar program, on this computer. It is a secret: whoever"
    )
    typer.echo("has it can read your deadlines here. End it with: cancelwindow calendar --end-link")
    typer.echo("The companion has to be running: cancelwindow serve")


def _made(database: Database, now: datetime, language: str | None) -> bytes:
    judge_stored(database, now)
    with database.read() as session:
        chosen = language or preferences.read(session).language or default_language()
        deadlines = known_deadlines(session, now)
    return calendar_of(deadlines, calendar_text(load_policy(), chosen), now)


def _write(file: Path, content: bytes) -> None:
    if str(file) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise fail(f"{file} cannot be written ({error.strerror}).", EXIT_NOT_WRITTEN) from error
    typer.echo(f"Wrote {file}.", err=True)
