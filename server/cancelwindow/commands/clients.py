"""`cancelwindow clients`: which browsers are paired, and revoking one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cancelwindow.commands.options import (
    EXIT_UNKNOWN,
    AsJson,
    DataDir,
    config_for,
    fail,
)
from cancelwindow.commands.stored import open_database
from cancelwindow.store.clients import list_clients, revoke
from cancelwindow.store.tables import ClientRow

_PIPED_WIDTH = 200
"""Columns where no terminal says how wide it is, so that no line is folded."""


def clients(
    revoke_id: Annotated[
        str | None,
        typer.Option("--revoke", metavar="ID", help="Revoke this client.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the paired browsers, or revoke one of them."""
    config = config_for(data_dir)
    with open_database(config) as database:
        if revoke_id is not None:
            with database.write() as session:
                known = revoke(session, revoke_id, config.clock()) is not None
            if not known:
                raise fail(
                    f"No client has the id {revoke_id}. List the ids with: cancelwindow clients",
                    EXIT_UNKNOWN,
                )
        with database.read() as session:
            rows = list_clients(session)
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False))
        return
    if revoke_id is not None:
        typer.echo(f"Revoked {revoke_id}.")
    if not rows:
        typer.echo("No browser is paired. Pair one with: cancelwindow pair")
        return
    _print_table(rows)


def _plain(row: ClientRow) -> dict[str, str | None]:
    return {
        "id": row.id,
        "name": row.name,
        "origin": row.origin,
        "account": row.account_id,
        "created_at": row.created_at.isoformat(),
        "last_used_at": _iso(row.last_used_at),
        "revoked_at": _iso(row.revoked_at),
        "state": _state(row),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _state(row: ClientRow) -> str:
    return "paired" if row.revoked_at is None else "revoked"


def _print_table(rows: list[ClientRow]) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPED_WIDTH)
    table = Table("Id", "Name", "Origin", "Created", "Last used", "State")
    for row in rows:
        # As `Text`, so that square brackets in a name are no markup.
        cells = (row.id, row.name, row.origin, _day(row.created_at), _day(row.last_used_at))
        table.add_row(*(Text(cell) for cell in cells), Text(_state(row)))
    console.print(table)


def _day(at: datetime | None) -> str:
    return "never" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")
