"""What happened to an order is told once, when a page shows it, and never from an old page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cancelwindow.policy.loader import load_policy
from cancelwindow.rejudging import Rejudge
from cancelwindow.store.database import Database
from cancelwindow.store.events import REFUND_CLOCKS
from cancelwindow.store.notice_tables import NoticeRow
from cancelwindow.store.states import deadlines_of
from companion_app import NOON
from policy_case import ParcelSeen, parcel
from stored_orders import Shelf, order_seen

ORDER = "8240000000000961"
DAY = timedelta(days=1)

PROTECTED = {"kind": "refund_if_not_delivered", "text": "Refund if not delivered by Nov 26"}


class Story:
    """One order's pages, one after the other."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOON

    def shows(
        self,
        status: str,
        *stages: str,
        after: timedelta = DAY,
        late: timedelta = timedelta(0),
        **more: Any,
    ) -> list[str]:
        """A page of the order, some time after the one before; which events there are then."""
        self.now += after
        seen = order_seen(ORDER, status, **more)
        found = tuple(
            parcel(ParcelSeen.model_validate({"stage": one})).model_copy(update={"order_id": ORDER})
            for one in stages
        )
        Shelf(self.database).see(seen, at=self.now, parcels=found, now=self.now + late)
        return self.events()

    def events(self) -> list[str]:
        with self.database.read() as session:
            query = select(NoticeRow.name).where(NoticeRow.kind == "event").order_by(NoticeRow.id)
            return list(session.scalars(query))


@pytest.fixture
def story(database: Database) -> Story:
    return Story(database)


def test_the_seller_answered(story: Story) -> None:
    assert story.shows("WAIT_SELLER_SEND_GOODS") == []
    assert story.shows("IN_CANCEL") == []
    assert story.shows("IN_CANCEL") == []
    assert story.shows("FINISH", end="cancelled") == ["seller_answered"]
    assert story.shows("FINISH", end="cancelled") == ["seller_answered"]


def test_a_refusal_is_an_answer_too_and_comes_once(story: Story) -> None:
    story.shows("IN_CANCEL")
    assert story.shows("WAIT_SELLER_SEND_GOODS") == ["seller_answered"]
    story.shows("IN_CANCEL")
    assert story.shows("WAIT_SELLER_SEND_GOODS") == ["seller_answered"]


def test_shipped_although_asked_to_cancel(story: Story) -> None:
    story.shows("IN_CANCEL")
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS") == ["shipped_although_asked"]
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS") == ["shipped_although_asked"]


def test_shipped_after_a_refusal_is_told_as_well(story: Story) -> None:
    story.shows("IN_CANCEL")
    story.shows("WAIT_SELLER_SEND_GOODS")
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS")[1:] == ["shipped_although_asked"]


def test_shipped_without_a_request_is_no_news(story: Story) -> None:
    story.shows("WAIT_SELLER_SEND_GOODS")
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS") == []


def test_a_page_that_was_not_understood_says_nothing(story: Story) -> None:
    story.shows("IN_CANCEL")
    assert story.shows("UNKNOWN") == []


def test_the_carrier_came(story: Story) -> None:
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", "announced") == []
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", "with_carrier") == ["picked_up"]
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", "in_transit") == ["picked_up"]


def test_a_parcel_that_was_never_seen_waiting_was_not_picked_up_now(story: Story) -> None:
    story.shows("WAIT_SELLER_SEND_GOODS")
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", "in_transit") == []


def test_a_first_page_is_no_news(story: Story) -> None:
    assert story.shows("IN_CANCEL") == []


def test_an_old_page_is_no_news(story: Story) -> None:
    story.shows("IN_CANCEL", late=timedelta(days=30))
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", late=timedelta(days=30)) == []


@pytest.mark.parametrize(("day", "told"), [("2027-01-20", False), ("2026-11-26", True)])
def test_a_protection_that_is_seen_late_is_told_at_once(story: Story, day: str, told: bool) -> None:
    printed = ({**PROTECTED, "until": day},)
    found = story.shows("WAIT_BUYER_ACCEPT_GOODS", promises=printed, shipped="2026-11-01")
    assert found == (["protection_ending"] if told else [])
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", promises=printed) == found


def test_a_protection_that_is_over_is_not(story: Story) -> None:
    printed = ({**PROTECTED, "until": "2026-11-10"},)
    assert story.shows("WAIT_BUYER_ACCEPT_GOODS", promises=printed) == []


def test_a_refund_that_turns_late_is_told_once_by_event_or_by_alarm(story: Story) -> None:
    story.shows("FINISH", end="cancelled", completed="2026-11-18", payment="card", titles=("Lamp",))
    rejudge = Rejudge(story.database, load_policy())
    late = NOON + timedelta(days=90)
    rejudge.some(late)
    rejudge.some(late + DAY)
    with story.database.read() as session:
        alarms = stored_alarms(session)
    assert (len(story.events()) + len(alarms)) == 1


def stored_alarms(session: Any) -> list[datetime]:
    """Alarms of the refund's clock."""
    return [
        at
        for one in deadlines_of(session, ORDER)
        if one.kind in REFUND_CLOCKS
        for at in one.reminders
    ]
