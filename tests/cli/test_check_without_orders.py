"""`cancelwindow check` on files that hold no order, however much else they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancelwindow.cli import application

RESPONSES = Path(__file__).parents[2] / "fixtures/responses"
STORES = sorted(RESPONSES.glob("store_*/body.json"))
NOW = "2026-11-20T12:00:00Z"


def run(*files: Path) -> Result:
    arguments = ["check", *map(str, files), "--now", NOW, "--json"]
    return CliRunner().invoke(application(), arguments)


def test_there_are_store_answers() -> None:
    assert len(STORES) > 5


@pytest.mark.parametrize("path", STORES, ids=lambda path: path.parent.name)
def test_a_store_alone_is_no_order(path: Path) -> None:
    result = run(path)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["orders"], told["blocked"]["kind"]) == (2, [], "no_order")


@pytest.mark.parametrize("name", ["returns_list", "returns_detail", "count_signed_out"])
def test_returns_and_counters_alone_are_no_order(name: str) -> None:
    result = run(RESPONSES / name / "body.json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["blocked"]["kind"]) == (2, "no_order")


def test_a_store_beside_an_order_leaves_its_verdict() -> None:
    order = RESPONSES / "detail_awaiting_delivery/body.json"
    alone, both = run(order), run(order, STORES[0])
    assert (alone.exit_code, both.exit_code) == (0, 0)
    verdict = json.loads(both.stdout)["orders"][0]
    assert verdict["answer"] == json.loads(alone.stdout)["orders"][0]["answer"]


def test_one_parcel_told_twice_is_not_called_a_parcel_without_an_order(tmp_path: Path) -> None:
    number = "LP00000000004712"
    cainiao = tmp_path / "cainiao.json"
    cainiao.write_text(
        json.dumps({"module": [{"mailNo": number, "status": "SELLER_PREPARING", "detailList": []}]})
    )
    captured = tmp_path / "tracking.json"
    body = (RESPONSES / "tracking_announced/body.json").read_text(encoding="utf-8")
    meta = json.loads((RESPONSES / "tracking_announced/meta.json").read_text(encoding="utf-8"))
    captured.write_text(json.dumps([{"url": meta["url"], "status": 200, "body": body}]))
    told = json.loads(run(captured, cainiao).stdout)
    assert len(told["orders"]) == 1
    assert "skipped" not in told
