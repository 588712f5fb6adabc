"""What the person can do next: the steps of an answer, as far as they are for now, with dates."""

from __future__ import annotations

from cancelwindow.policy.answered import Answered
from cancelwindow.policy.clocks import COUNTED, Clock
from cancelwindow.policy.rules.steps import is_for_now
from cancelwindow.policy.tables import Step
from cancelwindow.policy.verdict import NextStep
from cancelwindow.policy.voice import Values, Voice


def next_steps(given: Answered, voice: Voice) -> tuple[NextStep, ...]:
    """The answer's steps in order, without those that are not for now."""
    steps = given.case.policy.tables.steps
    order_id = given.case.order.order_id
    told = []
    for entry in given.row.steps:
        if not is_for_now(entry, given):
            continue
        step = steps.steps[entry.step]
        told.append(
            NextStep(
                action=entry.step,
                text=_text(entry.step, step, given, voice),
                url=None if step.link is None else steps.links[step.link].format(order_id=order_id),
            )
        )
    return tuple(told)


def _text(key: str, step: Step, given: Answered, voice: Voice) -> str:
    for kind in step.dated_by:
        days = _days(next((one for one in given.clocks if one.kind == kind), None), given, voice)
        if days is not None:
            return voice.say(f"step_dated.{key}", days)
    return voice.say(f"step.{key}")


def _days(clock: Clock | None, given: Answered, voice: Voice) -> Values | None:
    """The first and the last day a clock can mean; None without a date or once it is over."""
    if clock is None or clock.window is None or clock.is_over(given.case.now):
        return None
    window = clock.window
    if clock.started_by == COUNTED:
        return {end: voice.pacific(window.last_day) for end in ("first", "last")}
    # A bare last day can end where the first begins: the earlier of the two is the first.
    first = min(window.first_day, window.last_day)
    return {"first": voice.day(first), "last": voice.day(window.last_day)}
