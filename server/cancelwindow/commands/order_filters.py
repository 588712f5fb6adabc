"""Options that say which stored orders are wanted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cancelwindow.commands.options import EXIT_UNKNOWN, fail
from cancelwindow.store import accounts, queries
from cancelwindow.store.queries import OrderFilter


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day. Write it as 2026-11-20.") from None


Account = Annotated[
    str | None,
    typer.Option(
        "--account",
        metavar="NAME",
        help="Only orders of this AliExpress account.",
        show_default=False,
    ),
]

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="ID|NAME",
        help="Only orders of this store: the number in its address, or a part of its name.",
        show_default=False,
    ),
]

Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DAY",
        callback=_day,
        help="Only orders placed on this day or later, such as 2026-11-20.",
        show_default=False,
    ),
]

OnlyOpen = Annotated[
    bool, typer.Option("--open", help="Only orders with something left to wait for or to do.")
]


def account_id(session: Session, named: str | None) -> str | None:
    """The account of this name or id; ends the command where there is none."""
    if named is None:
        return None
    row = accounts.find(session, named)
    if row is None:
        known = ", ".join(one.name for one in accounts.list_accounts(session))
        raise fail(f"There is no account {named}. There are: {known}.", EXIT_UNKNOWN)
    return row.id


def wanted_orders(
    session: Session,
    *,
    account: str | None,
    store: str | None,
    since: str | None,
    only_open: bool,
) -> OrderFilter:
    """The question to the store; ends the command for an account that there is not."""
    is_number = store is not None and store.isascii() and store.isdigit()
    return OrderFilter(
        account_id=account_id(session, account),
        store_id=store if is_number else None,
        store_names=None if is_number or store is None else queries.store_names(session, store),
        is_open=True if only_open else None,
        placed_from=since,
    )
