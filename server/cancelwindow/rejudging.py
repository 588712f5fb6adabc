"""Judging stored orders again once time may have changed their answer.

Each state knows from when that is (`recheck_at`). The companion looks once a minute, and whoever
lists orders asks for a few beforehand, so that a list read after a long sleep is not an old one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from aliorders.merge import combine
from cancelwindow import __version__
from cancelwindow.assessment import stored_readings
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import fingerprint
from cancelwindow.store import settings
from cancelwindow.store.database import Database
from cancelwindow.store.sample import Sample
from cancelwindow.store.standing import Judged
from cancelwindow.store.states import due, leave, make_all_stale, record_verdicts

AT_ONCE = 50
"""Orders judged in one transaction: some tenths of a second, so that no page waits long."""

JUDGED_BY = "judged_by"
"""Setting that names the rules and the buyer behind all states."""


class Rejudge:
    """Judges the stored orders of one store again, by one policy and for one buyer."""

    def __init__(
        self,
        database: Database,
        book: PolicyBook,
        buyer: Buyer = NOBODY,
        sample: Sample | None = None,
    ) -> None:
        """Nothing is judged before it is asked for. `sample` is renewed in the same breaks."""
        self._sample = sample
        self._database = database
        self._book = book
        self.buyer = buyer

    def start(self, now: datetime) -> None:
        """Make every state due where the rules or the buyer are others than before."""
        judged_by = f"{__version__} {fingerprint()} {self.buyer.country or '-'}"
        with self._database.write() as session:
            if settings.get(session, JUDGED_BY) != judged_by:
                make_all_stale(session, now)
                settings.put(session, JUDGED_BY, judged_by)

    def some(self, now: datetime, limit: int = AT_ONCE) -> int:
        """Judge the orders that are due, at most `limit`; how many there were."""
        with self._database.read() as session:
            found = due(session, now, limit)
            judged = [
                (order_id, source, self._judged(session, order_id, now))
                for order_id, source in found
            ]
        if not judged:
            return 0
        with self._database.write() as session:
            for order_id, _, result in judged:
                if result is None:
                    leave(session, order_id)
            answers = [(result, source) for _, source, result in judged if result is not None]
            record_verdicts(session, answers)
        return len(judged)

    def work(self, now: datetime) -> bool:
        """A part of what is to be done between pages; whether more of it may wait."""
        if self.some(now) == AT_ONCE:
            return True
        if self._sample is not None:
            self._sample.renew(now)
        return False

    def _judged(self, session: Session, order_id: str, now: datetime) -> Judged | None:
        readings = [(one.reading, one.captured_at) for one in stored_readings(session, order_id)]
        if not any(reading.orders for reading, _ in readings):
            return None
        [evidence] = [one for one in combine(readings) if one.order.order_id == order_id]
        return Judged(evidence, assess(evidence, self._book, now, buyer=self.buyer))
