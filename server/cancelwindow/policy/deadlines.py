"""Every clock of an answer in words: what started it, how long it runs, and what it is worth."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aliorders.models import Moment
from cancelwindow.policy.business_days import Gap
from cancelwindow.policy.case import Case
from cancelwindow.policy.clocks import COUNTED, Clock
from cancelwindow.policy.countries import country_name
from cancelwindow.policy.verdict import Citation, Deadline, DeadlineStart
from cancelwindow.policy.voice import Values, Voice


def deadline(clock: Clock, case: Case, voice: Voice) -> Deadline:
    """`clock` as a deadline of the verdict."""
    window = clock.window
    return Deadline(
        kind=clock.kind,
        title=voice.say(f"deadline.{clock.kind}.title"),
        text=_text(clock, case, voice),
        basis=clock.basis,
        earliest=None if window is None else window.earliest,
        latest=None if window is None else window.latest,
        act_by=clock.rule.act_by,
        start=_start(clock.started_by, clock.start, voice),
        length=_length(clock, voice),
        reminders=clock.reminders,
        notes=tuple(_notes(clock, case, voice)),
        citations=_citations(clock, voice),
    )


def _text(clock: Clock, case: Case, voice: Voice) -> str:
    values: Values = {"printed": clock.printed}
    if clock.window is None and clock.start is not None and clock.reminders:
        values["since"] = voice.day(clock.start.day)
        values["remind"] = voice.day(_day_of(clock.reminders[-1], clock.start))
        return voice.say(f"deadline.{clock.kind}.started", values)
    if clock.window is None:
        return voice.say(f"deadline.{clock.kind}.undated", values)
    window = clock.window
    values["when"] = voice.days(min(window.first_day, window.last_day), window.last_day)
    over = clock.is_over(case.now)
    if clock.started_by == COUNTED:
        values["when"] = voice.pacific(window.last_day)
        return voice.say(f"deadline.{clock.kind}.{'counted_over' if over else 'counted'}", values)
    form = "passed" if over else "dated"
    return voice.say(f"deadline.{clock.kind}.{form}", values)


def _day_of(reminder: datetime, start: Moment) -> date:
    return reminder.astimezone(ZoneInfo(start.zone)).date()


def _start(started_by: str | None, start: Moment | None, voice: Voice) -> DeadlineStart | None:
    if started_by is None or start is None:
        return None
    return DeadlineStart(field=started_by, text=voice.say(f"field.{started_by}"), day=start.day)


def _length(clock: Clock, voice: Voice) -> str:
    if clock.rule.parameter is None or clock.started_by == COUNTED:
        return ""
    said = voice.figure_text(clock.rule.parameter)
    if clock.rule.after is None:
        return said
    before = voice.figure_text(clock.rule.after, "high")
    return voice.say("span.then", {"first": before, "then": said})


def _notes(clock: Clock, case: Case, voice: Voice) -> list[str]:
    window = clock.window
    said = []
    if window is not None and window.first_day != window.last_day:
        said.append(voice.say("deadline_note.two_ends"))
    return [*said, *(_gap(gap, case, voice) for gap in clock.gaps)]


def _gap(gap: Gap, case: Case, voice: Voice) -> str:
    country = case.buyer.country
    values: Values = {
        "year": "" if gap.year is None else str(gap.year),
        "country": "" if country is None else country_name(country, voice.language),
    }
    return voice.say(f"deadline_note.{gap.kind}", values)


def _citations(clock: Clock, voice: Voice) -> tuple[Citation, ...]:
    rule = clock.rule
    own = voice.citations(rule.sources)
    if rule.parameter is None:
        return own
    before = () if rule.after is None else voice.figure(rule.after).citations
    return (*own, *voice.figure(rule.parameter).citations, *before)
