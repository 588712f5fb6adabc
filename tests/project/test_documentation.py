"""The documents say what is there: commands, options, targets, links, changes."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import aliorders
import cancelwindow
from aliorders.cli import app as reader_app
from cancelwindow.cli import application
from cancelwindow.policy.verdict import Answer

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(ROOT.glob("*.md"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

INSTALLED_OR_MADE = {"node_modules", "dist", "demo-output", "test-results"}

PROGRAMS = {"cancelwindow": application(), "aliorders": reader_app}
GROUPS: dict[str, Any] = {name: typer.main.get_command(app) for name, app in PROGRAMS.items()}
COMMANDS = [(program, name) for program, group in GROUPS.items() for name in sorted(group.commands)]


def section(text: str, title: str) -> str:
    """The text under a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def code_lines(text: str) -> list[str]:
    """Lines of the indented code blocks that stand at the margin."""
    return [line.strip() for line in text.splitlines() if re.match(r" {4}\S", line)]


def commands_named(text: str, program: str) -> set[str]:
    """Every NAME of a `PROGRAM NAME` in code."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^ {4,}(.+)$", text, re.MULTILINE)
    call = rf"(?<![/\w])(?:\.venv/bin/)?{program} ([a-z]+)\b"
    return {name for line in code for name in re.findall(call, line)}


def options(command: Any) -> set[str]:
    """The long options of a command."""
    return {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


SAMPLE = """\
# Title

## Quick start

Type

    make run

and `make test`, or `cancelwindow serve`.

## Next

    .venv/bin/cancelwindow pair --json
"""


def test_sections_and_code_are_told_apart() -> None:
    assert code_lines(section(SAMPLE, "Quick start")) == ["make run"]
    assert section(SAMPLE, "Absent") == ""
    assert commands_named(SAMPLE, "cancelwindow") == {"serve", "pair"}


def test_the_quick_start_is_two_commands() -> None:
    assert code_lines(section(README, "Quick start")) == ["make run", "make test"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_is_in_the_readme_and_no_other(program: str) -> None:
    commands = sorted(GROUPS[program].commands)
    assert sorted(commands_named(README, program)) == commands
    rows = rf"^\| `{program} ([a-z]+)"
    assert sorted(re.findall(rows, section(README, "Commands"), re.MULTILINE)) == commands


def test_every_program_is_installed() -> None:
    scripts = {script.name for script in entry_points(group="console_scripts")}
    assert scripts >= PROGRAMS.keys()


@pytest.mark.parametrize(("program", "name"), COMMANDS)
def test_every_command_has_help(program: str, name: str) -> None:
    result = CliRunner().invoke(PROGRAMS[program], [name, "--help"])
    assert result.exit_code == 0
    assert f"{program} {name}" in result.output
    assert GROUPS[program].commands[name].help


@pytest.mark.parametrize(("program", "name"), COMMANDS)
def test_every_option_says_what_it_does(program: str, name: str) -> None:
    silent = [
        parameter.name
        for parameter in GROUPS[program].commands[name].params
        if parameter.param_type_name == "option" and not parameter.help
    ]
    assert silent == []


def test_the_options_in_the_readme_exist() -> None:
    known = {"--help"}
    for group in GROUPS.values():
        known.update(options(group), *(options(command) for command in group.commands.values()))
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        named = set(re.findall(r"`(?:[^`\n]*[ \[])?(--[a-z][a-z-]*)", text))
        assert named - known == set(), document.name


def test_the_options_of_check_are_in_the_readme() -> None:
    described = re.findall(r"`cancelwindow check FILE\.\.\.([^`]*)`", README)
    assert len(described) == 1
    assert set(re.findall(r"--[a-z-]+", described[0])) <= options(
        GROUPS["cancelwindow"].commands["check"]
    )
    for name in ("--url", "--now", "--json"):
        assert name in described[0]


def test_every_make_target_in_the_documents_exists() -> None:
    rules = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z]+)`", text))
        named.update(re.findall(r"^ {4,}make ([a-z]+)$", text, re.MULTILINE))
        assert named <= rules, document.name


def test_every_described_make_target_is_in_the_readme() -> None:
    described = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    assert described == {*re.findall(r"^\| `make ([a-z]+)`", README, re.MULTILINE), "help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_paths_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    named = re.findall(
        r"`((?:scraper|server|extension|fixtures|tests|benchmarks|docs)/[\w./-]*)`", text
    )
    assert [name for name in {*linked, *named} if not (ROOT / name).exists()] == []


def test_the_layout_names_every_folder() -> None:
    described = set(re.findall(r"^ {4}(\w+)/", README, re.MULTILINE))
    folders = {path.parent.name for path in ROOT.glob("[a-z]*/*")}
    assert described == folders - {"scripts", *INSTALLED_OR_MADE}


def test_every_answer_is_explained() -> None:
    """The first table says the badge's words as the badge does."""
    phrases = ROOT / "server" / "cancelwindow" / "policy" / "phrases" / "en" / "answers.toml"
    labels = tomllib.loads(phrases.read_text(encoding="utf-8"))["label"]["answer"]
    table = README.split("## Quick start", maxsplit=1)[0]
    words = re.findall(r"^\| \*\*([^*]+)\*\*", table, re.MULTILINE)
    assert words == [labels[answer] for answer in Answer]


def test_the_changelog_has_this_version_and_room_for_the_next() -> None:
    headings = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)
    assert headings[0] == ("Unreleased", "")
    assert headings[1][0] == VERSION
    assert all(day for _, day in headings[1:])


def test_there_is_one_version() -> None:
    manifest = json.loads((ROOT / "extension/manifest.json").read_text(encoding="utf-8"))
    assert {aliorders.__version__, cancelwindow.__version__, manifest["version"]} == {VERSION}


def test_the_licence_is_the_declared_one() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")
    assert "Cancel Window contributors" in licence
