"""The second lock on writing: rules that the browser itself applies, below every page.

Looking at each request (`aliorders.browser`) misses those that a page sends while it is being left.
A small extension without a script of its own, loaded beside the guard, misses none: its rules say
the same as `aliorders.traffic`, in the browser's own form (declarativeNetRequest).
"""

from __future__ import annotations

import base64
import json
from typing import Any

from aliorders.data import table

_NAME = "Cancel Window: look, and change nothing"
_KEY = base64.b64encode(_NAME.encode()).decode()
"""Gives the extension the same number in every session, wherever its files lie."""

_WRITING = ["connect", "delete", "other", "patch", "post", "put"]

_EVERYTHING = [
    "csp_report", "font", "image", "main_frame", "media", "object", "other", "ping", "script",
    "stylesheet", "sub_frame", "webbundle", "websocket", "webtransport", "xmlhttprequest",
]  # fmt: skip
"""All kinds of request; without the list, pages themselves would be left out."""


def files(*, walking: bool) -> dict[str, str]:
    """Name and text of the extension's files.

    Args:
        walking: stop every method that may write, on any address; otherwise only in the site's API.
    """
    manifest = {
        "manifest_version": 3,
        "name": _NAME,
        "version": "1",
        "key": _KEY,
        "permissions": ["declarativeNetRequest"],
        "declarative_net_request": {
            "rule_resources": [{"id": "read_only", "enabled": True, "path": "rules.json"}]
        },
    }
    return {"manifest.json": json.dumps(manifest), "rules.json": json.dumps(rules(walking=walking))}


def rules(*, walking: bool) -> list[dict[str, Any]]:
    """The rules, the stronger ones last."""
    calls = table("site_api")
    prefix: str = calls["path_prefix"]
    written = {"requestMethods": _WRITING}
    stopped = [written if walking else {**written, "urlFilter": prefix}]
    allowed = [
        {"requestMethods": ["post"], "urlFilter": f"{prefix}{api}/"} for api in calls["posts"]
    ]
    never = [{"urlFilter": api} for api in calls["writes"]]
    return [
        {
            "id": number,
            "priority": priority,
            "action": {"type": action},
            "condition": {**condition, "resourceTypes": _EVERYTHING},
        }
        for number, (priority, action, condition) in enumerate(
            [
                *((1, "block", condition) for condition in stopped),
                *((2, "allow", condition) for condition in allowed),
                *((3, "block", condition) for condition in never),
            ],
            start=1,
        )
    ]
