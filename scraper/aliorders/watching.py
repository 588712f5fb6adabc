"""A page that notes what the reader looks at: which elements, by which selector, whose text."""

from __future__ import annotations

from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from aliorders.dom import Document, Node
from aliorders.soup import SoupDocument, SoupNode


class Look(NamedTuple):
    """One question the reader asked: a selector, under an element."""

    root: Tag
    css: str


class Watch:
    """What the reader has looked at so far. `parse` is an engine to give to `read`."""

    def __init__(self) -> None:
        self.page: WatchedDocument | None = None
        self.looks: list[Look] = []
        self.touched: dict[int, Tag] = {}
        self.texts: dict[int, Tag] = {}
        """Elements whose text was read, by identity: equal elements are not the same one."""

    def parse(self, html: str) -> Document:
        """Parse a page with BeautifulSoup, and watch it."""
        self.page = WatchedDocument(html, self)
        return self.page

    def selected(self, root: Tag, css: str, tags: list[Tag]) -> list[Node]:
        """Note a question and its answer."""
        self.looks.append(Look(root, css))
        self.touched.update((id(tag), tag) for tag in tags)
        return [WatchedNode(tag, self) for tag in tags]


class WatchedNode(SoupNode):
    """An element that is watched."""

    def __init__(self, tag: Tag, watch: Watch) -> None:
        super().__init__(tag)
        self._watch = watch

    @property
    def tag(self) -> Tag:
        """The element itself."""
        return self._tag

    def select(self, css: str) -> list[Node]:
        return self._watch.selected(self._tag, css, list(self._tag.select(css)))

    def first(self, css: str) -> Node | None:
        tag = self._tag.select_one(css)
        found = self._watch.selected(self._tag, css, [] if tag is None else [tag])
        return found[0] if found else None

    def attr(self, name: str) -> str | None:
        if name == "title":  # stands for the text, which may be cut off
            self._watch.texts[id(self._tag)] = self._tag
        return super().attr(name)

    @property
    def text(self) -> str:
        self._watch.texts[id(self._tag)] = self._tag
        return super().text


class WatchedDocument(WatchedNode, SoupDocument):
    """A page that is watched."""

    def __init__(self, html: str, watch: Watch) -> None:
        SoupDocument.__init__(self, html)
        self._watch = watch

    @property
    def soup(self) -> BeautifulSoup:
        """The page itself."""
        return self._soup
