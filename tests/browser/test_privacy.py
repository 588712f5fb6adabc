"""What leaves the browser: the page without its person, its scripts and its pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from aliorders.models import PageReading, Snapshot
from aliorders.reading import read
from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from companion_app import NOON

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "fixtures" / "pages" / "order_detail"
CASES = sorted(path.name for path in PAGES.iterdir())
CONTENT = ROOT / "extension" / "content"
ORDER = "8300000000000014"
DETAIL = "www.aliexpress.com/p/order/detail.html"

CROWDED = (Path(__file__).parent / "crowded_page.html").read_text(encoding="utf-8")
SENT = (Path(__file__).parent / "crowded_page.sent.html").read_text(encoding="utf-8")


def squeezed(html: str) -> str:
    """Without the white space that dropped elements leave behind."""
    return re.sub(r"\s*\n\s*", "\n", html).strip()


def sent(extension: LoadedExtension, stand_in: StandIn, url: str) -> tuple[Page, dict[str, Any]]:
    """A page, and the snapshot that the extension sends of it as soon as it is loaded."""
    stand_in.asked.clear()
    page, _ = extension.open(url)
    snapshots = eventually(page, stand_in.snapshots, bool, f"a snapshot of {url}")
    return page, snapshots[0]


def test_a_crowded_page_is_sent_without_its_person(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    extension.shop.pages[DETAIL] = CROWDED
    _, snapshot = sent(extension, stand_in, f"{addresses.detail_url(ORDER)}&spm=a.b#person")
    assert squeezed(snapshot["html"]) == squeezed(SENT)
    assert snapshot["url"] == addresses.detail_url(ORDER)
    assert snapshot.keys() == {"url", "html", "captured_at", "age_ms", "quiet_ms"}


def test_the_planted_address_of_the_sample_account_never_leaves(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    page, _ = sent(extension, stand_in, addresses.detail_url(ORDER))
    address = extension.shop.site.account.address
    page.get_by_text(address.name).wait_for()
    eventually(
        page,
        lambda: ["Estimated delivery" in last["html"] for last in stand_in.snapshots()[-1:]],
        any,
        "a snapshot of the whole page",
    )
    everything = "\n".join(one.body for one in stand_in.asked)
    for planted in (address.name, address.phone, address.street, address.city, address.region):
        assert planted in page.content()
        assert planted not in everything
    for tag in ("script", "style", "img", "svg", "link", "iframe"):
        assert f"<{tag}" not in everything
    assert "style=" not in everything


def test_a_page_larger_than_the_companion_takes_is_not_sent(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    # Three bytes a sign: it is bytes that the companion counts.
    row = f"<p>{'面' * 1000}</p>"
    extension.shop.pages[DETAIL] = f"<!doctype html><title>Order</title>{row * 2200}"
    _, badge = extension.open(addresses.detail_url(ORDER))
    badge.becomes("Page too large")
    assert stand_in.snapshots() == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_reads_like_the_page_itself(
    extension: LoadedExtension, stand_in: StandIn, case: str
) -> None:
    extension.pair_stand_in(stand_in)
    meta = json.loads((PAGES / case / "meta.json").read_text(encoding="utf-8"))
    html = (PAGES / case / "page.html").read_text(encoding="utf-8")
    address = urlsplit(meta["url"])
    extension.shop.pages[f"{address.hostname}{address.path}"] = html
    page, snapshot = sent(extension, stand_in, meta["url"])
    ours = read(Snapshot(**snapshot))
    theirs = read(Snapshot(**{**snapshot, "html": page.content(), "url": page.url}))
    assert isinstance(ours, PageReading)
    assert ours == theirs


def test_of_every_other_kind_of_page_the_reader_finds_in_a_snapshot_what_it_finds_in_the_page(
    extension: LoadedExtension,
) -> None:
    scripts = [(CONTENT / name).read_text(encoding="utf-8") for name in ("host.js", "snapshot.js")]
    page = extension.context.new_page()
    seen = set()
    for folder in sorted(one.parent for one in PAGES.parent.glob("*/*/page.html")):
        if folder.parent == PAGES:
            continue
        url = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["url"]
        address = urlsplit(url)
        written = (folder / "page.html").read_text(encoding="utf-8")
        extension.shop.pages[f"{address.hostname}{address.path}"] = written
        page.goto(url, wait_until="domcontentloaded")
        for script in scripts:
            page.evaluate("(code) => void (0, eval)(code)", script)
        html = page.evaluate("CancelWindowSnapshot.htmlOf(document)")
        ours, theirs = (
            read(Snapshot(url=url, html=one, captured_at=NOON)) for one in (html, page.content())
        )
        assert ours == theirs, folder.name
        seen.add(folder.parent.name)
    assert seen == {"blocked", "order_list", "returns", "store", "tracking"}
