"""Selectors, figures and dates are data with a source, never literals in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "scraper" / "aliorders"
POLICY = ROOT / "server" / "cancelwindow" / "policy"

SELECTING = frozenset(
    ["select", "select_one", "css", "css_first", "xpath", "first", "matches", "inside", "closest"]
)
SELECTOR_SHAPE = re.compile(r"^(?:[a-z][a-z0-9]*)?(?:[.#][a-z]\w*-[\w-]+|\[[a-z-]+[*^$~|]?=)")
"""An element or none, then a hyphenated class or id, or an attribute test."""

NEUTRAL_NUMBERS = (0, 1)
DATE_BUILDERS = frozenset(["date", "datetime", "timedelta", "time", "fromisoformat", "strptime"])
DATE_TEXT = re.compile(r"\b(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?\b")


def _docstrings(tree: ast.AST) -> set[int]:
    """Ids of the constants that are documentation: a bare string is an expression of its own."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _strings(tree: ast.AST) -> Iterator[str]:
    documentation = _docstrings(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
        ):
            yield node.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def selector_literals(source: str) -> set[str]:
    """Selectors written where they are used, by the call they stand in or by their shape."""
    tree = ast.parse(source)
    found = {text for text in _strings(tree) if SELECTOR_SHAPE.match(text)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in SELECTING
        ):
            found.update(ast.unparse(argument) for argument in node.args if _is_text(argument))
    return found


def figure_literals(source: str) -> set[str]:
    """Numbers other than 0 and 1, and dates, written into `source`."""
    tree = ast.parse(source)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float, complex):
            if node.value not in NEUTRAL_NUMBERS:
                found.add(repr(node.value))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            if name in DATE_BUILDERS and any(isinstance(value, ast.Constant) for value in values):
                found.add(ast.unparse(node))
    return found | {text for text in _strings(tree) if DATE_TEXT.search(text)}


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "source",
    [
        "page.select('div')",
        "page.first(f'span.{name}')",
        "node.inside('a')",
        "CARD = '.order-item-content'",
        "BUTTON = 'button[data-type=cancel]'",
        "X = '[class*=\"order\"]'",
        "x = ['#order-list']",
    ],
)
def test_a_selector_in_code_is_seen(source: str) -> None:
    assert selector_literals(source)


@pytest.mark.parametrize(
    "source",
    [
        "page.select(candidate.css)",
        "name = 'currencies.toml'",
        '"""Docs may say .order-item-content."""',
        "text.split('.')",
        "message = 'Open the order page, then try again.'",
    ],
)
def test_other_text_is_no_selector(source: str) -> None:
    assert not selector_literals(source)


@pytest.mark.parametrize(
    "source",
    [
        "days = 15",
        "if left < 0.5: ...",
        "since = date(2024, 1, 1)",
        "span = timedelta(days=1)",
        "since = '2024-05-01'",
        "since = date.fromisoformat('then')",
    ],
)
def test_a_figure_in_code_is_seen(source: str) -> None:
    assert figure_literals(source)


@pytest.mark.parametrize(
    "source",
    [
        "first = events[0]",
        "last = events[-1]",
        "span = timedelta(days=parameter.value)",
        '"""Since 2024-05-01: 15 days (policy.md P1)."""',
        "flag = True",
    ],
)
def test_positions_and_parameters_are_no_figures(source: str) -> None:
    assert not figure_literals(source)


@pytest.mark.parametrize(
    "path", sorted(path for path in READER.rglob("*.py") if path.name != "selectors.py"), ids=label
)
def test_selectors_stand_in_selectors(path: Path) -> None:
    assert selector_literals(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", sorted((POLICY / "rules").glob("*.py")), ids=label)
def test_a_rule_holds_no_figure_and_no_date(path: Path) -> None:
    assert figure_literals(path.read_text(encoding="utf-8")) == set()


def test_there_are_rules_and_selectors() -> None:
    assert len(list((POLICY / "rules").glob("*.py"))) > 1
    assert (READER / "selectors.py").is_file()
