"""The `cancelwindow` command: a module of `commands/` per subcommand, loaded when it is asked for.

A companion needs a web server, a check needs the rules, the demo a browser: loading them all would
take longer than most commands run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from cancelwindow import __version__

COMMANDS = (
    "check",
    "seller",
    "explain",
    "policy",
    "serve",
    "pair",
    "dashboard",
    "clients",
    "login",
    "sync",
    "logout",
    "demo",
    "browser",
)
"""Subcommands in the order of `--help`; each is a function of its name in a module of its name."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cancelwindow {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Can I still cancel this AliExpress order, and if not, what is my best move now?"""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these subcommands."""
    app = typer.Typer(
        name="cancelwindow",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=root,
    )
    for name in names:
        module = import_module(f"cancelwindow.commands.{name}")
        app.command()(getattr(module, name))
    return app


def main() -> None:
    """Run the command line."""
    named = [word for word in sys.argv[1:2] if word in COMMANDS or word == "--version"]
    application([word for word in named if word in COMMANDS] if named else COMMANDS)()


if __name__ == "__main__":
    main()
