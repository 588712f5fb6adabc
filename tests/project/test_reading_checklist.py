"""The checklist of what is read names every field and points at proofs that have a value."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from aliorders.models import (
    Listing,
    Model,
    Order,
    OrderLine,
    Parcel,
    ReverseOrder,
    StoreProfile,
    TrackingEvent,
)

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
CHECKLIST = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
SECTIONS: dict[str, tuple[type[Model], ...]] = {
    "Order": (Order,),
    "OrderLine": (OrderLine,),
    "Parcel and TrackingEvent": (Parcel, TrackingEvent),
    "StoreProfile": (StoreProfile,),
    "ReverseOrder": (ReverseOrder,),
    "Listing": (Listing,),
}


def rows(title: str) -> list[tuple[list[str], str]]:
    """Fields and proof of each row of a section's table."""
    text = re.split(r"^## ", CHECKLIST, flags=re.MULTILINE)
    body = next(part for part in text if part.startswith(f"{title}\n"))
    lines = [line.strip("| ").split(" | ") for line in body.splitlines() if line.startswith("| `")]
    return [(re.findall(r"`(\w+)`", cells[0]), cells[-1]) for cells in lines]


def values(tree: Any, field: str) -> list[Any]:
    """Every value of a field, at any depth."""
    if isinstance(tree, list):
        return [value for item in tree for value in values(item, field)]
    if not isinstance(tree, dict):
        return []
    own = [tree[field]] if field in tree else []
    return own + [value for item in tree.values() for value in values(item, field)]


def says_something(value: Any) -> bool:
    is_missing = isinstance(value, dict) and "missing" in value
    return not is_missing and value not in ([], None, "")


ROWS = [(title, names, proof) for title in SECTIONS for names, proof in rows(title)]


@pytest.mark.parametrize("title", sorted(SECTIONS))
def test_every_field_has_a_row_and_no_row_is_of_no_field(title: str) -> None:
    listed = sorted(name for names, _ in rows(title) for name in names)
    assert listed == sorted({name for model in SECTIONS[title] for name in model.model_fields})


@pytest.mark.parametrize(("title", "names", "proof"), ROWS)
def test_a_proof_has_a_value_for_its_fields(title: str, names: list[str], proof: str) -> None:
    if proof.endswith(".py"):
        assert (ROOT / proof).is_file()
        return
    expected = json.loads((FIXTURES / proof / "expected.json").read_text(encoding="utf-8"))
    silent = [name for name in names if not any(map(says_something, values(expected, name)))]
    assert silent == []


def test_every_test_named_in_the_checklist_exists() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", CHECKLIST))
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_fixture_named_in_the_checklist_exists() -> None:
    named = set(re.findall(r"(?:pages|responses)/[\w/]+", CHECKLIST))
    assert [path for path in named if not (FIXTURES / path / "meta.json").is_file()] == []
