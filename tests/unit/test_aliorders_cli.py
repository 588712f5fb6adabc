"""The `aliorders` command: what it prints, how it ends, and what it says about bad input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import aliorders
from aliorders import learned
from aliorders.cli import app
from aliorders.models import OrderStatus, PageReading, Snapshot
from aliorders.models.words import WordLesson
from aliorders.reading import read
from fixture_cases import FIXTURES, planted

DETAIL = str(FIXTURES / "pages/order_detail/processing_with_cancel/page.html")
LIST = str(FIXTURES / "pages/order_list/older_labels/page.html")
TRACKING = str(FIXTURES / "pages/tracking/picked_up/page.html")
LOGIN = str(FIXTURES / "pages/blocked/login/page.html")
JSONP = str(FIXTURES / "responses/tracking_in_transit_jsonp/body.txt")
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.fixture
def words(tmp_path: Path) -> str:
    return str(tmp_path / "words.json")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def run_read(words: str, *arguments: str, stdin: bytes | None = None) -> Result:
    return run("read", "--words", words, *arguments, stdin=stdin)


# --- read ------------------------------------------------------------------------------------


def test_read_prints_orders(words: str) -> None:
    result = run_read(words, DETAIL)
    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [entry["order"]["status"] for entry in printed["orders"]] == ["WAIT_SELLER_SEND_GOODS"]
    assert result.stdout.count("\n") == 1


def test_read_takes_standard_input(words: str) -> None:
    result = run_read(words, "-", stdin=Path(DETAIL).read_bytes())
    assert json.loads(result.stdout)["orders"]


def test_pretty_is_the_same_in_more_lines(words: str) -> None:
    short, long = run_read(words, LIST), run_read(words, LIST, "--pretty")
    assert json.loads(short.stdout) == json.loads(long.stdout)
    assert long.stdout.count("\n") > 100


def test_files_of_one_order_make_one_order(words: str) -> None:
    order_id = json.loads(run_read(words, DETAIL).stdout)["orders"][0]["order"]["order_id"]
    url = f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={order_id}"
    printed = json.loads(run_read(words, DETAIL, TRACKING, "--url", url).stdout)
    assert [len(entry["parcels"]) for entry in printed["orders"]] == [1]


def test_a_file_without_an_order_ends_with_two(words: str) -> None:
    result = run_read(words, LOGIN)
    printed = json.loads(result.stdout)
    assert result.exit_code == 2
    assert printed["blocked"]["kind"] == "login"
    assert printed["blocked"]["message"]


def test_a_blocked_file_beside_a_good_one_is_listed(words: str) -> None:
    result = run_read(words, LOGIN, DETAIL)
    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [entry["kind"] for entry in printed["skipped"]] == ["login"]


def test_read_uses_the_learned_words(words: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(Path(DETAIL).read_text("utf-8").replace("Processing", "In orbit"), "utf-8")
    lesson = WordLesson(
        word="In orbit", language="en", code=OrderStatus.WAIT_BUYER_ACCEPT_GOODS, evidence="test"
    )
    before = json.loads(run_read(words, str(page)).stdout)["orders"][0]["order"]["status"]
    learned.remember(Path(words), [lesson], datetime(2026, 11, 20, tzinfo=UTC))
    after = json.loads(run_read(words, str(page)).stdout)["orders"][0]["order"]["status"]
    assert (before, after) == ("UNKNOWN", "WAIT_BUYER_ACCEPT_GOODS")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[1, 2]", "not of captured answers"),
        (b'[{"url": 1', "is not"),
    ],
)
@pytest.mark.parametrize("command", ["read", "report", "redact"])
def test_bad_input_gets_one_clear_line(
    command: str, content: bytes, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "bad.html"
    file.write_bytes(content)
    result = run(command, str(file))
    assert result.exit_code == 1
    assert says in result.stderr
    assert str(file) in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["read", "report", "redact"])
def test_a_file_that_is_not_there(command: str, tmp_path: Path) -> None:
    result = run(command, str(tmp_path / "none.html"))
    assert result.exit_code == 1
    assert "No such file" in result.stderr


def test_a_broken_file_of_words_is_named(words: str) -> None:
    Path(words).write_text("{", encoding="utf-8")
    result = run_read(words, DETAIL)
    assert result.exit_code == 1
    assert words in result.stderr


# --- report ----------------------------------------------------------------------------------


def test_report_as_text_and_as_json() -> None:
    text, data = run("report", DETAIL), run("report", DETAIL, "--json")
    assert text.exit_code == data.exit_code == 0
    assert "Read as order_detail" in text.stdout
    assert json.loads(data.stdout)[0]["kind"] == "order_detail"
    assert [value for value in planted() if value in text.stdout + data.stdout] == []


def test_report_of_a_blocked_page_says_why() -> None:
    result = run("report", LOGIN)
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing read: login")


# --- redact ----------------------------------------------------------------------------------


def test_redact_prints_the_page() -> None:
    result = run("redact", DETAIL)
    assert result.exit_code == 0
    assert "8000000000000001" in result.stdout
    assert [value for value in planted() if value in result.stdout] == []


def test_redact_writes_a_file(tmp_path: Path) -> None:
    out = tmp_path / "safe.html"
    result = run("redact", DETAIL, "-o", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text("utf-8") == run("redact", DETAIL).stdout


@pytest.mark.parametrize(
    ("file", "name"), [(DETAIL, "page.html"), (JSONP, "body.txt")], ids=["page", "jsonp"]
)
def test_redact_into_a_folder_makes_a_case(file: str, name: str, tmp_path: Path) -> None:
    assert run("redact", file, "-o", str(tmp_path)).exit_code == 0
    meta = json.loads((tmp_path / "meta.json").read_text("utf-8"))
    model = FIXTURES / "pages/order_detail/processing_with_cancel/meta.json"
    assert set(meta) == set(json.loads(model.read_text("utf-8")))
    assert meta["origin"] == "redacted"
    assert {path.name for path in tmp_path.iterdir()} == {name, "meta.json"}


def test_a_redacted_case_reads(tmp_path: Path) -> None:
    run("redact", DETAIL, "-o", str(tmp_path))
    meta = json.loads((tmp_path / "meta.json").read_text("utf-8"))
    html = (tmp_path / "page.html").read_text("utf-8")
    result = read(Snapshot(url=meta["url"], html=html, captured_at=meta["captured_at"]))
    assert isinstance(result, PageReading)
    assert result.orders[0].status is OrderStatus.WAIT_SELLER_SEND_GOODS


def test_redact_keeps_a_list_of_answers_together(tmp_path: Path) -> None:
    captures = [
        {"url": "", "status": 200, "body": (FIXTURES / f"responses/{name}/body.json").read_text()}
        for name in ("list_three_orders", "detail_awaiting_delivery")
    ]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(captures), encoding="utf-8")
    result = run("redact", str(file))
    printed = json.loads(result.stdout)
    assert [set(entry) for entry in printed] == [{"url", "status", "body"}] * 2
    assert [value for value in planted() if value in result.stdout] == []


def test_a_refusal_ends_with_three_and_writes_nothing(tmp_path: Path) -> None:
    token = "x-Zq4Xb9Lm2Vt7Kp1Rw8Ns3Yd6"
    page = tmp_path / "page.html"
    page.write_text(
        Path(DETAIL).read_text("utf-8").replace('class="comet-btn', f'class="{token} comet-btn'),
        "utf-8",
    )
    out = tmp_path / "safe.html"
    result = run("redact", str(page), "-o", str(out))
    assert result.exit_code == 3
    assert "token in attribute class" in result.stderr
    assert token not in result.stderr + result.stdout
    assert not out.exists()


def test_redact_does_not_overwrite_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(Path(DETAIL).read_text("utf-8"), "utf-8")
    before = page.read_bytes()
    result = run("redact", str(page), "-o", str(page))
    assert result.exit_code == 4
    assert "is the page itself" in result.stderr
    assert page.read_bytes() == before
    assert run("redact", str(page), "-o", str(tmp_path)).exit_code == 4
    assert page.read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = run("redact", DETAIL, "-o", str(tmp_path / "no" / "safe.html"))
    assert result.exit_code == 4
    assert "cannot be written" in result.stderr


# --- words -----------------------------------------------------------------------------------


def test_words_lists_what_was_learned(words: str) -> None:
    assert "No word has been learned" in run("words", "--words", words).stdout
    lesson = WordLesson(
        word="W drodze", language="pl", code=OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
        evidence="orderStatus 8",
    )  # fmt: skip
    learned.remember(Path(words), [lesson], datetime(2026, 11, 20, tzinfo=UTC))
    text = run("words", "--words", words).stdout
    assert "W drodze [pl]: WAIT_BUYER_ACCEPT_GOODS; seen with orderStatus 8" in text
    assert json.loads(run("words", "--words", words, "--json").stdout)
    contribution = run("words", "--words", words, "--contribute").stdout
    assert '"W drodze" = { code = "WAIT_BUYER_ACCEPT_GOODS"' in contribution


def test_a_contradicted_word_is_marked(words: str) -> None:
    codes = (OrderStatus.WAIT_BUYER_ACCEPT_GOODS, OrderStatus.WAIT_SELLER_SEND_GOODS)
    lessons = [WordLesson(word="Hm", language="pl", code=code, evidence="e") for code in codes]
    learned.remember(Path(words), lessons, datetime(2026, 11, 20, tzinfo=UTC))
    assert run("words", "--words", words).stdout.count("decides nothing") == 2


# --- all -------------------------------------------------------------------------------------


def test_version() -> None:
    assert run("--version").stdout == f"aliorders {aliorders.__version__}\n"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_says_what_it_does(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name].help
    silent = [
        parameter.name
        for parameter in COMMANDS[name].params
        if parameter.param_type_name == "option" and not parameter.help
    ]
    assert silent == []
