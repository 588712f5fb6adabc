"""Who may import whom: the reader knows no companion, and one module drives a browser."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "scraper" / "aliorders"
SERVER = ROOT / "server" / "cancelwindow"
BROWSER_MODULE = READER / "browser.py"


def imported(source: str) -> set[str]:
    """Absolute dotted names that `source` imports, at any depth; "from a import b" gives "a.b"."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            names.update(f"{prefix}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            names.update(str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))
    return names


def imports_package(source: str, package: str) -> bool:
    """Whether `source` imports `package` or a part of it."""
    return any(name == package or name.startswith(f"{package}.") for name in imported(source))


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "source",
    [
        "import playwright",
        "import playwright.sync_api as p",
        "from playwright.sync_api import Page",
        "def f():\n    from playwright import sync_api",
        "import importlib\nimportlib.import_module('playwright.sync_api')",
        "__import__('playwright')",
    ],
)
def test_an_import_is_seen_in_every_form(source: str) -> None:
    assert imports_package(source, "playwright")


def test_a_name_that_only_begins_alike_is_no_import() -> None:
    assert not imports_package("import playwright_recorder\nplaywright = 1", "playwright")


@pytest.mark.parametrize("path", modules(READER), ids=label)
def test_the_reader_does_not_know_the_companion(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not imports_package(source, "cancelwindow")
    assert not imports_package(source, "flask")


@pytest.mark.parametrize("path", [*modules(READER), *modules(SERVER)], ids=label)
def test_one_module_drives_a_browser(path: Path) -> None:
    imports = imports_package(path.read_text(encoding="utf-8"), "playwright")
    assert imports == (path == BROWSER_MODULE)


@pytest.mark.parametrize("path", [*modules(READER), *modules(SERVER)], ids=label)
def test_imports_name_the_whole_path(path: Path) -> None:
    relative = {name for name in imported(path.read_text(encoding="utf-8")) if name[0] == "."}
    assert relative == set()


@pytest.mark.parametrize("path", [*modules(READER), *modules(SERVER)], ids=label)
def test_the_packages_do_not_import_the_tests(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not any(imports_package(source, name) for name in ("tests", "pytest", "hypothesis"))
