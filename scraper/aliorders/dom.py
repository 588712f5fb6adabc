"""One small interface over a parsed page, so that engines can change behind the same selectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol


class Node(Protocol):
    """An element of a page."""

    def select(self, css: str) -> list[Node]:
        """Descendants that match, in document order."""

    def first(self, css: str) -> Node | None:
        """First descendant that matches."""

    def texts(self, css: str, attribute: str | None = None) -> list[str]:
        """Text, or the named attribute's, of every descendant that matches; "" where unset."""

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

    def select_in(self, rows: Sequence[Node], css: str) -> list[list[Node]]:
        """`select` of each of several elements of this page, such as the cards of a list: an engine
        may search the page once for all of them."""

    def texts_in(
        self, rows: Sequence[Node], css: str, attribute: str | None = None
    ) -> list[list[str]]:
        """`texts` of each of several elements of this page."""

    def first_in(
        self,
        rows: Sequence[Node],
        css: str,
        attribute: str | None = None,
        value: Callable[[str], str] | None = None,
    ) -> list[str]:
        """For each of several elements the first of its `texts` that is not empty, else "".

        `value`: what to take of a text, where not all of it is meant; "" for nothing.
        """

    def count_in(self, rows: Sequence[Node], css: str) -> list[int]:
        """How many descendants of each of several elements match."""

    @property
    def comments(self) -> list[str]:
        """Text of the page's comments (a browser notes there where a page was saved from)."""

    @property
    def engine(self) -> str:
        """Name of the engine that parsed the page, for the report."""


Parse = Callable[[str], Document]
"""Parses a page. Never raises on broken markup; an empty text gives an empty page."""

SILENT_TAGS = ["script", "style", "noscript", "template"]
"""Elements whose text is no text of the page: both engines leave them out when they parse."""


@lru_cache(maxsize=1024)
def hides(style: str | None) -> bool:
    """Whether an element's own style says that it is not shown."""
    plain = (style or "").replace(" ", "").casefold()
    return "display:none" in plain or "visibility:hidden" in plain
