"""`cancelwindow deadlines`: what runs out next, over all stored orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from cancelwindow.commands.language import Language
from cancelwindow.commands.options import AsJson, DataDir, config_for
from cancelwindow.commands.order_filters import Account, account_id
from cancelwindow.commands.stored import judged_desk, open_database
from cancelwindow.protocol_orders import DeadlinesReply
from cancelwindow.store import queries
from cancelwindow.terminal import console
from cancelwindow.terminal_orders import deadline_table

DAYS = 14
FURTHEST_DAYS = 400


def deadlines(  # noqa: PLR0913, PLR0917 - the options of a command
    days: Annotated[int, typer.Option(help="So many days ahead.", min=1, max=FURTHEST_DAYS)] = DAYS,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only those by which you must have acted.")
    ] = False,
    account: Account = None,
    language: Language = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the deadlines of the next days, the earliest first.

    Ends with 2 for an account that there is not, with 4 when the data folder cannot be used.
    """
    config = config_for(data_dir)
    with open_database(config) as database:
        now = config.clock()
        reader, desk = judged_desk(database, language, now)
        with database.read() as session:
            found = queries.deadlines(
                session,
                now,
                now + timedelta(days=days),
                account_id=account_id(session, account),
                act_by=True if mine else None,
            )
    reply = DeadlinesReply(deadlines=desk.dated(found))
    if as_json:
        typer.echo(reply.model_dump_json(indent=2))
    elif reply.deadlines:
        console().print(deadline_table(reply.deadlines, reader))
    else:
        typer.echo(f"No dated deadline in the next {days} days.", err=True)
