"""`cancelwindow pair`: make a one-time code for one browser."""

from __future__ import annotations

import json

import typer

from cancelwindow.commands.options import AsJson, DataDir, config_for
from cancelwindow.commands.stored import open_database
from cancelwindow.pairing import CODE_LIFETIME, MAX_TRIES, open_pairing


def pair(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Print a one-time code that pairs one browser with the companion."""
    config = config_for(data_dir)
    with open_database(config) as database:
        opened = open_pairing(database, config.clock())
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
