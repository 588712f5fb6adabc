"""The exchanges of fixtures/protocol/, met by the companion; the extension is held to them too.

Each file is one exchange: `about`, what has to be `given` before it, the `request` as the
extension sends it, and the `reply` it must understand. Token and code in them are invented.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import cancelwindow
from cancelwindow import assessment, pairing
from cancelwindow.errors import ERRORS
from cancelwindow.protocol import (
    MAX_BODY_BYTES,
    AssessReply,
    AssessRequest,
    ErrorCode,
    ErrorReply,
    HelloReply,
    PairReply,
    PairRequest,
)
from cancelwindow.protocol_notices import (
    NoticesClaimReply,
    NoticesClaimRequest,
    NoticesDoneReply,
    NoticesDoneRequest,
)
from cancelwindow.protocol_orders import SellerNotesReply, SellerNotesRequest
from cancelwindow.reminders import desk
from cancelwindow.store import clients
from cancelwindow.store.tables import ClientRow
from companion_app import NOON, CompanionApp
from stored_orders import Shelf, order_seen
from wire import Answer, Request

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "protocol"
EXCHANGES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.iterdir())}

CODE = "ACDE-FGHJ"
WRONG_CODE = "AAAA-AAAA"

REQUESTS = {
    "/v1/pair": PairRequest,
    "/v1/assess": AssessRequest,
    "/v1/seller-notes": SellerNotesRequest,
    "/v1/notices/claim": NoticesClaimRequest,
    "/v1/notices/done": NoticesDoneRequest,
}
REPLIES = {
    "/v1/hello": HelloReply,
    "/v1/pair": PairReply,
    "/v1/assess": AssessReply,
    "/v1/seller-notes": SellerNotesReply,
    "/v1/notices/claim": NoticesClaimReply,
    "/v1/notices/done": NoticesDoneReply,
}


@pytest.fixture(params=EXCHANGES)
def exchange(request: pytest.FixtureRequest) -> dict[str, Any]:
    return EXCHANGES[request.param]


@pytest.fixture
def answer(
    exchange: dict[str, Any], companion_app: CompanionApp, monkeypatch: pytest.MonkeyPatch
) -> Answer:
    """What the companion says to the exchange's request."""
    asked = exchange["request"]
    arrange(set(exchange["given"]), companion_app, monkeypatch)
    body = json.dumps(asked["body"]).encode() if "body" in asked else b""
    return companion_app.send(Request(asked["method"], asked["path"], asked["headers"], body))


def arrange(given: set[str], app: CompanionApp, monkeypatch: pytest.MonkeyPatch) -> None:
    if given & {"client", "revoked_client"}:
        with app.database.write() as session:
            session.add(
                ClientRow(
                    id="1f2e3d4c",
                    name="Chromium on the desk",
                    origin="chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                    token_hash=clients.token_hash(example_token()),
                    created_at=NOON,
                )
            )
    if "revoked_client" in given:
        with app.database.write() as session:
            clients.revoke(session, "1f2e3d4c", NOON)
    if given & {"pairing_code", "burnt_code"}:
        letters = iter(CODE.replace("-", ""))
        with monkeypatch.context() as patch:
            patch.setattr(pairing.secrets, "choice", lambda _: next(letters))
            assert pairing.open_pairing(app.database, NOON).code == CODE
    if "burnt_code" in given:
        for _ in range(pairing.MAX_TRIES):
            app.post("/v1/pair", {"code": WRONG_CODE, "name": "x"})
    if "full_disk" in given:
        with app.database.write() as session:
            # Not below what there is: the file just cannot grow any more.
            session.execute(text("PRAGMA max_page_count = 1"))
        asked = EXCHANGES["assess_closed"]["request"]
        body = json.dumps(asked["body"]).encode()
        request = Request(asked["method"], asked["path"], asked["headers"], body)
        while app.send(request).status == 200:
            pass
    if given & {"due_reminder", "claimed_reminder"}:
        arrange_reminder(app, monkeypatch, is_claimed="claimed_reminder" in given)
    if "fault" in given:
        monkeypatch.setattr(assessment, "read", fail)


def arrange_reminder(
    app: CompanionApp, monkeypatch: pytest.MonkeyPatch, *, is_claimed: bool
) -> None:
    received = order_seen(
        "8240000000000931", "FINISH", end="received", completed="2026-11-08",
        titles=("Desk lamp with a clamp",),
    )  # fmt: skip
    Shelf(app.database).see(received, at=NOON - timedelta(days=5))
    if is_claimed:
        [claimed] = EXCHANGES["notices_done"]["request"]["body"]["ids"]
        with monkeypatch.context() as patch:
            patch.setattr(desk.secrets, "token_hex", lambda _: claimed)
            app.post("/v1/notices/claim", {}, token=example_token())


def fail(_: object) -> None:
    raise RuntimeError("a fault of our own")


def example_token() -> str:
    [token] = {
        exchange["request"]["headers"]["Authorization"].removeprefix("Bearer ")
        for exchange in EXCHANGES.values()
        if "Authorization" in exchange["request"]["headers"]
    }
    return str(token)


def test_the_reply_is_what_is_written_down(exchange: dict[str, Any], answer: Answer) -> None:
    written = exchange["reply"]
    assert answer.status == written["status"]
    for name, value in written["headers"].items():
        assert answer.headers[name.lower()] == value
    assert stable(answer.data) == stable(written["body"])


def stable(body: dict[str, Any]) -> dict[str, Any]:
    """A reply without what differs from run to run, and with each policy or reader."""
    if "product" in body:
        assert body["version"]
        return body | {"version": cancelwindow.__version__}
    if "token" in body:
        return body | {"token": len(body["token"]), "client_id": len(body["client_id"])}
    if "notices" in body:
        # A new dictionary: the exchange itself is read by other tests too.
        body = body | {"notices": [one | {"id": len(one["id"])} for one in body["notices"]]}
    if "verdicts" in body:
        lasting = ("order_id", "status", "answer", "settled", "language", "based_on")
        return body | {
            "verdicts": [{name: verdict[name] for name in lasting} for verdict in body["verdicts"]],
            "sellers": [_told(seller) for seller in body["sellers"]],
        }
    if "seller" in body:
        return body | {"seller": _told(body["seller"])}
    if body.get("blocked"):
        blocked = body["blocked"]
        return body | {"blocked": {name: blocked[name] for name in ("outcome", "kind")}}
    return body


def _told(seller: dict[str, Any]) -> dict[str, Any]:
    lasting = ("store_id", "seller_id", "name", "band", "is_shell", "history", "language")
    return {name: seller[name] for name in lasting} | {
        "findings": [finding["kind"] for finding in seller["findings"]],
        "listed_under": seller["listed_under"] and seller["listed_under"]["store_id"],
    }


def test_messages_have_the_shapes_of_the_protocol(exchange: dict[str, Any]) -> None:
    asked, replied = exchange["request"], exchange["reply"]
    if replied["status"] == 200:
        if asked["path"] in REQUESTS:
            REQUESTS[asked["path"]].model_validate_json(json.dumps(asked["body"]))
        model = REPLIES[asked["path"]]
    else:
        model = ErrorReply
    parsed = model.model_validate_json(json.dumps(replied["body"]))
    # Optional fields that a reader has learnt since are not in the file, and need not be.
    assert parsed.model_dump(mode="json", exclude_unset=True) == replied["body"]


def test_every_error_code_has_an_exchange() -> None:
    codes = {
        exchange["reply"]["body"]["error"]["code"]
        for exchange in EXCHANGES.values()
        if "error" in exchange["reply"]["body"]
    }
    assert codes == {code.value for code in ErrorCode}


def test_every_error_code_has_a_status_a_sentence_and_a_remedy() -> None:
    assert set(ERRORS) == set(ErrorCode)
    for told in ERRORS.values():
        assert 400 <= told.status <= 503
        assert told.message.endswith(".")
        assert told.remedy.endswith(".")


def test_every_call_has_an_exchange_that_succeeds() -> None:
    done = {
        exchange["request"]["path"]
        for exchange in EXCHANGES.values()
        if exchange["reply"]["status"] == 200
    }
    assert done == set(REPLIES)


def test_the_oversized_example_is_one_byte_too_large() -> None:
    headers = EXCHANGES["error_too_large"]["request"]["headers"]
    assert headers["Content-Length"] == str(MAX_BODY_BYTES + 1)
