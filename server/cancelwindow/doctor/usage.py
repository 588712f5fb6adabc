"""What the store tells of use: who is paired and asks, and how well pages are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from cancelwindow.doctor.drift import PageRead, drift
from cancelwindow.doctor.finding import Finding, ok, warn
from cancelwindow.reminders import address
from cancelwindow.store import settings
from cancelwindow.store.clients import list_clients
from cancelwindow.store.kept import order_of, report_of
from cancelwindow.store.tables import ClientRow, ObservationRow

SILENT = timedelta(days=30)
"""A paired browser that asked for nothing for so long is worth a word."""

LOOKED_AT = 200
"""Observations of the newest pages that drift is looked for in."""

_REMEDY = "Update Cancel Window. `aliorders report FILE` says of a saved page what is missing."


def pairing(session: Session, now: datetime) -> Finding:
    """Whether a browser is paired, and when one was last heard of."""
    rows = [row for row in list_clients(session) if row.revoked_at is None]
    if not rows:
        return warn(
            "pairing",
            "No browser is paired.",
            "Type the code into the extension's options: cancelwindow pair",
        )
    heard = [at for row in rows for at in (row.last_used_at, row.notices_asked_at) if at]
    last = max(heard, default=None)
    said = f"{len(rows)} paired, last heard of {_minute(last)}"
    if last is None or now - last > SILENT:
        return warn(
            "pairing",
            f"{said}.",
            "Open an order with the badge; its options have `Test the connection`.",
        )
    return ok("pairing", f"{said}{_reminding(rows)}.")


def _reminding(rows: Sequence[ClientRow]) -> str:
    asking = sum(row.notices_asked_at is not None for row in rows)
    return f"; {asking} of them show reminders" if asking else "; none shows reminders yet"


def _minute(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def reading(session: Session) -> Finding:
    """Whether pages are still read as they were."""
    rows = session.scalars(
        select(ObservationRow)
        .join(ObservationRow.reading)
        .options(contains_eager(ObservationRow.reading))
        .where(ObservationRow.order_json.is_not(None))
        .order_by(ObservationRow.id.desc())
        .limit(LOOKED_AT)
    )
    pages = [_page(row) for row in rows]
    if not pages:
        return ok("reading", "No page was read yet.")
    signs = drift(pages)
    if signs:
        return warn("reading", f"Of the last {len(pages)} pages: {'; '.join(signs)}.", _REMEDY)
    return ok("reading", f"The last {len(pages)} pages were read in full.")


def _page(row: ObservationRow) -> PageRead:
    page = row.reading
    return PageRead(page.page_kind, order_of(row.order_json or ""), report_of(page.report_json))


def reminders(session: Session) -> Finding:
    """Whether reminders arrive where the person sends them."""
    chosen = address.read(session)
    if chosen is None:
        return ok("reminders", "They stay on this computer.")
    fault = settings.get(session, address.FAULT)
    if fault is None:
        return ok("reminders", f"They also go to an address ({chosen.form.value}).")
    return warn(
        "reminders",
        f"The address that they go to did not take the last one ({fault}).",
        "Try it with: cancelwindow remind --test",
    )
