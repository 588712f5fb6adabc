"""Charts of spending and of how orders went, each beside a table of the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from babel.numbers import format_compact_decimal, get_currency_precision
from flask import Blueprint, Response

from cancelwindow.dashboard.charts import Point, bars, columns
from cancelwindow.dashboard.figures import Figure, Row
from cancelwindow.dashboard.pages import Pages
from cancelwindow.dashboard.reader import Reader
from cancelwindow.store import charts as stored
from cancelwindow.store.charts import CancelOutcome, MonthFigures, StoreFigures, Waited

MONTHS, SELLERS = 12, 10

DAY_HOURS = 24
WAIT_LIMITS = (1, 2, 3, 5, 7, 14)
"""Days at which one class of waits ends and the next begins."""

EXACT_HOURS = 48
"""A wait known no better than this says nothing of how long it was; printed days are."""

FEWEST = 3
"""Below this, a half of them is a chance."""


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/spending", provide_automatic_options=False)
    def spending() -> Response:
        reader = pages.reader()
        with pages.database.read() as session:
            months = stored.months(session)
            shops = stored.stores(session)
            waits = {
                "ship": stored.waited_for_shipment(session),
                "scan": stored.waited_for_scan(session),
            }
            refunds = stored.waited_for_refund(session)
            outcomes = stored.cancel_outcomes(session)
        money = [
            figure
            for currency in _currencies(months)
            for figure in _of_money(currency, months, shops, reader)
        ]
        times = [_of_waits(kind, found, reader) for kind, found in waits.items() if _exact(found)]
        if refunds:
            times.append(
                _of_hours("refund", refunds, reader.say("spending.refund_time_help"), reader)
            )
        if outcomes:
            times.append(_of_outcomes(outcomes, reader))
        return pages.page("spending.html", section="spending", money=money, times=times)


def _currencies(months: Sequence[MonthFigures]) -> list[str]:
    """Every currency in which money was seen, the one with most orders first."""
    counted: dict[str, int] = {}
    for one in months:
        if one.currency and one.total_minor:
            counted[one.currency] = counted.get(one.currency, 0) + one.orders
    return sorted(counted, key=lambda currency: (-counted[currency], currency))


def _of_money(
    currency: str, months: Sequence[MonthFigures], shops: Sequence[StoreFigures], reader: Reader
) -> Iterator[Figure]:
    digits = get_currency_precision(currency)

    def tick(value: float) -> str:
        return str(
            format_compact_decimal(value / 10**digits, locale=reader.locale, fraction_digits=1)
        )

    mine = {one.month: one for one in months if one.currency == currency}
    span = list(_span(min(mine), max(mine)))[-MONTHS:]
    points = [
        _money_point(
            reader.month(month), mine[month].total_minor if month in mine else 0, currency, reader
        )
        for month in span
    ]
    yield Figure(
        f"months-{currency}",
        reader.say("spending.by_month", currency=currency),
        reader.say("spending.by_month_help", count=reader.number(len(span))),
        columns(points, tick, rtl=reader.direction == "rtl"),
        ("month", "orders", "spent"),
        tuple(
            Row(point.label, point.text, reader.number(mine[month].orders if month in mine else 0))
            for month, point in zip(reversed(span), reversed(points), strict=True)
        ),
    )
    here = sorted(
        (one for one in shops if one.currency == currency and one.total_minor),
        key=lambda one: -one.total_minor,
    )
    if not here:
        return
    shown = here[:SELLERS]
    named = [
        _money_point(
            one.store_name or reader.say("sellers.unnamed", number=one.store_id),
            one.total_minor, currency, reader,
        )
        for one in shown
    ]  # fmt: skip
    yield Figure(
        f"sellers-{currency}",
        reader.say("spending.by_seller", currency=currency),
        reader.say("spending.by_seller_help", count=reader.number(len(shown))),
        bars(named, rtl=reader.direction == "rtl"),
        ("seller", "orders", "spent"),
        tuple(
            Row(point.label, point.text, reader.number(one.orders))
            for one, point in zip(shown, named, strict=True)
        ),
    )


def _money_point(label: str, minor: int, currency: str, reader: Reader) -> Point:
    return Point(label, minor, reader.money(minor, currency))


def _span(first: str, last: str) -> Iterator[str]:
    """Every month from one to the other, also those without an order."""
    year, month = (int(part) for part in first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _of_waits(kind: str, waits: Sequence[Waited], reader: Reader) -> Figure:
    known = _exact(waits)
    said = {"known": reader.number(len(known)), "all": reader.number(len(waits))}
    return _of_hours(kind, known, reader.say(f"spending.{kind}_time_help", **said), reader)


def _exact(waits: Sequence[Waited]) -> list[float]:
    """The waits that are known well enough, in hours."""
    return [
        (one.low + one.high) / 2
        for one in waits
        if one.high is not None and one.high - one.low <= EXACT_HOURS
    ]


def _of_hours(kind: str, hours: Sequence[float], text: str, reader: Reader) -> Figure:
    limits = [limit * DAY_HOURS for limit in WAIT_LIMITS]
    edges = [0, *limits]
    points = []
    for number, start in enumerate(edges):
        end = limits[number] if number < len(limits) else None
        count = sum(1 for one in hours if one >= start and (end is None or one < end))
        points.append(Point(_class_name(number, reader), count, reader.count("unit.orders", count)))
    usual = (
        reader.say("spending.median", time=reader.length(median(hours)))
        if len(hours) >= FEWEST
        else reader.say("spending.median_none")
    )
    return Figure(
        f"{kind}-time",
        reader.say(f"spending.{kind}_time"),
        text,
        bars(points, rtl=reader.direction == "rtl"),
        ("time", "share", "orders"),
        tuple(
            Row(
                point.label,
                reader.number(int(point.value)),
                reader.percent(point.value / len(hours)),
            )
            for point in points
        ),
        usual,
    )


def _class_name(number: int, reader: Reader) -> str:
    if number == 0:
        return reader.say("spending.under", end=_days(WAIT_LIMITS[0], reader))
    start = reader.number(WAIT_LIMITS[number - 1])
    if number == len(WAIT_LIMITS):
        return reader.say("spending.over", start=_days(WAIT_LIMITS[-1], reader))
    return reader.say("spending.from_to", start=start, end=_days(WAIT_LIMITS[number], reader))


def _days(days: int, reader: Reader) -> str:
    return reader.catalogue.count("unit.days", days)


def _of_outcomes(outcomes: Sequence[CancelOutcome], reader: Reader) -> Figure:
    total = sum(one.orders for one in outcomes)
    points = [
        Point(
            reader.say(f"end.{'open' if one.is_open else one.end_reason or 'unspecified'}"),
            one.orders,
            reader.count("unit.orders", one.orders),
        )
        for one in outcomes
    ]
    return Figure(
        "outcomes",
        reader.say("spending.outcomes"),
        reader.say("spending.outcomes_help"),
        bars(points, rtl=reader.direction == "rtl"),
        ("outcome", "share", "orders"),
        tuple(
            Row(point.label, reader.number(int(point.value)), reader.percent(point.value / total))
            for point in points
        ),
    )
