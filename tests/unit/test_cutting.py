"""Copies of pages that stay on this machine: nothing personal in them, and read as the original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from aliorders.cutting import MASK, cut
from aliorders.models import Blocked, CapturedResponse, PageReading, Snapshot, plain
from aliorders.reading import read
from cancelwindow.store.kept import kept_order, kept_parcels

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted(FIXTURES.glob("pages/*/*/page.html"))
ANSWERS = sorted(FIXTURES.glob("responses/*/body.*"))

NAME, STREET, PHONE, MAIL = (
    "Zyxwina Quorbel",
    "Plonkerton 4711",
    "+353 85 555 0199",
    "zq@mail.example",
)
PLANTED = ("Zyxwina", "Quorbel", "Plonkerton", "4711", "5550199", "555 0199", MAIL, "4111 1111")


def name(path: Path) -> str:
    return "/".join(path.parts[-3:-1])


def snapshot_of(path: Path) -> Snapshot:
    meta = json.loads(path.with_name("meta.json").read_text("utf-8"))
    text = path.read_text("utf-8")
    taken = meta.get("captured_at", "2026-11-20T12:00:00Z")
    if path.suffix == ".html":
        ages = {key: meta.get(key) for key in ("age_ms", "quiet_ms")}
        return Snapshot(url=meta["url"], html=text, captured_at=taken, **ages)
    answer = CapturedResponse(url=meta.get("url", ""), body=text)
    return Snapshot(responses=(answer,), captured_at=taken)


def as_stored(reading: PageReading | Blocked) -> Any:
    if isinstance(reading, Blocked):
        return reading.kind
    return (
        reading.kind,
        [kept_order(order) for order in reading.orders],
        kept_parcels(reading.parcels),
        [plain(entry) for entry in reading.returns],
        reading.listing,
    )


@pytest.mark.parametrize("path", [*PAGES, *ANSWERS], ids=name)
def test_a_copy_reads_as_the_page_did(path: Path) -> None:
    snapshot = snapshot_of(path)
    copy = cut(snapshot)
    assert as_stored(read(copy)) == as_stored(read(snapshot))
    assert copy.captured_at == snapshot.captured_at
    assert as_stored(read(cut(copy))) == as_stored(read(copy))


def planted_page() -> str:
    page = (FIXTURES / "pages/order_detail/awaiting_delivery/page.html").read_text("utf-8")
    everywhere = f"""
      <header>Hello {NAME}</header>
      <div class="contact-info"><b>{NAME}</b> {STREET}, {PHONE} {MAIL}</div>
      <div class="order-status-info" title="for {NAME}">Left with {NAME.partition(" ")[0]} at
        {STREET.upper()}; call {PHONE}, write to {MAIL}, card 4111 1111 1111 1111</div>
      <a href="/p/order/detail.html?orderId=8240000000000107&buyer={quote(NAME)}#{PHONE}">x</a>
      <input value="{NAME}"><textarea>{STREET}</textarea><script>var n="{NAME}"</script>
      <!-- {NAME} --><p data-buyer="{NAME}" aria-label="{NAME}">ok</p>"""
    return page.replace("</body>", f"{everywhere}</body>")


def planted_answer() -> str:
    data = {
        "module": {
            "receiverName": NAME,
            "logisticsReceiverInfo": {"contactName": NAME, "phone": PHONE, "address": STREET},
            "note": f"Signed by {NAME} at {STREET}, {PHONE}, {MAIL}",
            "nested": json.dumps({"mobileNo": PHONE, "text": f"for {NAME}"}),
            "link": f"//www.aliexpress.com/p/x?orderId=8240000000000107&who={quote(NAME)}",
        }
    }
    answer = {"api": "mtop.ae.ld.querydetail", "v": "1.0", "ret": ["SUCCESS::ok"], "data": data}
    return f" mtopjsonp1({json.dumps(answer)})"


def planted() -> Snapshot:
    asked = quote(json.dumps({"tradeOrderId": "8240000000000107", "buyer": NAME}))
    return Snapshot(
        url=f"https://www.aliexpress.com/p/order/detail.html?orderId=8240000000000107&n={quote(NAME)}",
        html=planted_page(),
        responses=(
            CapturedResponse(
                url=f"https://acs.aliexpress.com/h5/mtop.ae.ld.querydetail/1.0/?data={asked}&sign=1",
                body=planted_answer(),
            ),
            CapturedResponse(url="x", body=f"<html>{NAME}</html>"),
        ),
        captured_at="2026-11-20T12:00:00Z",  # type: ignore[arg-type]
    )


def test_nothing_personal_is_left_wherever_it_stood() -> None:
    copy = cut(planted()).model_dump_json()
    folded = copy.replace("\\", "").casefold()
    assert [one for one in PLANTED if one.casefold() in folded] == []
    assert MASK in copy
    assert "8240000000000107" in copy
    assert "Example Kitchen Store" in copy


def test_what_was_planted_is_in_the_page_itself() -> None:
    page = planted().model_dump_json().casefold()
    assert [one for one in PLANTED if one.casefold() not in page] == ["5550199"]


def test_an_answer_that_is_no_json_is_left_out() -> None:
    assert len(cut(planted()).responses) == 1
