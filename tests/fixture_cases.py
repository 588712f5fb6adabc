"""The cases of `fixtures/`, as snapshots."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aliorders.models import CapturedResponse, Snapshot

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def cases() -> list[str]:
    """Every case of a page or an answer, as a path under `fixtures/`."""
    found = [*FIXTURES.glob("pages/*/*/meta.json"), *FIXTURES.glob("responses/*/meta.json")]
    return sorted(meta.parent.relative_to(FIXTURES).as_posix() for meta in found)


@cache
def snapshot_of(case: str) -> Snapshot:
    """The snapshot of a case, with the address and the times of its meta.json."""
    folder = FIXTURES / case
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    page = folder / "page.html"
    url = meta.get("url") or ""
    return Snapshot(
        url=url if page.exists() else "",
        html=page.read_text(encoding="utf-8") if page.exists() else "",
        responses=tuple(
            CapturedResponse(url=url, body=body.read_text(encoding="utf-8"))
            for body in sorted(folder.glob("body.*"))
        ),
        captured_at=meta["captured_at"],
        age_ms=meta.get("age_ms"),
        quiet_ms=meta.get("quiet_ms"),
    )


@cache
def planted() -> tuple[str, ...]:
    """Every personal value that was planted in the fixtures."""
    listed: dict[str, Any] = json.loads((FIXTURES / "planted.json").read_text(encoding="utf-8"))
    return tuple(text for value in listed.values() if isinstance(value, list) for text in value)
