"""Saved pages and captured answers of the site, through the same reader as everywhere."""

from __future__ import annotations

from datetime import datetime

from aliorders.blocking import MESSAGES
from aliorders.models import Blocked, BlockedKind
from aliorders.reading import read as read_page
from aliorders.saved import UnreadableFileError, snapshots_of
from aliorders.text.learning import LearnedWords
from cancelwindow.imports.content import Content, Offered, Refused, RefusedFileError


def read(text: str, captured_at: datetime, words: LearnedWords) -> Content:
    """What a page or a list of captured answers says of orders. `captured_at` is aware UTC.

    Raises:
        RefusedFileError: it is no page of the site, or shows no order.
    """
    try:
        snapshots = snapshots_of(text, captured_at)
    except UnreadableFileError as error:
        raise RefusedFileError(
            f"{error}. Give a saved page (HTML), an answer of the site (JSON), an export of "
            "Cancel Window (JSON), or a table of orders (XLSX, CSV)."
        ) from None
    offered, refused = [], []
    for number, snapshot in enumerate(snapshots, 1):
        result = read_page(snapshot, learned=words)
        if isinstance(result, Blocked):
            refused.append(Refused(number, f"{result.message} ({result.kind.value})", "page"))
        elif not result.orders and not result.parcels:
            refused.append(Refused(number, MESSAGES[BlockedKind.NO_ORDER], "page"))
        else:
            offered.append(Offered(result, captured_at, teaches=True))
    if not offered:
        raise RefusedFileError(refused[0].text)
    return Content("saved page", tuple(offered), tuple(refused))
