"""The demonstration: each sample order's page, in a real browser, with the real extension and a
real companion; what the badge said, and pictures of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from aliorders.browser import Page, PlaywrightError, RefusalKind, Session, close_tab
from aliorders.models import Settled
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay.account import SampleOrder
from cancelwindow.replay.addresses import detail_url
from cancelwindow.replay.badge import Badge, read_badge
from cancelwindow.replay.companion import Companion
from cancelwindow.replay.site import Delays
from cancelwindow.store.database import Database
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow

DELAYS = Delays(status_ms=200, blocks_ms=500, buttons_ms=800, cancel_ms=1000)
"""Shorter than the real site's; an order that is there to show a late Cancel keeps its own."""

PICTURED = (Answer.YES, Answer.ASK_SELLER, Answer.RECALL, Answer.NO, Answer.UNKNOWN)
"""Answers that the demo must be able to show."""

DASHBOARD_PAGES = {"overview": "", "orders": "orders", "spending": "spending"}
"""Pages of the dashboard that pictures are left of."""

AT_ONCE = 10
"""Tabs open at the same time: each page needs seconds to settle, and little of the machine."""

PATIENCE_SECONDS = 60.0
_LOOK_MS = 250
_ANSWERS = frozenset(Answer)


class DemonstrationError(RuntimeError):
    """The demonstration could not begin."""


@dataclass
class Shown:
    """What became of one order's page."""

    order: SampleOrder
    badge: Badge | None = None
    status: str = ""
    """The platform's status code, as the companion understood it."""
    word: str = ""
    """The status as the page says it."""
    labels: list[str] = field(default_factory=list)
    """What the badge said, one after the other, while the page arrived."""
    problem: str | None = None
    pictures: list[Path] = field(default_factory=list)

    @property
    def answer(self) -> Answer | None:
        """The settled answer, or None where there was none."""
        if self.badge is None or self.problem is not None or self.badge.tone not in _ANSWERS:
            return None
        return Answer(self.badge.tone)


@dataclass(frozen=True)
class State:
    """What the companion has stored of an order."""

    status: str
    answer: str
    settled: bool


def pair(session: Session, companion: Companion) -> None:
    """Pair the extension through its own options page.

    Raises:
        DemonstrationError: the extension did not start, or did not pair; with its own words.
    """
    page = session.context.new_page()
    page.goto(f"{_extension_origin(session)}/options/options.html")
    _wait_for_the_fields(page)
    page.locator("#port").fill(str(companion.port))
    page.locator("#code").fill(companion.open_pairing())
    page.locator("#pair").click()
    result = page.locator("#pair-result.good, #pair-result.bad")
    result.wait_for()
    if "good" not in (result.get_attribute("class") or ""):
        raise DemonstrationError(f"The extension did not pair: {result.inner_text()}")
    close_tab(page)


def _wait_for_the_fields(page: Page) -> None:
    """Wait until the page has filled its fields in by itself. It forbids scripts to wait there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if page.locator("#port").input_value():
            return
        page.wait_for_timeout(_LOOK_MS)
    raise DemonstrationError("The options of the extension did not open.")


def picture_dashboard(session: Session, companion: Companion, output: Path) -> None:
    """Open the dashboard by a one-time link, and leave pictures of it.

    Raises:
        DemonstrationError: it did not open.
    """
    page = session.open(companion.dashboard_link())
    try:
        page.wait_for_url(companion.dashboard)
    except PlaywrightError as error:
        raise DemonstrationError("The dashboard did not open by its link.") from error
    for name, path in DASHBOARD_PAGES.items():
        page.goto(f"{companion.dashboard}{path}")
        session.picture(page, output / f"dashboard-{name}.png")
    close_tab(page)


def _extension_origin(session: Session) -> str:
    workers = session.context.service_workers
    worker = workers[0] if workers else session.context.wait_for_event("serviceworker")
    return worker.url.removesuffix("/background.js")


@dataclass
class Demonstration:
    """Shows orders in a session whose extension is paired with the companion of `store`.

    Args:
        store: the companion's own, looked at from outside.
        output: folder for the pictures.
        told: called with each order when it is done.
        clock: seconds, monotonic.
    """

    session: Session
    store: Database
    output: Path
    told: Callable[[Shown], None]
    clock: Callable[[], float] = time.monotonic

    def show(self, orders: Sequence[SampleOrder]) -> list[Shown]:
        """Open every order's page, several at a time, and wait until each badge is settled.

        Ends early where a whole group had no answer: what is wrong there is wrong everywhere.
        """
        shown: list[Shown] = []
        for first in range(0, len(orders), AT_ONCE):
            tabs = [_Tab(self.session, order) for order in orders[first : first + AT_ONCE]]
            self._wait(tabs)
            for tab in tabs:
                if all(tab.shown.answer is not done.answer for done in shown):
                    tab.picture(self.output)
                tab.close()
                self.told(tab.shown)
                shown.append(tab.shown)
            if all(tab.shown.answer is None for tab in tabs):
                break
        return shown

    def _wait(self, tabs: Sequence[_Tab]) -> None:
        overdue = self.clock() + PATIENCE_SECONDS
        waiting = list(tabs)
        while waiting and self.clock() < overdue:
            waiting[0].page.wait_for_timeout(_LOOK_MS)
            for tab in waiting:
                tab.look()
            states = self._states(tab.shown.order.order_id for tab in waiting)
            waiting = [tab for tab in waiting if not tab.done(states)]
        for tab in waiting:
            tab.give_up()

    def _states(self, order_ids: Iterable[str]) -> dict[str, State]:
        query = (
            select(OrderStateRow, ReadingRow.settled)
            .join(ObservationRow, ObservationRow.id == OrderStateRow.observation_id)
            .join(ReadingRow, ReadingRow.id == ObservationRow.reading_id)
            .where(OrderStateRow.order_id.in_(list(order_ids)))
        )
        with self.store.read() as reading:
            return {
                row.order_id: State(row.status, row.answer, settled == Settled.YES)
                for row, settled in reading.execute(query)
            }


class _Tab:
    """One order's page."""

    def __init__(self, session: Session, order: SampleOrder) -> None:
        self.shown = Shown(order)
        self._session = session
        self.page: Page = session.open(detail_url(order.order_id))

    def look(self) -> None:
        """Read the badge as it stands."""
        badge = read_badge(self._session.document(self.page))
        self.shown.badge = badge
        if badge is not None and badge.tone in _ANSWERS:
            labels = self.shown.labels
            if not labels or labels[-1] != badge.label:
                labels.append(badge.label)

    def done(self, states: dict[str, State]) -> bool:
        """Whether the badge shows what the companion answered for the settled page."""
        state, badge = states.get(self.shown.order.order_id), self.shown.badge
        if state is None or badge is None or not state.settled or badge.tone != state.answer:
            return False
        self.shown.status = state.status
        self.shown.word = self.page.locator(".order-status .order-block-title").inner_text()
        pressed = self.page.evaluate("window.__violations")
        if pressed:
            self.shown.problem = f"a control of the site was pressed: {pressed}"
        return True

    def give_up(self) -> None:
        """Say what the page showed instead of a settled answer."""
        badge = self.shown.badge
        if badge is None:
            said = "there was no badge"
        elif badge.tone in _ANSWERS:
            said = f"the badge still said {badge.label!r}, and its page had not settled"
        else:
            said = f'the badge said "{badge.label}: {badge.headline}"'
        self.shown.problem = f"after {PATIENCE_SECONDS:.0f} seconds {said}"

    def picture(self, folder: Path) -> None:
        """The whole page, and the badge alone, named by the answer."""
        answer = self.shown.answer
        if answer is None:
            return
        page_file, badge_file = folder / f"{answer}-page.png", folder / f"{answer}-badge.png"
        self.page.bring_to_front()
        self._session.picture(self.page, page_file)
        self.look()
        if self.shown.badge is not None:
            self._session.picture(self.page, badge_file, self.shown.badge.node_id)
            self.shown.pictures = [page_file, badge_file]

    def close(self) -> None:
        """Close the page."""
        close_tab(self.page)


def complaints(shown: Sequence[Shown], session: Session) -> list[str]:
    """What went wrong, one sentence each; empty when all went well."""
    failed: dict[str, list[str]] = {}
    for one in shown:
        if one.problem is not None:
            failed.setdefault(one.problem, []).append(one.order.order_id)
    found = [
        f"Order{'s' if len(orders) > 1 else ''} {', '.join(orders)}: {problem}"
        for problem, orders in failed.items()
    ]
    answered = {one.answer for one in shown if one.answer is not None}
    if answered:
        missing = [answer for answer in PICTURED if answer not in answered]
        found += [f"No order was answered {answer}." for answer in missing]
    found += [
        f"A request that could change an order was made and stopped: {stopped.target}."
        for stopped in session.refusals
        if stopped.kind is RefusalKind.WRITE
    ]
    return found
