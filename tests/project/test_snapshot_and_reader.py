"""What the snapshot leaves out is nothing that the reader asks for."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = (ROOT / "extension" / "content" / "snapshot.js").read_text(encoding="utf-8")
SELECTORS = (ROOT / "scraper" / "aliorders" / "selectors.py").read_text(encoding="utf-8")

UNSENT = {"style", "_msttexthash", "_msthash"}
"""Marks of a translated page that the snapshot cannot hold: a class of `html` tells it too."""


def layout() -> re.Pattern[str]:
    """Classes that the snapshot drops."""
    match = re.search(r"const LAYOUT =\s*/(.+)/;", SNAPSHOT)
    assert match
    return re.compile(match[1])


def quoted() -> str:
    """Everything between quotation marks in the reader's selectors."""
    return " ".join(re.findall(r""""[^"\n]*"|'[^'\n]*'""", SELECTORS))


def named_classes() -> set[str]:
    return set(re.findall(r"\.([a-zA-Z_][\w-]+)", quoted()))


def named_parts() -> set[str]:
    """Parts of class names that a selector asks for."""
    return set(re.findall(r'class\*="([^"]+)"', SELECTORS))


def test_no_class_that_a_selector_names_is_dropped() -> None:
    assert "order-item-header-status" in named_classes()
    assert {name for name in named_classes() if layout().fullmatch(name)} == set()


def test_no_class_is_dropped_of_which_a_selector_names_a_part() -> None:
    assert "es--wrap" in named_parts()
    told = re.search(r"const LAYOUT =\s*/(.+)/;", SNAPSHOT)
    assert told
    assert {part for part in named_parts() if part in told[1]} == set()
    assert {part for part in named_parts() if layout().fullmatch(part)} == set()


def test_the_mark_that_is_dropped_is_asked_for_by_nobody() -> None:
    match = re.search(r'const UNREAD_ANCHOR = "(\w+)";', SNAPSHOT)
    assert match
    assert match[1] not in SELECTORS


def test_every_attribute_that_a_selector_names_is_sent() -> None:
    kept = re.search(r"KEPT_ATTRIBUTES = new Set\(\[(.+?)\]\)", SNAPSHOT, re.DOTALL)
    assert kept
    sent = set(re.findall(r'"([\w-]+)"', kept[1]))
    # Not the ranges of regular expressions.
    named = set(re.findall(r"\[(?!a-z\])([a-z_-]+)[\]=*^$~|]", quoted()))
    named |= set(re.findall(r'attribute="([\w-]+)"', SELECTORS))
    assert {"data-pl", "lefttime", "href"} <= named
    assert {name for name in named - sent - UNSENT if not name.startswith("aria-")} == set()
