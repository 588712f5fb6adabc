"""`cancelwindow dashboard`: open the pages of the companion in a browser."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.commands.options import AsJson, DataDir, config_for
from cancelwindow.commands.stored import open_database
from cancelwindow.config import FILE_MODE
from cancelwindow.dashboard.session import LINK_LIFETIME, open_link
from cancelwindow.protocol import DEFAULT_PORT

LINK_PAGE = "open-dashboard.html"
"""In the data folder; what it links to is good once, and for two minutes."""


def dashboard(
    port: Annotated[
        int, typer.Option(help="Port of the running companion.", min=1, max=65535)
    ] = DEFAULT_PORT,
    data_dir: DataDir = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it, or only print the link.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Open the dashboard with a one-time link, good for two minutes and one browser."""
    config = config_for(data_dir)
    with open_database(config) as database:
        opened = open_link(database, config.clock())
    url = opened.url(port)
    if as_json:
        data = {"url": url, "code": opened.code, "expires_at": opened.expires_at.isoformat()}
        typer.echo(json.dumps(data))
        return
    shown = browser and _show(url, config.data_dir)
    typer.echo(f"Dashboard: {url}\n")
    minutes = int(LINK_LIFETIME.total_seconds()) // 60
    typer.echo(f"The link is good for {minutes} minutes and for one browser.")
    if browser and not shown:
        typer.echo("No browser could be started. Open the link in one yourself.")
    typer.echo("The companion has to be running: cancelwindow serve")


def _show(url: str, folder: Path) -> bool:
    """Open the link through a file that only this user can read.

    On its own command line, every user of the computer could read it, and be faster.
    """
    page = folder / LINK_PAGE
    page.touch(FILE_MODE)
    page.chmod(FILE_MODE)
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Cancel Window</title>'
        f'<meta http-equiv="refresh" content="0; url={url}"><a href="{url}">Cancel Window</a>',
        encoding="utf-8",
    )
    return webbrowser.open(page.as_uri())
