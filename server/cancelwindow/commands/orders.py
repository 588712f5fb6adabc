"""`cancelwindow orders`: the stored orders as a table."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from cancelwindow.commands.language import Language
from cancelwindow.commands.options import AsJson, DataDir, config_for
from cancelwindow.commands.order_filters import Account, OnlyOpen, Since, Store, wanted_orders
from cancelwindow.commands.stored import judged_desk, open_database
from cancelwindow.protocol_orders import OrdersReply, OverviewRequest
from cancelwindow.store import queries
from cancelwindow.terminal import console
from cancelwindow.terminal_orders import order_table

SHOWN = 50


def orders(  # noqa: PLR0913, PLR0917 - the options of a command
    act_now: Annotated[
        bool,
        typer.Option(
            "--act-now",
            help="Only orders to act on now: those with a deadline of yours in the next days "
            "first, then those that can still be cancelled, recalled, or wait for an answer.",
        ),
    ] = False,
    only_open: OnlyOpen = False,
    account: Account = None,
    store: Store = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(help="So many orders at most.", min=1)] = SHOWN,
    language: Language = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the stored orders, newest first, with their answers and what runs out next.

    Ends with 2 for an account that there is not, with 4 when the data folder cannot be used.
    """
    config = config_for(data_dir)
    with open_database(config) as database:
        now = config.clock()
        reader, desk = judged_desk(database, language, now)
        with database.read() as session:
            wanted = wanted_orders(
                session, account=account, store=store, since=since, only_open=only_open
            )
            if act_now:
                until = now + timedelta(days=OverviewRequest().days)
                acting = queries.act_now(session, now, until, wanted=wanted, limit=limit + 1)
                found = queries.OrderList(
                    acting[:limit], min(len(acting), limit), len(acting) <= limit
                )
            else:
                found = queries.orders(session, wanted, limit=limit)
    reply = OrdersReply(
        orders=tuple(desk.order(one) for one in found.orders),
        total=found.total,
        is_exact=found.is_exact,
    )
    if as_json:
        typer.echo(reply.model_dump_json(indent=2))
        return
    if not reply.orders:
        typer.echo(reader.say("orders.none"), err=True)
        return
    console().print(order_table(reply.orders, reader))
    shown = {"first": "1", "last": str(len(reply.orders)), "total": reader.number(reply.total)}
    if not reply.is_exact or reply.total > len(reply.orders):
        typer.echo(
            reader.say("orders.count" if reply.is_exact else "orders.count_more", **shown), err=True
        )
