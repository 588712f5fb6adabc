"""All there is to say of a seller: the findings of the rules in words, with their evidence.

Pure: reads no clock and no file. A view's band is the lowest that its findings leave; it says
nothing of a person, and a store of which nothing was seen has no colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from aliorders.models import ProfileSource
from cancelwindow.policy import proportion
from cancelwindow.policy.book import Policy, PolicyBook
from cancelwindow.policy.seller_facts import Rate, StoreFacts
from cancelwindow.policy.seller_record import Limits
from cancelwindow.policy.seller_rules import (
    SEEN_AGAIN,
    Marks,
    Seen,
    fewest_ratings,
    lowest,
    seen,
)
from cancelwindow.policy.seller_table import BANDS, FindingEntry, SellerTable
from cancelwindow.policy.seller_view import (
    Leaning,
    SellerBand,
    SellerBehaviour,
    SellerFinding,
    SellerPoint,
    SellerRecord,
    SellerShell,
    SellerView,
)
from cancelwindow.policy.seller_words import (
    FIGURES,
    NOWHERE,
    OWN_NOTES,
    OWN_ORDERS,
    RECORD_LINES,
    badge_names,
    day_text,
    figures,
    hours_text,
    percent,
    record_lines,
)
from cancelwindow.policy.verdict import Confidence
from cancelwindow.policy.voice import Values, Voice

_PERCENT = 100

_UNRATED = ("too_few_ratings", "rate_not_seen", "shell")
"""Findings that leave a store without a colour; each has a label of its own."""

_CONFLICT = "parameter.usual_seller_rate"
"""Name under which the sources' disagreement on a safe seller is on record."""


def assess_seller(
    facts: StoreFacts, book: PolicyBook, now: datetime, language: str = "en"
) -> SellerView:
    """What is told of one store at `now`, by the marks of that day.

    `now` must be aware (ValueError). `language` is any tag, as with `engine.assess`.
    """
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone, for example UTC")
    now = now.astimezone(UTC)
    policy = book.at(now.date())
    voice = Voice(book, policy, book.language(language))
    table = policy.tables.sellers
    marks = marks_of(policy)
    told = [
        _finding(one, facts, marks, table.findings[one.key], voice)
        for one in seen(facts, marks, now)
    ]
    asked = _ticked(facts, behaviours(book, policy, voice.language))
    findings = sorted(
        (*told, *(_noted(one, voice) for one in asked if one.ticked_at is not None)),
        key=lambda finding: (not finding.is_warning, -BANDS.index(finding.at_most)),
    )
    band = lowest([finding.at_most for finding in findings])
    deciding = next(finding for finding in findings if finding.at_most is band)
    rated = facts.rate is not None
    return SellerView(
        store_id=facts.store_id,
        seller_id=_text(facts, "seller_id"),
        name=facts.name,
        url=_text(facts, "url"),
        band=band,
        label=voice.say(f"seller.label.{_label(band, deciding)}"),
        headline=findings[0].text,
        is_shell=facts.is_shell,
        listed_under=_shell(facts, voice),
        findings=tuple(findings),
        figures=figures(facts, voice),
        history=tuple(
            SellerPoint(
                at=point.at,
                positive_rate=point.rate,
                ratings=point.ratings,
                period_months=point.period_months,
                source=point.source.value,
            )
            for point in facts.points
        ),
        record=_record(facts, voice),
        behaviours=asked,
        conflicts=voice.conflicts({_CONFLICT}) if rated and not facts.is_shell else (),
        language=voice.language,
        evaluated_at=now,
    )


def marks_of(policy: Policy) -> Marks:
    """The marks of a day."""
    high = {
        name: float(policy.figure(name).span.high)
        for name in (
            "lowest_seller_rate",
            "usual_seller_rate",
            "strictest_seller_rate",
            "strictest_store_age",
            "usual_ship_time",
        )
    }
    return Marks(*high.values())


def limits_of(policy: Policy) -> Limits:
    """What the buyer's own record is held to on a day."""
    ships, alarm = policy.figure("seller_ships_within"), policy.figure("no_scan_alarm")
    return Limits(
        business_days=int(ships.span.high),
        scan_alarm=timedelta(days=float(alarm.span.shortest.high)),
    )


@lru_cache(maxsize=64)
def behaviours(book: PolicyBook, policy: Policy, language: str) -> tuple[SellerBehaviour, ...]:
    """What a seller may ask for, whoever it is, and what to do about it."""
    voice, table = Voice(book, policy, language), policy.tables.sellers
    return tuple(
        SellerBehaviour(
            kind=key,
            text=voice.say(f"seller.behaviour.{key}"),
            advice=voice.say(f"seller.advice.{key}"),
            citations=voice.citations(entry.sources),
        )
        for key, entry in table.behaviours.items()
    )


def _ticked(facts: StoreFacts, asked: tuple[SellerBehaviour, ...]) -> tuple[SellerBehaviour, ...]:
    """The checklist, with what the buyer has ticked of this store."""
    if not facts.ticks:
        return asked
    ticks = dict(facts.ticks)
    return tuple(
        one.model_copy(update={"ticked_at": ticks[one.kind]}) if one.kind in ticks else one
        for one in asked
    )


def _noted(asked: SellerBehaviour, voice: Voice) -> SellerFinding:
    """What the buyer ticked, as a warning: it leaves every band, since no source rates it."""
    return SellerFinding(
        kind=f"asked_{asked.kind}",
        at_most=BANDS[0],
        is_warning=True,
        text=asked.text,
        where=voice.say(f"seller.where.{OWN_NOTES}"),
        seen_at=asked.ticked_at,
        confidence=Confidence.OBSERVED,
        sure=voice.say(f"seller.sure.{OWN_NOTES}"),
        leaning=Leaning.UNTOLD,
        meaning=asked.advice,
        citations=asked.citations,
    )


def phrases(table: SellerTable) -> Iterator[tuple[str, frozenset[str]]]:
    """Every phrase a view can need, with the values it may use besides the figures."""
    nothing: frozenset[str] = frozenset()
    coloured = (band for band in SellerBand if band is not SellerBand.UNRATED)
    yield from ((f"seller.label.{label}", nothing) for label in (*coloured, *_UNRATED))
    for key in table.findings:
        yield f"seller.finding.{key}", _VALUES
        yield f"seller.meaning.{key}", nothing
    for form in _SURE_FORMS:
        yield f"seller.sure.{form}", _SURE_VALUES
    places = (*ProfileSource, OWN_ORDERS, OWN_NOTES, NOWHERE)
    yield from ((f"seller.where.{place}", nothing) for place in places)
    yield from ((f"seller.figure.{kind}", nothing) for kind in FIGURES)
    yield from ((f"seller.badge.{badge}", nothing) for badge in badge_names())
    yield from ((f"seller.record.{line}", nothing) for line in RECORD_LINES)
    for key in table.behaviours:
        yield f"seller.behaviour.{key}", nothing
        yield f"seller.advice.{key}", nothing
    values = frozenset({"rate", "ratings", "months"})
    for form in ("rate_counted", "rate_in_period", "rate_counted_in_period"):
        yield f"seller.value.{form}", values
    for form in ("percent", "score", "about"):
        yield f"seller.value.{form}", frozenset({"number"})
    for counted in ("ratings", "orders", "months"):
        yield from ((f"count.{counted}.{form}", frozenset({"n"})) for form in ("one", "other"))


_VALUES = frozenset(
    {"rate", "shell", "opened", "before", "since", "cancelled", "kept", "count", "within"}
)
_SURE_FORMS = (
    "printed",
    "counted",
    "few",
    "uncounted",
    "not_seen",
    "own_orders",
    "trend",
    "link",
    OWN_NOTES,
)
_SURE_VALUES = frozenset({"ratings", "confidence", "low", "high", "fewest", "orders", "points"})


def _finding(
    one: Seen, facts: StoreFacts, marks: Marks, entry: FindingEntry, voice: Voice
) -> SellerFinding:
    band = one.at_most or entry.at_most
    if entry.again is not None and one.count >= SEEN_AGAIN:
        band = entry.again
    place = one.place
    nowhere = OWN_ORDERS if one.count else NOWHERE
    figure = None if entry.parameter is None else voice.figure(entry.parameter)
    return SellerFinding(
        kind=one.key,
        at_most=band,
        is_warning=entry.warning and (one.rate is None or band is not SellerBand.ORDINARY),
        text=voice.say(f"seller.finding.{one.key}", _values(one, facts, voice)),
        where=voice.say(f"seller.where.{nowhere if place is None else place.source}"),
        seen_at=None if place is None else place.at,
        confidence=entry.basis,
        sure=_sure(one, facts, marks, voice),
        leaning=entry.leaning,
        meaning=voice.say(f"seller.meaning.{one.key}"),
        parameter=entry.parameter,
        value=None if entry.parameter is None else voice.figure_text(entry.parameter),
        citations=(
            *(() if figure is None else figure.citations),
            *voice.citations(entry.sources),
        ),
    )


def _values(one: Seen, facts: StoreFacts, voice: Voice) -> Values:
    own = facts.record
    values: Values = {}
    if one.count:
        values["count"] = voice.number(one.count)
        values["cancelled"] = voice.number(own.cancelled)
        values["kept"] = voice.number(own.kept if one.key == "agreed_before" else one.count)
    if one.rate is not None:
        values["rate"] = percent(one.rate.percent, voice)
    if one.opened is not None:
        values["opened"] = day_text(one.opened.value, voice)
    if one.fall:
        first, last = one.fall[0], one.fall[-1]
        values["before"], values["rate"] = percent(first.rate, voice), percent(last.rate, voice)
        values["since"] = voice.day(first.at.date())
    if facts.listed_under is not None:
        values["shell"] = facts.listed_under.name or facts.listed_under.store_id
    if one.key == "ships_fast" and own.ship_hours is not None:
        values["within"] = hours_text(own.ship_hours, voice)
    return values


def _sure(one: Seen, facts: StoreFacts, marks: Marks, voice: Voice) -> str:
    """How sure a finding is, with the numbers behind it."""
    if one.count:
        counted = facts.record.ship_orders if one.key == "ships_fast" else facts.record.orders
        return voice.say("seller.sure.own_orders", {"orders": voice.count("count.orders", counted)})
    if one.fall:
        return voice.say("seller.sure.trend", {"points": voice.number(len(one.fall))})
    if one.rate is not None and one.bounds is not None:
        return _counted(one.rate, one.bounds, marks, few=one.key == "too_few_ratings", voice=voice)
    if one.rate is not None:
        return voice.say("seller.sure.uncounted")
    if one.link_seen is not None:
        return voice.say("seller.sure.link")
    return voice.say("seller.sure.printed" if one.opened is not None else "seller.sure.not_seen")


def _counted(
    rate: Rate, bounds: tuple[float, float], marks: Marks, *, few: bool, voice: Voice
) -> str:
    low, high = (round(bound, 1) for bound in bounds)
    values: Values = {
        "ratings": voice.count("count.ratings", rate.ratings or 0),
        "low": percent(low, voice),
        "high": percent(high, voice),
        "confidence": percent(proportion.CONFIDENCE * _PERCENT, voice),
        "fewest": voice.count("count.ratings", fewest_ratings(marks)),
    }
    return voice.say(f"seller.sure.{'few' if few else 'counted'}", values)


def _label(band: SellerBand, deciding: SellerFinding) -> str:
    return deciding.kind if band is SellerBand.UNRATED else band.value


def _shell(facts: StoreFacts, voice: Voice) -> SellerShell | None:
    if facts.listed_under is None:
        return None
    store_id, name = facts.listed_under
    text = voice.say("seller.finding.listed_under_shell", {"shell": name or store_id})
    return SellerShell(store_id=store_id, name=name, text=text)


def _record(facts: StoreFacts, voice: Voice) -> SellerRecord | None:
    own = facts.record
    if not own.orders:
        return None
    counts = {name: getattr(own, name) for name in SellerRecord.model_fields if name != "lines"}
    return SellerRecord(**counts, lines=record_lines(own, voice))


def _text(facts: StoreFacts, field: str) -> str | None:
    known = facts.known(field)
    return None if known is None else str(known.value)
