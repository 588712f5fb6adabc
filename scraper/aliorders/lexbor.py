"""`Node` over selectolax's Lexbor engine: a browser's own tree, fast enough for every page view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aliorders.dom import HIDING_ATTRIBUTES, SILENT_TAGS, Document, Node, hides
from aliorders.text.fold import tidy

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_HEAD = 4096
"""Characters of a page in which a browser notes where it was saved from."""

_FEW = 4
"""A set of elements at most this many times smaller than the largest one (or than this, for the
first) is searched by searching the whole page; of fewer, each is searched alone."""


class _Page:
    """What the nodes of one page share: what was found, and is asked for again."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._parser = parser
        self._found: dict[str, list[LexborNode]] = {}
        self._matching: dict[str, _Marked] = {}
        self._rows: dict[tuple[int, ...], _Marked] = {}
        self._hiding: _Marked | None = None

    def find(self, css: str) -> list[LexborNode]:
        """Every element of the page that matches, in document order."""
        found = self._found.get(css)
        if found is None:
            found = self._found[css] = self._parser.css(css)
        return found

    def first(self, css: str) -> LexborNode | None:
        """The first element of the page that matches."""
        found = self._found.get(css)
        return self._parser.css_first(css) if found is None else next(iter(found), None)

    def find_in(self, rows: list[LexborNode], css: str) -> list[list[LexborNode]]:
        """What matches inside each of several elements, in document order."""
        marked = self._marked_rows(rows)
        if marked is None:
            return [_inside(row, css) for row in rows]
        found: list[list[LexborNode]] = [[] for _ in rows]
        for node in self.find(css):
            for number in marked.around(node.parent):
                found[number].append(node)
        return found

    def _marked_rows(self, rows: list[LexborNode]) -> _Marked | None:
        """None where the rows are too few to search the whole page for them."""
        places = tuple(row.mem_id for row in rows)
        marked = self._rows.get(places)
        if marked is None:
            most = max(map(len, self._rows), default=_FEW)
            if len(places) * _FEW <= most:
                return None
            marked = self._rows[places] = _Marked(places)
        return marked

    def matching(self, css: str) -> _Marked:
        """The elements that match."""
        marked = self._matching.get(css)
        if marked is None:
            marked = self._matching[css] = _Marked(node.mem_id for node in self.find(css))
        return marked

    def hiding(self) -> _Marked:
        """The elements that are marked as not shown."""
        if self._hiding is None:
            found = self.find(HIDING_ATTRIBUTES)
            self._hiding = _Marked(node.mem_id for node in found if _hides(node))
        return self._hiding


class _Marked:
    """Some elements of a page, by number, and which of them are around another one."""

    def __init__(self, places: Iterable[int]) -> None:
        self._numbers: dict[int, tuple[int, ...]] = {}
        """An element can be among them more than once."""
        for number, place in enumerate(places):
            self._numbers[place] = (*self._numbers.get(place, ()), number)
        self._around: dict[int, tuple[int, ...]] = {}
        """By element. Elements share most of their way up, so that it is walked once."""

    def holds(self, node: LexborNode) -> bool:
        """Whether the element is one of them."""
        return node.mem_id in self._numbers

    def around(self, node: LexborNode | None) -> tuple[int, ...]:
        """The numbers of those that are the element itself, or around it."""
        way: list[int] = []
        around: tuple[int, ...] = ()
        while node is not None and self._numbers:
            place = node.mem_id
            if place in self._around:
                around = self._around[place]
                break
            way.append(place)
            node = node.parent
        for place in reversed(way):
            around = (*around, *self._numbers.get(place, ()))
            self._around[place] = around
        return around


def _inside(node: LexborNode, css: str) -> list[LexborNode]:
    """What matches inside; the engine itself counts the element too, and finds it first."""
    found = node.css(css)
    return found[1:] if found and found[0].mem_id == node.mem_id else found


def _first_inside(node: LexborNode, css: str) -> LexborNode | None:
    found = node.css_first(css)
    if found is not None and found.mem_id == node.mem_id:
        return next(iter(_inside(node, css)), None)
    return found


def _hides(node: LexborNode) -> bool:
    attributes = node.attributes
    return hides(
        attributes.get("style"),
        hidden="hidden" in attributes,
        aria_hidden=attributes.get("aria-hidden"),
    )


def _texts(nodes: list[LexborNode], attribute: str | None) -> list[str]:
    if attribute is None:
        return [tidy(node.text()) for node in nodes]
    return [node.attributes.get(attribute) or "" for node in nodes]


class LexborElement:
    """An element."""

    __slots__ = ("_node", "_page")

    def __init__(self, node: LexborNode, page: _Page) -> None:
        self._node = node
        self._page = page

    @property
    def node(self) -> LexborNode:
        """The engine's own element."""
        return self._node

    def select(self, css: str) -> list[Node]:
        return [LexborElement(node, self._page) for node in self._below(css)]

    def first(self, css: str) -> Node | None:
        node = self._first_below(css)
        return None if node is None else LexborElement(node, self._page)

    def texts(self, css: str, attribute: str | None = None) -> list[str]:
        return _texts(self._below(css), attribute)

    def attr(self, name: str) -> str | None:
        attributes = self._node.attributes
        if name not in attributes:
            return None
        return attributes[name] or ""

    @property
    def text(self) -> str:
        return tidy(self._node.text())

    def _below(self, css: str) -> list[LexborNode]:
        return _inside(self._node, css)

    def _first_below(self, css: str) -> LexborNode | None:
        return _first_inside(self._node, css)

    def matches(self, css: str) -> bool:
        return self._page.matching(css).holds(self._node)

    def inside(self, css: str) -> bool:
        return bool(self._page.matching(css).around(self._node))

    @property
    def hidden(self) -> bool:
        return bool(self._page.hiding().around(self._node))


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

    def select_in(self, rows: Sequence[Node], css: str) -> list[list[Node]]:
        found = self._page.find_in(_nodes(rows), css)
        return [[LexborElement(node, self._page) for node in nodes] for nodes in found]

    def texts_in(
        self, rows: Sequence[Node], css: str, attribute: str | None = None
    ) -> list[list[str]]:
        return [_texts(nodes, attribute) for nodes in self._page.find_in(_nodes(rows), css)]

    def _below(self, css: str) -> list[LexborNode]:
        """The root element is inside the page."""
        return self._page.find(css)

    def _first_below(self, css: str) -> LexborNode | None:
        """Most that is looked for stands near the beginning."""
        return self._page.first(css)

    @property
    def comments(self) -> list[str]:
        return _COMMENT.findall(self._html[:_HEAD])


def _nodes(rows: Sequence[Node]) -> list[LexborNode]:
    return [row.node for row in rows if isinstance(row, LexborElement)]


def parse_with_lexbor(html: str) -> Document:
    """Parse a page with Lexbor."""
    return LexborDocument(html)
