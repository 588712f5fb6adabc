"""The store of a companion, for commands that look into it."""

from __future__ import annotations

from datetime import datetime

import typer
from sqlalchemy.exc import DBAPIError

from cancelwindow import preferences
from cancelwindow.commands.language import default_language
from cancelwindow.commands.options import EXIT_DATA_FOLDER, fail
from cancelwindow.config import Config, DataFolderError, prepare_data_dir
from cancelwindow.dashboard.reader import Reader
from cancelwindow.order_desk import OrderDesk
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.rejudging import Rejudge
from cancelwindow.store.database import Database, StoreError
from cancelwindow.store.faults import fault_of


def open_database(config: Config) -> Database:
    """The store that a running companion of this folder also uses."""
    try:
        prepare_data_dir(config.data_dir)
        return Database(config.store)
    except (DataFolderError, StoreError) as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error


def reader_of(database: Database, book: PolicyBook, language: str | None, now: datetime) -> Reader:
    """Whoever asks: in the language named here, chosen in the dashboard, or of the system."""
    with database.read() as session:
        chosen = preferences.read(session)
    tag = book.language(language or chosen.language or default_language())
    return Reader(book.catalogue(tag), now, chosen.zone)


def desk_of(database: Database, book: PolicyBook, reader: Reader) -> OrderDesk:
    """What tells of stored orders, as the API does."""
    with database.read() as session:
        buyer = Buyer(country=preferences.read(session).country)
    return OrderDesk(book, buyer, reader.language)


def judge_stored(database: Database, now: datetime) -> None:
    """Judge every stored order again whose answer may be another one by `now` (aware UTC)."""
    with database.read() as session:
        country = preferences.read(session).country
    rejudge = Rejudge(database, load_policy(), Buyer(country=country))
    while rejudge.some(now):
        pass


def failed(error: DBAPIError) -> typer.Exit:
    """What to raise when the store could not be used: it says why and what to do.

    A fault of ours is raised as it is.
    """
    fault = fault_of(error)
    if fault is None:
        raise error
    return fail(f"{fault.message} {fault.remedy}", EXIT_DATA_FOLDER)
