"""`cancelwindow bundle`: a bug report without anything of a person or an order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from aliorders.redact import RedactionRefusedError, redact
from aliorders.redaction.case import file_of, joined
from aliorders.saved import UnreadableFileError, snapshots_of
from cancelwindow.bundle.contents import gathered
from cancelwindow.bundle.writing import BundleRefusedError, write
from cancelwindow.commands.options import DataDir, config_for, fail
from cancelwindow.doctor.examination import examine
from cancelwindow.protocol import DEFAULT_PORT

EXIT_NOT_WRITTEN = 1

EXIT_REFUSED = 3


def bundle(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.zip", help="Where to write it.", dir_okay=False, show_default=False
        ),
    ],
    page: Annotated[
        Path | None,
        typer.Option(
            "--page",
            metavar="FILE",
            help="Put a saved page in as well, as `aliorders redact` makes it.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    url: Annotated[
        str, typer.Option("--url", help="Address of the page, where it does not say so itself.")
    ] = "",
    port: Annotated[
        int, typer.Option(help="Port that the extension asks on.", min=1, max=65535)
    ] = DEFAULT_PORT,
    data_dir: DataDir = None,
) -> None:
    """Write a bug report: versions, the doctor's word, counts and the end of the log.

    No order numbers, products, shops, names, amounts or tokens: it is read back and compared with
    all that is stored. Ends with 3, and writes nothing, when something of that would be in it; with
    1 when it cannot be written. Read it before you send it.
    """
    config = replace(config_for(data_dir), port=port)
    now = config.clock()
    if file.exists():
        raise fail(f"{file} exists already. Name another file.", EXIT_NOT_WRITTEN)
    pages = {} if page is None else dict([_redacted(page, url, now)])
    findings = tuple(examine(config, now))
    members, secrets = gathered(config, findings, now)
    try:
        write(file, members, pages, secrets)
    except BundleRefusedError as error:
        raise fail(f"Nothing was written: {error}", EXIT_REFUSED) from error
    except OSError as error:
        raise fail(f"{file} cannot be written ({error.strerror}).", EXIT_NOT_WRITTEN) from error
    typer.echo(f"Wrote {file}: {', '.join([*members, *pages])}. Read it before you send it.")


def _redacted(file: Path, url: str, now: datetime) -> tuple[str, str]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
        name, redacted = file_of(redact(joined(snapshots_of(text, now, url))))
    except (UnreadableFileError, RedactionRefusedError) as error:
        raise fail(f"{file}: {error}", EXIT_REFUSED) from error
    return f"page/{name}", redacted
