"""The private address under which a calendar program reads the deadlines.

A calendar program can send no header, so that the address itself has to be the secret: 256 random
bits, of which only a hash is stored. There is at most one; a new one ends the one before. What it
opens is the calendar and nothing else.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from cancelwindow import preferences
from cancelwindow.config import Config
from cancelwindow.errors import RefusedError
from cancelwindow.policy.book import PolicyBook
from cancelwindow.protocol import ErrorCode
from cancelwindow.rejudging import Rejudge
from cancelwindow.store import queries, settings
from cancelwindow.store.clients import token_hash
from cancelwindow.store.database import Database

ROOT = "/calendar"

SETTING = "calendar_feed"
"""Hash of the secret; absent or null where there is no feed."""

BEHIND = timedelta(days=30)
"""How long a deadline that has passed stays in the calendar."""

AHEAD = timedelta(days=400)

_SECRET_BYTES = 32


def is_feed(path: str) -> bool:
    """Whether an address is a feed's, also one that opens nothing."""
    return path.startswith(f"{ROOT}/")


def open_feed(database: Database) -> str:
    """Make a new secret, to be told once; calendars that read the one before read no more."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with database.write() as session:
        settings.put(session, SETTING, token_hash(secret))
    return secret


def end_feed(database: Database) -> bool:
    """End the feed; whether there was one."""
    with database.write() as session:
        had_one = settings.get(session, SETTING) is not None
        settings.put(session, SETTING, None)
    return had_one


def address(secret: str, port: int) -> str:
    """The address to subscribe to, of the companion that listens on `port`."""
    return f"http://127.0.0.1:{port}{ROOT}/{secret}.ics"


def known_deadlines(session: Session, now: datetime) -> tuple[queries.OrderDeadline, ...]:
    """What belongs into a calendar: dated deadlines, and those that only remind."""
    start, end = now - BEHIND, now + AHEAD
    undated = (one for one in queries.reminding(session, now, end) if one.deadline.earliest is None)
    return (*queries.deadlines(session, start, end), *undated)


def blueprint(config: Config, database: Database, book: PolicyBook, rejudge: Rejudge) -> Blueprint:
    """The one route; `guard` lets it be read without a token."""
    routes = Blueprint("calendar", __name__, url_prefix=ROOT)

    @routes.get("/<secret>.ics", provide_automatic_options=False)
    def feed(secret: str) -> Response:
        # Most companions never write a calendar.
        from cancelwindow.calendar import calendar_of, calendar_text  # noqa: PLC0415

        now = config.clock()
        with database.read() as session:
            stored = settings.get(session, SETTING) or ""
        if not hmac.compare_digest(token_hash(secret), stored):
            raise RefusedError(ErrorCode.NOT_FOUND)
        rejudge.some(now)
        with database.read() as session:
            language = preferences.read(session).language or config.language
            deadlines = known_deadlines(session, now)
        return Response(
            calendar_of(deadlines, calendar_text(book, language), now), mimetype="text/calendar"
        )

    return routes
