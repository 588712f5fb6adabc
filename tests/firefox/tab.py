"""One tab of a Firefox: looked at as a person sees it, pressed with the mouse, typed into by keys.

The parts of the extension stand in closed shadow roots, which the browser shows to its driver
alone; they heed nothing but real presses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import patience
from browser.shown_badge import CARD_MARK, MARK
from firefox.bidi import Bidi, BidiError, Result
from patience import BETWEEN_LOOKS_MS

ValueT = TypeVar("ValueT")

_WHOLE = {"maxDomDepth": None, "includeShadowTree": "all"}


def eventually(look: Callable[[], ValueT], is_it: Callable[[ValueT], bool], what: str) -> ValueT:
    """`patience.eventually`, for a Firefox, which handles its events by itself."""
    return patience.eventually(look, is_it, what, lambda: time.sleep(BETWEEN_LOOKS_MS / 1000))


@dataclass(frozen=True)
class Part:
    """An element, with all below it."""

    node: Result

    @property
    def tag(self) -> str:
        return str(self.node.get("value", {}).get("localName", ""))

    @property
    def attributes(self) -> dict[str, str]:
        return dict(self.node.get("value", {}).get("attributes", {}))

    @property
    def text(self) -> str:
        """Its text, with shadow roots, without styles."""
        value = self.node.get("value", {})
        if "nodeValue" in value:
            return str(value["nodeValue"])
        if self.tag == "style":
            return ""
        return "".join(part.text for part in self._parts())

    def walk(self) -> Iterator[Part]:
        """Itself and all below it."""
        yield self
        for part in self._parts():
            yield from part.walk()

    def _parts(self) -> Iterator[Part]:
        value = self.node.get("value", {})
        root = value.get("shadowRoot")
        if root is not None:
            yield Part(root)
        for child in value.get("children", ()):
            yield Part(child)


@dataclass(frozen=True)
class Tab:
    """A tab, by the browser's number of it."""

    bidi: Bidi
    context: str

    def run(self, function: str, *arguments: object) -> Any:
        """What a script in the page's world gives (plain values only)."""
        return self._called(function, [_value(one) for one in arguments]).get("value")

    def _called(self, function: str, arguments: list[Result], **how: object) -> Result:
        answer = self.bidi.call(
            "script.callFunction",
            functionDeclaration=function,
            arguments=arguments,
            target={"context": self.context},
            awaitPromise=True,
            **how,
        )
        if answer["type"] != "success":
            raise BidiError(answer["exceptionDetails"]["text"])
        return dict(answer["result"])

    # --- looking --------------------------------------------------------------------------------

    def parts(self) -> Iterator[Part]:
        """Every element of ours."""
        for part in self._document().walk():
            if {MARK, CARD_MARK} & part.attributes.keys():
                yield from part.walk()

    def _document(self) -> Part:
        try:
            return Part(
                self._called("() => document.documentElement", [], serializationOptions=_WHOLE)
            )
        except BidiError:
            # Between two pages there is nothing to look at.
            return Part({"value": {}})

    def text_of(self, name: str) -> str:
        """Text of the part of ours with this class; empty where there is none."""
        return next((part.text for part in self.parts() if _is_named(part, name)), "")

    def tone(self) -> str:
        """Which answer the badge shows."""
        cards = (part for part in self.parts() if _is_named(part, "card"))
        return next((card.attributes.get("data-tone", "") for card in cards), "")

    def marks(self) -> dict[str, str]:
        """Labels of the small badges on the cards of a list, by the order each opens."""
        marks = [part for part in self.parts() if _is_named(part, "mark")]
        names = [mark.attributes.get("aria-label", "") for mark in marks]
        return {name.rpartition(" ")[2]: name for name in names}

    def shows(self, look: Callable[[], str], words: str) -> None:
        """Wait until what is looked at holds these words."""
        eventually(look, lambda seen: words in seen, f"{words!r}")

    def page_text(self) -> str:
        """The page's own shown text."""
        try:
            return str(self.run("() => document.body?.innerText ?? ''"))
        except BidiError:
            return ""

    # --- pressing and typing --------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Press the button of ours with this text."""

        def look() -> Part | None:
            found = (one for one in self.parts() if one.tag in {"button", "a", "summary"})
            return next((one for one in found if one.text.strip().startswith(name)), None)

        part = eventually(look, lambda seen: seen is not None, f"a button {name!r}")
        assert part is not None
        self._press(part.node)

    def press_in_page(self, selector: str) -> None:
        """Press an element of the page, as soon as it is there and shown."""
        element = self._element(selector)

        def is_shown() -> bool:
            shown = self._called("(one) => one.checkVisibility()", [_reference(element)])
            return bool(shown.get("value"))

        eventually(is_shown, bool, f"the element {selector} in sight")
        self._press(element)

    def type_in(self, selector: str, text: str) -> None:
        """Replace what stands in a field."""
        field = self._element(selector)
        self._called("(field) => { field.focus(); field.select(); }", [_reference(field)])
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def _element(self, selector: str) -> Result:
        def look() -> Result | None:
            try:
                found = self._called("(one) => document.querySelector(one)", [_value(selector)])
            except BidiError:
                return None
            return found if found["type"] == "node" else None

        element = eventually(look, lambda seen: seen is not None, f"the element {selector}")
        assert element is not None
        return element

    def _press(self, node: Result) -> None:
        reference = _reference(node)
        self._called("(one) => one.scrollIntoView({ block: 'center' })", [reference])
        steps: list[Result] = [
            {
                "type": "pointerMove",
                "x": 0,
                "y": 0,
                "origin": {"type": "element", "element": reference},
            },
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def _act(self, source: Result) -> None:
        self.bidi.call("browsingContext.activate", context=self.context)
        self.bidi.call("input.performActions", context=self.context, actions=[source])

    def picture(self) -> str:
        """The tab as a PNG, in base64."""
        return str(
            self.bidi.call("browsingContext.captureScreenshot", context=self.context)["data"]
        )


def _is_named(part: Part, name: str) -> bool:
    return name in part.attributes.get("class", "").split()


def _reference(node: Result) -> Result:
    return {"sharedId": node["sharedId"]}


def _value(value: object) -> Result:
    """A plain value in the form of the protocol."""
    if value is None:
        return {"type": "null"}
    if isinstance(value, bool):
        return {"type": "boolean", "value": value}
    if isinstance(value, int | float):
        return {"type": "number", "value": value}
    if isinstance(value, dict):
        return {"type": "object", "value": [[name, _value(one)] for name, one in value.items()]}
    return {"type": "string", "value": str(value)}
