"""`cancelwindow orders`, `deadlines`, `export` and `import`, over a store of the test's own."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from aliorders.models import Money
from cancelwindow.cli import application
from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.protocol_orders import DeadlinesReply, OrdersReply
from cancelwindow.store.database import Database
from import_files import IMPORTS
from stored_orders import Shelf, order_seen

NOW = datetime.now(UTC)
UNPAID, TO_SHIP, CLOSED, PARTNERS = (f"82400000000027{number:02}" for number in range(4))

Run = Callable[..., Result]


def day(back: int) -> str:
    return (NOW - timedelta(days=back)).date().isoformat()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with four orders of two accounts."""
    folder = prepare_data_dir(tmp_path / "companion")
    with Database(folder / DATABASE_NAME) as database:
        shelf = Shelf(database)
        shelf.add_account("partner", NOW)
        total = Money(amount=1_250, currency="USD", raw="US $12.50")
        shelf.see(order_seen(UNPAID, "PLACE_ORDER_SUCCESS", placed=day(0), total=total), at=NOW)
        shelf.see(
            order_seen(
                TO_SHIP, "WAIT_SELLER_SEND_GOODS", placed=day(2), paid=day(2), total=total,
                store="1100000271", shop="Zoë's Shop", titles=("Lamp",),
            ),
            at=NOW,
        )  # fmt: skip
        shelf.see(order_seen(CLOSED, "FINISH", end="expired", placed=day(200)), at=NOW)
        shelf.see(
            order_seen(PARTNERS, "WAIT_SELLER_SEND_GOODS", placed=day(3), paid=day(3)),
            at=NOW,
            account_id="partner",
        )
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    def run(command: str, *arguments: str | Path, code: int = 0) -> Result:
        words = [command, *map(str, arguments), "--data-dir", str(folder)]
        result = CliRunner().invoke(application([command]), words, env={"COLUMNS": "220"})
        assert result.exit_code == code, result.output
        return result

    return run


def listed(result: Result) -> list[str]:
    return [one.order_id for one in OrdersReply.model_validate_json(result.stdout).orders]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [UNPAID, TO_SHIP, PARTNERS, CLOSED]),
        (["--open"], [UNPAID, TO_SHIP, PARTNERS]),
        (["--account", "partner"], [PARTNERS]),
        (["--store", "1100000271"], [TO_SHIP]),
        (["--store", "zoe"], [TO_SHIP]),
        (["--store", "nobody"], []),
        (["--since", day(2)], [UNPAID, TO_SHIP]),
        (["--limit", "1"], [UNPAID]),
        (["--act-now", "--account", "partner"], [PARTNERS]),
        (["--act-now", "--since", day(2), "--store", "Zoë"], [TO_SHIP]),
    ],
)
def test_orders_are_filtered(run: Run, options: list[str], expected: list[str]) -> None:
    assert listed(run("orders", *options, "--json")) == expected


def test_what_to_act_on_leaves_out_what_is_over(run: Run) -> None:
    assert set(listed(run("orders", "--act-now", "--json"))) == {UNPAID, TO_SHIP, PARTNERS}


def test_orders_are_a_table_without_colour(run: Run) -> None:
    shown = run("orders")
    assert "\x1b" not in shown.stdout
    [row] = [line for line in shown.stdout.splitlines() if TO_SHIP in line]
    assert "Zoë's Shop" in row
    assert "$12.50" in row
    assert "not seen" in next(line for line in shown.stdout.splitlines() if CLOSED in line)
    assert "1 to 1 of 4" in run("orders", "--limit", "1").stderr
    assert "No order matches" in run("orders", "--store", "nobody").stderr


def test_deadlines_of_the_next_days(run: Run) -> None:
    near, far = (
        DeadlinesReply.model_validate_json(run("deadlines", "--days", days, "--json").stdout)
        for days in ("1", "60")
    )
    assert len(near.deadlines) < len(far.deadlines)
    times = [one.earliest for one in far.deadlines]
    assert times == sorted(times)
    assert all(NOW <= at < NOW + timedelta(days=61) for at in times)
    shown = run("deadlines", "--days", "60").stdout
    assert all(one.order_id in shown for one in far.deadlines)
    mine = run("deadlines", "--days", "60", "--mine", "--json").stdout
    assert all(one.act_by for one in DeadlinesReply.model_validate_json(mine).deadlines)


@pytest.mark.parametrize("command", ["orders", "deadlines"])
def test_an_account_that_there_is_not_is_named_with_those_there_are(run: Run, command: str) -> None:
    result = run(command, "--account", "nobody", code=2)
    assert result.stderr.startswith("There is no account nobody. There are: ")
    assert {"default", "partner"} <= set(result.stderr.replace(",", "").rstrip(".\n").split())


def test_a_day_that_is_none_is_refused(run: Run) -> None:
    assert "Write it as 2026-11-20" in run("orders", "--since", "yesterday", code=2).stderr


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "journal", "hledger", "beancount"])
def test_the_ending_of_the_file_says_the_form(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"orders.{ending}"
    path.write_text("what was there before", encoding="utf-8")
    run("export", path, "--account", "partner")
    content = path.read_bytes()
    assert b"before" not in content
    assert TO_SHIP.encode() not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_an_export_goes_to_standard_output_too(run: Run) -> None:
    text = run("export", "-", "--format", "csv", "--open").stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["order_id"] for row in rows] == [UNPAID, TO_SHIP, PARTNERS]


def test_a_form_that_is_unknown_and_a_place_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert "says no form" in run("export", tmp_path / "orders.pdf", code=2).stderr
    absent = tmp_path / "absent" / "orders.csv"
    assert "cannot be written (No such file" in run("export", absent, code=1).stderr


def test_a_round_trip_at_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    run("export", path)
    assert "0 new orders, more of 0, 4 known already, 0 refused." in run("import", path).stdout
    other = tmp_path / "other"
    words = ["import", str(path), "--data-dir", str(other)]
    first = CliRunner().invoke(application(["import"]), [*words, "--dry-run"])
    assert "Would import: 4 new orders" in first.stdout
    second = CliRunner().invoke(application(["import"]), [*words, "--json"])
    report = json.loads(second.stdout)
    assert (report["new"], report["known"], report["dry_run"]) == (4, 0, False)
    again = tmp_path / "again.json"
    CliRunner().invoke(application(["export"]), ["export", str(again), "--data-dir", str(other)])
    before, after = (json.loads(one.read_text("utf-8"))["readings"] for one in (path, again))
    assert before == after


def test_what_is_refused_is_told_with_its_row_and_the_rest_is_taken(run: Run) -> None:
    path = IMPORTS / "plain.csv"
    result = run("import", path, code=1)
    assert f"{path}: row 7: the quantity is no whole number above 0. Correct it." in result.stderr
    assert f"{path}: The order day can mean two days" in result.stderr
    assert "Imported: 2 new orders, more of 0, 0 known already, 3 refused." in result.stdout
    report = json.loads(run("import", path, "--json", code=1).stdout)
    assert (report["new"], report["known"], report["refused"]) == (0, 2, 3)


def test_import_refuses_options_that_mean_nothing(run: Run, tmp_path: Path) -> None:
    path = IMPORTS / "plain.csv"
    assert "no currency" in run("import", path, "--currency", "XXQ", code=2).stderr
    assert "is not a time" in run("import", path, "--as-of", "noon", code=1).stderr
    assert "needs a name" in run("import", path, "--account", "x" * 61, code=2).stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "No file of a known ending" in run("import", empty, code=2).stderr
