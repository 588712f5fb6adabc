"""Sends a reminder to the address that the person has named, and to no other.

The one module of the companion that opens a connection to another computer. A redirect is a
failure, since it would go where nobody said; proxies of the environment are not asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Retry, Timeout

from cancelwindow import __version__
from cancelwindow.protocol_notices import NoticeView
from cancelwindow.reminders.address import AddressForm, ReminderAddress

TIMEOUT = Timeout(connect=5, read=10)
"""Seconds."""

RETRIES = Retry(
    total=2,
    # A reply that never came may be of a reminder that did arrive.
    read=0,
    redirect=0,
    status_forcelist=(429, 502, 503, 504),
    allowed_methods=None,
    backoff_factor=0.5,
    retry_after_max=10,
    raise_on_redirect=False,
    raise_on_status=False,
)

_READ_BYTES = 2_000
"""Of a reply; nothing in it matters but its status."""


class PushError(Exception):
    """The address did not take a reminder; the text is the reason, without the address."""


@dataclass(frozen=True, slots=True)
class Push:
    """Sends with its own connections, which are closed after each."""

    retries: Retry = RETRIES
    timeout: Timeout = TIMEOUT

    def send(self, to: ReminderAddress, notice: NoticeView) -> None:
        """Send one notice.

        Raises:
            PushError: it was not taken, or nobody knows whether it was.
        """
        url, message = envelope(to, notice)
        with urllib3.PoolManager(retries=self.retries, timeout=self.timeout) as connections:
            try:
                reply = connections.request(
                    "POST",
                    url,
                    body=json.dumps(message).encode(),
                    headers={
                        "Content-Type": "application/json",
                        "User-Agent": f"cancel-window/{__version__}",
                    },
                    redirect=False,
                    preload_content=False,
                )
                reply.read(_READ_BYTES)
                reply.release_conn()
            except MaxRetryError as error:
                raise PushError(type(error.reason).__name__) from None
            except (HTTPError, ValueError, OSError) as error:
                raise PushError(type(error).__name__) from None
        if not 200 <= reply.status < 300:
            raise PushError(f"HTTP {reply.status}")


def envelope(to: ReminderAddress, notice: NoticeView) -> tuple[str, dict[str, Any]]:
    """The address and the JSON for it. An order is named only where the person said so."""
    if to.form is AddressForm.NTFY:
        parts = urlsplit(to.url)
        before, _, topic = parts.path.rstrip("/").rpartition("/")
        root = urlunsplit((parts.scheme, parts.netloc, f"{before}/", parts.query, ""))
        message = {"topic": topic, "title": notice.title, "message": notice.message}
        return root, message | ({"click": notice.url} if to.names_orders else {})
    named = {"order_id", "url"}
    hidden = frozenset() if to.names_orders else named
    return to.url, notice.model_dump(mode="json", exclude=set(hidden))
