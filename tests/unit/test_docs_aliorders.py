"""The examples of docs/aliorders.md run, in order, and print what stands under them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
import typer

import aliorders
from aliorders.cli import app
from aliorders.models import BlockedKind, MissingReason

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "aliorders.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_the_examples_print_what_they_say() -> None:
    blocks = BLOCK.findall(TEXT)
    assert [kind for kind, _ in blocks].count("python") >= 8
    names: dict[str, Any] = {}
    printed: str | None = None
    for kind, content in blocks:
        if kind == "text":
            assert printed == content
            printed = None
            continue
        assert not printed, "an example prints something that is not shown"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(content, str(DOCUMENT), "exec"), names)
        printed = out.getvalue()
    assert not printed


def test_every_public_name_exists_and_the_shown_ones_are_public() -> None:
    assert [name for name in aliorders.__all__ if not hasattr(aliorders, name)] == []
    imported = re.findall(r"^from aliorders import (.+)$", TEXT, re.MULTILINE)
    shown = {name.strip() for line in imported for name in line.split(",")}
    assert shown <= set(aliorders.__all__)


@pytest.mark.parametrize("package", ["scraper/aliorders", "server/cancelwindow"])
def test_the_packages_are_typed(package: str) -> None:
    assert (DOCUMENT.parents[1] / package / "py.typed").is_file()


def test_the_tables_name_every_kind_and_reason() -> None:
    missing = [
        kind.value for kind in (*BlockedKind, *MissingReason) if f"`{kind.value}`" not in TEXT
    ]
    assert missing == []


def test_the_commands_and_options_are_those_of_the_program() -> None:
    shown = dict(re.findall(r"^    aliorders ([a-z]+) (.*)$", TEXT, re.MULTILINE))
    assert set(shown) == set(COMMANDS)
    for name, line in shown.items():
        options = {
            option
            for parameter in COMMANDS[name].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"(?<=\[)(--?[a-z]+)", line)) <= options, name
        visible = {option for option in options if option.startswith("--")} - {"--help"}
        assert visible - set(re.findall(r"--[a-z]+", line)) <= {"--out", "--json"}, name
