"""Words of the pages: all are in the catalogue, and all that are there are used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from aliorders.models import ActionKind, EndReason, OrderStatus, PageKind, ProfileSource
from cancelwindow import dashboard
from cancelwindow.dashboard import orders, privacy
from cancelwindow.dashboard.pages import NAVIGATION
from cancelwindow.dashboard.refusals import KINDS
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Confidence, Grade
from cancelwindow.store.standing import RefundProgress

FOLDER = Path(dashboard.__file__).parent
ENGLISH = load_policy().catalogue("en").keys()

IN_TEMPLATES = re.compile(r"""(?:say|count)\(\s*["']([\w.]+)["']\s*[,)]""")
BUILT_IN_TEMPLATES = re.compile(r"""say\(\s*["']([\w.]+[._])["'] ~""")

TILES = ("at_risk", "coming_back", "late")
WAITS = ("ship", "scan", "refund")

BUILT = {
    *(f"nav.{name}" for name in NAVIGATION),
    *(f"refused.{kind}.{part}" for kind in KINDS for part in ("title", "text")),
    *(f"orders.{state}" for state in orders.STATES),
    *(f"sort.{sorting}" for sorting in orders.SORTINGS),
    *(f"status.{status}" for status in OrderStatus),
    *(f"end.{end}" for end in (*EndReason, "open")),
    *(f"action.{kind}" for kind in ActionKind),
    *(f"page.{kind}" for kind in PageKind),
    *(f"order.grade_{grade}" for grade in Grade),
    *(f"source.{source}" for source in ProfileSource),
    *(f"confidence.{one}" for one in Confidence),
    *(f"overview.refund_{progress}" for progress in RefundProgress),
    *(f"overview.{tile}" for tile in TILES),
    *(f"overview.{tile}_help" for tile in TILES),
    "settings.wrong",
    "settings.wrong_time",
    *(f"privacy.{kind}" for kind in (*privacy.COUNTED, "confirm_first", "unknown_number")),
    *(f"spending.{kind}_time" for kind in WAITS),
    *(f"spending.{kind}_time_help" for kind in WAITS),
}  # fmt: skip
"""Keys that are put together where they are used."""

FIELDS = ("status", "end_reason", "placed", "paid", "shipped", "completed", "status_ends", "total",
          "actions", "promises", "parcel")  # fmt: skip
"""Of which a timeline tells changes (`store.timeline`)."""


def keys() -> set[str]:
    """Every key of the section, a plural by its own."""
    every = {key.partition(".")[2] for key in ENGLISH if key.startswith("dashboard.")}
    counted = {key.removesuffix(".one") for key in every if key.endswith(".one")}
    return {key for key in every if key.rpartition(".")[0] not in counted} | counted


def written_out() -> set[str]:
    """Keys that templates and modules name in full."""
    found: set[str] = set()
    for template in FOLDER.rglob("*.html"):
        found.update(IN_TEMPLATES.findall(template.read_text(encoding="utf-8")))
    for module in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_word_that_a_page_names_is_there() -> None:
    named = {
        key
        for template in FOLDER.rglob("*.html")
        for key in IN_TEMPLATES.findall(template.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= keys()
    assert keys() >= BUILT


def test_no_word_is_left_over() -> None:
    used = BUILT | written_out() | {f"field.{name}" for name in FIELDS}
    used |= {f"done.{word}" for word in written_out()}
    used |= {f"column.{word}" for word in written_out()}
    assert keys() - used == set()


def test_a_key_that_is_put_together_is_on_the_list() -> None:
    begun = {
        start
        for template in FOLDER.rglob("*.html")
        for start in BUILT_IN_TEMPLATES.findall(template.read_text(encoding="utf-8"))
    }
    listed = {*BUILT, *(f"column.{name}" for name in ("month",)), "nav.x"}
    assert {start for start in begun if not any(key.startswith(start) for key in listed)} == set()
