"""`cancelwindow pair`: make a one-time code for one browser."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from cancelwindow.commands.options import EXIT_UNKNOWN, AsJson, DataDir, config_for, fail
from cancelwindow.commands.stored import open_database
from cancelwindow.pairing import CODE_LIFETIME, MAX_TRIES, open_pairing
from cancelwindow.store import accounts
from cancelwindow.store.accounts import AccountError
from cancelwindow.store.database import Database
from cancelwindow.store.tables import DEFAULT_ACCOUNT


def pair(
    account: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="AliExpress account that this browser is signed in to; a new name makes a new "
            "account in the store.",
        ),
    ] = DEFAULT_ACCOUNT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code that pairs one browser with the companion."""
    config = config_for(data_dir)
    with open_database(config) as database:
        opened = open_pairing(database, config.clock(), _account(database, account, config.clock()))
    seconds = int(CODE_LIFETIME.total_seconds())
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "code": opened.code,
                    "expires_at": opened.expires_at.isoformat(),
                    "valid_seconds": seconds,
                    "tries": MAX_TRIES,
                }
            )
        )
        return
    until = opened.expires_at.astimezone().strftime("%H:%M")
    typer.echo(f"Pairing code: {opened.code}\n")
    typer.echo(f"Valid until {until} ({seconds // 60} minutes), for one browser.")
    typer.echo("Open the options of the Cancel Window extension, type the code, press Pair.")
    typer.echo("The companion has to be running: cancelwindow serve")


def _account(database: Database, named: str, now: datetime) -> str:
    """The id of the account of this name or id; made where there is none."""
    with database.write() as session:
        known = accounts.find(session, named)
        if known is not None:
            return known.id
        try:
            return accounts.add(session, named, now).id
        except AccountError as error:
            raise fail(str(error), EXIT_UNKNOWN) from error
