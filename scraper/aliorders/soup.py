"""`Node` over BeautifulSoup: the tolerant engine, for odd and broken pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bs4 import BeautifulSoup, Comment, Tag

from aliorders.dom import SILENT_TAGS, Document, Node, hides
from aliorders.text.fold import tidy


class SoupNode:
    """An element."""

    def __init__(self, tag: Tag) -> None:
        self._tag = tag

    def select(self, css: str) -> list[Node]:
        return [SoupNode(tag) for tag in self._tag.select(css)]

    def first(self, css: str) -> Node | None:
        tag = self._tag.select_one(css)
        return None if tag is None else SoupNode(tag)

    def texts(self, css: str, attribute: str | None = None) -> list[str]:
        nodes = self.select(css)
        if attribute is None:
            return [node.text for node in nodes]
        return [node.attr(attribute) or "" for node in nodes]

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
    """A page."""

    engine = "beautifulsoup"

    def __init__(self, html: str) -> None:
        self._soup = BeautifulSoup(html, "lxml")
        for tag in self._soup.find_all(SILENT_TAGS):
            tag.decompose()
        super().__init__(self._soup)

    def select_in(self, rows: Sequence[Node], css: str) -> list[list[Node]]:
        return [row.select(css) for row in rows]

    def texts_in(
        self, rows: Sequence[Node], css: str, attribute: str | None = None
    ) -> list[list[str]]:
        return [row.texts(css, attribute) for row in rows]

    def first_in(
        self,
        rows: Sequence[Node],
        css: str,
        attribute: str | None = None,
        value: Callable[[str], str] | None = None,
    ) -> list[str]:
        texts = self.texts_in(rows, css, attribute)
        return [next(filter(None, map(value or str, row)), "") for row in texts]

    def count_in(self, rows: Sequence[Node], css: str) -> list[int]:
        return [len(row.select(css)) for row in rows]

    @property
    def comments(self) -> list[str]:
        return [str(node) for node in self._soup.find_all(string=_is_comment)]


def _is_comment(text: str | None) -> bool:
    return isinstance(text, Comment)


def _is_hidden(tag: Tag) -> bool:
    style = tag.get("style")
    return (
        tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or hides(None if style is None else str(style))
    )


def parse_with_soup(html: str) -> Document:
    """Parse a page with BeautifulSoup over lxml."""
    return SoupDocument(html)
