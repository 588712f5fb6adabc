"""The replay site's documents: page shells, static files, pictures.

A shell holds a skeleton and nothing of an order, as on the real site; the page's script draws the
rest from the site's JSON. The files lie in `static/`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

from cancelwindow.replay import addresses
from cancelwindow.replay.language import SiteLanguage
from cancelwindow.replay.order_detail import PAGE_WORDS

TITLES = {
    addresses.LIST_PATH: "My Orders - AliExpress",
    addresses.DETAIL_PATH: "Order details - AliExpress",
    addresses.TRACKING_PATH: "Tracking - AliExpress",
    addresses.RETURNS_PATH: "Refunds & disputes - AliExpress",
}
"""Pages that are drawn by the script, with their document titles (order-pages.md 1)."""

_ASSET_FOLDER = "/replay/"
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True)
class Asset:
    """A static file of the replay site."""

    media_type: str
    text: str


@cache
def _assets() -> dict[str, Asset]:
    folder = resources.files("cancelwindow.replay") / "static"
    return {
        _ASSET_FOLDER + entry.name: Asset(_MEDIA_TYPES[suffix], entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if (suffix := entry.name[entry.name.rfind(".") :]) in _MEDIA_TYPES
    }


@cache
def _document(name: str) -> str:
    return (resources.files("cancelwindow.replay") / "static" / name).read_text("utf-8")


def asset(path: str) -> Asset | None:
    """The static file at `path` of the page host, or None."""
    return _assets().get(path)


def shell(title: str, language: SiteLanguage) -> str:
    """An order page before its script has drawn anything."""
    return Template(_document("shell.html")).substitute(
        title=title,
        words=json.dumps(PAGE_WORDS),
        language=language.tag,
        site_language=language.site_language,
    )


def login() -> str:
    """The sign-in form (order-pages.md 4.3)."""
    return _document("login.html")


def challenge() -> str:
    """The slider page (order-pages.md 4.4)."""
    return _document("challenge.html")


def not_found() -> str:
    """Any other address of the site."""
    return _document("not_found.html")


def picture(path: str) -> str:
    """A plain picture in place of a product photo; its colour follows from the address."""
    hue = int(hashlib.sha256(path.encode()).hexdigest()[:4], 16) % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="220">'
        f'<rect width="220" height="220" fill="hsl({hue} 45% 72%)"/>'
        f'<circle cx="110" cy="110" r="56" fill="hsl({hue} 50% 45%)"/></svg>'
    )
