"""`Node` over selectolax's Lexbor engine: a browser's own tree, fast enough for every page view."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aliorders.dom import HIDING_ATTRIBUTES, SILENT_TAGS, Document, Node, hides
from aliorders.text.fold import tidy

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_HEAD = 4096
"""Characters of a page in which a browser notes where it was saved from."""


class _Page:
    """What the nodes of one page share: which elements match a selector, asked for once."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._parser = parser
        self._matching: dict[str, frozenset[int]] = {}
        self._hiding: frozenset[int] | None = None

    def matching(self, css: str) -> frozenset[int]:
        found = self._matching.get(css)
        if found is None:
            found = frozenset(node.mem_id for node in self._parser.css(css))
            self._matching[css] = found
        return found

    def hiding(self) -> frozenset[int]:
        if self._hiding is None:
            marked = self._parser.css(HIDING_ATTRIBUTES)
            self._hiding = frozenset(node.mem_id for node in marked if _hides(node))
        return self._hiding


def _hides(node: LexborNode) -> bool:
    attributes = node.attributes
    return hides(
        attributes.get("style"),
        hidden="hidden" in attributes,
        aria_hidden=attributes.get("aria-hidden"),
    )


class LexborElement:
    """An element."""

    __slots__ = ("_node", "_page")

    def __init__(self, node: LexborNode, page: _Page) -> None:
        self._node = node
        self._page = page

    def select(self, css: str) -> list[Node]:
        return [LexborElement(node, self._page) for node in self._below(css)]

    def first(self, css: str) -> Node | None:
        node = self._first_below(css)
        return None if node is None else LexborElement(node, self._page)

    def texts(self, css: str, attribute: str | None = None) -> list[str]:
        nodes = self._below(css)
        if attribute is None:
            return [tidy(node.text()) for node in nodes]
        return [node.attributes.get(attribute) or "" for node in nodes]

    def attr(self, name: str) -> str | None:
        attributes = self._node.attributes
        if name not in attributes:
            return None
        return attributes[name] or ""

    @property
    def text(self) -> str:
        return tidy(self._node.text())

    def _below(self, css: str) -> list[LexborNode]:
        """What matches inside; the engine itself counts the element too, and finds it first."""
        found = self._node.css(css)
        if found and found[0].mem_id == self._node.mem_id:
            return found[1:]
        return found

    def _first_below(self, css: str) -> LexborNode | None:
        found = self._node.css_first(css)
        if found is not None and found.mem_id == self._node.mem_id:
            return next(iter(self._below(css)), None)
        return found

    def matches(self, css: str) -> bool:
        return self._node.mem_id in self._page.matching(css)

    def inside(self, css: str) -> bool:
        return self._is_within(self._page.matching(css))

    @property
    def hidden(self) -> bool:
        return self._is_within(self._page.hiding())

    def _is_within(self, elements: frozenset[int]) -> bool:
        if not elements:
            return False
        node: LexborNode | None = self._node
        while node is not None:
            if node.mem_id in elements:
                return True
            node = node.parent
        return False


class LexborDocument(LexborElement):
    """A page."""

    __slots__ = ("_html",)

    engine = "lexbor"

    def __init__(self, html: str) -> None:
        parser = LexborHTMLParser(html)
        parser.strip_tags(SILENT_TAGS)
        root = parser.root
        assert root is not None  # noqa: S101 - the engine always makes a root
        super().__init__(root, _Page(parser))
        self._html = html

    def _below(self, css: str) -> list[LexborNode]:
        """The root element is inside the page."""
        return self._node.css(css)

    def _first_below(self, css: str) -> LexborNode | None:
        return self._node.css_first(css)

    @property
    def comments(self) -> list[str]:
        return _COMMENT.findall(self._html[:_HEAD])


def parse_with_lexbor(html: str) -> Document:
    """Parse a page with Lexbor."""
    return LexborDocument(html)
