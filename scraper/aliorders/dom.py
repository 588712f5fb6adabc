"""One small interface over a parsed page, so that engines can change behind the same selectors."""

from __future__ import annotations

from typing import Protocol

from bs4 import BeautifulSoup, Comment, Tag

from aliorders.text.fold import tidy


class Node(Protocol):
    """An element of a page."""

    def select(self, css: str) -> list[Node]:
        """Descendants that match, in document order."""

    def first(self, css: str) -> Node | None:
        """First descendant that matches."""

    def attr(self, name: str) -> str | None:
        """An attribute's text, or None where it is not set."""

    @property
    def text(self) -> str:
        """All text inside, tidied; parts split over spans are joined without a blank."""

    def matches(self, css: str) -> bool:
        """Whether this element itself matches."""

    def inside(self, css: str) -> bool:
        """Whether this element or one around it matches."""

    @property
    def hidden(self) -> bool:
        """Whether it, or an element around it, is marked as not shown."""


class Document(Node, Protocol):
    """A whole page."""

    @property
    def comments(self) -> list[str]:
        """Text of the page's comments (a browser notes there where a page was saved from)."""


_HIDING_STYLES = ("display:none", "visibility:hidden")


class SoupNode:
    """`Node` over BeautifulSoup: the tolerant engine, for odd pages."""

    def __init__(self, tag: Tag) -> None:
        self._tag = tag

    def select(self, css: str) -> list[Node]:
        return [SoupNode(tag) for tag in self._tag.select(css)]

    def first(self, css: str) -> Node | None:
        tag = self._tag.select_one(css)
        return None if tag is None else SoupNode(tag)

    def attr(self, name: str) -> str | None:
        value = self._tag.get(name)
        if value is None:
            return None
        return " ".join(value) if isinstance(value, list) else str(value)

    @property
    def text(self) -> str:
        return tidy(self._tag.get_text())

    def matches(self, css: str) -> bool:
        return bool(self._tag.css.match(css))

    def inside(self, css: str) -> bool:
        return self._tag.css.closest(css) is not None

    @property
    def hidden(self) -> bool:
        return any(_is_hidden(tag) for tag in (self._tag, *self._tag.parents))


class SoupDocument(SoupNode):
    """`Document` over BeautifulSoup."""

    def __init__(self, html: str) -> None:
        self._soup = BeautifulSoup(html, "lxml")
        super().__init__(self._soup)

    @property
    def comments(self) -> list[str]:
        return [str(node) for node in self._soup.find_all(string=_is_comment)]


def _is_comment(text: str | None) -> bool:
    return isinstance(text, Comment)


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    style = str(tag.get("style") or "").replace(" ", "").casefold()
    return any(hiding in style for hiding in _HIDING_STYLES)


def parse_html(html: str) -> Document:
    """Parse a page. Never raises on broken markup; an empty text gives an empty page."""
    return SoupDocument(html)
