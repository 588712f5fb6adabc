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
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.preferences import Preferences
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


def judge_stored(database: Database, now: datetime) -> Preferences:
    """Judge every stored order again whose answer may be another one by `now` (aware UTC).

    Gives what the person chose in the dashboard, which it was judged by.
    """
    with database.read() as session:
        chosen = preferences.read(session)
    rejudge = Rejudge(database, load_policy(), Buyer(country=chosen.country))
    while rejudge.some(now):
        pass
    return chosen


def judged_desk(
    database: Database, language: str | None, now: datetime
) -> tuple[Reader, OrderDesk]:
    """Whoever asks, and what tells them of stored orders as the API does, judged by `now`.

    In the language named here, chosen in the dashboard, or of the system.
    """
    book, chosen = load_policy(), judge_stored(database, now)
    tag = book.language(language or chosen.language or default_language())
    reader = Reader(book.catalogue(tag), now, chosen.zone)
    return reader, OrderDesk(book, Buyer(country=chosen.country), reader.language)


def failed(error: DBAPIError) -> typer.Exit:
    """What to raise when the store could not be used: it says why and what to do.

    A fault of ours is raised as it is.
    """
    fault = fault_of(error)
    if fault is None:
        raise error
    return fail(f"{fault.message} {fault.remedy}", EXIT_DATA_FOLDER)
