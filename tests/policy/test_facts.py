"""The ledger: every fact on record lives somewhere, or the README says why it does not."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import cancelwindow.policy
from cancelwindow.policy.facts import MODULE
from cancelwindow.policy.loader import load_policy

FACTS = load_policy().tables.facts
README = Path(cancelwindow.policy.__file__).with_name("README.md").read_text(encoding="utf-8")


def numbered(prefix: str, last: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, last + 1)]


def keyed(kind: str, keys: str) -> list[str]:
    return [f"{kind}.{key}" for key in keys.split()]


ON_RECORD = (
    *numbered("P", 6),
    *numbered("V", 8),
    *(*numbered("W", 16), "W5b", "W5c"),
    *numbered("M", 6),
    *numbered("D", 7),
    *numbered("S-", 8),
    *numbered("BP", 13),
    *numbered("I", 17),
    *(*numbered("R", 7), *numbered("A", 2), *numbered("F", 4), *numbered("L", 4), "T1"),
    *keyed(
        "clock",
        "payment verification seller_answers_request seller_ships late_coupon no_delivery"
        " dispute_may_start protection_ends after_receipt delivered_unconfirmed"
        " seller_answers_dispute return_sending eu_withdrawal refund_arrival",
    ),
    *keyed(
        "cancel_reason",
        "changed_mind better_offer mistake_or_duplicate change_items change_address"
        " change_shipping change_coupon payment_problem seller_slow out_of_stock seller_silent"
        " seller_price seller_shipping_method other",
    ),
    *keyed(
        "template",
        "cancel_request cancel_short cancel_mistake address_change recall where_is_it"
        " extend_protection dispute_close_answer refund_missing eu_withdrawal",
    ),
    *keyed(
        "method",
        "card card_replaced wallet bonus bank_transfer western_union_cash cash_on_delivery"
        " electronic_wallets boleto convenience_store others",
    ),
    *keyed(
        "right",
        "withdrawal withdrawal_mechanics platform_commitments late_delivery trader brazil"
        " united_states",
    ),
    *keyed("threshold", "lowest bands strictest volume behaviour"),
    *keyed(
        "end",
        "pay_timeout cancelled_unpaid cancelled_in_verification cancelled_by_buyer"
        " cancelled_by_seller ship_timeout security dispute confirmed_by_buyer"
        " confirmed_by_time confirmed_by_carrier group_buy not_collected",
    ),
)
"""Every fact of the policy's raw material by its id, or by its table and row."""


def test_every_fact_on_record_is_in_the_ledger_and_no_other() -> None:
    assert len(set(ON_RECORD)) == len(ON_RECORD)
    assert set(FACTS) == set(ON_RECORD)


@pytest.mark.parametrize("key", FACTS)
def test_a_fact_is_one_line_and_its_modules_exist(key: str) -> None:
    fact = FACTS[key]
    assert "\n" not in fact.fact
    assert fact.fact.endswith(".")
    modules = [name for name in fact.lives_in if MODULE.fullmatch(name)]
    assert [name for name in modules if find_spec(name) is None] == []
    assert len(set(fact.lives_in)) == len(fact.lives_in)


def test_the_readme_says_what_is_left_out_and_why() -> None:
    section = README.partition("## Left out")[2]
    told = dict(re.findall(r"^\| `([^`]+)` \| .*? \| (.*?) \|$", section, re.MULTILINE))
    assert told == {key: one.left_out for key, one in FACTS.items() if one.left_out is not None}
