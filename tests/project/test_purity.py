"""Reading and ruling do no I/O and never look at a clock: a snapshot and `now` are all they get."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "scraper" / "aliorders"
SERVER = ROOT / "server" / "cancelwindow"

MAY_READ_FILES = {READER / "data.py", SERVER / "policy" / "loader.py"}
"""One module each loads the package's own data; it reads no clock either."""

MAY_TOUCH_THE_WORLD = {
    READER / name
    for name in (
        "browser.py",
        "chromium.py",
        "cli.py",
        "launch.py",
        "learned.py",
        "order_pages.py",
    )
}
"""They drive, start or find a browser, are the command line, and keep this installation's words."""

PURE = sorted(
    {*READER.rglob("*.py"), *(SERVER / "policy").rglob("*.py"), SERVER / "protocol.py"}
    - MAY_READ_FILES
    - MAY_TOUCH_THE_WORLD
)

WORLD_MODULES = frozenset(
    [
        "aiohttp",
        "asyncio",
        "flask",
        "ftplib",
        "glob",
        "http",
        "httpx",
        "importlib.resources",
        "io",
        "multiprocessing",
        "os",
        "pathlib",
        "platformdirs",
        "playwright",
        "random",
        "requests",
        "secrets",
        "shutil",
        "smtplib",
        "socket",
        "sqlalchemy",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib.error",
        "urllib.request",
        "urllib3",
        "uuid",
        "waitress",
    ]
)
CLOCK_ATTRIBUTES = frozenset(
    ["now", "utcnow", "today", "localtime", "gmtime", "monotonic", "perf_counter"]
)
CLOCK_OWNERS = ("datetime", "date", "time")
FILE_ATTRIBUTES = frozenset(
    ["read_text", "read_bytes", "write_text", "write_bytes", "open", "iterdir", "mkdir", "unlink"]
)
WORLD_FUNCTIONS = frozenset(["open", "input", "print", "breakpoint"])


def _imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _world_imports(tree: ast.AST) -> set[str]:
    return {
        f"imports {name}"
        for name in _imports(tree)
        if any(name == world or name.startswith(f"{world}.") for world in WORLD_MODULES)
    }


def clock_reads(source: str) -> set[str]:
    """Calls in `source` that look at a clock, or hand out a function that does.

    `now` as a plain attribute is somebody's argument, `datetime.now` is a clock.
    """
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    attributes = {
        f"reads {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCK_ATTRIBUTES
        and (id(node) in called or ast.unparse(node.value).endswith(CLOCK_OWNERS))
    }
    return attributes | {found for found in _world_imports(tree) if found == "imports time"}


def world_contacts(source: str) -> set[str]:
    """Everything in `source` that reaches outside the process: imports, files, the terminal."""
    tree = ast.parse(source)
    contacts = _world_imports(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in WORLD_FUNCTIONS:
            contacts.add(f"calls {node.func.id}")
        elif isinstance(node.func, ast.Attribute) and node.func.attr in FILE_ATTRIBUTES:
            contacts.add(f"calls {ast.unparse(node.func)}")
    return contacts


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, UTC\ndatetime.now(UTC)",
        "import datetime as d\nd.date.today()",
        "from datetime import datetime\nclock = datetime.utcnow",
        "import time\ntime.time()",
    ],
)
def test_a_look_at_the_clock_is_seen(source: str) -> None:
    assert clock_reads(source)


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import subprocess as s",
        "open('x')",
        "p.read_text()",
        "from pathlib import Path",
        "print('order')",
    ],
)
def test_contact_with_the_world_is_seen(source: str) -> None:
    assert world_contacts(source)


@pytest.mark.parametrize(
    "source",
    [
        "from urllib.parse import urlsplit",
        "from datetime import date, timedelta\nday = date(2026, 1, 1) + timedelta(days=2)",
        "def assess(now):\n    return now",
        "age = case.now - order.placed",
    ],
)
def test_arithmetic_is_no_contact(source: str) -> None:
    assert not world_contacts(source)
    assert not clock_reads(source)


@pytest.mark.parametrize("path", PURE, ids=label)
def test_a_pure_module_keeps_to_its_arguments(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert world_contacts(source) == set()
    assert clock_reads(source) == set()


@pytest.mark.parametrize("path", sorted(MAY_READ_FILES), ids=label)
def test_a_loading_module_reads_no_clock(path: Path) -> None:
    assert clock_reads(path.read_text(encoding="utf-8")) == set()


def test_the_exceptions_exist() -> None:
    assert [path for path in MAY_READ_FILES | MAY_TOUCH_THE_WORLD if not path.is_file()] == []
