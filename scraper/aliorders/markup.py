"""Whether a page is built so that parsing it takes no unreasonable time, told before it is parsed.

An HTML parser looks through all open elements at each new one, and through all attributes of an
element at each new one: its time grows with the square of either. A few megabytes of ``<div>``
would keep a reader busy for hours, so whoever takes pages from outside asks here first.
"""

from __future__ import annotations

import re

MAX_NESTING = 2_000
"""Browsers build no deeper tree than about 500 from markup; order pages have some 30 levels."""

MAX_ATTRIBUTES = 200
"""Of one element. Order pages have some ten."""

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:[^"'>]++|"[^"]*+"|'[^']*+')*+)"""
)
_ATTRIBUTE = re.compile(r"""[^\s"'=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"']*+))?+""")

_SHORTEST_ATTRIBUTE = 2
"""Characters, with the blank before it."""

_VOID = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input"),
        *("link", "meta", "param", "source", "track", "wbr"),
    ]
)
"""Elements that never have an end tag (HTML standard, 13.1.2)."""


def is_modest(html: str) -> bool:
    """Whether no element of `html` stands too deep or has too many attributes.

    Exact for markup that a browser wrote, where every element but the void ones is closed. In
    looser markup an element without its end tag counts as open to the end.
    """
    depth = 0
    for tag in _TAG.finditer(html):
        if _attributes(tag["rest"]) > MAX_ATTRIBUTES:
            return False
        if tag["name"].lower() in _VOID:
            continue
        # An end tag too many opens nothing.
        depth = max(depth - 1, 0) if tag["end"] else depth + 1
        if depth > MAX_NESTING:
            return False
    return True


def _attributes(rest: str) -> int:
    if len(rest) <= MAX_ATTRIBUTES * _SHORTEST_ATTRIBUTE:
        return 0
    return sum(1 for _ in _ATTRIBUTE.finditer(rest))
