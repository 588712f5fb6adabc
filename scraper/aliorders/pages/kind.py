"""Tell what a page is before anything is read from it.

The order of the questions is that of the fact sheet (order-pages.md 4.5): login, challenge, wrong
site, then the pages we read. A page is one of ours by positive evidence only; the words "punish",
"baxia" and "cancel" stand in the scripts of ordinary pages and decide nothing.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.dom import Document
from aliorders.extract import visible
from aliorders.models import Blocked, BlockedKind, PageKind
from aliorders.text.fold import fold


def address_of(document: Document, url: str) -> str:
    """The page's address: as given, else as the browser noted it when it saved the page."""
    if url:
        return url
    for comment in document.comments:
        match = re.search(css.SAVED_FROM, comment)
        if match:
            return match[1]
    return ""


def classify(document: Document, url: str) -> PageKind | Blocked:
    """What this page is: one of the kinds we read, or why it cannot be read."""
    host, path = _host_and_path(url)
    return (
        _login(document, host, path)
        or _challenge(document, url)
        or _other_site(document, host)
        or _ours(document, path)
        or blocked(BlockedKind.NOT_AN_ORDER_PAGE, "no sign of an order, a list or a tracking page")
    )


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:  # a note that only looks like an address; the page itself may still tell
        return "", ""
    return parts.hostname or "", parts.path


def _login(document: Document, host: str, path: str) -> Blocked | None:
    if host.startswith(css.LOGIN_HOSTS) or path in css.LOGIN_PATHS:
        return blocked(BlockedKind.LOGIN, f"address {host}{path}")
    if visible(document.select(css.LOGIN_FORM)):
        return blocked(BlockedKind.LOGIN, "a visible sign-in form")
    return None


def _challenge(document: Document, url: str) -> Blocked | None:
    if css.CHALLENGE_URL in url:
        return blocked(BlockedKind.CHALLENGE, "address of the check page")
    title = document.first(css.PAGE_TITLE)
    titles = {fold(text) for text in table("text/words/en")["challenge"]["titles"]}
    if title is not None and fold(title.text) in titles:
        return blocked(BlockedKind.CHALLENGE, f"title {title.text!r}")
    if visible(document.select(css.CHALLENGE_WIDGET)):
        return blocked(BlockedKind.CHALLENGE, "a visible slider")
    return None


def _other_site(document: Document, host: str) -> Blocked | None:
    if host.endswith(css.RUSSIAN_HOSTS) or document.first(css.RUSSIAN_MARKERS):
        return blocked(BlockedKind.OTHER_SITE, "host or markup of aliexpress.ru")
    if host.startswith(css.OLD_HOSTS) or document.first(css.OLD_MARKERS):
        return blocked(BlockedKind.OLD_LAYOUT, "host or tables of the layout before 2021")
    return None


def _ours(document: Document, path: str) -> PageKind | Blocked | None:
    if path.startswith(css.TRACKING_PATH) or document.first(css.TRACKING_MARKERS):
        return _drawn(document, PageKind.TRACKING, css.TRACKING_MARKERS)
    if path == css.DETAIL_PATH or document.first(css.DETAIL_MARKERS):
        return _drawn(document, PageKind.ORDER_DETAIL, css.DETAIL_MARKERS)
    if path == css.LIST_PATH or document.first(css.LIST_MARKERS):
        return _list(document)
    if document.first(css.ORDER_SHELL):
        return blocked(BlockedKind.SKELETON, "the shell of an order page without its content")
    return None


def _drawn(document: Document, kind: PageKind, markers: str) -> PageKind | Blocked:
    if document.first(markers):
        return kind
    return blocked(BlockedKind.SKELETON, f"address of {kind.value} without its content")


def _list(document: Document) -> PageKind | Blocked:
    if document.first(css.CARD):
        return PageKind.ORDER_LIST
    if document.first(css.LIST_TABS) and not visible(document.select(css.LOADING)):
        return blocked(BlockedKind.EMPTY_LIST, "tabs are drawn, nothing is loading, no order card")
    return blocked(BlockedKind.SKELETON, "an order list without cards, still loading")
