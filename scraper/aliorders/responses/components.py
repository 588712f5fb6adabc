"""The component graph of list and detail answers: selected by tag, ordered by hierarchy.

Keys vary between clients (`pc_om_list_order_<id>`, `order_<id>`) and the key order of the data is
shuffled, so neither is used. Scalars come typed or as text, depending on the client.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.functional_validators import ModelWrapValidatorHandler, WrapValidator

from aliorders.data import table
from aliorders.selectors import LONGEST_WORD

T = TypeVar("T")


def _none_if_unreadable(value: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Lenient = Annotated[T | None, BeforeValidator(_blank_is_none), WrapValidator(_none_if_unreadable)]
"""A field the site may leave out, null or type otherwise: None then, and the rest still reads."""


LenientBlank = Annotated[T | None, WrapValidator(_none_if_unreadable)]
"""The same, where a blank says something."""


def _objects_only(value: Any) -> Any:
    return [entry for entry in value if isinstance(entry, dict)] if _is_list(value) else value


LenientList = Annotated[
    list[T] | None, BeforeValidator(_objects_only), WrapValidator(_none_if_unreadable)
]
"""A list of objects: an entry that is none is left out, and the others still read."""


EpochMs = Annotated[int, Field(ge=0, le=253_402_300_799_000)]
"""A JavaScript time stamp that is a date: milliseconds since 1970, before the year 10000."""


ShortText = Annotated[str, StringConstraints(max_length=LONGEST_WORD)]
"""A status word or a button's label; a longer text is none."""


class SiteModel(BaseModel):
    """Base of shapes the site owns: unknown fields are tolerated and dropped, numbers become text
    where we want text (order ids are numbers in the detail answer)."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


M = TypeVar("M", bound=SiteModel)


def shape(model: type[M], value: Any) -> M:
    """`value` as a model whose fields are all lenient; an empty one where it is no object."""
    return model.model_validate(value if isinstance(value, dict) else {})


class Components:
    """The components of one answer."""

    def __init__(self, data: dict[str, Any]) -> None:
        components = data.get("data")
        self._components: dict[str, Any] = components if isinstance(components, dict) else {}
        hierarchy = data.get("hierarchy")
        structure = hierarchy.get("structure") if isinstance(hierarchy, dict) else None
        self._structure: dict[str, Any] = structure if isinstance(structure, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._components)

    def tags(self) -> tuple[str, ...]:
        """Tags present, each once."""
        return tuple(dict.fromkeys(str(c.get("tag")) for c in self._ordered()))

    def unknown_tags(self) -> tuple[str, ...]:
        """Tags that no capture has shown, to be reported."""
        known = table("response_tags")["components"]
        named = (tag for tag in self.tags() if tag not in {"None", ""})
        return tuple(tag for tag in named if tag not in known["read"] + known["harmless"])

    def fields(self, tag: str) -> list[dict[str, Any]]:
        """The `fields` of every component with this tag, in display order."""
        return [
            component["fields"]
            for component in self._ordered()
            if component.get("tag") == tag and isinstance(component.get("fields"), dict)
        ]

    def _ordered(self) -> Iterator[dict[str, Any]]:
        placed = [key for children in self._structure.values() for key in _as_list(children)]
        keys = dict.fromkeys([*placed, *self._components])
        for key in keys:
            component = self._components.get(key)
            if isinstance(component, dict):
                yield component


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _as_list(value: Any) -> list[str]:
    return [str(item) for item in value] if _is_list(value) else []


def texts(value: Any) -> list[str]:
    """Every text inside a value whose inner shape is not published, in its own order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in texts(part)] if _is_list(value) else []
