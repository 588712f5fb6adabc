"""`cancelwindow remind`: where reminders go besides the browser and the desktop."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cancelwindow.commands.options import DataDir, config_for, fail
from cancelwindow.commands.stored import open_database
from cancelwindow.protocol_notices import NoticeView
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressError, AddressForm, ReminderAddress
from cancelwindow.store import settings
from cancelwindow.store.database import Database
from cancelwindow.store.notices import NoticeKind

EXIT_NOT_TAKEN = 1


def remind(  # noqa: PLR0913, PLR0917 - the options of a command
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="URL",
            help="Send reminders to this address too: https, or http to 127.0.0.1.",
            show_default=False,
        ),
    ] = None,
    ntfy: Annotated[
        bool, typer.Option("--ntfy", help="The address is a topic of ntfy; else it gets JSON.")
    ] = False,
    name_orders: Annotated[
        bool,
        typer.Option(
            "--name-orders",
            help="Let products, order numbers and links go there too. Without it, only what is "
            "due and when.",
        ),
    ] = False,
    test: Annotated[bool, typer.Option("--test", help="Send a test to the address.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Send reminders nowhere.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show or set the address that reminders are sent to besides the browser and the desktop.

    It is the only thing that ever leaves this computer, and off until you name an address. Ends
    with 1 when the address does not take a test, with 4 when the data folder cannot be used.
    """
    if stop and (to is not None or test):
        raise typer.BadParameter("--stop goes with nothing else.")
    if to is None and (ntfy or name_orders):
        raise typer.BadParameter("--ntfy and --name-orders say something of --to.")
    config = config_for(data_dir)
    with open_database(config) as database:
        if stop:
            _stop(database)
            return
        if to is not None:
            form = AddressForm.NTFY if ntfy else AddressForm.WEBHOOK
            _set(database, to, form, config.clock(), name_orders=name_orders)
        with database.read() as session:
            chosen, fault = address.read(session), settings.get(session, address.FAULT)
    _tell(chosen, fault)
    if test:
        _test(chosen, config.clock())


def _stop(database: Database) -> None:
    with database.write() as session:
        ended = address.end(session)
    typer.echo("Reminders go nowhere else now." if ended else "There is no address to stop.")


def _set(
    database: Database, url: str, form: AddressForm, now: datetime, *, name_orders: bool
) -> None:
    try:
        with database.write() as session:
            address.put(session, url, form, now, names_orders=name_orders)
    except AddressError as error:
        raise typer.BadParameter(str(error)) from error


def _tell(chosen: ReminderAddress | None, fault: str | None) -> None:
    if chosen is None:
        typer.echo("Reminders stay on this computer. Send them elsewhere with --to URL.")
        return
    what = "with products, order numbers and links" if chosen.names_orders else "naming no order"
    typer.echo(f"Reminders go to {chosen.url} ({chosen.form.value}), {what}.")
    if fault is not None:
        typer.echo(f"The last one was not taken there: {fault}.")


def _test(chosen: ReminderAddress | None, now: datetime) -> None:
    if chosen is None:
        raise typer.BadParameter("There is no address to test. Name one with --to URL.")
    # Opens no connection unless asked for, and takes a while to load.
    from cancelwindow.reminders.push import Push, PushError  # noqa: PLC0415

    notice = NoticeView(
        id="test",
        kind=NoticeKind.EVENT,
        name="test",
        title="Cancel Window",
        message="This is a test: reminders arrive here.",
        order_id="0" * 16,
        url="https://www.aliexpress.com/",
        due_at=now,
    )
    try:
        Push().send(chosen, notice)
    except PushError as error:
        raise fail(f"The address did not take the test: {error}.", EXIT_NOT_TAKEN) from error
    typer.echo("The address took the test.")
