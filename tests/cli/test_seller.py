"""`cancelwindow seller`: what is stored of a store, and what a saved page adds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancelwindow.cli import application
from page_fixtures import FIXTURES

NOW = "2026-11-20T12:00:00Z"
STORE_PAGE = FIXTURES / "pages/store/store_page/page.html"
POOLED = FIXTURES / "responses/store_product_pooled/body.json"
ORDER_PAGE = FIXTURES / "pages/order_detail/processing_with_cancel/page.html"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def run(*arguments: str | Path) -> Result:
        options = ["--now", NOW, "--data-dir", tmp_path / "companion"]
        command = ["seller", *map(str, (*arguments, *options))]
        return CliRunner().invoke(application(), command, env={"COLUMNS": "200"})

    return run


def url_of(page: Path) -> str:
    return str(json.loads((page.parent / "meta.json").read_text(encoding="utf-8"))["url"])


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_saved_page_is_remembered(run: Any) -> None:
    [seller] = told(run(STORE_PAGE, "--url", url_of(STORE_PAGE), "--json"))
    assert (seller["store_id"], seller["label"]) == ("1100000401", "Between the marks")
    [again] = told(run("1100000401", "--json"))
    assert again["figures"] == seller["figures"]


def test_a_person_is_told_what_was_seen_where_and_how_sure(run: Any) -> None:
    shown = run(STORE_PAGE, "--url", url_of(STORE_PAGE)).stdout
    assert "Example Vase Store  Between the marks" in shown
    assert "97.3% positive, but how many ratings that rests on was not seen." in shown
    assert "Not sure: the number of ratings was not seen." in shown
    assert "Positive ratings: 97.3% (the store's page, Nov 20, 2026)" in shown
    assert "The seller asks you to confirm receipt before the parcel has arrived." in shown


def test_a_pooled_listing_names_both_stores(run: Any) -> None:
    supplier, shell = told(run(POOLED, "--json"))
    assert (supplier["store_id"], supplier["is_shell"]) == ("1100000603", False)
    assert (shell["store_id"], shell["is_shell"]) == ("1100000602", True)
    assert "Product pages name another store, Example Shell Store" in run("1100000603").stdout


def test_an_order_page_tells_the_store_it_names(run: Any) -> None:
    [seller] = told(run(ORDER_PAGE, "--url", url_of(ORDER_PAGE), "--json"))
    assert seller["record"]["orders"] == 1


def test_a_store_of_which_nothing_is_known_is_no_alarm(run: Any) -> None:
    [seller] = told(run("1100009999", "--json"))
    assert (seller["band"], seller["label"]) == ("unrated", "No ratings seen")


def test_the_language_can_be_named(run: Any) -> None:
    [seller] = told(run("1100009999", "--json", "--language", "de"))
    assert seller["language"] == "de"


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        (FIXTURES / "pages/tracking/picked_up/page.html", 2, "shows no store"),
        (Path("no-such-file.html"), 1, "cannot be read"),
        ("https://www.aliexpress.com/p/order/index.html", 1, "is not opened"),
        ("https://example.com/store/1100000401", 1, "is not opened"),
    ],
)
def test_what_shows_no_store_is_told_without_a_trace(
    run: Any, what: str | Path, code: int, said: str
) -> None:
    result = run(what)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_check_tells_the_seller_beside_the_order() -> None:
    files = [str(ORDER_PAGE), str(FIXTURES / "responses/store_product_chinese/body.json")]
    command = ["check", *files, "--now", NOW]
    result = CliRunner().invoke(application(), command, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.stderr
    assert "示例数码旗舰店: Below the usual mark" in result.stdout
    sellers = json.loads(CliRunner().invoke(application(), [*command, "--json"]).stdout)["sellers"]
    assert [seller["band"] for seller in sellers] == ["unrated", "caution"]
