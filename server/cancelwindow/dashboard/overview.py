"""The first page: what to do now, where the money is, and what comes next."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response

from cancelwindow.dashboard.pages import Pages
from cancelwindow.store import queries
from cancelwindow.store.standing import MoneyState, RefundProgress

SOON = timedelta(days=7)
"""Orders whose buyer must act within this time are to be acted on now."""

NEXT = timedelta(days=14)
"""How far the list of deadlines looks ahead."""

ACTED_ON, LISTED = 8, 12


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/", provide_automatic_options=False)
    def overview() -> Response:
        now = pages.now_judged()
        with pages.database.read() as session:
            counts = queries.counts(session)
            return pages.page(
                "overview.html",
                section="overview",
                counts=counts,
                total=sum(counts.values()),
                act_now=queries.act_now(session, now, now + SOON, limit=ACTED_ON),
                deadlines=queries.deadlines(session, now, now + NEXT, limit=LISTED),
                money={
                    "at_risk": queries.money(session, MoneyState.AT_RISK),
                    "coming_back": queries.money(session, MoneyState.COMING_BACK),
                    "late": queries.refund_money(session, RefundProgress.LATE),
                },
                refunds=[
                    *queries.refunds(session, RefundProgress.LATE, limit=LISTED),
                    *queries.refunds(session, RefundProgress.RUNNING, limit=LISTED),
                ],
                undated=sum(
                    one.orders for one in queries.refund_money(session, RefundProgress.UNDATED)
                ),
            )
