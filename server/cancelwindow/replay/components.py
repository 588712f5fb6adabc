"""The envelope and the component graph of the site's JSON (json-and-seller.md A2, A3)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cancelwindow.replay.account import Scalars

SUCCESS = "SUCCESS::调用成功"

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*")


def envelope(api: str, data: Mapping[str, Any], ret: str = SUCCESS) -> dict[str, Any]:
    """What every call of the site answers."""
    return {"api": api, "v": "1.0", "ret": [ret], "data": data, "traceId": "replay"}


def component(tag: str, number: str, fields: Mapping[str, Any], **extra: Any) -> dict[str, Any]:
    """One node of the graph."""
    return {"tag": tag, "type": tag, "id": number, "status": "normal", "fields": fields, **extra}


def graph(
    parts: Mapping[str, Mapping[str, Any]],
    root: str,
    structure: Mapping[str, Sequence[str]],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    """The component tree. Its keys stand in an order of their own, as on the site: the order on
    the page is in `structure` alone."""
    shuffled = sorted(parts, key=lambda key: hashlib.sha256(key.encode()).hexdigest())
    return {
        "container": {"data": []},
        "endpoint": {"protocolVersion": "3.0", "ultronage": True, "mode": "pc"},
        "reload": True,
        "data": {key: parts[key] for key in shuffled},
        "hierarchy": {
            "component": sorted({str(part["tag"]) for part in parts.values()}),
            "root": root,
            "structure": {key: list(children) for key, children in structure.items()},
        },
        **extra,
    }


def with_scalars(value: Any, scalars: Scalars) -> Any:
    """Numbers and booleans as text for the clients that get them so; `value` otherwise."""
    if scalars is Scalars.TYPED:
        return value
    if isinstance(value, Mapping):
        return {key: with_scalars(item, scalars) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_scalars(item, scalars) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def body(answer: Mapping[str, Any], callback: str | None) -> str:
    """Plain JSON, or JSONP with the leading blank the site writes.

    Raises:
        ValueError: the callback is not a name.
    """
    text = json.dumps(answer, ensure_ascii=False)
    if callback is None:
        return text
    if not _CALLBACK.fullmatch(callback):
        raise ValueError("callback is not a name")
    return f" {callback}({text})"
