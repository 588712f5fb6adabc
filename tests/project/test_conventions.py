"""Conventions of the tree: names, file sizes, nothing switched off, nothing left behind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIS = Path(__file__).resolve()

CODE_FOLDERS = ("scraper", "server", "extension", "tests", "benchmarks", "scripts")
SHIPPED_FOLDERS = ("scraper", "server", "extension")
CODE_SUFFIXES = {".py", ".js", ".mjs", ".css", ".html", ".sh"}
TEXT_SUFFIXES = CODE_SUFFIXES | {".md", ".toml", ".yaml", ".json", ".lock", ".txt", ""}

LONGEST_FILE = 400
"""Lines with something on them."""
EMPTY_NAMES = frozenset(["utils", "util", "helpers", "helper", "manager", "misc", "common"])

LEFT_BEHIND = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|WIP)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/root/|/home/[a-z]|/Users/[A-Za-z]|/opt/[a-z]|C:\\Users)")
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
DOWNLOAD_ADDRESS = re.compile(
    r'"resolved":|^-i |--(?:extra-)?index-url|@ (?:https?|file):', re.MULTILINE
)

SWITCHED_OFF_PYTHON = frozenset(["skip", "skipif", "xfail", "importorskip"])
SWITCHED_OFF_JAVASCRIPT = re.compile(
    r"\b(?:test|it|describe|suite|t)\.(?:skip|todo|only)\b|\b(?:skip|todo|only)\s*:\s*(?:true|['\"])"
)


def ignored() -> frozenset[str]:
    """Names of the folders that .gitignore keeps out of the project."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return frozenset([".git", *(line.strip("/") for line in lines if line.endswith("/"))])


def files(*folders: str) -> Iterator[Path]:
    """Files of the project, or of some of its folders."""
    out = ignored()
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for path in sorted(start.rglob("*")):
            if path.is_file() and not out & set(path.relative_to(ROOT).parts):
                yield path


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def filled_lines(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def switched_off(source: str) -> set[str]:
    """What in a Python test keeps a test from running or from counting."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in SWITCHED_OFF_PYTHON:
            found.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and node.module in {"pytest", "unittest"}:
            found.update(alias.name for alias in node.names if alias.name in SWITCHED_OFF_PYTHON)
    return found


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        if path.suffix in TEXT_SUFFIXES and path != THIS:
            yield label(path), path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.skip\ndef test_x(): ...",
        "pytest.skip('not today')",
        "@pytest.mark.xfail(strict=True)\ndef test_x(): ...",
        "pytest.importorskip('flask')",
        "from pytest import skip",
    ],
)
def test_a_python_test_switched_off_is_seen(source: str) -> None:
    assert switched_off(source)


@pytest.mark.parametrize(
    "source", ["test.skip('x', f)", "it.todo('x')", "test('x', {skip: true}, f)"]
)
def test_a_javascript_test_switched_off_is_seen(source: str) -> None:
    assert SWITCHED_OFF_JAVASCRIPT.search(source)


@pytest.mark.parametrize("text", ["see /root/x", "'/home/anna/'", "in /opt/thing", r"C:\Users\a"])
def test_a_path_of_one_machine_is_seen(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["https://www.aliexpress.com/home/x", "/p/order/index.html"])
def test_a_path_of_a_site_is_none_of_a_machine(text: str) -> None:
    assert not MACHINE_PATH.search(text)


@pytest.mark.parametrize(
    "path", [path for path in files("tests") if path.suffix == ".py"], ids=label
)
def test_every_python_test_runs(path: Path) -> None:
    assert switched_off(path.read_text(encoding="utf-8")) == set()


def test_every_javascript_test_runs() -> None:
    tests = [path for path in files("tests") if path.suffix in {".js", ".mjs"}]
    assert tests
    off = {label(path) for path in tests if SWITCHED_OFF_JAVASCRIPT.search(path.read_text("utf-8"))}
    assert off == set()


def test_every_module_says_in_its_name_what_it_is_for() -> None:
    named = {label(path) for path in files(*CODE_FOLDERS) if path.stem.lower() in EMPTY_NAMES}
    assert named == set()


def test_no_file_outgrows_its_one_job() -> None:
    long = {
        label(path): lines
        for path in files(*SHIPPED_FOLDERS)
        if path.suffix in CODE_SUFFIXES
        and (lines := filled_lines(path.read_text(encoding="utf-8"))) > LONGEST_FILE
    }
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    assert [name for name, text in texts() if LEFT_BEHIND.search(text)] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert {name: found[0] for name, text in texts() if (found := MACHINE_PATH.search(text))} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_where_to_download_from(name: str) -> None:
    """Installing has to work through a mirror as well."""
    assert not DOWNLOAD_ADDRESS.search((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "line", ['"resolved": "https://example.org/x.tgz"', "--index-url https://example.org", "-i x"]
)
def test_a_download_address_is_seen(line: str) -> None:
    assert DOWNLOAD_ADDRESS.search(line)


@pytest.mark.parametrize(
    "path", [path for path in files(*SHIPPED_FOLDERS) if path.suffix == ".py"], ids=label
)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    documentation = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert documentation
    assert documentation[0].isupper() or documentation[0] in "`'\""
