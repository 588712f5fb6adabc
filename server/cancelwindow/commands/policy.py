"""`cancelwindow policy`: every figure, source, conflict and fact that the answers rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from aliorders.models import Model, plain
from cancelwindow import policy_listing, terminal_policy
from cancelwindow.commands.language import Language, language_of
from cancelwindow.commands.options import EXIT_UNKNOWN, AsJson, fail
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.loader import load_policy
from cancelwindow.terminal import console

EXIT_BAD_OPTION = 1


def policy(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="A parameter, to see all that is on record of it.",
            show_default=False,
        ),
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="List the sources.")] = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="List where the sources contradict each other.")
    ] = False,
    refused: Annotated[
        bool, typer.Option("--refused", help="List the claims that are not repeated.")
    ] = False,
    facts: Annotated[
        bool, typer.Option("--facts", help="List every fact and where it lives.")
    ] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="List what no source tells, and what shows that.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="List only the parameters that are due for review.")
    ] = False,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help="As of this day, such as 2026-11-20. Without it, today.",
            show_default=False,
        ),
    ] = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """List what the answers rest on: parameters with figure, day, sources, grade and confidence.

    Ends with 1 for options that do not fit together or a day that is none, and with 2 for a
    parameter that does not exist.
    """
    book, day = load_policy(), _day(on)
    said = language_of(language, book)
    lists = {
        "--sources": sources,
        "--conflicts": conflicts,
        "--refused": refused,
        "--facts": facts,
        "--gaps": gaps,
    }
    named = [option for option, wanted in {**lists, "--due": due}.items() if wanted]
    if len(named) + (name is not None) > 1:
        words = " and ".join([*named, *([name] if name else [])])
        raise fail(f"{words} are lists of their own. Ask for one at a time.", EXIT_BAD_OPTION)
    if name is not None:
        shown = _history(name, book, day, said)
        _print(as_json, plain(shown), terminal_policy.parameter_report(shown))
        return
    tables = book.tables
    if sources:
        rows = policy_listing.sources(tables)
        _print(as_json, _plain(rows), terminal_policy.sources_table(rows))
    elif conflicts:
        _print(as_json, _by_key(tables.conflicts), terminal_policy.conflicts_report(tables))
    elif refused:
        _print(as_json, _by_key(tables.refused), terminal_policy.refused_report(tables))
    elif facts:
        _print(as_json, _by_key(tables.facts), terminal_policy.facts_table(tables))
    elif gaps:
        _print(as_json, _by_key(tables.gaps), terminal_policy.gaps_table(tables))
    else:
        every = policy_listing.parameters(book, day, said)
        kept = [one for one in every if one.due or not due]
        _print(as_json, _plain(kept), terminal_policy.parameters_table(kept, day, due_only=due))


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fail(
            f"--on {text!r} is not a day. Give one such as 2026-11-20.", EXIT_BAD_OPTION
        ) from None


def _history(
    name: str, book: PolicyBook, day: date, language: str
) -> policy_listing.ParameterHistory:
    known = book.tables.parameters
    if name not in known:
        alike = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(alike)}? " if alike else ""
        raise fail(
            f"There is no parameter {name!r}. {hint}List them with: cancelwindow policy",
            EXIT_UNKNOWN,
        )
    return policy_listing.history(name, book, day, language)


def _plain(rows: Sequence[Model]) -> list[Any]:
    return [plain(row) for row in rows]


def _by_key(table: Mapping[str, Model]) -> list[Any]:
    return [{"key": key, **plain(entry)} for key, entry in table.items()]


def _print(as_json: bool, data: Any, report: RenderableType) -> None:
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        console().print(report)
