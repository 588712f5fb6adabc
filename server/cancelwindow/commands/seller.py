"""`cancelwindow seller`: what is known of a store, after a look at its page where one is named."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from aliorders import chromium
from aliorders.browser import Launch, open_session
from aliorders.models import Blocked, PageReading, SnapshotSource, plain
from aliorders.reading import read
from aliorders.seller_pages import NotASellerPageError, SellerPageError, look, page_address
from cancelwindow.commands.language import Language, language_of
from cancelwindow.commands.options import AsJson, DataDir, Now, config_for, fail
from cancelwindow.commands.saved import EXIT_NO_ORDER, EXIT_UNREADABLE, Url, moment, read_files
from cancelwindow.commands.stored import open_database
from cancelwindow.policy.loader import load_policy
from cancelwindow.sellers import known_to, seller_views, stores_named
from cancelwindow.store.database import Database
from cancelwindow.store.observations import Provenance, record
from cancelwindow.terminal import console
from cancelwindow.terminal_sellers import seller_report

_STORE_ID = re.compile(r"\d{4,12}")

EXIT_NO_PAGE = 3
"""The page could not be looked at."""


def seller(  # noqa: PLR0913, PLR0917 - the options of a command
    what: Annotated[
        str,
        typer.Argument(
            metavar="URL|ID|FILE",
            help="Address of a store or a product, which is opened once and only read; the number "
            "in a store's address; or a saved page or answer of the site.",
        ),
    ],
    url: Url = "",
    data_dir: DataDir = None,
    now: Now = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Say what is known of a seller. Ends with 2 when what was named shows no store."""
    book = load_policy()
    said = language_of(language, book)
    at = moment(now) or datetime.now(UTC)
    with open_database(config_for(data_dir)) as database:
        if _STORE_ID.fullmatch(what):
            named = {what: ""}
        else:
            named = _looked_at(what, url, moment(now), at, database)
        with database.read() as session:
            views = seller_views(session, named, book, at, said)
    if as_json:
        typer.echo(json.dumps([plain(view) for view in views], ensure_ascii=False, indent=2))
    else:
        for view in views:
            console().print(seller_report(view, book.catalogue(said)))


def _looked_at(
    what: str, url: str, as_of: datetime | None, now: datetime, database: Database
) -> dict[str, str]:
    """The stores that a page or a file shows, after it has been recorded."""
    if "://" in what:
        readings, source = [(_open(what), now)], SnapshotSource.PLAYWRIGHT
    else:
        readings = read_files([Path(what)], url, as_of, now).readings
        source = SnapshotSource.FILE
    named: dict[str, str] = {}
    with database.write() as session:
        for reading, captured_at in readings:
            record(session, reading, Provenance(captured_at, now, source, None))
            named |= stores_named(reading, known_to(session))
    if not named:
        raise fail(
            f"{what} shows no store. Name a store's or a product's page, its saved file, or an "
            "order that names its store.",
            EXIT_NO_ORDER,
        )
    return named


def _open(url: str) -> PageReading:
    """One look at a page on the site, in a browser without an account."""
    try:
        address = page_address(url)
    except NotASellerPageError as error:
        raise fail(f"{url} is not opened: {error}", EXIT_UNREADABLE) from None
    try:
        browser = chromium.ensure(install=False, say=lambda _: None)
        with open_session(Launch(browser, walking=True)) as session:
            snapshot = look(session, address)
    except (chromium.BrowserMissingError, SellerPageError) as error:
        raise fail(str(error), EXIT_NO_PAGE) from None
    result = read(snapshot)
    if isinstance(result, Blocked):
        raise fail(f"{result.message} ({result.evidence})", EXIT_NO_PAGE)
    return result
