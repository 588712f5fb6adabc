"""Keys of the site's answers that no model of ours names: what a new field looks like at first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from aliorders.data import table
from aliorders.redaction.answers import NotJsonError, is_dropped, opened
from aliorders.responses.components import SiteModel

_LONG_DIGITS = re.compile(r"\d{4,}")


def unknown_keys(bodies: Iterable[str]) -> tuple[str, ...]:
    """Such keys of all answers, each once, as `tag/key` or `key`; never a value.

    What lies under an unknown key is not listed. Keys of the address block are known not to be
    read, and are left out. An answer that is no JSON has no keys.
    """
    found: dict[str, None] = {}
    for body in bodies:
        try:
            value = opened(body)[1]
        except NotJsonError:
            continue
        found.update(dict.fromkeys(_unknown(value, "")))
    return tuple(found)


@cache
def _known() -> frozenset[str]:
    envelope: list[str] = table("envelope_keys")["keys"]
    return frozenset(
        [*envelope, *(key for model in _models(SiteModel) for key in model.model_fields)]
    )


def _models(base: type[SiteModel]) -> Iterator[type[SiteModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def _unknown(value: Any, tag: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _unknown(item, tag)
    if not isinstance(value, dict):
        return
    tag = str(value.get("tag") or tag)
    for key, item in value.items():
        if key in _known() or _is_component(item):
            yield from _unknown(item, tag)
        elif not is_dropped(key):
            yield _LONG_DIGITS.sub("…", f"{tag}/{key}" if tag else key)


def _is_component(value: Any) -> bool:
    return isinstance(value, dict) and "tag" in value and "fields" in value
