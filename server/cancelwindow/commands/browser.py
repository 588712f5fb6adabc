"""`cancelwindow browser`: which browser the demo and the tests use."""

from __future__ import annotations

from typing import Annotated

import typer

from aliorders import chromium

NO_BROWSER = 2
"""Exit code when there is no usable browser."""


def browser(
    *,
    install: Annotated[
        bool,
        typer.Option("--install/--no-install", help="Install a Chromium if none is found."),
    ] = False,
) -> None:
    """Print the browser that the demo uses; exit code 2 if there is none."""
    try:
        path = chromium.ensure(install=install, say=lambda line: typer.echo(f"browser: {line}"))
    except chromium.BrowserMissingError as error:
        typer.echo(f"browser: {error}", err=True)
        raise typer.Exit(NO_BROWSER) from error
    typer.echo(f"browser: {path} ({chromium.version_of(path)})")
