"""The list of commands: the same words as the commands themselves, without loading them."""

from __future__ import annotations

import subprocess
import sys

import typer
from typer.testing import CliRunner

from cancelwindow.cli import COMMANDS, application, overview

HEAVY = (
    "alembic",
    "babel",
    "cancelwindow.policy.loader",
    "flask",
    "holidays",
    "lxml",
    "playwright",
)
"""Packages that commands need and a list of them does not."""


def test_the_list_says_what_the_commands_say() -> None:
    outlined, loaded = (
        CliRunner().invoke(app, ["--help"]).output for app in (overview(), application())
    )
    assert outlined == loaded
    for name in COMMANDS:
        assert name in outlined


def test_an_unknown_command_is_refused_by_the_list_too() -> None:
    result = CliRunner().invoke(overview(), ["chekc"])
    assert result.exit_code == 2
    assert "chekc" in result.output


def test_the_words_are_those_of_each_command() -> None:
    group = typer.main.get_command(overview())
    whole = typer.main.get_command(application())
    for name in COMMANDS:
        assert group.commands[name].help == whole.commands[name].help  # type: ignore[attr-defined]


def test_listing_the_commands_loads_none_of_them() -> None:
    script = (
        "import sys; sys.argv = ['cancelwindow', '--help']\n"
        "from cancelwindow.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
