"""Tell what a page is before anything is read from it.

The order of the questions is that of the fact sheet (order-pages.md 4.5): login, challenge, wrong
site, then the pages we read. A page is one of ours by positive evidence only; the words "punish",
"baxia" and "cancel" stand in the scripts of ordinary pages and decide nothing.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.dom import Document
from aliorders.extract import seldom, visible
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
        or _ours(document, host, path)
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
    if visible(seldom(document, css.LOGIN_FORM)):
        return blocked(BlockedKind.LOGIN, "a visible sign-in form")
    return None


def _challenge(document: Document, url: str) -> Blocked | None:
    if css.CHALLENGE_URL in url:
        return blocked(BlockedKind.CHALLENGE, "address of the check page")
    title = document.first(css.PAGE_TITLE)
    if title is not None and fold(title.text) in _challenge_titles():
        return blocked(BlockedKind.CHALLENGE, f"title {title.text!r}")
    if visible(seldom(document, css.CHALLENGE_WIDGET)):
        return blocked(BlockedKind.CHALLENGE, "a visible slider")
    return None


@cache
def _challenge_titles() -> frozenset[str]:
    return frozenset(map(fold, table("text/words/en")["challenge"]["titles"]))


def _other_site(document: Document, host: str) -> Blocked | None:
    if host.endswith(css.RUSSIAN_HOSTS) or seldom(document, css.RUSSIAN_MARKERS):
        return blocked(BlockedKind.OTHER_SITE, "host or markup of aliexpress.ru")
    if host.startswith(css.OLD_HOSTS) or seldom(document, css.OLD_MARKERS):
        return blocked(BlockedKind.OLD_LAYOUT, "host or tables of the layout before 2021")
    return None


class _Sign(NamedTuple):
    """How one kind of page is told: by its address, or by what only it draws."""

    kind: PageKind
    markers: str
    paths: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def is_at(self, host: str, path: str) -> bool:
        """Whether the address is that of such a page."""
        by_host = bool(self.hosts) and host.startswith(self.hosts)
        return by_host or (bool(self.paths) and path.startswith(self.paths))


_SIGNS = (
    _Sign(PageKind.TRACKING, css.TRACKING_MARKERS, paths=(css.TRACKING_PATH,)),
    _Sign(PageKind.TRACKING, css.OLD_TRACKING_MARKERS, hosts=css.OLD_TRACKING_HOSTS),
    _Sign(PageKind.ORDER_DETAIL, css.DETAIL_MARKERS, paths=(css.DETAIL_PATH,)),
    _Sign(PageKind.ORDER_LIST, css.LIST_MARKERS, paths=(css.LIST_PATH,)),
    _Sign(PageKind.RETURNS, css.RETURNS_MARKERS, paths=css.RETURNS_PATHS),
    _Sign(PageKind.STORE, css.STORE_MARKERS, paths=(css.STORE_PATH,)),
    _Sign(PageKind.STORE, css.PRODUCT_MARKERS, paths=(css.PRODUCT_PATH,)),
)


def _ours(document: Document, host: str, path: str) -> PageKind | Blocked | None:
    """By the address first: it costs nothing, and a page that is still drawing has no more."""
    by_address = (sign for sign in _SIGNS if sign.is_at(host, path))
    by_markers = (sign for sign in _SIGNS if document.first(sign.markers))
    sign = next(chain(by_address, by_markers), None)
    if sign is not None:
        return _list(document) if sign.kind is PageKind.ORDER_LIST else _drawn(document, sign)
    if document.first(css.ORDER_SHELL):
        return blocked(BlockedKind.SKELETON, "the shell of an order page without its content")
    return None


def _drawn(document: Document, sign: _Sign) -> PageKind | Blocked:
    if document.first(sign.markers):
        return sign.kind
    if sign.kind is PageKind.RETURNS and document.first(css.RETURNS_PAGER):
        return blocked(BlockedKind.EMPTY_LIST, "a pager is drawn, and no return")
    return blocked(BlockedKind.SKELETON, f"address of {sign.kind.value} without its content")


def _list(document: Document) -> PageKind | Blocked:
    if document.first(css.CARD):
        return PageKind.ORDER_LIST
    if document.first(css.LIST_TABS) and not visible(document.select(css.LOADING)):
        return blocked(BlockedKind.EMPTY_LIST, "tabs are drawn, nothing is loading, no order card")
    return blocked(BlockedKind.SKELETON, "an order list without cards, still loading")
