"""The `cancelwindow` command: a module of `commands/` per subcommand, loaded when it is asked for.

A companion needs a web server, a check needs the rules, the demo a browser: loading them all would
take longer than most commands run.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.resources import files
from keyword import iskeyword
from typing import Annotated

import typer

from cancelwindow import __version__

COMMANDS = (
    "check",
    "seller",
    "explain",
    "policy",
    "serve",
    "service",
    "pair",
    "dashboard",
    "orders",
    "deadlines",
    "export",
    "import",
    "calendar",
    "remind",
    "clients",
    "login",
    "sync",
    "logout",
    "doctor",
    "bundle",
    "backup",
    "restore",
    "demo",
    "browser",
)
"""Subcommands in the order of `--help`; each is a function of its name in a module of its name,
with an underscore after a word that Python keeps for itself."""


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


def _in_python(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _loaded(name: str) -> Callable[..., None]:
    name = _in_python(name)
    command: Callable[..., None] = getattr(import_module(f"cancelwindow.commands.{name}"), name)
    return command


def _outlined(name: str) -> Callable[..., None]:
    """Something with the words of a command, read from its file without running it."""
    name = _in_python(name)
    source = files("cancelwindow.commands").joinpath(f"{name}.py").read_text(encoding="utf-8")
    [words] = [
        ast.get_docstring(part)
        for part in ast.parse(source).body
        if isinstance(part, ast.FunctionDef) and part.name == name
    ]

    def outline() -> None:
        raise RuntimeError(f"{name} was not loaded")

    outline.__doc__ = words
    return outline


def application(
    names: Iterable[str] = COMMANDS, make: Callable[[str], Callable[..., None]] = _loaded
) -> typer.Typer:
    """The command line with these subcommands; `make` gives the function of one."""
    app = typer.Typer(
        name="cancelwindow",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=root,
    )
    for name in names:
        app.command(name)(make(name))
    return app


def overview() -> typer.Typer:
    """The command line as `--help` lists it: loading every command would take a second."""
    return application(make=_outlined)


def main() -> None:
    """Run the command line."""
    named = [word for word in sys.argv[1:2] if word in COMMANDS]
    # What is loaded now stays: a search for garbage in it takes a fifth of a start, and finds none.
    gc.disable()
    app = application(named) if named else overview()
    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    main()
