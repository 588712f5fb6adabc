"""The saved pages of fixtures/pages/ as a client would send them, and what was planted there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"

CASES = tuple(
    f"{page.parent.parent.name}/{page.parent.name}"
    for page in sorted(FIXTURES.glob("pages/*/*/page.html"))
)
"""Every case as ``kind/case``."""


def meta(case: str) -> dict[str, Any]:
    """What is known about a case."""
    data: dict[str, Any] = json.loads((FIXTURES / "pages" / case / "meta.json").read_text("utf-8"))
    return data


def question(case: str, **changes: Any) -> dict[str, Any]:
    """An assess request about a case; `changes` replace fields of its snapshot."""
    about = meta(case)
    snapshot = {
        "url": about["url"],
        "html": (FIXTURES / "pages" / case / "page.html").read_text("utf-8"),
        "captured_at": about["captured_at"],
        "age_ms": about["age_ms"],
        "quiet_ms": about["quiet_ms"],
    }
    return {"snapshot": snapshot | changes, "language": "en"}


def planted() -> list[str]:
    """Every personal value that stands somewhere in the fixtures."""
    groups = json.loads((FIXTURES / "planted.json").read_text("utf-8"))
    return [value for group in groups.values() if isinstance(group, list) for value in group]
