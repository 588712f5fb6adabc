"""The `aliorders` command: read, report and redact saved pages and answers."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from aliorders import __version__, learned
from aliorders.merge import combine
from aliorders.models import Blocked, PageReading, Snapshot, plain
from aliorders.reading import read as read_snapshot
from aliorders.redact import RedactionRefusedError
from aliorders.redact import redact as redact_snapshot
from aliorders.redaction.case import file_of, joined, meta_of
from aliorders.report import report as report_on
from aliorders.report_text import report_text
from aliorders.saved import UnreadableFileError, snapshots_of
from aliorders.text.learning import contributions

EXIT_UNREADABLE = 1
EXIT_NO_ORDER = 2
EXIT_REFUSED = 3
EXIT_NOT_WRITTEN = 4

_STDIN = "-"

app = typer.Typer(
    name="aliorders",
    help="Read AliExpress order pages that you saved. Nothing is fetched and nothing is sent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="Saved pages (HTML) or answers of the site (JSON, JSONP, or a list of "
        '{"url", "status", "body"}); - is standard input.',
    ),
]
File = Annotated[
    str, typer.Argument(metavar="FILE", help="A saved page or answer; - is standard input.")
]
Url = Annotated[
    str, typer.Option("--url", help="Address of the page, where the file does not carry it.")
]
WordsFile = Annotated[
    Path | None,
    typer.Option(
        "--words",
        help="File of learned words. Without it, that of your system's folder for such data.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class _Saved(NamedTuple):
    """A file's text and the time it was saved."""

    text: str
    saved_at: datetime


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aliorders {__version__}")
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
    """Read AliExpress order pages that you saved. Nothing is fetched and nothing is sent."""


@app.command()
def read(
    files: Files,
    url: Url = "",
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            help="Language of the words (such as pt), for files that do not name their own.",
            show_default=False,
        ),
    ] = None,
    words: WordsFile = None,
    pretty: Annotated[
        bool, typer.Option("--pretty/--json", help="Indent the JSON, or write it on one line.")
    ] = False,
) -> None:
    """Print the orders of saved pages as JSON. Ends with 2 when there is none."""
    known = _learned(words).words()
    readings: list[tuple[PageReading, datetime]] = []
    refused: list[Blocked] = []
    for file in files:
        for snapshot in _snapshots(file, url):
            result = read_snapshot(snapshot, learned=known, language=language)
            if isinstance(result, Blocked):
                refused.append(result)
            else:
                readings.append((result, snapshot.captured_at))
    skipped = [plain(entry) for entry in refused]
    orders = [plain(evidence) for evidence in combine(readings)]
    stores = [plain(store) for reading, _ in readings for store in reading.stores]
    if not readings and skipped:
        _print_json({"blocked": skipped[0]}, pretty=pretty)
        raise typer.Exit(EXIT_NO_ORDER)
    _print_json({"orders": orders, "stores": stores, "skipped": skipped}, pretty=pretty)
    if not orders and not stores:
        raise typer.Exit(EXIT_NO_ORDER)


@app.command()
def report(file: File, url: Url = "", as_json: AsJson = False) -> None:
    """Say field by field what was found where, what is missing, and what nothing used."""
    reports = [report_on(snapshot) for snapshot in _snapshots(file, url)]
    if as_json:
        _print_json([plain(entry) for entry in reports], pretty=True)
    else:
        typer.echo("\n".join(report_text(entry) for entry in reports), nl=False)


@app.command()
def redact(
    file: File,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="File to write. A folder gets the redacted file and a meta.json beside it, as "
            "fixtures/pages keeps them. Without it, standard output.",
            show_default=False,
        ),
    ] = None,
    url: Url = "",
) -> None:
    """Replace what is personal in a saved page, so that you can send it. Read it before you do.

    Ends with 3, and writes nothing, when something personal might be left or when the result would
    not read as the original does.
    """
    original = joined(_snapshots(file, url))
    try:
        redacted = redact_snapshot(original)
    except RedactionRefusedError as error:
        raise _fail(f"{file}: {error}", EXIT_REFUSED) from None
    name, text = file_of(redacted)
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.is_dir():
        meta = json.dumps(meta_of(redacted), ensure_ascii=False, indent=2) + "\n"
        _write(out / name, text, file)
        _write(out / "meta.json", meta, file)
    else:
        _write(out, text, file)


@app.command("words")
def list_words(
    contribute: Annotated[
        bool,
        typer.Option(
            "--contribute", help="Print them as TOML, ready for the project's word files."
        ),
    ] = False,
    as_json: AsJson = False,
    words: WordsFile = None,
) -> None:
    """List the status words this installation has learned, and what each was seen with."""
    known = _learned(words)
    if contribute:
        for text in contributions(known.words(), f"learned by aliorders {__version__}").values():
            typer.echo(text)
    elif as_json:
        _print_json([plain(entry) for entry in known.learned], pretty=True)
    else:
        _list_words(known)


def _learned(path: Path | None) -> learned.LearnedFile:
    try:
        return learned.load(path or learned.default_path())
    except learned.LearnedFileError as error:
        raise _fail(str(error), EXIT_UNREADABLE) from None


def _list_words(known: learned.LearnedFile) -> None:
    contested = {lesson for group in known.words().contested() for lesson in group}
    if not known.learned:
        typer.echo("No word has been learned yet.")
    for entry in known.learned:
        lesson = entry.lesson
        meaning = lesson.code.value + (f" ({lesson.end_reason.value})" if lesson.end_reason else "")
        doubt = "; contradicted, so it decides nothing" if lesson in contested else ""
        typer.echo(
            f"{lesson.word} [{lesson.language or 'language unknown'}]: {meaning}; seen with "
            f"{lesson.evidence}, first on {entry.first_seen.date()}{doubt}"
        )


# --- files -----------------------------------------------------------------------------------


def _snapshots(file: str, url: str) -> tuple[Snapshot, ...]:
    saved = _saved(file)
    try:
        return snapshots_of(saved.text, saved.saved_at, url)
    except UnreadableFileError as error:
        raise _fail(
            f"{file} cannot be read: {error}. Give a saved order page, or the site's own answer.",
            EXIT_UNREADABLE,
        ) from None


def _saved(file: str) -> _Saved:
    try:
        if file == _STDIN:
            return _Saved(sys.stdin.buffer.read().decode("utf-8"), datetime.now(UTC))
        path = Path(file)
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return _Saved(path.read_bytes().decode("utf-8"), saved_at)
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    except OSError as error:
        reason = error.strerror or str(error)
    raise _fail(f"{file} cannot be read: {reason}.", EXIT_UNREADABLE)


def _write(path: Path, text: str, original: str) -> None:
    try:
        if original != _STDIN and path.exists() and path.samefile(original):
            raise _fail(f"{path} is the page itself. Name another file.", EXIT_NOT_WRITTEN)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _fail(
            f"{path} cannot be written: {error.strerror or error}.", EXIT_NOT_WRITTEN
        ) from None
    typer.echo(f"Wrote {path}. Read it before you send it.", err=True)


def _print_json(value: Any, *, pretty: bool) -> None:
    indent = 2 if pretty else None
    separators = None if pretty else (",", ":")
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators))


def _fail(message: str, code: int) -> typer.Exit:
    """Print `message` to standard error; the caller raises what is returned."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
