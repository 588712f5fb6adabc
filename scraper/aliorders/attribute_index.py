"""The attributes of a page's elements, by name and by value: what selectors ask for first.

Elements are known by their number in document order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from selectolax.lexbor import LexborNode

from aliorders.queries import Condition, Query

Places = Sequence[int]
"""Numbers of elements, in document order."""


class AttributeIndex:
    """What stands in the attributes of some elements."""

    def __init__(self, nodes: Iterable[LexborNode]) -> None:
        by_class: dict[str, list[int]] = defaultdict(list)
        values: dict[str, dict[int, str | None]] = defaultdict(dict)
        for place, node in enumerate(nodes):
            attributes = node.attributes
            text = attributes.pop("class", None)
            if text:
                by_class[text].append(place)
            if attributes:
                for name, value in attributes.items():
                    values[name][place] = value
        self._by_class = by_class
        """By the whole text of the attribute `class`, where it has one."""
        self._values = values
        """The other attributes by name, each by the number of its element."""
        self._class_texts = _texts_by_name(tuple(by_class))
        self._by_value: dict[str, dict[str, list[int]]] = {}
        self._of_classes: dict[tuple[tuple[str, ...], tuple[str, ...]], Places] = {}
        self._classes = frozenset(self._class_texts)
        self._names = frozenset(values)
        self._ids = frozenset(self.by_value("id"))

    def may_have(self, query: Query) -> bool:
        """Whether all is there without which no element can match."""
        return (
            query.classes <= self._classes
            and query.attributes <= self._names
            and query.ids <= self._ids
        )

    def values(self, name: str) -> Mapping[int, str | None]:
        """An attribute besides `class`, by the elements that have it; None for one without text."""
        return self._values.get(name, {})

    def by_value(self, name: str) -> Mapping[str, Places]:
        """The elements that have an attribute besides `class`, by its text."""
        found = self._by_value.get(name)
        if found is None:
            found = self._by_value[name] = defaultdict(list)
            for place, value in self.values(name).items():
                found[value or ""].append(place)
        return found

    def of_one_class(self, name: str) -> Places:
        """The elements that are of a class."""
        return joined([self._by_class[text] for text in self._class_texts.get(name, ())])

    def of_class(self, names: tuple[str, ...], parts: tuple[str, ...]) -> Places:
        """The elements that are of all these classes, whose text also contains all these parts."""
        found = self._of_classes.get((names, parts))
        if found is None:
            texts: Iterable[str] = self._by_class
            for name in names:
                having = self._class_texts.get(name, ())
                texts = [text for text in having if text in texts]
            for part in parts:
                texts = [text for text in texts if part in text]
            found = joined([self._by_class[text] for text in texts])
            self._of_classes[names, parts] = found
        return found

    def of_attribute(self, condition: Condition) -> Places:
        """The elements of which an attribute besides `class` meets a condition."""
        values, wanted = self.values(condition.name), condition.value
        if wanted is None:
            return list(values)
        if condition.within:
            return [place for place, text in values.items() if text and wanted in text]
        return self.by_value(condition.name).get(wanted, ())

    def meeting(self, condition: Condition, places: Places) -> Places:
        """Those of some elements that `of_attribute` would find as well."""
        values = self.values(condition.name)
        return [place for place in places if place in values and condition.fits(values[place])]


@lru_cache(maxsize=64)
def _texts_by_name(texts: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Of the texts of attributes `class` those that have a name among them, by name: most pages
    are read several times while they draw, and have the same."""
    by_name: dict[str, list[str]] = {}
    for text in texts:
        for name in set(_CLASS_NAME.findall(text)):
            by_name.setdefault(name, []).append(text)
    return by_name


_CLASS_NAME = re.compile(r"[^ \t\n\f\r]+")
"""Any other blank is part of a name."""


def joined(several: Sequence[Places]) -> Places:
    """The elements of several sets, each once."""
    if len(several) == 1:
        return several[0]
    some = [places for places in several if places]
    if len(some) == 1:
        return some[0]
    return sorted(set(chain.from_iterable(some)))
