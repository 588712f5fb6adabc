"""The `cancelwindow` command: one function per subcommand, registered here."""

from __future__ import annotations

from typing import Annotated

import typer

from cancelwindow import __version__
from cancelwindow.commands.browser import browser
from cancelwindow.commands.check import check
from cancelwindow.commands.clients import clients
from cancelwindow.commands.demo import demo
from cancelwindow.commands.pair import pair
from cancelwindow.commands.serve import serve

app = typer.Typer(
    name="cancelwindow",
    help="Can I still cancel this AliExpress order, and if not, what is my best move now?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cancelwindow {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Can I still cancel this AliExpress order, and if not, what is my best move now?"""


app.command()(demo)
app.command()(check)
app.command()(serve)
app.command()(pair)
app.command()(clients)
app.command()(browser)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
