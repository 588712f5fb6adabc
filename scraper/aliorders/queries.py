"""A CSS selector taken apart into what the index of a page's elements can be asked.

Only the forms that the reader's selectors use: a tag, an id, classes, a part of the text of all
classes, attributes (there, equal, containing), the n-th child, `:has(...)`, and what stands inside
or directly below something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import cssselect
from cssselect import parser as tree


class Condition(NamedTuple):
    """What an attribute has to be: there, equal to `value`, or, if `within`, containing it."""

    name: str
    value: str | None = None
    within: bool = False

    def fits(self, text: str | None) -> bool:
        """Whether an attribute of this text, or with none, meets it."""
        if self.value is None:
            return True
        return self.value in (text or "") if self.within else self.value == (text or "")


class Compound(NamedTuple):
    """What one element has to be by itself."""

    tag: str | None = None
    classes: tuple[str, ...] = ()
    class_parts: tuple[str, ...] = ()
    """What the text of its classes has to contain."""
    conditions: tuple[Condition, ...] = ()
    """What its other attributes have to be."""
    nth_child: int | None = None
    has: tuple[Compound, ...] = ()
    """It has to hold one that is any of these; empty where nothing is asked."""

    @property
    def is_named(self) -> bool:
        """Whether more than its tag is known, of which a page has few."""
        return bool(self.classes or self.class_parts or self.conditions)


class Query(NamedTuple):
    """A selector without commas: an element, and where it has to stand."""

    element: Compound
    around: Query | None = None
    """What it has to stand inside of."""
    directly: bool = False
    """Whether it has to be a child of that."""
    classes: frozenset[str] = frozenset()
    """Without these somewhere, a page has no such element."""
    attributes: frozenset[str] = frozenset()
    """Likewise, by name."""
    ids: frozenset[str] = frozenset()
    """Likewise."""
    only_class: str | None = None
    """The class that is all it asks for, where that is so."""


class NotIndexedError(ValueError):
    """A selector in a form that has to be left to the engine."""


@cache
def queries_of(css: str) -> tuple[Query, ...]:
    """A selector's alternatives.

    Raises:
        NotIndexedError: it has a form that is not among those above, or is no selector.
    """
    try:
        selectors = cssselect.parse(css)
    except cssselect.SelectorError as error:
        raise NotIndexedError(css) from error
    return tuple(map(_query, selectors))


def _query(selector: tree.Selector) -> Query:
    if selector.pseudo_element is not None:
        raise NotIndexedError(selector.canonical())
    return _placed(selector.parsed_tree)


def _placed(node: tree.Tree) -> Query:
    if not isinstance(node, tree.CombinedSelector):
        return _standing(node)
    if node.combinator not in {" ", ">"}:
        raise NotIndexedError(node.canonical())
    around = _placed(node.selector)
    return _standing(node.subselector, around, directly=node.combinator == ">")


def _standing(node: tree.Tree, around: Query | None = None, *, directly: bool = False) -> Query:
    element = _compound(node)
    if element.nth_child is not None and (element.is_named or not directly):
        raise NotIndexedError(node.canonical())
    classes = frozenset(element.classes)
    attributes = frozenset(condition.name for condition in element.conditions)
    ids = frozenset(value for name, value, _ in element.conditions if name == "id" and value)
    if around is not None:
        classes |= around.classes
        attributes |= around.attributes
        ids |= around.ids
    is_class = around is None and element == Compound(classes=element.classes[:1])
    only_class = element.classes[0] if is_class and element.classes else None
    return Query(element, around, directly, classes, attributes, ids, only_class)


def _compound(node: tree.Tree) -> Compound:
    if isinstance(node, tree.Element) and node.namespace is None:
        return Compound(tag=node.element)
    if isinstance(node, tree.Class):
        found = _compound(node.selector)
        return found._replace(classes=(*found.classes, node.class_name))
    if isinstance(node, tree.Hash):
        found = _compound(node.selector)
        return found._replace(conditions=(*found.conditions, Condition("id", node.id)))
    if isinstance(node, tree.Attrib):
        return _with_attribute(_compound(node.selector), node)
    if isinstance(node, tree.Function) and node.name == "nth-child":
        return _compound(node.selector)._replace(nth_child=_number(node))
    if isinstance(node, tree.Relation):
        found = _compound(node.selector)
        if not found.has:
            return found._replace(has=tuple(_inner(node)))
    raise NotIndexedError(node.canonical())


def _with_attribute(found: Compound, node: tree.Attrib) -> Compound:
    value = None if node.value is None else node.value.value
    within = node.operator == "*="
    if node.flag or node.namespace or node.operator not in {"exists", "=", "*="} or value == "":
        raise NotIndexedError(node.canonical())
    if node.attrib != "class":
        condition = Condition(node.attrib, value, within)
        return found._replace(conditions=(*found.conditions, condition))
    if not within or value is None:
        raise NotIndexedError(node.canonical())
    return found._replace(class_parts=(*found.class_parts, value))


def _number(node: tree.Function) -> int:
    values = [token.value for token in node.arguments]
    if len(values) != 1 or not (values[0] or "").isdecimal():
        raise NotIndexedError(node.canonical())
    return int(values[0] or "")


def _inner(node: tree.Relation) -> Iterator[Compound]:
    for combinator, selector in node.arguments:
        inner = _query(selector)
        if combinator.value != " " or inner.around is not None:
            # What is around the inner one has to be inside of the outer one as well.
            raise NotIndexedError(node.canonical())
        yield inner.element
