"""No name, address, phone, e-mail, payment number or URL query of a page reaches disk or log."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from typer.testing import CliRunner
from waitress.adjustments import Adjustments

from aliorders.models import (
    Disagreement,
    Missing,
    MissingReason,
    Order,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    ParseReport,
    RefundLine,
    Snapshot,
    SnapshotSource,
    TrackingEvent,
)
from aliorders.reading import read
from aliorders.stages import stage_of_text
from cancelwindow.cli import application
from cancelwindow.config import STORE_URL_NAME
from cancelwindow.http_server import READ_BYTES, WAITRESS
from cancelwindow.store.database import Database
from cancelwindow.store.kept import DELIVERED, REMOVED, kept_order, kept_parcels, kept_report
from cancelwindow.store.observations import Provenance, record
from companion_app import NOON, CompanionApp
from companion_process import CompanionProcess
from import_files import IMPORTS, personal_data
from page_fixtures import CASES, FIXTURES, planted, question
from postgres_server import PostgresServer

QUERY = "spm-a2g0o-tracker"
MORE_PLANTED = (QUERY, "4242 4242 4242 4242", "sid-cookie-0815", "<html", "order-status-box")
"""Planted by these tests: a query, a card, a cookie, and marks of the page itself."""


@pytest.fixture
def store_url(request: pytest.FixtureRequest) -> str | None:
    """SQLite, or the PostgreSQL that a test asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


BOTH = pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)


def every_byte(folder: Path) -> bytes:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert any(path.name.endswith(("-wal", STORE_URL_NAME)) for path in files)
    return b"\n".join(path.read_bytes() for path in files)


def every_cell(database: Database) -> bytes:
    """All values of all tables: in a file, a long one can lie in pieces."""
    with database.read() as session:
        names = inspect(session.connection()).get_table_names()
        assert {"observations", "readings", "order_states", "settings"} <= set(names)
        rows = [row for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]
    return "\n".join(str(cell) for row in rows for cell in row).encode()


def found(stored: bytes, values: tuple[str, ...] | list[str]) -> list[str]:
    text = stored.decode("utf-8", "replace")
    return [value for value in values if value in text or json.dumps(value)[1:-1] in text]


def questions() -> Iterator[dict[str, Any]]:
    """Every saved page, unshortened and with more in it than any client would send."""
    for case in CASES:
        message = question(case)
        snapshot = message["snapshot"]
        joint = "&" if "?" in snapshot["url"] else "?"
        snapshot["url"] += f"{joint}spm={QUERY}"
        snapshot["html"] = snapshot["html"].replace(
            "</body>",
            "<p>4242 4242 4242 4242</p><script>document.cookie = 'sid-cookie-0815'</script></body>",
        )
        yield message
    for body in sorted(FIXTURES.glob("responses/*/body.*")):
        about = json.loads((body.parent / "meta.json").read_text("utf-8"))
        yield {
            "snapshot": {
                "url": "",
                "html": "",
                "responses": [
                    {"url": f"{about['url']}&spm={QUERY}", "body": body.read_text("utf-8")}
                ],
                "captured_at": about["captured_at"],
            }
        }


def test_something_was_planted() -> None:
    sent = "\n".join(json.dumps(message, ensure_ascii=False) for message in questions())
    assert set(planted()) == {value for value in planted() if value in sent}
    assert len(planted()) > 20


def imported(app: CompanionApp, folder: Path) -> str:
    """Import tables, saved pages and an export, all with personal data in them; what was said."""
    for name in ("shopper_inventory.csv", "plain.csv"):
        shutil.copy(IMPORTS / name, folder)
    personal_data(folder)
    for number, case in enumerate(SAVED):
        page = FIXTURES / "pages" / case / "page.html"
        shutil.copy(page, folder / f"{number}.html")
    said = command(app, "import", str(folder), code=1)
    export = folder / "export.json"
    said += command(app, "export", str(export))
    data = json.loads(export.read_text("utf-8"))
    with_address, with_sentence = (json.loads(json.dumps(data["readings"][0])) for _ in range(2))
    with_address["observations"][0]["order"]["addressVO"] = planted()
    with_sentence["captured_at"] = "2026-11-20T11:00:00Z"
    with_sentence["observations"][0]["order"]["status_detail"] = NOSY.replace(planted()[0], "")
    data["readings"] = [with_address, with_sentence]
    export.write_text(json.dumps(data), encoding="utf-8")
    return said + command(app, "import", str(export), code=1)


SAVED = ("order_detail/awaiting_delivery", "order_detail/de", "tracking/picked_up")


def command(app: CompanionApp, name: str, *arguments: str, code: int = 0) -> str:
    words = [name, *arguments, "--data-dir", str(app.config.data_dir)]
    result = CliRunner().invoke(application([name]), words)
    assert result.exit_code == code, result.output
    return result.output


@BOTH
def test_nothing_personal_reaches_the_disk(companion_app: CompanionApp, tmp_path: Path) -> None:
    token = companion_app.pair().token
    statuses = [
        companion_app.post("/v1/assess", message, token=token).status for message in questions()
    ]
    assert set(statuses) == {200, 422}
    folder = tmp_path / "brought"
    folder.mkdir()
    said = imported(companion_app, folder)
    cells = every_cell(companion_app.database)
    for one in (b"WAIT_BUYER_ACCEPT_GOODS", b"Example kettle", b"Example cleaner 6L", b"reference"):
        assert one in cells
    personal = [*planted(), *MORE_PLANTED, *NOSY_PARTS, token]
    assert found(cells, personal) == []
    assert found(every_byte(companion_app.config.data_dir), personal) == []
    assert found(said.encode(), personal) == []


def test_nothing_personal_reaches_disk_or_log_of_a_real_companion(
    companion: CompanionProcess,
) -> None:
    client = companion.pair()
    code = companion.open_pairing()
    for message in questions():
        companion.post("/v1/assess", message, token=client.token)
    companion.post("/v1/assess", {"html": "Testina Fixtureby"}, token=client.token)
    companion.post("/v1/assess", question(CASES[0]), token="not-the-token-" + "x" * 30)
    companion.get("/v1/orders/8240000000000103?email=testina.fixtureby@example.invalid")
    companion.post("/v1/pair", {"code": code, "name": "Testina Fixtureby"})
    stored = every_byte(companion.data_dir)
    # The name of the browser is the person's own choice, for the list of clients.
    others = [value for value in planted() if value != "Testina Fixtureby"]
    assert found(stored, [*others, *MORE_PLANTED, client.token, code]) == []
    companion.stop()
    log = companion.log
    assert log.count("route=/v1/assess") > len(CASES)
    assert "code=not_paired" in log
    assert "code=malformed" in log
    assert "82400000" not in log
    assert found(log.encode(), [*planted(), *MORE_PLANTED, client.token, code, "not-the-"]) == []


def missing(detail: str = "") -> Missing:
    return Missing(missing=MissingReason.NOT_FOUND, detail=detail)


@pytest.fixture
def order() -> Order:
    message = question("order_detail/awaiting_delivery")
    snapshot = Snapshot(**message["snapshot"], source=SnapshotSource.FILE)
    reading = read(snapshot)
    assert isinstance(reading, PageReading)
    [order] = reading.orders
    return order


NOSY = (
    "Signed by Testina Fixtureby, testina.fixtureby@example.invalid, +1 555 010 0142, "
    "card 4242 4242 4242 4242, reference 12990000000000000000000000501"
)
NOSY_PARTS = ["testina.fixtureby@", "555 010", "4242 4242", "129900000"]


def test_a_sentence_that_names_a_person_is_cleaned(order: Order) -> None:
    nosy = order.model_copy(
        update={
            "status_word": NOSY,
            "status_detail": NOSY,
            "delivery_estimate": NOSY,
            "last_tracking_text": NOSY,
            "payment_method": "Visa **** 4242",
            "lines": (order.lines[0].model_copy(update={"tracking_text": NOSY}),),
            "refund_line": RefundLine(text=NOSY, amount=missing()),
        }
    )
    stored = kept_order(nosy)
    assert found(stored.encode(), NOSY_PARTS) == []
    kept = Order.model_validate_json(stored)
    assert kept.payment_method == "Visa"
    assert isinstance(kept.last_tracking_text, Missing)
    assert isinstance(kept.lines[0].tracking_text, Missing)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Awaiting seller dispatch", "Awaiting seller dispatch"),
        ("Departed from sorting center", "Departed from sorting center"),
        ("Departed from sorting center 990000000000", f"Departed from sorting center {REMOVED}"),
        ("Package delivered. Signed by Testina Fixtureby", DELIVERED),
        ("Click for more tracking information.", None),
    ],
)
def test_a_tracking_line_is_kept_as_far_as_it_names_a_place(
    order: Order, text: str, kept: str | None
) -> None:
    lines = (order.lines[0].model_copy(update={"tracking_text": text}),)
    stored = kept_order(order.model_copy(update={"last_tracking_text": text, "lines": lines}))
    read_back = Order.model_validate_json(stored)
    for one in (read_back.last_tracking_text, read_back.lines[0].tracking_text):
        assert (None if isinstance(one, Missing) else one) == kept
    if kept is not None:
        assert stage_of_text(kept) is stage_of_text(text)


def test_a_payment_method_that_is_only_a_number_is_not_kept(order: Order) -> None:
    kept = kept_order(order.model_copy(update={"payment_method": "****4242"}))
    assert isinstance(Order.model_validate_json(kept).payment_method, Missing)


def test_what_is_not_personal_is_kept_whole(order: Order) -> None:
    kept = Order.model_validate_json(kept_order(order))
    changed = {name for name in Order.model_fields if getattr(kept, name) != getattr(order, name)}
    assert changed <= {"payment_method"}


def test_the_address_of_a_shop_loses_its_query(order: Order) -> None:
    assert not isinstance(order.store, Missing)
    url = "https://www.aliexpress.com/store/1100000107?spm=tracker#who"
    store = order.store.model_copy(update={"url": url})
    kept = Order.model_validate_json(kept_order(order.model_copy(update={"store": store})))
    assert kept.store == store.model_copy(update={"url": url.partition("?")[0]})


def parcel(stage: ParcelStage, basis: str) -> Parcel:
    event = TrackingEvent(code=missing(), fulfil_stage=missing(), text=NOSY, at=missing())
    return Parcel(
        order_id="8240000000000901",
        tracking_number="LP00000000000901",
        carrier="Example Post",
        stage=stage,
        stage_basis=basis,
        events=(event,),
        delivery_estimate=missing(),
    )


def test_a_delivered_parcel_does_not_say_who_signed() -> None:
    stored = kept_parcels((parcel(ParcelStage.DELIVERED, NOSY),))
    assert found(stored.encode(), [*NOSY_PARTS, "Testina"]) == []
    [kept] = [Parcel.model_validate(one) for one in json.loads(stored)]
    assert kept.stage is ParcelStage.DELIVERED
    assert kept.stage_basis == "tracking text"
    assert kept.tracking_number == "LP00000000000901"


def test_other_tracking_texts_are_cleaned() -> None:
    stored = kept_parcels((parcel(ParcelStage.IN_TRANSIT, "AE_GWMS_OUTBOUND"),))
    assert found(stored.encode(), NOSY_PARTS) == []
    assert "AE_GWMS_OUTBOUND" in stored


def test_a_report_is_cleaned() -> None:
    report = ParseReport(
        unknown_words=(NOSY,),
        disagreements=(
            Disagreement(
                field="payment_method",
                used="Visa Testina",
                used_from="site JSON",
                other="Testina",
                other_from="page",
            ),
            Disagreement(
                field="status_word", used=NOSY, used_from="site JSON", other="x", other_from="page"
            ),
        ),
    )
    stored = kept_report(report)
    assert found(stored.encode(), [*NOSY_PARTS, "Visa"]) == []
    kept = ParseReport.model_validate_json(stored)
    assert [one.field for one in kept.disagreements] == ["payment_method", "status_word"]


def test_recording_cleans(companion_app: CompanionApp, order: Order) -> None:
    reading = PageReading(
        kind=PageKind.ORDER_DETAIL,
        orders=(order.model_copy(update={"status_detail": NOSY}),),
        parcels=(parcel(ParcelStage.DELIVERED, NOSY),),
        report=ParseReport(unknown_words=(NOSY,)),
    )
    provenance = Provenance(
        captured_at=NOON, received_at=NOON, source=SnapshotSource.EXTENSION, client_id=None
    )
    with companion_app.database.write() as session:
        record(session, reading, provenance)
    assert found(every_byte(companion_app.config.data_dir), NOSY_PARTS) == []


def test_no_body_is_buffered_in_a_file() -> None:
    """Waitress writes a body above `inbuf_overflow` to a temporary file."""
    settings = Adjustments(**WAITRESS)
    assert settings.max_request_body_size == READ_BYTES
    assert settings.inbuf_overflow > settings.max_request_body_size
    assert settings.outbuf_overflow > settings.max_request_body_size
