"""`cancelwindow service`: have the companion start by itself at each login."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.commands.options import Country, DataDir, config_for, fail
from cancelwindow.config import DataFolderError, prepare_data_dir
from cancelwindow.protocol import DEFAULT_PORT
from cancelwindow.service.definition import NotWritableError, command
from cancelwindow.service.managers import Manager, ServiceError, manager

EXIT_FAILED = 1


class Action(StrEnum):
    """What to do with the service."""

    INSTALL = "install"
    REMOVE = "remove"
    STATUS = "status"


def service(  # noqa: PLR0913, PLR0917 - the options of a command
    action: Annotated[Action, typer.Argument(help="What to do.", show_default=False)],
    show: Annotated[
        bool, typer.Option("--print", help="Only print the file that `install` would write.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="Port of the companion.", min=1, max=65535)
    ] = DEFAULT_PORT,
    data_dir: DataDir = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="As of `serve`.", metavar="TAG", show_default=False),
    ] = None,
    country: Country = None,
) -> None:
    """Start the companion at each login, without a terminal: install, remove or status.

    Uses systemd, launchd or the Task Scheduler of your user. Ends with 1 when that refuses, or
    when the status is that the companion does not run.
    """
    if show and action is not Action.INSTALL:
        raise typer.BadParameter("--print shows what `install` would write.")
    config = config_for(data_dir)
    by = manager(config.data_dir)
    try:
        if action is Action.INSTALL:
            words = _words(config.data_dir, port, data_dir is not None, language, country)
            _install(by, words, config.data_dir, show=show)
        elif action is Action.REMOVE:
            gone = by.remove()
            typer.echo("The service is removed." if gone else "There is no service to remove.")
        else:
            _tell(by)
    except (ServiceError, NotWritableError, DataFolderError) as error:
        raise fail(str(error), EXIT_FAILED) from error


def _words(
    folder: Path, port: int, names_folder: bool, language: str | None, country: str | None
) -> tuple[str, ...]:
    options = ["--port", str(port)]
    for name, value in (
        ("--data-dir", str(folder) if names_folder else None),
        ("--language", language),
        ("--country", country),
    ):
        if value is not None:
            options += [name, value]
    return command(_python(), options)


def _python() -> Path:
    """The interpreter of this environment; on Windows the one that opens no window."""
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    return windowless if windowless.exists() else python


def _install(by: Manager, words: tuple[str, ...], folder: Path, *, show: bool) -> None:
    if show:
        typer.echo(by.text(words), nl=False)
        return
    prepare_data_dir(folder)
    by.install(words)
    typer.echo(f"The companion runs, and starts at each login ({by.file}).")


def _tell(by: Manager) -> None:
    found = by.status()
    if not found.is_installed:
        raise fail("No service. Put it in with: cancelwindow service install", EXIT_FAILED)
    if not found.is_running:
        raise fail(
            f"{found.file} is there, but the companion does not run by it. "
            "Find out why with: cancelwindow doctor",
            EXIT_FAILED,
        )
    typer.echo(f"The companion runs as a service ({found.file}).")
