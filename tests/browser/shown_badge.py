"""The badge and its panel as a person meets them: read through the browser's debugger, since their
shadow root is closed to everyone else, and pressed with the mouse, since they heed nothing but real
presses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

import patience
from patience import BETWEEN_LOOKS_MS

MARK = "data-cancel-window-badge"
CARD_MARK = "data-cancel-window-card"

OPEN = "Why, and what to do"
HIDE = "Hide for this order"
CLOSE = "Close"

FEW = 6
"""Elements that are asked for one by one."""

TRIES = 5

ValueT = TypeVar("ValueT")

Node = dict[str, Any]
"""A node of the debugger's DOM domain."""


def eventually(
    page: Page, look: Callable[[], ValueT], is_it: Callable[[ValueT], bool], what: str
) -> ValueT:
    """`patience.eventually`, for a page of Playwright's."""
    # Lets the browser's events, such as requests for the replay, be handled meanwhile.
    return patience.eventually(look, is_it, what, lambda: page.wait_for_timeout(BETWEEN_LOOKS_MS))


class ShownBadge:
    """The badge of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._debugger = page.context.new_cdp_session(page)

    def count(self) -> int:
        """How many badges the page holds."""
        return len(self._hosts(MARK))

    def label(self) -> str:
        """The short word for the answer; empty where there is no badge."""
        return self._text_of("label")

    def headline(self) -> str:
        """The answer in one sentence; empty where there is no badge."""
        return self._text_of("headline")

    def tone(self) -> str:
        """Which answer the badge shows, or `problem` or `checking`; empty where there is none."""
        card = self._find("card")
        return attributes(card).get("data-tone", "") if card else ""

    def text(self) -> str:
        """All text of the badge, shown or folded away."""
        card = self._find("card")
        return text_of(card) if card else ""

    def shown_text(self) -> str:
        """The text that is not folded away."""
        card = self._find("card")
        return text_of(card, shown=True) if card else ""

    def links(self) -> list[str]:
        """Where the links of badge and panel lead."""
        return [attributes(node).get("href", "") for node in self._all() if _is(node, "a")]

    def becomes(self, label: str) -> None:
        """Wait until the badge has this label."""
        eventually(self._page, self.label, lambda seen: seen == label, f"the label {label!r}")

    def answers(self, answer: str) -> None:
        """Wait until the badge shows this answer (or `problem`)."""
        eventually(self._page, self.tone, lambda seen: seen == answer, f"the answer {answer!r}")

    def settles(self) -> None:
        """Wait until the answer is that of a page at rest."""
        eventually(
            self._page,
            self.text,
            lambda text: "as of" in text and "still loading" not in text,
            "a settled answer",
        )

    def goes(self) -> None:
        """Wait until the page holds no badge."""
        eventually(self._page, self.count, lambda seen: seen == 0, "the end of the badge")

    def press(self, name: str) -> None:
        """Press the button, link, fold or box with this text or name with the mouse."""
        x, y = self.place_of(name)
        self._page.mouse.click(x, y)

    def open_panel(self) -> None:
        """Open the panel with the mouse, and wait for it."""
        self.press(OPEN)
        eventually(self._page, self.panel_text, bool, "the panel")

    def panel_text(self) -> str:
        """The text of the open panel that is not folded away; empty while it is closed."""
        panel = self._find("panel")
        return text_of(panel, shown=True) if panel else ""

    def panel_box(self) -> dict[str, float]:
        """Place and size of the panel in the window."""
        return self._box_of("panel")

    def section(self, title: str) -> str:
        """The shown text of one section of the panel; empty where there is none."""
        for node in walk(self._find("panel")):
            if _is(node, "section") and text_of(node).startswith(title):
                return text_of(node, shown=True)
        return ""

    def sources_in(self, title: str) -> list[str]:
        """The sources of one section of the panel, folded away or not."""
        for node in walk(self._find("panel")):
            if _is(node, "section") and text_of(node).startswith(title):
                lines = (
                    one
                    for one in walk(node)
                    if "source" in attributes(one).get("class", "").split()
                )
                return [text_of(line) for line in lines]
        return []

    def links_in(self, title: str) -> list[str]:
        """Where the links of one section of the panel lead."""
        sections = [one for one in walk(self._find("panel")) if _is(one, "section")]
        section = next(one for one in sections if text_of(one).startswith(title))
        return [attributes(node).get("href", "") for node in walk(section) if _is(node, "a")]

    def marks(self) -> dict[str, str]:
        """Labels of the small badges on the cards of a list, by the order each opens."""
        return {name.rpartition(" ")[2]: name for name in self._mark_names()}

    def folds(self) -> list[str]:
        """Names of the panel's messages and sections that are folded, outermost first."""
        summaries = [one for one in walk(self._find("panel")) if _is(one, "summary")]
        names = dict.fromkeys(text_of(one).strip() for one in summaries)
        return [name for name in names if name.startswith("Message")]

    def bar(self) -> str:
        """The sentence of the bar of a walk; empty where there is none."""
        for node in self._all():
            if attributes(node).get("class") == "walk":
                return "".join(text_of(one) for one in walk(node) if _is(one, "p"))
        return ""

    def markup(self) -> list[str]:
        """What stands in each shadow root of ours, as HTML."""
        roots = [root for host in self._hosts() for root in host.get("shadowRoots", ())]
        return ["".join(self._html_of(child) for child in root["children"]) for root in roots]

    def _html_of(self, node: Node) -> str:
        asked = {"backendNodeId": node["backendNodeId"]}
        return str(self._debugger.send("DOM.getOuterHTML", asked)["outerHTML"])

    def mark_ids(self) -> list[str]:
        """Orders of the small badges, in page order, each as often as it stands there."""
        return [name.rpartition(" ")[2] for name in self._mark_names()]

    def press_mark(self, order_id: str) -> None:
        """Press the small badge of an order with the mouse."""
        self.press(self.marks()[order_id])

    def countdowns(self) -> list[str]:
        """What the panel counts down."""
        counted = [one for one in walk(self._find("panel")) if _has_class(one, "countdown")]
        return [text for one in counted if (text := text_of(one))]

    def is_shown(self) -> bool:
        """Whether the page shows a badge or a panel at all."""
        parts = [self._find("card"), self._find("panel")]
        return any(part is not None and "hidden" not in attributes(part) for part in parts)

    def _mark_names(self) -> list[str]:
        found = (attributes(node) for host in self._hosts(CARD_MARK) for node in walk(host))
        return [named["aria-label"] for named in found if named.get("class") == "mark"]

    def fake_click(self, name: str) -> None:
        """Let a script click this button, which even the page's own scripts cannot reach."""
        button = next(node for node in self._all() if self._is_pressable(node, name))
        handle = self._debugger.send("DOM.resolveNode", {"backendNodeId": button["backendNodeId"]})
        self._debugger.send(
            "Runtime.callFunctionOn",
            {
                "objectId": handle["object"]["objectId"],
                "functionDeclaration": "function () { this.click(); }",
            },
        )

    def place_of(self, name: str) -> tuple[float, float]:
        """Middle of the button, link, fold or box with this text or name."""

        places: list[tuple[float, float] | None] = []

        def look() -> list[tuple[float, float] | None]:
            pressable = (node for node in self._all() if self._is_pressable(node, name))
            found = (self._middle(node) for node in pressable)
            places.append(next((place for place in found if place is not None), None))
            return places[-2:]

        # What is still being drawn moves: twice at the same place, and it stays for the press.
        eventually(self._page, look, _is_still, f"a button {name!r} that stands still")
        place = places[-1]
        assert place is not None
        return place

    def box(self) -> dict[str, float]:
        """Place and size of the badge's card in the window."""
        return self._box_of("card")

    def _box_of(self, name: str) -> dict[str, float]:
        boxes: list[dict[str, float] | None] = []

        def look() -> list[dict[str, float] | None]:
            node = self._find(name)
            boxes.append(self._box(node) if node else None)
            return boxes[-2:]

        # It comes in with a movement, unless the person wants none.
        eventually(self._page, look, _is_still, f"a {name} that stands still")
        box = boxes[-1]
        assert box is not None
        return box

    def _box(self, node: Node) -> dict[str, float] | None:
        try:
            model = self._debugger.send("DOM.getBoxModel", {"backendNodeId": node["backendNodeId"]})
        except PlaywrightError:
            # Not shown, or drawn anew since it was found.
            return None
        x, y = model["model"]["border"][:2]
        return {
            "x": x,
            "y": y,
            "width": model["model"]["width"],
            "height": model["model"]["height"],
        }

    def accessible(self) -> list[tuple[str, str]]:
        """Role and name of each thing that a screen reader meets on the page."""
        tree = self._debugger.send("Accessibility.getFullAXTree")
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            if not node["ignored"]
        ]

    @staticmethod
    def _is_pressable(node: Node, name: str) -> bool:
        named = (text_of(node).strip(), attributes(node).get("aria-label", ""))
        pressable = node["nodeName"] in {"BUTTON", "A", "SUMMARY", "LABEL"}
        # The button that opens the panel counts its warnings.
        return pressable and any(one == name or one.startswith(f"{name} (") for one in named)

    def focused(self) -> str:
        """Name of the thing that has the keyboard, wherever on the page it is."""
        tree = self._debugger.send("Accessibility.getFullAXTree")
        focused = [
            str(node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            for one in node.get("properties", [])
            if one["name"] == "focused" and one["value"]["value"]
        ]
        # The document as a whole counts as focused too, and comes first.
        return focused[-1] if focused else ""

    def _middle(self, node: Node) -> tuple[float, float] | None:
        try:
            self._debugger.send(
                "DOM.scrollIntoViewIfNeeded", {"backendNodeId": node["backendNodeId"]}
            )
            model = self._debugger.send("DOM.getBoxModel", {"backendNodeId": node["backendNodeId"]})
        except PlaywrightError:
            # Folded away, or drawn anew since it was found.
            return None
        corners = model["model"]["content"]
        return (corners[0] + corners[4]) / 2, (corners[1] + corners[5]) / 2

    def _text_of(self, name: str) -> str:
        node = self._find(name)
        return text_of(node) if node else ""

    def _find(self, name: str) -> Node | None:
        for host in self._hosts(MARK):
            for node in walk(host):
                if name in attributes(node).get("class", "").split():
                    return node
        return None

    def _all(self) -> Iterator[Node]:
        """Every node of ours on the page, those of the cards included."""
        for host in self._hosts():
            yield from walk(host)

    def _hosts(self, *marks: str) -> list[Node]:
        """The elements of ours with one of these marks (else with any), and all below them."""
        for _ in range(TRIES):
            # The page may be drawn anew, or left, between two questions.
            with suppress(PlaywrightError):
                return self._described(marks or (MARK, CARD_MARK))
        return self._described(marks or (MARK, CARD_MARK))

    def _described(self, marks: Sequence[str]) -> list[Node]:
        """A whole page is sent at great length: a few elements are asked for one by one."""
        page = self._debugger.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        asked = {"nodeId": page, "selector": ", ".join(f"[{mark}]" for mark in marks)}
        found = self._debugger.send("DOM.querySelectorAll", asked)["nodeIds"]
        whole = {"depth": -1, "pierce": True}
        if len(found) <= FEW:
            described = (
                self._debugger.send("DOM.describeNode", {"nodeId": one} | whole) for one in found
            )
            return [answer["node"] for answer in described]
        document = self._debugger.send("DOM.getDocument", whole)["root"]
        return [node for node in walk(document) if not attributes(node).keys().isdisjoint(marks)]


def walk(node: Node | None) -> Iterator[Node]:
    """The node and all below it, closed shadow roots included."""
    if node is None:
        return
    yield node
    for child in (*node.get("shadowRoots", ()), *node.get("children", ())):
        yield from walk(child)


def attributes(node: Node) -> dict[str, str]:
    """Its attributes by name."""
    flat = node.get("attributes", [])
    return dict(zip(flat[::2], flat[1::2], strict=True))


def text_of(node: Node, *, shown: bool = False) -> str:
    """Its text, each element's on a line of its own; `shown` leaves out what is folded away."""
    if node["nodeType"] == _TEXT:
        return str(node["nodeValue"])
    if _is(node, "style") or (shown and "hidden" in attributes(node)):
        return ""
    children = node.get("children", [])
    if shown and _is(node, "details") and "open" not in attributes(node):
        children = [child for child in children if _is(child, "summary")]
    return "\n".join(text for child in children if (text := text_of(child, shown=shown)))


def _is_still(looks: Sequence[object]) -> bool:
    """Whether two looks in a row saw the same, and saw something."""
    return len(looks) == 2 and looks[0] is not None and looks[0] == looks[1]


_TEXT = 3


def _has_class(node: Node, name: str) -> bool:
    return name in attributes(node).get("class", "").split()


def _is(node: Node, tag: str) -> bool:
    return str(node["nodeName"]).lower() == tag
