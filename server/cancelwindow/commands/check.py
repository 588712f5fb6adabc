"""`cancelwindow check`: verdicts from saved pages and answers, without a companion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from aliorders.blocking import blocked
from aliorders.merge import combine
from aliorders.merge_parcels import numbers_of
from aliorders.models import Blocked, BlockedKind, Missing, PageReading, Parcel, plain
from cancelwindow.commands.language import Language, language_of
from cancelwindow.commands.options import AsJson, Country
from cancelwindow.commands.saved import (
    EXIT_NO_ORDER,
    Url,
    moment,
    read_files,
)
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.seller_view import SellerView
from cancelwindow.policy.verdict import Verdict
from cancelwindow.sellers import views_of_pages
from cancelwindow.terminal import console, verdict_report, verdict_table
from cancelwindow.terminal_sellers import seller_lines

_DETAILED_UP_TO = 2
"""Orders told in full; more of them make a table."""


class Ruling(NamedTuple):
    """What the orders are judged by, the language it is said in, and for whom."""

    book: PolicyBook
    language: str
    buyer: Buyer


class Outcome(NamedTuple):
    """What the files gave."""

    verdicts: tuple[Verdict, ...]
    sellers: tuple[SellerView, ...]
    refused: tuple[Blocked, ...]


def check(  # noqa: PLR0913, PLR0917 - the options of a command
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Saved pages or answers of the site; several of one order belong together.",
        ),
    ],
    url: Url = "",
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="ISO-TIME",
            help="Answer as if the files were saved at this time, such as 2026-11-20T12:00:00Z; "
            "UTC without a zone.",
            show_default=False,
        ),
    ] = None,
    language: Language = None,
    country: Country = None,
    as_json: AsJson = False,
) -> None:
    """Say where the orders of saved pages stand. Ends with 2 when a file holds no order."""
    book = load_policy()
    said = language_of(language, book)
    outcome = _outcome(files, url, moment(now), Ruling(book, said, Buyer(country=country)))
    if as_json:
        typer.echo(json.dumps(_plain(outcome), ensure_ascii=False, indent=2))
    else:
        _print(outcome, book.catalogue(said))
    if not outcome.verdicts:
        raise typer.Exit(EXIT_NO_ORDER)


def _outcome(files: list[Path], url: str, as_of: datetime | None, ruling: Ruling) -> Outcome:
    now = as_of or datetime.now(UTC)
    readings, refused = read_files(files, url, as_of, now)
    evidence = combine(readings)
    verdicts = tuple(
        assess(entry, ruling.book, now, ruling.language, ruling.buyer) for entry in evidence
    )
    placed = [parcel for entry in evidence for parcel in entry.parcels]
    numbers = frozenset[str]().union(*(numbers_of(parcel) for parcel in placed))
    for reading, _ in readings:
        refused.extend(
            _without_order(parcel)
            for parcel in reading.parcels
            if parcel not in placed and not numbers_of(parcel) & numbers
        )
        if not reading.orders and not reading.parcels:
            refused.append(blocked(BlockedKind.NO_ORDER, _contents(reading)))
    sellers = views_of_pages(readings, ruling.book, now, ruling.language)
    return Outcome(verdicts, sellers, tuple(refused))


def _contents(reading: PageReading) -> str:
    """What a reading without an order holds instead."""
    if reading.stores:
        return f"{reading.kind.value} data, {reading.stores[0].source.value}"
    if reading.returns:
        return f"{len(reading.returns)} returns"
    return f"{reading.kind.value} without a parcel"


def _without_order(parcel: Parcel) -> Blocked:
    number = (
        "without a number"
        if isinstance(parcel.tracking_number, Missing)
        else (parcel.tracking_number)
    )
    return blocked(BlockedKind.NO_ORDER, f"parcel {number}, stage {parcel.stage.value}")


def _plain(outcome: Outcome) -> dict[str, Any]:
    """The printed JSON. With verdicts, files that held none are listed beside them."""
    refused = [
        {"kind": entry.kind.value, "message": entry.message, "evidence": entry.evidence}
        for entry in outcome.refused
    ]
    if not outcome.verdicts:
        return {"orders": [], "blocked": refused[0]}
    result: dict[str, Any] = {
        "orders": [plain(verdict) for verdict in outcome.verdicts],
        "sellers": [plain(seller) for seller in outcome.sellers],
        "blocked": None,
    }
    return {**result, "skipped": refused} if refused else result


def _print(outcome: Outcome, words: Catalogue) -> None:
    out = console()
    if len(outcome.verdicts) > _DETAILED_UP_TO:
        out.print(verdict_table(outcome.verdicts, words))
    else:
        for verdict in outcome.verdicts:
            out.print(verdict_report(verdict, words))
    told = [seller for seller in outcome.sellers if seller.figures or seller.warnings]
    if outcome.verdicts and told:
        out.print(seller_lines(told, words))
    for entry in outcome.refused:
        console(stderr=True).print(f"{entry.kind.value}: {entry.message} ({entry.evidence})")
