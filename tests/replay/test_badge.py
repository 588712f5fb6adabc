"""Reading a badge out of the browser's own document tree."""

from __future__ import annotations

from typing import Any

from cancelwindow.replay.badge import Badge, read_badge

Node = dict[str, Any]


def text(value: str) -> Node:
    return {"nodeName": "#text", "nodeValue": value}


def element(name: str, attributes: dict[str, str], *children: Node, **more: Any) -> Node:
    flat = [part for pair in attributes.items() for part in pair]
    return {"nodeName": name, "attributes": flat, "children": list(children), "nodeId": 1, **more}


def part(name: str, *texts: str) -> Node:
    return element("P", {"class": f"row {name}"}, *(element("SPAN", {}, text(t)) for t in texts))


def page(*shadow: Node, mark: str = "data-cancel-window-badge") -> Node:
    host = element("DIV", {mark: ""}, shadowRoots=[{"nodeName": "#fragment", "children": shadow}])
    return {"nodeName": "#document", "children": [element("HTML", {}, host)]}


def card(*parts: Node, tone: str = "recall") -> Node:
    return element("SECTION", {"class": "card", "data-tone": tone}, *parts) | {"nodeId": 42}


def test_a_badge_is_read_through_its_closed_root() -> None:
    tree = page(
        card(
            part("label", "Shipped on paper only"),
            part("headline", "No carrier has scanned it."),
            part("step", "Next step", "Ask the seller."),
            part("deadline", "Carrier picks up", "Within hours."),
        )
    )
    assert read_badge(tree) == Badge(
        tone="recall",
        label="Shipped on paper only",
        headline="No carrier has scanned it.",
        first_step="Ask the seller.",
        next_deadline="Carrier picks up: Within hours.",
        node_id=42,
    )


def test_a_badge_without_an_answer_has_no_step_and_no_deadline() -> None:
    tree = page(card(part("label", "Not paired"), part("step"), part("deadline"), tone="problem"))
    badge = read_badge(tree)
    assert badge is not None
    assert (badge.tone, badge.first_step, badge.next_deadline) == ("problem", "", "")


def test_a_page_without_a_badge() -> None:
    assert read_badge(page(mark="data-other")) is None
    assert read_badge(page()) is None
