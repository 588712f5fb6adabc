"""The companion grants other origins nothing, debugs nothing in public, and reports to nobody."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server" / "cancelwindow"
MODULES = sorted(SERVER.rglob("*.py"))

REPLAY = SERVER / "replay"
"""The stand-in for AliExpress, whose own API allows its own pages; no part of the companion."""
COMPANION = [path for path in MODULES if REPLAY not in path.parents]
MAY_PLAY_THE_SITE = {SERVER / "commands" / "demo.py"}

CORS_PACKAGE = re.compile(r"\bcors\b|corsheaders|[-_]cors\b|\bcors[-_]", re.IGNORECASE)
TELEMETRY_PACKAGE = re.compile(
    r"sentry|posthog|segment|analytics|mixpanel|amplitude|datadog|ddtrace|newrelic|rollbar|bugsnag"
    r"|opentelemetry|statsd|scarf",
    re.IGNORECASE,
)
DEBUG_SETTING = re.compile(r"\.debug$|\[['\"]DEBUG['\"]\]$")
MAY_CONNECT = {
    SERVER / "reminders" / "push.py": {"urllib3"},
    SERVER / "doctor" / "companion.py": {"http.client"},
}
"""The one sends reminders to the address that the person has named, the other asks a port of this
computer who answers there (`tests/reminders/test_push.py`, `tests/doctor/test_doctor.py`)."""

OUTGOING_MODULES = ("http.client", "httpx", "requests", "urllib.request", "urllib3", "aiohttp")


def _docstrings(tree: ast.AST) -> set[int]:
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def cors_headers(source: str) -> set[str]:
    """Header names in `source` that would grant another origin something."""
    tree = ast.parse(source)
    documentation = _docstrings(tree)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
        and "access-control" in node.value.lower()
    }


def debug_switches(source: str) -> set[str]:
    """Places in `source` that turn Flask's debugger or development server on."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) in {"app.run", "run_simple", "werkzeug.serving.run_simple"}:
                found.add(ast.unparse(node))
            found.update(
                ast.unparse(keyword)
                for keyword in node.keywords
                if keyword.arg in {"debug", "use_debugger", "use_reloader"} and _on(keyword.value)
            )
        elif isinstance(node, ast.Assign) and any(
            DEBUG_SETTING.search(ast.unparse(target)) for target in node.targets
        ):
            if _on(node.value):
                found.add(ast.unparse(node))
        elif isinstance(node, ast.Dict):
            found.update(
                ast.unparse(node)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "DEBUG" and _on(value)
            )
    return found


def _on(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and not value.value)


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def outgoing(source: str) -> set[str]:
    """Client libraries of the network that `source` imports."""
    return imported(source) & set(OUTGOING_MODULES)


def uses_replay(source: str) -> bool:
    return any(name.startswith("cancelwindow.replay") for name in imported(source))


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def locked_names() -> set[str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {
        Requirement(line.removesuffix("\\").strip()).name
        for line in lines
        if line[:1] not in {"", " ", "#"}
    }


@pytest.mark.parametrize(
    "source",
    [
        "response.headers['Access-Control-Allow-Origin'] = '*'",
        "NAME = 'access-control-allow-headers'",
    ],
)
def test_a_cors_header_is_seen(source: str) -> None:
    assert cors_headers(source)


@pytest.mark.parametrize(
    "source",
    [
        "app.run()",
        "serve(app, debug=True)",
        "app.debug = True",
        "app.config['DEBUG'] = True",
        "app.config.update({'DEBUG': True})",
        "create(debug=settings.debug)",
    ],
)
def test_a_debug_switch_is_seen(source: str) -> None:
    assert debug_switches(source)


@pytest.mark.parametrize(
    "source", ["app.debug = False", "serve(app, debug=False)", "log.debug('x')"]
)
def test_debug_switched_off_is_none(source: str) -> None:
    assert not debug_switches(source)


@pytest.mark.parametrize(
    "name", ["flask-cors", "Flask_CORS", "starlette-cors", "django-corsheaders", "cors"]
)
def test_a_cors_package_is_seen(name: str) -> None:
    assert CORS_PACKAGE.search(name)


@pytest.mark.parametrize("source", ["import requests", "from urllib.request import urlopen"])
def test_a_client_of_the_network_is_seen(source: str) -> None:
    assert outgoing(source)


def test_use_of_the_replay_site_is_seen() -> None:
    assert uses_replay("from cancelwindow.replay.site import Site")
    assert not uses_replay("from cancelwindow.protocol import PROTOCOL")


@pytest.mark.parametrize("path", COMPANION, ids=label)
def test_no_reply_grants_another_origin_anything(path: Path) -> None:
    assert cors_headers(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", COMPANION, ids=label)
def test_only_the_demo_plays_the_site(path: Path) -> None:
    if path not in MAY_PLAY_THE_SITE:
        assert not uses_replay(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_debugging_is_off(path: Path) -> None:
    assert debug_switches(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", COMPANION, ids=label)
def test_the_companion_opens_no_connection(path: Path) -> None:
    assert outgoing(path.read_text(encoding="utf-8")) == MAY_CONNECT.get(path, set())


def test_no_package_grants_origins_or_reports_home() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = locked_names() | {Requirement(text).name for text in project["dependencies"]}
    assert "flask" in names
    assert {name for name in names if CORS_PACKAGE.search(name)} == set()
    assert {name for name in names if TELEMETRY_PACKAGE.search(name)} == set()
