"""`cancelwindow policy`: what the answers rest on, as lists."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancelwindow.cli import application
from cancelwindow.policy.checks import all_references
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy_listing import ListedParameter, ParameterHistory

TABLES = load_policy().tables
DAY = "2026-11-20"


def run(*arguments: str, on: str | None = DAY) -> Result:
    day = ["--on", on] if on else []
    command = ["policy", *arguments, *day]
    return CliRunner().invoke(application(["policy"]), command, env={"COLUMNS": "250"})


def listed(*arguments: str, on: str | None = DAY) -> Any:
    result = run(*arguments, "--json", on=on)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def parameters(*arguments: str, on: str | None = DAY) -> dict[str, ListedParameter]:
    rows = [ListedParameter.model_validate(row) for row in listed(*arguments, on=on)]
    return {row.name: row for row in rows}


def test_every_parameter_is_listed_with_what_it_rests_on() -> None:
    rows = parameters()
    assert list(rows) == sorted(TABLES.parameters)
    silence = rows["seller_answers_request"]
    assert silence.figure == "48 to 72 hours"
    assert str(silence.effective) == "2024-01-01"
    assert {"B1", "B2"} <= set(silence.sources)
    assert "S4" not in silence.sources
    assert silence.grade == "B"
    assert silence.confidence == ("stated",)


def test_another_day_has_the_figures_of_that_day() -> None:
    silence = parameters(on="2021-05-01")["seller_answers_request"]
    assert (silence.figure, str(silence.effective)) == ("48 hours", "2020-03-16")
    assert silence.sources == ("B2", "B3")


def test_a_figure_that_nobody_may_quote_is_its_word() -> None:
    assert parameters()["recall_success"].figure == "rare"


def test_what_is_due_is_due_from_the_day_of_its_review_on() -> None:
    first = min(one.review_by for one in TABLES.parameters.values())
    due = {name for name, one in TABLES.parameters.items() if one.review_by == first}
    before, after = (str(first + timedelta(days=days)) for days in (-1, 1))
    assert set(parameters("--due", on=str(first))) == due
    assert due <= set(parameters("--due", on=after))
    assert listed("--due", on=before) == []
    assert f"Nothing is due for review on {before}." in run("--due", on=before).stdout
    last = max(one.review_by for one in TABLES.parameters.values())
    assert list(parameters("--due", on=str(last))) == sorted(TABLES.parameters)


def test_without_a_day_it_is_today() -> None:
    assert set(parameters(on=None)) == set(TABLES.parameters)


@pytest.mark.parametrize("name", sorted(TABLES.parameters))
def test_one_parameter_has_its_full_history(name: str) -> None:
    shown = ParameterHistory.model_validate(listed(name))
    parameter = TABLES.parameters[name]
    assert [one.effective for one in shown.history] == [one.effective for one in parameter.values]
    for told, dated in zip(shown.history, parameter.values, strict=True):
        assert [one.standing for one in told.claims] == [one.standing for one in dated.claims]
        cited = [[quoted.source for quoted in one.citations] for one in told.claims]
        assert cited == [[ref.source for ref in one.source] for one in dated.claims]
    assert run(name).exit_code == 0


def test_a_parameter_names_its_conflicts_and_facts() -> None:
    shown = ParameterHistory.model_validate(listed("seller_answers_request"))
    assert "C1" in shown.conflicts
    assert {"W2", "W3"} <= set(shown.facts)
    told = run("seller_answers_request").stdout
    assert told.index("From 2024-01-01 (range)") < told.index("From 2020-03-16")
    assert "outlier: up to 6 days, reported" in told
    assert "S4, secretali.com, 2026-06-13, grade D: silent seller" in told


def test_every_source_is_listed_with_how_often_it_is_cited() -> None:
    rows = listed("--sources")
    assert [row["key"] for row in rows] == list(TABLES.sources)
    assert sum(row["cited"] for row in rows) == len(list(all_references(TABLES)))
    assert all(row["cited"] for row in rows)
    told = run("--sources").stdout
    assert all(key in told for key in TABLES.sources)


@pytest.mark.parametrize(
    ("option", "table"),
    [
        ("--conflicts", TABLES.conflicts),
        ("--refused", TABLES.refused),
        ("--facts", TABLES.facts),
    ],
)
def test_the_other_tables_are_listed_whole(option: str, table: dict[str, Any]) -> None:
    assert [row["key"] for row in listed(option)] == list(table)
    told = run(option).stdout
    assert all(key in told for key in table)


def test_a_conflict_is_told_with_every_side() -> None:
    told = run("--conflicts").stdout
    assert "C1: How long the seller may take" in told
    assert "listed: two weeks [S3 D]" in told
    assert "shown with: parameter.seller_answers_request" in told
    assert "not shown: " in told


@pytest.mark.parametrize(
    ("arguments", "on", "code", "told"),
    [
        (("seller_answer_request",), DAY, 2, "Did you mean seller_answers_request"),
        (("qqqq",), DAY, 2, "no parameter 'qqqq'. List them with: cancelwindow policy"),
        (("--sources", "--due"), DAY, 1, "--sources and --due are lists of their own"),
        (("payment_window", "--facts"), DAY, 1, "--facts and payment_window are lists"),
        ((), "tomorrow", 1, "--on 'tomorrow' is not a day"),
        ((), "2026-11-31", 1, "--on '2026-11-31' is not a day"),
    ],
)
def test_what_does_not_exist_or_fit_is_refused(
    arguments: tuple[str, ...], on: str, code: int, told: str
) -> None:
    result = run(*arguments, on=on)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stdout == ""
