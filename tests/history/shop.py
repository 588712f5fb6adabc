"""Generated accounts of any size, on sites with troubles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cancelwindow.replay.account import load_account
from cancelwindow.replay.faults import Fault
from cancelwindow.replay.generated import generated_account
from cancelwindow.replay.language import load_languages
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.site import Delays, Site

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "account"
ACCOUNT = load_account((FOLDER / "account.yaml").read_text("utf-8"))
LANGUAGES = load_languages((FOLDER / "languages.yaml").read_text("utf-8"))

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
AT_ONCE = Delays(status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)

PATIENCE = {"arrival_ms": 4000, "drawing_ms": 1500, "pressing_ms": 150, "presses": 6}
"""Short enough for pages that never come, and far above what a served page takes."""


def site(orders: int, language: str = "en", delays: Delays = AT_ONCE) -> Site:
    """A site with generated orders."""
    return Site(generated_account(ACCOUNT, LANGUAGES[language], orders), NOW, delays)


def live(orders: int, *faults: Fault, language: str = "en", **options: bool) -> LiveSite:
    """The same with a memory."""
    return LiveSite(site(orders, language), faults, **options)
