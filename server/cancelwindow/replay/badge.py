"""Look at a page's badge from outside, as a person does: its shadow root is closed to pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_HOST = "data-cancel-window-badge"

Node = Mapping[str, Any]
"""A node of the browser's own document tree, shadow roots included (CDP `DOM.Node`)."""


@dataclass(frozen=True)
class Badge:
    """What the badge shows. `tone` is the answer, or ``problem`` or ``checking`` without one."""

    tone: str
    label: str
    headline: str
    first_step: str
    next_deadline: str
    node_id: int
    """Of the card, for its place on the page."""


def read_badge(document: Node) -> Badge | None:
    """The badge in a document, or None while there is none."""
    host = next((node for node in _walk(document) if _HOST in _attributes(node)), None)
    if host is None:
        return None
    parts = {name: node for node in _walk(host) for name in _classes(node)}
    card = parts.get("card")
    if card is None:
        return None
    return Badge(
        tone=_attributes(card).get("data-tone", ""),
        label=" ".join(_texts(parts.get("label"))),
        headline=" ".join(_texts(parts.get("headline"))),
        first_step=" ".join(_texts(parts.get("step"))[1:]),
        next_deadline=": ".join(_texts(parts.get("deadline"))),
        node_id=int(card["nodeId"]),
    )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for name in ("shadowRoots", "children"):
        for child in node.get(name, ()):
            yield from _walk(child)


def _attributes(node: Node) -> dict[str, str]:
    flat = node.get("attributes", [])
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _classes(node: Node) -> list[str]:
    return _attributes(node).get("class", "").split()


def _texts(node: Node | None) -> list[str]:
    """The texts in a part, in order; the first of a step or a deadline is its caption."""
    nodes = [] if node is None else _walk(node)
    texts = (str(inner.get("nodeValue", "")).strip() for inner in nodes if _is_text(inner))
    return [text for text in texts if text]


def _is_text(node: Node) -> bool:
    return bool(node.get("nodeName") == "#text")
