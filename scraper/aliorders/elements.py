"""The elements of a page that Lexbor parsed, by number in document order, and how they are found.

Lexbor walks the whole page for each selector. The reader asks some forty selectors of a page, so
that one walk that notes each element's attributes, and answers from the notes, is far quicker.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aliorders.attribute_index import AttributeIndex, Places, joined
from aliorders.dom import SILENT_TAGS, hides
from aliorders.queries import Compound, NotIndexedError, Query, queries_of
from aliorders.stretches import Ends, Spans, is_below
from aliorders.text.fold import tidy

_FEWER = 8
"""A set of elements this many times smaller than the largest one is searched alone; for more of
them, the whole page is, once."""


class Elements:
    """What stands in one page. Whatever was asked for once is kept."""

    def __init__(self, html: str) -> None:
        self._parser = LexborHTMLParser(html)
        self._nodes = _shown(self._parser)
        self._index = AttributeIndex(self._nodes)
        self._ends = Ends(self._nodes)
        self._found: dict[str, Places] = {}
        self._around: dict[str, Spans] = {}
        self._most = 0
        """The most elements that were ever searched together."""

    def find(self, css: str) -> Places:
        """Every element that matches a selector."""
        found = self._found.get(css)
        if found is None:
            found = self._found[css] = self._search(css)
        return found

    def is_found(self, place: int, css: str) -> bool:
        """Whether an element itself matches."""
        found = self.find(css)
        number = bisect_left(found, place)
        return number < len(found) and found[number] == place

    def first(self, css: str) -> int | None:
        """The first element that matches; one asked for by its tag stands near the beginning."""
        if css.isalpha() and css not in self._found:
            return next(self._tagged(css), None)
        return next(iter(self.find(css)), None)

    def find_below(self, place: int, css: str) -> Places:
        """Every element inside of one that matches."""
        return self.find_below_each((place,), css)[0]

    def find_below_each(self, places: Places, css: str) -> list[Places]:
        """`find_below` of several elements."""
        found = self._find_in(places, css)
        if not found:
            return [()] * len(places)
        ends = self._ends
        below: list[Places] = []
        for place in places:
            first = bisect_right(found, place)
            below.append(found[first : bisect_left(found, ends[place], first)])
        return below

    def first_below_each(
        self,
        places: Places,
        css: str,
        attribute: str | None,
        value: Callable[[str], str] | None,
    ) -> list[str]:
        """Of each of several elements the first text that is not empty of what it has inside.

        See `dom.Document.first_in`.
        """
        found = self._find_in(places, css)
        if not found:
            return [""] * len(places)
        ends, many, text_of = self._ends, len(found), self._text_of(attribute)
        numbers = [bisect_right(found, place) for place in places]
        texts = [
            text_of(found[number]) if number < many and found[number] < ends[place] else ""
            for place, number in zip(places, numbers, strict=True)
        ]
        if value is not None:
            texts = [value(text) for text in texts]
        if not all(texts):
            for row, text in enumerate(texts):
                if not text:
                    second = numbers[row] + 1
                    others = found[second : bisect_left(found, ends[places[row]], second)]
                    texts[row] = next(filter(None, map(value or str, map(text_of, others))), "")
        return texts

    def around(self, css: str) -> Spans:
        """Where elements stand that match a selector, or are inside of one that does."""
        spans = self._around.get(css)
        if spans is None:
            spans = self._around[css] = Spans(self.find(css), self._ends)
        return spans

    @cached_property
    def hidden(self) -> Spans:
        """Where elements stand that are marked as not shown, or are inside of one that is."""
        styles = self._index.values("style")
        marked = {
            *self._index.values("hidden"),
            *self._index.by_value("aria-hidden").get("true", ()),
            *(place for place, style in styles.items() if hides(style)),
        }
        return Spans(sorted(marked), self._ends)

    def attribute(self, place: int, name: str) -> str | None:
        """An attribute's text, or None where it is not set."""
        if name == "class":
            attributes = self._nodes[place].attributes
            return attributes[name] or "" if name in attributes else None
        values = self._index.values(name)
        return values[place] or "" if place in values else None

    def text(self, place: int) -> str:
        """All text inside of an element, tidied."""
        return tidy(self._nodes[place].text())

    def texts(self, several: Iterable[Places], attribute: str | None) -> list[list[str]]:
        """Of each of several sets the texts, or the named attribute's; "" where it is not set."""
        text_of = self._text_of(attribute)
        return [[text_of(place) for place in places] for places in several]

    def _text_of(self, attribute: str | None) -> Callable[[int], str]:
        if attribute is None:
            nodes = self._nodes
            return lambda place: tidy(nodes[place].text())
        if attribute == "class":
            return lambda place: self.attribute(place, "class") or ""
        values = self._index.values(attribute)
        return lambda place: values.get(place) or ""

    def _find_in(self, places: Places, css: str) -> Places:
        """Every element inside of some that matches, and maybe others that stand elsewhere."""
        if len(places) > self._most:
            self._most = len(places)
            self._ends.learn(places)
        if css in self._found or len(places) * _FEWER > self._most:
            return self.find(css)
        return self._search(css, Spans(sorted(places), self._ends))

    def _search(self, css: str, scope: Spans | None = None) -> Places:
        """With `scope`, all that stands in it; what is found elsewhere is left open."""
        try:
            queries = queries_of(css)
        except NotIndexedError:
            places = {node.mem_id: place for place, node in enumerate(self._nodes)}
            return [places[node.mem_id] for node in self._parser.css(css)]
        may_have = self._index.may_have
        return joined([self._matching(query, scope) for query in queries if may_have(query)])

    def _matching(self, query: Query, scope: Spans | None = None) -> Places:
        if query.only_class is not None and scope is None:
            return self._index.of_one_class(query.only_class)
        if query.around is None:
            return self._such(query.element, scope)
        # A parent of what is inside of some elements is inside of them too, or one of them.
        outer = self._matching(query.around, scope if query.directly else None)
        return self._inside(query, outer, scope) if outer else ()

    def _inside(self, query: Query, outer: Places, scope: Spans | None) -> Places:
        """Those elements inside of some others that are what a query asks for."""
        element = query.element
        if query.directly and not element.is_named:
            return self._meeting(element, self._children(outer, element.nth_child))
        if scope is None and not element.is_named:
            scope = Spans(outer, self._ends)
        found = self._such(element, scope)
        if query.directly or len(found) <= 2 * len(outer):
            return self._below(outer, found, directly=query.directly)
        return Spans(outer, self._ends).those_inside(found)

    def _such(self, element: Compound, scope: Spans | None) -> Places:
        """The elements that are what is asked for by themselves."""
        conditions = element.conditions
        if element.classes or element.class_parts:
            found = self._index.of_class(element.classes, element.class_parts)
        elif conditions:
            found = self._index.of_attribute(conditions[0])
            conditions = conditions[1:]
        else:
            every = range(len(self._nodes)) if scope is None else scope.all()
            return self._meeting(element, every)
        if scope is not None:
            found = scope.held(found)
        for condition in conditions:
            found = self._index.meeting(condition, found)
        return self._meeting(element, found)

    def _meeting(self, element: Compound, places: Places) -> Places:
        """Those of some elements that have the tag, and hold what they have to."""
        if element.tag is not None:
            nodes, tag = self._nodes, element.tag
            places = [place for place in places if nodes[place].tag == tag]
        if element.has:
            inner = joined([self._such(held, None) for held in element.has])
            places = [place for place in places if self._holds_any(place, inner)]
        return places

    def _tagged(self, tag: str) -> Iterator[int]:
        return (place for place, node in enumerate(self._nodes) if node.tag == tag)

    def _holds_any(self, place: int, found: Places) -> bool:
        following = bisect_right(found, place)
        return following < len(found) and found[following] < self._ends[place]

    def _below(self, outer: Places, found: Places, *, directly: bool) -> Places:
        """Those of the found elements that stand inside of an outer one, by the way up to it."""
        nodes = self._nodes
        around = {nodes[place].mem_id for place in outer}
        elsewhere: set[int] = set()
        below: list[int] = []
        for place in found:
            way: list[int] = []
            node = nodes[place].parent
            while node is not None:
                step = node.mem_id
                if step in around:
                    below.append(place)
                    break
                if directly or step in elsewhere:
                    node = None
                else:
                    way.append(step)
                    node = node.parent
            if node is None:
                elsewhere.update(way)
        return below

    def _children(self, parents: Places, nth: int | None) -> Places:
        """The elements directly below some, or the n-th of each."""
        children: list[int] = []
        for place in parents:
            own = self._own(place)
            children.extend(own if nth is None else islice(own, nth - 1, nth))
        return sorted(children)

    def _own(self, place: int) -> Iterator[int]:
        nodes = self._nodes
        child = place + 1
        while child < len(nodes) and is_below(nodes[child], nodes[place]):
            yield child
            child = self._ends[child]


def _shown(parser: LexborHTMLParser) -> list[LexborNode]:
    """The elements of a page, from which those whose text is no text of the page are taken out.

    They are looked for in one walk; the parser's own way takes one for each of their tags.
    """
    nodes = parser.tags("*")
    ids = _silent_ids()
    silent = [place for place, node in enumerate(nodes) if node.tag_id in ids]
    for place in reversed(silent):
        inside = sum(node.is_element_node for node in nodes[place].traverse())
        nodes[place].decompose()
        del nodes[place : place + inside]
    return nodes


@cache
def _silent_ids() -> frozenset[int]:
    """The numbers of such tags in Lexbor, which are quicker to ask for than their names."""
    page = LexborHTMLParser("".join(f"<{tag}></{tag}>" for tag in SILENT_TAGS))
    return frozenset(node.tag_id for node in page.tags("*") if node.tag in SILENT_TAGS)
