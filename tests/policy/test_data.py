"""The policy's data as a whole: everything cited, everything used, nothing written into rules."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path

import pytest

import cancelwindow.policy.rules
from aliorders.models import Evidence
from cancelwindow.policy.case import Rule
from cancelwindow.policy.checks import all_references, problems
from cancelwindow.policy.engine import PRECEDENCE, assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.parameters import Claim, ClaimConfidence, Parameter, Standing, figure
from cancelwindow.policy.rules.remarks import REMARKERS, Remarker
from cancelwindow.policy.sellers import assess_seller
from cancelwindow.policy.verdict import Grade
from cancelwindow.yaml_text import read_yaml
from policy_case import OrderSeen, load_cases, order
from seller_case import NOW, load_sellers

TABLES = load_policy().tables
RULES = Path(cancelwindow.policy.rules.__file__).parent


def test_nothing_is_wrong() -> None:
    assert problems(TABLES) == []


@pytest.mark.parametrize("name", sorted(TABLES.parameters))
def test_every_value_is_sourced_dated_and_due_for_review(name: str) -> None:
    parameter = TABLES.parameters[name]
    assert parameter.description
    assert parameter.review_by > max(value.effective for value in parameter.values)
    for value in parameter.values:
        for claim in value.claims:
            assert claim.source
            assert claim.place or all(ref.place for ref in claim.source)


def test_every_source_is_cited() -> None:
    assert {ref.source for _, ref in all_references(TABLES)} == set(TABLES.sources)


def test_titles_are_on_record_or_marked_as_descriptions() -> None:
    for key, source in TABLES.sources.items():
        assert source.title.startswith("[") == source.title.endswith("]"), key


def test_every_parameter_is_used_by_a_verdict() -> None:
    asked: set[str] = set()
    book = load_policy().noting(asked)
    for case in load_cases():
        assess(case.evidence(), book, case.now, buyer=case.buyer)
    for seller in load_sellers():
        assess_seller(seller.facts(), book, NOW)
    assert asked == set(TABLES.parameters)


def test_a_figure_rests_on_the_best_grade_there_is() -> None:
    """A single guide never makes a figure alone where an official text exists."""
    official = {Grade.A, Grade.B}
    for name, parameter in TABLES.parameters.items():
        for value in parameter.values:
            best = {
                standing: {_grade(claim) for claim in value.claims if claim.standing is standing}
                for standing in Standing
            }
            if official & set().union(*best.values()):
                assert official & best[Standing.USED], name


def _grade(claim: Claim) -> Grade:
    return min(ref.grade or TABLES.sources[ref.source].grade for ref in claim.source)


def test_nothing_is_assumed_yet() -> None:
    confidences = {
        claim.confidence
        for parameter in TABLES.parameters.values()
        for value in parameter.values
        for claim in value.claims
    }
    assert ClaimConfidence.ASSUMED not in confidences


@pytest.mark.parametrize(
    ("day", "low", "high"),
    [
        (date(2012, 1, 1), 48, 48),
        (date(2020, 3, 15), 48, 48),
        (date(2020, 3, 16), 48, 48),
        (date(2023, 12, 31), 48, 48),
        (date(2024, 1, 1), 48, 72),
        (date(2036, 1, 1), 48, 72),
    ],
)
def test_figures_are_those_of_the_day(day: date, low: int, high: int) -> None:
    name = "seller_answers_request"
    of_book = load_policy().at(day).figure(name)
    assert (of_book.span.low, of_book.span.high) == (low, high)
    alone = figure(name, TABLES.parameters[name], day, TABLES.sources)
    assert of_book == alone


def test_claims_of_a_conflict_are_all_kept() -> None:
    """48 h, 72 h, up to 6 days, 24 to 48 h for a chat answer, two weeks."""
    value = TABLES.parameters["seller_answers_request"].values[-1]
    assert [(claim.ends[1], claim.standing) for claim in value.claims] == [
        (48, Standing.USED),
        (72, Standing.USED),
        (6, Standing.OUTLIER),
        (48, Standing.LISTED),
        (14, Standing.LISTED),
    ]


@pytest.mark.parametrize("rule", [*PRECEDENCE, *REMARKERS], ids=lambda rule: rule.__name__)
def test_every_rule_names_its_source(rule: Rule | Remarker) -> None:
    """By its key in sources.yaml; only our own caution needs none."""
    named = set(re.findall(r"[A-Za-z][\w-]+", rule.__doc__ or ""))
    assert named & set(TABLES.sources) or rule.__name__ == "only_assumed"


def test_one_rule_applies_at_most_one_answer() -> None:
    names = [f"{rule.__module__}.{rule.__name__}" for rule in PRECEDENCE]
    assert len(names) == len(set(names))


def test_an_assessment_does_not_change_the_policy() -> None:
    before = load_policy().at(date(2026, 9, 1)).figure("payment_window")
    seen = Evidence(order=order(OrderSeen.model_validate({"status": "PLACE_ORDER_SUCCESS"})))
    assess(seen, load_policy(), load_cases()[0].now)
    assert load_policy().at(date(2026, 9, 1)).figure("payment_window") == before


def test_the_example_of_the_readme_is_a_parameter_of_ours() -> None:
    readme = (RULES.parent / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## To read a parameter\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("    ")]
    example = Parameter.model_validate(read_yaml(textwrap.dedent("\n".join(lines))))
    [shown], kept = example.values, TABLES.parameters["seller_answers_request"]
    assert (example.description, example.unit) == (kept.description, kept.unit)
    claims = {(one.ends, one.standing) for one in kept.values[-1].claims}
    assert {(one.ends, one.standing) for one in shown.claims} <= claims
