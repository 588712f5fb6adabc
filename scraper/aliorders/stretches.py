"""Where elements stand in a page: each is followed at once by all that is inside of it.

Elements are known by their number in document order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise

from selectolax.lexbor import LexborNode

from aliorders.attribute_index import Places


class Ends(dict[int, int]):
    """By the number of an element, the first number behind it and all that is inside of it."""

    def __init__(self, nodes: Sequence[LexborNode]) -> None:
        super().__init__()
        self._nodes = nodes

    def learn(self, places: Places) -> None:
        """Note the ends of elements of which each stands right behind the one before."""
        nodes = self._nodes
        for place, following in pairwise(places):
            if following - 1 > place and _are_siblings(nodes[place], nodes[following]):
                last = nodes[following - 1].parent
                while last is not None and last.mem_id != nodes[place].mem_id:
                    last = last.parent
                if last is not None:
                    self[place] = following

    def __missing__(self, place: int) -> int:
        inside = list(self._nodes[place].traverse())
        last = place + len(inside) - 1
        if last >= len(self._nodes) or self._nodes[last].mem_id != inside[-1].mem_id:
            # There are comments among them, which have no number.
            last = place + sum(node.is_element_node for node in inside) - 1
        self[place] = last + 1
        return last + 1


class Spans:
    """Stretches of a page that do not overlap, each of an element and all that is inside of it."""

    def __init__(self, places: Iterable[int], ends: Ends) -> None:
        """Those of some elements, given in document order."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        end = 0
        for place in places:
            if place >= end:
                end = ends[place]
                self._starts.append(place)
                self._ends.append(end)

    def hold(self, place: int) -> bool:
        """Whether an element stands in one of them."""
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]

    def all(self) -> Places:
        """Every element that stands in one of them."""
        return list(chain.from_iterable(map(range, self._starts, self._ends)))

    def held(self, places: Places) -> Places:
        """Those of some elements that stand in one of them."""
        return self._held_from(places, bisect_left)

    def those_inside(self, places: Places) -> Places:
        """Those of some elements that stand in one of them without being the one it is of."""
        return self._held_from(places, bisect_right)

    def _held_from(self, places: Places, first_of: Callable[[Places, int], int]) -> Places:
        held: list[int] = []
        for start, end in zip(self._starts, self._ends, strict=True):
            first = first_of(places, start)
            held.extend(places[first : bisect_left(places, end, first)])
        return held


def is_below(child: LexborNode, node: LexborNode) -> bool:
    """Whether an element is the child of another."""
    parent = child.parent
    return parent is not None and parent.mem_id == node.mem_id


def _are_siblings(first: LexborNode, second: LexborNode) -> bool:
    return first.parent is not None and is_below(second, first.parent)
