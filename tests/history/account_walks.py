"""Walks into a store of the test's own, with a clock that the test moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from cancelwindow.config import Config, prepare_data_dir
from cancelwindow.history.outcome import StoppedError, WalkReport
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Timing
from cancelwindow.history.syncing import Sync
from cancelwindow.history.walker import Pages
from cancelwindow.policy.loader import load_politeness
from cancelwindow.policy.politeness import Manners, manners
from cancelwindow.replay.generated import order_number
from cancelwindow.replay.live import LiveSite
from cancelwindow.store.database import Database
from cancelwindow.store.tables import DEFAULT_ACCOUNT, ObservationRow, OrderStateRow, ReadingRow
from cancelwindow.store.walk_tables import ListedOrderRow
from history.direct import DirectPages
from history.shop import NOW

AT_ONCE = manners(load_politeness()).without_pauses()
USUAL = WalkScope()


@dataclass
class Hands:
    """A clock that stands still but for the waits of the walk, which it notes."""

    now: datetime = NOW
    waits: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)

    def seconds(self) -> float:
        return self.now.timestamp()

    @property
    def timing(self) -> Timing:
        return Timing(self.clock, self.sleep, self.seconds, chance=lambda low, _high: low)


class AccountWalks:
    """One store, and walks into it."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(prepare_data_dir(folder))
        self.hands = Hands()
        self.config = replace(self.config, clock=self.hands.clock)
        self.database = Database(self.config.database_path)

    def sync(self, scope: WalkScope = USUAL, how: Manners = AT_ONCE, **options: Any) -> Sync:
        return Sync(
            config=self.config,
            database=self.database,
            account=DEFAULT_ACCOUNT,
            account_id=DEFAULT_ACCOUNT,
            scope=scope,
            manners=how,
            timing=self.hands.timing,
            **options,
        )

    def walk(
        self, site: LiveSite | Pages, scope: WalkScope = USUAL, how: Manners = AT_ONCE
    ) -> WalkReport:
        """As the command does: not at all while there is to be none."""
        pages = DirectPages(site, self.hands.clock) if isinstance(site, LiveSite) else site
        sync = self.sync(scope, how)
        sync.hold_to_cooldown()
        return sync.run(pages)

    def is_cooling_down(self) -> bool:
        try:
            self.sync().hold_to_cooldown()
        except StoppedError:
            return True
        return False

    # --- what the store holds ------------------------------------------------------------------

    def listed(self) -> Counter[str]:
        with self.database.read() as session:
            return Counter(session.scalars(select(ListedOrderRow.order_id)))

    def states(self) -> dict[str, str]:
        with self.database.read() as session:
            rows = session.execute(select(OrderStateRow.order_id, OrderStateRow.status))
            return {row.order_id: row.status for row in rows}

    def recorded(self, kind: str) -> Counter[str]:
        """How often each order was recorded from a page of a kind."""
        query = (
            select(ObservationRow.order_id, func.count())
            .join(ReadingRow, ReadingRow.id == ObservationRow.reading_id)
            .where(ReadingRow.page_kind == kind)
            .group_by(ObservationRow.order_id)
        )
        with self.database.read() as session:
            return Counter({row[0]: row[1] for row in session.execute(query)})


def numbers(count: int, first: int = 0) -> set[str]:
    return {order_number(place) for place in range(first, first + count)}


def ones(order_ids: set[str]) -> Counter[str]:
    return Counter(dict.fromkeys(order_ids, 1))
