"""Read a store's page, and what a product page shows of a store.

A product page can name a shell that pools listings: the store that sells stands in the link of its
business licence, where the page draws one (json-and-seller.md C4). Only what is drawn: the data
inside a page's scripts is not read. Hashed class names are matched by their readable part; the
words beside the figures are data (`store_words.toml`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from aliorders import selectors as css
from aliorders.data import table
from aliorders.dom import Document
from aliorders.extract import Extraction
from aliorders.figures import percent, rounded
from aliorders.models import (
    Missing,
    PageKind,
    PageReading,
    ParseReport,
    ProfileSource,
    Settled,
    StoreProfile,
    not_found,
)
from aliorders.selectors import item_id_in
from aliorders.stores import is_pooled, read_store
from aliorders.text.dates import read_day
from aliorders.text.fold import fold


def read_store_page(document: Document, url: str, settled: Settled) -> PageReading:
    """The store that the page is about."""
    extraction = Extraction()
    text = {
        field: extraction.text(document, field, candidates)
        for field, candidates in css.STORE.items()
    }
    link = text["url"] if css.STORE_PATH not in url else url
    store = read_store(text["name"], link)
    rows = _rows(document)
    linked = store if isinstance(store, Missing) else store.store_id
    opened = rows.get("open_since")
    store_id = rows.get("store_id") or linked
    supplier, supplier_name = _supplier(document)
    profile = StoreProfile(
        source=ProfileSource.STORE_PAGE if item_id_in(url) is None else ProfileSource.PRODUCT,
        store_id=store_id,
        seller_id=text["seller_id"],
        name=rows.get("name") or text["name"],
        url=store if isinstance(store, Missing) else store.url,
        positive_rate=_positive_rate(document),
        open_since=read_day(opened) if opened else not_found("no such row"),
        followers=_followers(document),
        country=rows.get("country") or not_found("no such row"),
        supplier_store_id=supplier,
        supplier_name=supplier_name,
        is_pooled=is_pooled(store_id, supplier),
    )
    return PageReading(
        kind=PageKind.STORE,
        orders=(),
        stores=(profile,),
        settled=settled,
        report=ParseReport(fields=extraction.reports),
    )


def _rows(document: Document) -> dict[str, str]:
    """Rows of the popup, by our name for them. A row of other words is left out."""
    words: dict[str, list[str]] = table("store_words")["rows"]
    labels = {fold(word): field for field, known in words.items() for word in known}
    rows: dict[str, str] = {}
    for row in document.select(css.STORE_ROW):
        cells = row.select(css.STORE_CELL)
        field = labels.get(fold(cells[0].text)) if len(cells) > 1 else None
        if field is not None and cells[1].text:
            rows.setdefault(field, cells[1].text)
    return rows


def _supplier(document: Document) -> tuple[str | Missing, str | Missing]:
    """Number and name of the store in the link of the business licence."""
    pattern = table("store_words")["compliance"]["licence_store"]
    for link in document.select(css.STORE_LICENCE):
        match = re.search(pattern, link.attr("href") or "")
        if match:
            return match[1], link.text or not_found("the link has no words")
    nobody = not_found("no link to a business licence")
    return nobody, nobody


def _beside(document: Document, field: str) -> str | None:
    """The figure that stands before its words, somewhere in the page's header."""
    pattern = table("store_words")["page"][field]
    for node in document.select(css.STORE_HEADER):
        match = re.search(pattern, node.text)
        if match:
            return match[1]
    return None


def _positive_rate(document: Document) -> Decimal | Missing:
    return percent(_beside(document, "positive_rate"))


def _followers(document: Document) -> int | Missing:
    return rounded(_beside(document, "followers"))
