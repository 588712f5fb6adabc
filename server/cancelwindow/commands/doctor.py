"""`cancelwindow doctor`: which layer is broken, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

import typer
from rich.text import Text

from cancelwindow.commands.options import AsJson, DataDir, config_for
from cancelwindow.doctor.examination import examine
from cancelwindow.doctor.finding import Finding, Level, is_broken
from cancelwindow.protocol import DEFAULT_PORT
from cancelwindow.terminal import console

EXIT_BROKEN = 1

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def doctor(
    port: Annotated[
        int, typer.Option(help="Port that the extension asks on.", min=1, max=65535)
    ] = DEFAULT_PORT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Say layer by layer what works and what does not, with what to do. Changes nothing.

    Looks at Python, rules, data folder, store, companion, pairing, reading of pages, reminders and
    browser. Ends with 1 when something is broken.
    """
    config = replace(config_for(data_dir), port=port)
    found = tuple(examine(config, config.clock()))
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False))
    else:
        _print(found)
    if is_broken(found):
        raise typer.Exit(EXIT_BROKEN)


def _print(found: Iterable[Finding]) -> None:
    out = console()
    for one in found:
        mark = (f"{one.level.value:<5}", _STYLES[one.level])
        out.print(Text.assemble(mark, f"{one.layer:<10} {one.text}"))
        if one.remedy:
            out.print(Text(f"{'':<15} {one.remedy}"))
