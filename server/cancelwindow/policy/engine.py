"""The rules in their order of precedence, and the verdict they lead to.

What is settled already comes first, then what a carrier's scan proves, then what the page offers,
then dates and tracking, and last the status alone. The first rule that applies answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from aliorders.models import Evidence, Settled, found
from cancelwindow.policy import compose
from cancelwindow.policy.answered import Answered
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.cancel_reasons import cancel_reasons
from cancelwindow.policy.case import Case, Finding, Passed, Rule, tracking_of
from cancelwindow.policy.clocks import clocks
from cancelwindow.policy.deadlines import deadline
from cancelwindow.policy.history import NO_HISTORY, History
from cancelwindow.policy.line_verdicts import line_verdicts
from cancelwindow.policy.lines import lines_of
from cancelwindow.policy.messages import message
from cancelwindow.policy.next_steps import next_steps
from cancelwindow.policy.parcel_notes import parcel_notes
from cancelwindow.policy.refunds import refund
from cancelwindow.policy.rights import rights
from cancelwindow.policy.rules import button, ended, parcels, recall, shipping, status
from cancelwindow.policy.rules.messages import fits
from cancelwindow.policy.seller_names import store_ids
from cancelwindow.policy.verdict import Basis, Verdict
from cancelwindow.policy.voice import Voice
from cancelwindow.policy.window import window

PRECEDENCE: tuple[Rule, ...] = (
    ended.cancel_requested,
    ended.settled_elsewhere,
    ended.ended_for_a_cause,
    ended.windows_over,
    ended.windows_over_undated,
    ended.ended,
    parcels.part_shipped,
    parcels.delivered,
    parcels.returning,
    parcels.scanned,
    button.cancels_alone,
    button.time_to_ship_is_over,
    button.seller_decides,
    shipping.page_still_arriving,
    shipping.tracking_still_arriving,
    shipping.deadline_passed,
    recall.no_scan_for_days,
    recall.announced_only,
    recall.nothing_scanned,
    recall.not_understood,
    status.status_not_seen,
)
"""Deciding rules, first match wins; `status.by_status` answers where none applies."""


def assess(  # noqa: PLR0913 - all that a verdict rests on
    evidence: Evidence,
    book: PolicyBook,
    now: datetime,
    language: str = "en",
    buyer: Buyer = NOBODY,
    *,
    history: History = NO_HISTORY,
) -> Verdict:
    """The answer for one order at `now`, by the policy of the day it was placed.

    Pure: reads no clock and no file. `now` must be aware (ValueError). `language` is any tag; the
    nearest language of the catalogues is used and named in the verdict. `history` is what the
    window is estimated from; it never changes the answer.
    """
    case = case_of(evidence, book, now, buyer)
    policy, day = case.policy, policy_day(evidence, case.now)
    finding = decide(case)
    row = finding.row
    given = Answered(case, row, finding.confidence or row.confidence, clocks(case, row.deadlines))
    voice = Voice(book, policy, book.language(language))
    said = compose.sentences(given, voice)
    order = evidence.order
    verdict = Verdict(
        order_id=order.order_id,
        status=order.status,
        status_word=case.status_word,
        answer=row.answer,
        label=voice.say(f"label.answer.{row.answer}"),
        headline=said.headline,
        confidence=given.confidence,
        settled=evidence.settled is not Settled.NO,
        reasons=said.reasons,
        next_steps=next_steps(given, voice),
        deadlines=tuple(deadline(one, case, voice) for one in given.clocks),
        refund=refund(given, voice),
        message=message(row.message, given, voice)
        if row.message is not None and fits(row.message, given)
        else None,
        other_messages=tuple(
            message(one, given, voice) for one in row.other_messages if fits(one, given)
        ),
        cancel_reasons=cancel_reasons(given, voice),
        warnings=said.warnings,
        rights=rights(case, row, voice),
        lines=line_verdicts(case, voice),
        parcels=parcel_notes(case, voice),
        window=window(given, history, voice),
        not_seen=compose.not_seen(given, voice),
        store_ids=store_ids(order),
        language=voice.language,
        policy_date=day,
        evaluated_at=case.now,
        based_on=tuple(
            Basis(
                kind=page.kind.value,
                captured_at=page.captured_at,
                age_seconds=max(0, int((case.now - page.captured_at).total_seconds())),
            )
            for page in evidence.seen
        ),
    )
    names = compose.names_said(verdict, row, policy.tables)
    return verdict.model_copy(update={"conflicts": voice.conflicts(names)})


def case_of(evidence: Evidence, book: PolicyBook, now: datetime, buyer: Buyer = NOBODY) -> Case:
    """The input of the rules. ValueError for a `now` without a time zone."""
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone, for example UTC")
    now = now.astimezone(UTC)
    policy = book.at(policy_day(evidence, now))
    tracking = tracking_of(evidence, policy)
    return Case(
        evidence=evidence,
        policy=policy,
        now=now,
        tracking=tracking,
        lines=lines_of(evidence, tracking.parcels),
        buyer=buyer,
    )


def policy_day(evidence: Evidence, now: datetime) -> date:
    """The day whose policy applies: the order's own, or today's where that was not seen."""
    placed = found(evidence.order.placed)
    return now.date() if placed is None else placed.day


@dataclass(frozen=True, slots=True)
class Trace:
    """The rules that were asked: those that passed, in their order, and the one that applied."""

    passed: tuple[tuple[Rule, Passed], ...]
    applied: Rule
    finding: Finding


def trace(case: Case) -> Trace:
    """Ask the rules of `PRECEDENCE` up to the first that applies; the status where none does."""
    passed: list[tuple[Rule, Passed]] = []
    for rule in PRECEDENCE:
        outcome = rule(case)
        if isinstance(outcome, Finding):
            return Trace(tuple(passed), rule, outcome)
        passed.append((rule, outcome))
    return Trace(tuple(passed), status.by_status, status.by_status(case))


def decide(case: Case) -> Finding:
    """What the first rule that applies has found."""
    return trace(case).finding


def rule_name(rule: Rule) -> str:
    """A rule by its module and function, such as ``parcels.scanned``."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"
