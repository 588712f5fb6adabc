"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cancelwindow.config import Config, configured_store_url, default_data_dir

EXIT_UNKNOWN = 2
"""What was named on the command line does not exist."""

EXIT_PORT_TAKEN = 3

EXIT_DATA_FOLDER = 4
"""The data folder or the store in it cannot be used."""

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder for the companion's data. Without it, your system's folder for such data.",
        file_okay=False,
        show_default=False,
    ),
]

Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="ISO-TIME",
        help="Answer as of this time, such as 2026-11-20T12:00:00Z; UTC without a zone.",
        show_default=False,
    ),
]


def _country(code: str | None) -> str | None:
    """The code in capitals; typer.BadParameter for one that is no country's."""
    if code is None:
        return None
    # Not needed unless a country is named, and slow to import.
    from cancelwindow.policy.countries import is_country  # noqa: PLC0415

    if not is_country(code.upper()):
        raise typer.BadParameter(f"{code!r} is no country. Give two letters, such as IE or BR.")
    return code.upper()


Country = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="CODE",
        callback=_country,
        help="Country your orders go to, as two letters such as IE: consumer rights and the "
        "holidays of banks depend on it. Without it nothing is guessed.",
        show_default=False,
    ),
]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def fail(message: str, code: int) -> typer.Exit:
    """Print `message` to standard error; the caller raises what is returned."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def config_for(data_dir: Path | None) -> Config:
    """Settings with the default folder where none was named."""
    folder = (data_dir or default_data_dir()).absolute()
    return Config(data_dir=folder, store_url=configured_store_url(folder))
