"""The rules in their order of precedence, and the verdict they lead to.

What is settled already comes first, then what a carrier's scan proves, then what the page offers,
then dates and tracking, and last the status alone. The first rule that applies answers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from aliorders.models import Evidence, Settled, found
from cancelwindow.policy import compose
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.case import Answered, Case, Finding, Rule, tracking_of
from cancelwindow.policy.deadlines import deadlines
from cancelwindow.policy.messages import message
from cancelwindow.policy.refunds import refund
from cancelwindow.policy.rules import button, ended, parcels, recall, shipping, status
from cancelwindow.policy.verdict import Basis, Verdict
from cancelwindow.policy.voice import Voice

PRECEDENCE: tuple[Rule, ...] = (
    ended.cancel_requested,
    ended.settled_elsewhere,
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


def assess(
    evidence: Evidence,
    book: PolicyBook,
    now: datetime,
    language: str = "en",
    buyer: Buyer = NOBODY,
) -> Verdict:
    """The answer for one order at `now`, by the policy of the day it was placed.

    Pure: reads no clock and no file. `now` must be aware (ValueError). `language` is any tag; the
    nearest language of the catalogues is used and named in the verdict.
    """
    case = case_of(evidence, book, now, buyer)
    policy, day = case.policy, policy_day(evidence, case.now)
    finding = decide(case)
    row = finding.row
    given = Answered(case, row, finding.confidence or row.confidence)
    voice = Voice(book, policy, language)
    said = compose.sentences(given, voice)
    order = evidence.order
    return Verdict(
        order_id=order.order_id,
        status=order.status,
        status_word=case.status_word,
        answer=row.answer,
        label=voice.say(f"label.answer.{row.answer}"),
        headline=said.headline,
        confidence=given.confidence,
        settled=evidence.settled is not Settled.NO,
        reasons=said.reasons,
        next_steps=compose.next_steps(given, voice),
        deadlines=deadlines(case, row, voice),
        refund=refund(order, voice) if row.refund else None,
        message=None if row.message is None else message(row.message, order, voice),
        warnings=said.warnings,
        not_seen=compose.not_seen(given, voice),
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


def case_of(evidence: Evidence, book: PolicyBook, now: datetime, buyer: Buyer = NOBODY) -> Case:
    """The input of the rules. ValueError for a `now` without a time zone."""
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone, for example UTC")
    now = now.astimezone(UTC)
    policy = book.at(policy_day(evidence, now))
    return Case(
        evidence=evidence,
        policy=policy,
        now=now,
        tracking=tracking_of(evidence, policy),
        buyer=buyer,
    )


def policy_day(evidence: Evidence, now: datetime) -> date:
    """The day whose policy applies: the order's own, or today's where that was not seen."""
    placed = found(evidence.order.placed)
    return now.date() if placed is None else placed.day


def decide(case: Case) -> Finding:
    """The first rule of `PRECEDENCE` that applies, or the status alone."""
    for rule in PRECEDENCE:
        outcome = rule(case)
        if isinstance(outcome, Finding):
            return outcome
    return status.by_status(case)
