"""Figures of a store and the buyer's own record in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

from aliorders.models import Missing, Moment, Score, ScoreKind, StoreBadge, StoreCount
from cancelwindow.policy.history import HOURS_PER_DAY, IN_DAYS_FROM
from cancelwindow.policy.parameters import Span, Unit
from cancelwindow.policy.phrases import Sayable
from cancelwindow.policy.seller_facts import Known, Rate, StoreFacts
from cancelwindow.policy.seller_record import OwnRecord
from cancelwindow.policy.seller_view import RecordLine, SellerFigure
from cancelwindow.policy.voice import Values, Voice

OWN_ORDERS = "own_orders"
NOWHERE = "nowhere"
OWN_NOTES = "own_notes"

_SAID_ALWAYS = ("orders",)
_COUNTED = (
    "asked",
    "cancelled",
    "refused",
    "shipped_although_asked",
    "late",
    "never_scanned",
    "disputes",
    "refunds",
)
_LENGTHS = ("ship_hours", "answer_hours")

RECORD_LINES = (*_SAID_ALWAYS, *_COUNTED, *_LENGTHS)

SINGLE_FIGURES = ("open_since", "opened_years", "followers", "country", "badges", "level")

FIGURES = ("positive_rate", *SINGLE_FIGURES, *(kind for kind in ScoreKind if kind != "other"))
"""Figures with a label of ours; others have the site's own title."""


def percent(number: float, voice: Voice) -> str:
    """A percentage."""
    return voice.say("seller.value.percent", {"number": voice.number(number)})


def rate_text(rate: Rate, voice: Voice) -> str:
    """A rate with its ratings and its period, as far as the page counted them."""
    values: Values = {"rate": percent(rate.percent, voice)}
    form = "rate"
    if rate.ratings is not None:
        values["ratings"] = voice.count("count.ratings", rate.ratings)
        form = f"{form}_counted"
    if rate.period_months is not None:
        values["months"] = voice.count("count.months", rate.period_months)
        form = f"{form}_in_period"
    return str(values["rate"]) if form == "rate" else voice.say(f"seller.value.{form}", values)


def figures(facts: StoreFacts, voice: Voice) -> tuple[SellerFigure, ...]:
    """Every figure that a page gave, each with where and when."""
    return tuple(_figures(facts, voice))


def _figures(facts: StoreFacts, voice: Voice) -> Iterator[SellerFigure]:
    rate = facts.rate
    if rate is not None:
        text = rate_text(rate, voice)
        yield _figure("positive_rate", text, Known(text, rate.source, rate.seen_at), voice)
    for field in SINGLE_FIGURES:
        known = facts.known(field)
        if known is not None:
            yield _figure(field, _SAID[field](known.value, voice), known, voice)
    for field in ("scores", "counts"):
        known = facts.known(field)
        if known is not None:
            yield from (_titled(one, known, voice) for one in known.value)


def day_text(moment: Moment, voice: Voice) -> str:
    """The day of a moment."""
    return voice.day(moment.day)


_SAID: dict[str, Callable[[Any, Voice], str]] = {
    "open_since": day_text,
    "opened_years": lambda years, voice: voice.number(years),
    "followers": lambda count, voice: voice.say(
        "seller.value.about", {"number": voice.number(count)}
    ),
    "country": lambda text, _: str(text),
    "badges": lambda badges, voice: ", ".join(voice.say(f"seller.badge.{one}") for one in badges),
    "level": lambda text, _: str(text),
}


def _titled(one: Score | StoreCount, known: Known[Any], voice: Voice) -> SellerFigure:
    if isinstance(one, StoreCount):
        key = "" if isinstance(one.key, Missing) else one.key
        return _figure(key or "count", one.text, known, voice, title=one.title)
    text = voice.say("seller.value.score", {"number": voice.number(float(one.value))})
    title = one.title if one.kind is ScoreKind.OTHER else ""
    return _figure(one.kind.value, text, known, voice, title=title)


def _figure(kind: str, text: str, known: Known[Any], voice: Voice, title: str = "") -> SellerFigure:
    return SellerFigure(
        kind=kind,
        label=title or voice.say(f"seller.figure.{kind}"),
        text=text,
        where=voice.say(f"seller.where.{known.source}"),
        seen_at=known.seen_at,
    )


def hours_text(hours: float, voice: Voice) -> Sayable:
    """Hours rounded up, in days where that is easier to read."""
    in_days = hours >= IN_DAYS_FROM
    number = ceil(hours / HOURS_PER_DAY if in_days else hours)
    return voice.length(Span(number, number, Unit.DAYS if in_days else Unit.HOURS))


def record_lines(own: OwnRecord, voice: Voice) -> tuple[RecordLine, ...]:
    """The record in words; what never happened is left out, since nobody may have looked."""
    said: dict[str, str] = {}
    for name in (*_SAID_ALWAYS, *_COUNTED):
        if name in _SAID_ALWAYS or getattr(own, name):
            said[name] = voice.number(getattr(own, name))
    for name in _LENGTHS:
        hours = getattr(own, name)
        if hours is not None:
            said[name] = hours_text(hours, voice).say("")
    return tuple(
        RecordLine(kind=name, label=voice.say(f"seller.record.{name}"), text=text)
        for name, text in said.items()
    )


def badge_names() -> tuple[str, ...]:
    """Every badge that has a name of ours."""
    return tuple(badge.value for badge in StoreBadge)
