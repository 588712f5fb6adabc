"""A redacted snapshot as files: its text, and the meta data that a fixture of it needs."""

from __future__ import annotations

import json
import re
from typing import Any

from aliorders.models import CapturedResponse, Snapshot

_LANGUAGE = re.compile(r"<html[^>]*\blang=\"([a-z]{2,3})")
_GENERATIONS = {"ref_number": "Ref. Number", "order_id": "Order ID"}
"""Labels of the order's number by their time, as fixtures/README.md names them."""
_NOTE = (
    "A redacted real page. Say here what the case is about, when it was captured, and that the "
    "owner of the order agrees."
)


def joined(snapshots: tuple[Snapshot, ...]) -> Snapshot:
    """The snapshots of one file as one, so that its answers are redacted together."""
    answers = tuple(response for snapshot in snapshots for response in snapshot.responses)
    return snapshots[0].model_copy(update={"responses": answers})


def file_of(snapshot: Snapshot) -> tuple[str, str]:
    """Name of the file in a fixture's folder, and its text: a page, an answer or a list of them."""
    if snapshot.html:
        return "page.html", snapshot.html
    if len(snapshot.responses) == 1:
        body = snapshot.responses[0].body
        return ("body.json" if body.lstrip().startswith("{") else "body.txt"), body
    return "responses.json", json.dumps(
        [_captured(response) for response in snapshot.responses], ensure_ascii=False, indent=1
    ) + "\n"


def _captured(response: CapturedResponse) -> dict[str, Any]:
    return {"url": response.url, "status": response.status, "body": response.body}


def meta_of(snapshot: Snapshot) -> dict[str, Any]:
    """The keys of a fixture's meta.json. `note` and `facts` are for the person who sends it."""
    _, text = file_of(snapshot)
    language = _LANGUAGE.search(text)
    generation = (name for name, label in _GENERATIONS.items() if label in text)
    requests = (response.url for response in snapshot.responses)
    return {
        "url": snapshot.url or next(requests, ""),
        "language": language[1] if language else "",
        "captured_at": snapshot.captured_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "origin": "redacted",
        "label_generation": next(generation, None),
        "age_ms": snapshot.age_ms,
        "quiet_ms": snapshot.quiet_ms,
        "note": _NOTE,
        "facts": [],
    }
