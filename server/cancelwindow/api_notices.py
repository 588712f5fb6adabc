"""The versioned JSON API, continued: reminders for paired browsers."""

from __future__ import annotations

from dataclasses import dataclass

from cancelwindow.config import Config
from cancelwindow.guard import paired_client
from cancelwindow.protocol_notices import (
    NoticesClaimReply,
    NoticesClaimRequest,
    NoticesDoneReply,
    NoticesDoneRequest,
)
from cancelwindow.reminders.desk import Claimant, NoticeDesk
from cancelwindow.store import notices
from cancelwindow.store.database import Database
from cancelwindow.store.notices import Audience


@dataclass(frozen=True, slots=True)
class NoticesForBrowsers:
    """Gives each paired browser the notices of its account."""

    config: Config
    database: Database
    desk: NoticeDesk

    def notices_claim(self, _: NoticesClaimRequest) -> NoticesClaimReply:
        """What is due now, for this browser to show."""
        client, now = paired_client(), self.config.clock()
        with self.database.write() as session:
            notices.asked(session, client.id, now)
        claimed = self.desk.claim(
            Claimant(client.id, Audience.SCREEN, frozenset({client.account_id})), now
        )
        return NoticesClaimReply(notices=claimed.notices, next_check_at=claimed.next_check_at)

    def notices_done(self, wanted: NoticesDoneRequest) -> NoticesDoneReply:
        """Shown: nobody shows it again."""
        ended = self.desk.done(wanted.ids, paired_client().id, self.config.clock())
        return NoticesDoneReply(done=ended)
