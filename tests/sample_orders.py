"""The sample account's orders in a companion, as its pages were seen: the site's own answers, read,
judged and stored by the real parts, without a browser between."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from aliorders.models import Blocked, CapturedResponse, Snapshot, SnapshotSource
from cancelwindow.assessment import Assessor
from cancelwindow.lessons import Lessons
from cancelwindow.policy.loader import load_policy
from cancelwindow.replay import addresses
from cancelwindow.replay.account import load_account
from cancelwindow.replay.site import Site
from companion_app import CompanionApp

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = load_account((ROOT / "fixtures" / "account" / "account.yaml").read_text("utf-8"))


def see_sample_account(app: CompanionApp, at: datetime | None = None) -> tuple[str, ...]:
    """Show the companion the page and the tracking of every sample order, as of its clock."""
    now = at or app.now
    client = app.pair(name="Sample browser").client_id
    assessor = Assessor(app.database, load_policy(), Lessons(app.config.words_path))
    site = Site(ACCOUNT, now)
    for order in ACCOUNT.orders:
        pages = [(addresses.detail_url(order.order_id), addresses.DETAIL_API)]
        if order.parcels:
            pages.append((addresses.tracking_url(order.order_id), addresses.TRACKING_API))
        for page, api in pages:
            snapshot = Snapshot(
                url=page,
                html="",
                responses=(answer(site, api, order.order_id),),
                captured_at=now,
                source=SnapshotSource.EXTENSION,
            )
            found = assessor.assess_page(snapshot, client_id=client, language="en", now=now)
            assert not isinstance(found, Blocked), (order.order_id, found)
    return tuple(order.order_id for order in ACCOUNT.orders)


def answer(site: Site, api: str, order_id: str) -> CapturedResponse:
    """What the site answers to a call of its own pages."""
    data = json.dumps({"tradeOrderId": order_id}, separators=(",", ":"))
    asked = urlencode({"api": api, "data": data})
    url = f"{addresses.ACS}/h5/{api}/1.0/?{asked}"
    return CapturedResponse(url=url, body=site.respond("GET", url).body)
