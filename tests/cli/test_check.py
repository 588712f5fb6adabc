"""`cancelwindow check`: verdicts from saved files, as a person at a terminal gets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancelwindow.cli import application

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted(FIXTURES.glob("pages/*/*/page.html"))
ANSWERS = sorted(FIXTURES.glob("responses/*/body.*"))
NOW = "2026-11-20T12:00:00Z"
DETAIL = FIXTURES / "pages/order_detail"
TRACKING = FIXTURES / "pages/tracking"


def run(*arguments: str | Path, now: str | None = NOW) -> Result:
    at = ["--now", now] if now else []
    return CliRunner().invoke(
        application(), ["check", *map(str, arguments), *at], env={"COLUMNS": "200"}
    )


def checked(*arguments: str | Path, code: int = 0) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.stderr
    return json.loads(result.stdout)


def answers(*arguments: str | Path) -> dict[str, str]:
    return {order["order_id"]: order["answer"] for order in checked(*arguments)["orders"]}


def url_of(case: Path) -> str:
    return str(json.loads((case / "meta.json").read_text(encoding="utf-8"))["url"])


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        ("to_pay", "yes"),
        ("payment_being_verified", "unknown"),
        ("processing_with_cancel", "ask_seller"),
        ("processing_before_cancel", "ask_seller"),
        ("to_ship_order_id_label", "ask_seller"),
        ("partial_shipment", "unknown"),
        ("cancellation_requested", "pending"),
        ("awaiting_delivery", "no"),
        ("awaiting_delivery_pre_pickup", "recall"),
        ("delivered", "no"),
        ("completed", "no"),
        ("canceled", "closed"),
        ("expired", "closed"),
        ("dispute", "no"),
        ("frozen", "no"),
        ("unknown_status_word", "unknown"),
    ],
)
def test_every_kind_of_order_gets_its_answer(case: str, answer: str) -> None:
    assert list(answers(DETAIL / case / "page.html").values()) == [answer]


def test_a_list_keeps_its_order() -> None:
    orders = checked(FIXTURES / "pages/order_list/ten_cards/page.html")["orders"]
    expected = json.loads((FIXTURES / "pages/order_list/ten_cards/expected.json").read_text())
    assert [order["order_id"] for order in orders] == [o["order_id"] for o in expected["orders"]]


def test_the_shape_of_the_json() -> None:
    result = checked(DETAIL / "processing_with_cancel/page.html")
    assert set(result) == {"orders", "sellers", "blocked"}
    assert result["blocked"] is None
    (order,) = result["orders"]
    assert {"order_id", "status", "answer", "reasons", "next_steps", "deadlines"} <= set(order)
    assert order["evaluated_at"] == "2026-11-20T12:00:00Z"


def test_detail_and_tracking_of_one_order_are_judged_together() -> None:
    page = DETAIL / "awaiting_delivery_pre_pickup"
    detail = page / "page.html"
    picked_up = FIXTURES / "responses/tracking_picked_up"
    (body,) = picked_up.glob("body.*")
    assert list(answers(detail).values()) == ["recall"]
    assert list(answers(detail, body).values()) == ["no"]


def test_a_parcel_of_the_carrier_joins_the_only_order() -> None:
    (parcel,) = (FIXTURES / "responses/cainiao_seller_preparing").glob("body.*")
    answer = answers(DETAIL / "awaiting_delivery_pre_pickup/page.html", parcel)
    assert list(answer.values()) == ["recall"]


def test_a_tracking_page_alone_answers_what_it_can() -> None:
    case = TRACKING / "picked_up"
    (order,) = checked(case / "page.html", "--url", url_of(case))["orders"]
    assert (order["status"], order["answer"]) == ("UNKNOWN", "no")
    case = TRACKING / "announced_only"
    (order,) = checked(case / "page.html", "--url", url_of(case))["orders"]
    assert (order["status"], order["answer"]) == ("UNKNOWN", "unknown")


def test_a_capture_list_holds_several_answers(tmp_path: Path) -> None:
    case = FIXTURES / "responses/detail_awaiting_delivery"
    (tracking,) = (FIXTURES / "responses/tracking_picked_up").glob("body.*")
    (detail,) = case.glob("body.*")
    capture = [
        {"url": url_of(case), "status": 200, "body": detail.read_text(encoding="utf-8")},
        {"url": "", "status": 200, "body": json.loads(tracking.read_text(encoding="utf-8"))},
    ]
    file = tmp_path / "capture.json"
    file.write_text(json.dumps(capture), encoding="utf-8")
    assert list(answers(file).values()) == ["no"]


@pytest.mark.parametrize("path", PAGES + ANSWERS, ids=lambda path: path.parent.name)
def test_every_fixture_ends_with_orders_or_with_a_reason(path: Path) -> None:
    result = run(path, "--json")
    printed = json.loads(result.stdout)
    assert result.exit_code == (0 if printed["orders"] else 2)
    assert isinstance(result.exception, SystemExit | None)
    if not printed["orders"]:
        assert {"kind", "message"} <= set(printed["blocked"])
        assert printed["blocked"]["message"].endswith(".")


def test_a_blocked_file_beside_a_good_one_is_told_and_harms_nothing() -> None:
    result = checked(DETAIL / "to_pay/page.html", FIXTURES / "pages/blocked/login/page.html")
    assert [order["answer"] for order in result["orders"]] == ["yes"]
    assert [entry["kind"] for entry in result["skipped"]] == ["login"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is empty"),
        ("[1, 2]", "not of captured answers"),
        ("[", "begins like JSON"),
        ("[" * 100_000, "begins like JSON"),
        ("<div>" * 10_000, "nested deeper"),
        ('[{"url": "", "body": "{}", "status": "ok"}]', "not a number"),
    ],
)
def test_a_file_that_is_nothing_of_ours_is_named(
    tmp_path: Path, content: str, problem: str
) -> None:
    file = tmp_path / "some page.html"
    file.write_text(content, encoding="utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert "some page.html" in result.stderr
    assert problem in result.stderr


def test_a_file_that_is_not_there_is_named() -> None:
    result = run("nowhere.html")
    assert result.exit_code == 1
    assert "nowhere.html cannot be read: No such file" in result.stderr


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "image.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    result = run(file)
    assert result.exit_code == 1
    assert "not text" in result.stderr


def test_a_time_that_is_none_is_refused() -> None:
    result = run(DETAIL / "to_pay/page.html", now="yesterday")
    assert result.exit_code == 1
    assert "'yesterday' is not a time" in result.stderr


def test_a_person_reads_the_answer_its_reason_and_what_to_do() -> None:
    command = [sys.executable, "-m", "cancelwindow.cli", "check", "--now", NOW]
    page = DETAIL / "processing_with_cancel/page.html"
    result = subprocess.run([*command, page], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    for part in ("ask_seller", "Why", "What to do", "Deadlines", "grade"):
        assert part in result.stdout
    assert "\x1b[" not in result.stdout


def test_the_language_of_the_system_is_used_and_english_for_one_nobody_wrote() -> None:
    page = DETAIL / "to_pay/page.html"
    for language in ("sv_SE.UTF-8", "C"):
        result = CliRunner().invoke(
            application(),
            ["check", str(page), "--now", NOW, "--json"],
            env={"LC_MESSAGES": language},
        )
        assert json.loads(result.stdout)["orders"][0]["language"] == "en"


def test_many_orders_make_a_table() -> None:
    result = run(FIXTURES / "pages/order_list/ten_cards/page.html")
    assert "First next step" in result.stdout
    assert result.exit_code == 0


def rights(*arguments: str | Path) -> set[str]:
    (order,) = checked(DETAIL / "awaiting_delivery/page.html", *arguments)["orders"]
    return {one["kind"] for one in order["rights"]}


@pytest.mark.parametrize("country", ["IE", "ie"])
def test_rights_are_those_of_the_named_country(country: str) -> None:
    assert rights() == {"unknown_country"}
    assert "eu_late_delivery" in rights("--country", country)


@pytest.mark.parametrize("country", ["EU", "USA", "Ireland", "ZZ", "1E"])
def test_what_is_no_country_is_refused(country: str) -> None:
    result = run(DETAIL / "canceled/page.html", "--country", country)
    assert result.exit_code == 2
    assert "is no country" in result.stderr
