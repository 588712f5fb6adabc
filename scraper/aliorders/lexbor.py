"""`Node` over selectolax's Lexbor engine: a browser's own tree, fast enough for every page view."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import cast

from aliorders.attribute_index import Places
from aliorders.dom import Document, Node
from aliorders.elements import Elements

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_HEAD = 4096
"""Characters of a page in which a browser notes where it was saved from."""


class LexborElement:
    """An element."""

    __slots__ = ("_elements", "place")

    def __init__(self, place: int, elements: Elements) -> None:
        self.place = place
        self._elements = elements

    def select(self, css: str) -> list[Node]:
        return self._wrapped(self._below(css))

    def first(self, css: str) -> Node | None:
        below = self._below(css)
        return LexborElement(below[0], self._elements) if below else None

    def texts(self, css: str, attribute: str | None = None) -> list[str]:
        return self._elements.texts((self._below(css),), attribute)[0]

    def attr(self, name: str) -> str | None:
        return self._elements.attribute(self.place, name)

    @property
    def text(self) -> str:
        return self._elements.text(self.place)

    def matches(self, css: str) -> bool:
        return self._elements.is_found(self.place, css)

    def inside(self, css: str) -> bool:
        return self._elements.around(css).hold(self.place)

    @property
    def hidden(self) -> bool:
        return self._elements.hidden.hold(self.place)

    def _below(self, css: str) -> Places:
        return self._elements.find_below(self.place, css)

    def _wrapped(self, places: Places) -> list[Node]:
        return [LexborElement(place, self._elements) for place in places]


class LexborDocument(LexborElement):
    """A page."""

    __slots__ = ("_html",)

    engine = "lexbor"

    def __init__(self, html: str) -> None:
        super().__init__(0, Elements(html))
        self._html = html

    def first(self, css: str) -> Node | None:
        place = self._elements.first(css)
        return None if place is None else LexborElement(place, self._elements)

    def select_in(self, rows: Sequence[Node], css: str) -> list[list[Node]]:
        return [self._wrapped(places) for places in self._found_in(rows, css)]

    def texts_in(
        self, rows: Sequence[Node], css: str, attribute: str | None = None
    ) -> list[list[str]]:
        return self._elements.texts(self._found_in(rows, css), attribute)

    def first_in(
        self,
        rows: Sequence[Node],
        css: str,
        attribute: str | None = None,
        value: Callable[[str], str] | None = None,
    ) -> list[str]:
        return self._elements.first_below_each(_places(rows), css, attribute, value)

    def count_in(self, rows: Sequence[Node], css: str) -> list[int]:
        return [len(places) for places in self._found_in(rows, css)]

    def _found_in(self, rows: Sequence[Node], css: str) -> list[Places]:
        return self._elements.find_below_each(_places(rows), css)

    def _below(self, css: str) -> Places:
        """The root element is inside the page."""
        return self._elements.find(css)

    @property
    def comments(self) -> list[str]:
        return _COMMENT.findall(self._html[:_HEAD])


def _places(rows: Sequence[Node]) -> Places:
    return [row.place for row in cast("Sequence[LexborElement]", rows)]


def parse_with_lexbor(html: str) -> Document:
    """Parse a page with Lexbor."""
    return LexborDocument(html)
