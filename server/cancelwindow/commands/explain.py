"""`cancelwindow explain`: the whole chain behind an answer, from the store or from saved files."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from aliorders.merge import combine
from aliorders.models import Blocked, plain
from cancelwindow.assessment import (
    history_for,
    stored_readings,
    with_observations,
    with_requests,
)
from cancelwindow.commands.language import Language, language_of
from cancelwindow.commands.options import (
    EXIT_UNKNOWN,
    AsJson,
    Country,
    DataDir,
    Now,
    config_for,
    fail,
)
from cancelwindow.commands.saved import EXIT_NO_ORDER, EXIT_UNREADABLE, Url, moment, read_files
from cancelwindow.commands.stored import open_database
from cancelwindow.explanation import EarlierAnswer, Explanation
from cancelwindow.explanation import explain as explanation_of
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.store.tables import OrderStateRow
from cancelwindow.terminal import console
from cancelwindow.terminal_explanation import explanation_report


class Reader(NamedTuple):
    """Who reads the answer."""

    language: str
    buyer: Buyer


_ORDER_NUMBER = re.compile(r"\d{14,19}")


def explain(  # noqa: PLR0913, PLR0917 - the options of a command
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="ORDER|FILE...",
            help="An order number that the companion has seen, or saved pages or answers of the "
            "site. A number before files picks one order of them.",
        ),
    ],
    url: Url = "",
    now: Now = None,
    language: Language = None,
    country: Country = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Say why an answer is what it is: what was seen, every rule in turn, each figure's sources.

    Ends with 1 when a file cannot be read, with 2 when the order is unknown or no file holds one,
    with 4 when the data folder cannot be used.
    """
    first, *others = what
    book = load_policy()
    reader = Reader(language_of(language, book), Buyer(country=country))
    as_of = moment(now)
    if not _ORDER_NUMBER.fullmatch(first):
        chains = _from_files(_existing(what), None, url, as_of, reader)
    elif others:
        chains = _from_files(_existing(others), first, url, as_of, reader)
    else:
        chains = [_from_store(first, data_dir, as_of, reader)]
    if as_json:
        orders = [plain(one) for one in chains]
        typer.echo(json.dumps({"orders": orders}, ensure_ascii=False, indent=2))
        return
    for one in chains:
        console().print(explanation_report(one, book.catalogue(reader.language)))


def _existing(names: list[str]) -> list[Path]:
    for name in names:
        if not Path(name).exists():
            raise fail(
                f"{name} is neither a file nor an order number, which has 14 to 19 digits.",
                EXIT_UNREADABLE,
            )
    return [Path(name) for name in names]


def _from_store(
    order_id: str, data_dir: Path | None, as_of: datetime | None, reader: Reader
) -> Explanation:
    config = config_for(data_dir)
    with open_database(config) as database, database.read() as session:
        stored = stored_readings(session, order_id)
        readings = [(one.reading, one.captured_at) for one in stored]
        evidence = combine(readings)
        state = session.get(OrderStateRow, order_id)
        history = history_for(session, evidence)
        evidence = with_requests(session, evidence)
    if not evidence:
        raise fail(
            f"The companion has not seen order {order_id}. Open its page on AliExpress with the "
            "badge, or save the page and give the file: cancelwindow explain FILE",
            EXIT_UNKNOWN,
        )
    now = as_of or config.clock()
    chain = explanation_of(
        evidence[0], readings, load_policy(), now, **reader._asdict(), history=history
    )
    known = {(one.reading.kind.value, one.captured_at): one.observation for one in stored}
    return chain.model_copy(
        update={
            "verdict": with_observations(chain.verdict, known),
            "earlier": None if state is None else EarlierAnswer.model_validate(state),
        }
    )


def _from_files(
    files: list[Path], order_id: str | None, url: str, as_of: datetime | None, reader: Reader
) -> list[Explanation]:
    now = as_of or datetime.now(UTC)
    readings, refused = read_files(files, url, as_of, now)
    for blocked in refused:
        _tell(blocked)
    found = combine(readings)
    wanted = [one for one in found if order_id in {None, one.order.order_id}]
    if not wanted:
        numbers = ", ".join(one.order.order_id for one in found)
        raise fail(
            f"The files hold no order {order_id}. They hold: {numbers}"
            if numbers
            else "The files hold no order. Save the page of an order and give that file.",
            EXIT_NO_ORDER,
        )
    book = load_policy()
    return [explanation_of(one, readings, book, now, **reader._asdict()) for one in wanted]


def _tell(blocked: Blocked) -> None:
    typer.echo(f"{blocked.kind.value}: {blocked.message} ({blocked.evidence})", err=True)
