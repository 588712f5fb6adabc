"""One name for everything the policy knows, such as ``parameter.payment_window``.

The conflicts and the ledger of facts point at parts of the policy by these names; `checks` refuses
a name that nothing has. A name is a kind, a dot, and the key under which the part is written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cancelwindow.policy.book import CANCEL_REASON, REFUND, REFUND_UNKNOWN, Tables
from cancelwindow.policy.engine import PRECEDENCE, rule_name
from cancelwindow.policy.rules import status


def names(tables: Tables) -> frozenset[str]:
    """Every name there is."""
    return frozenset(_names(tables))


def _names(tables: Tables) -> Iterator[str]:
    yield REFUND
    yield f"{REFUND}.{REFUND_UNKNOWN}"
    yield from (f"rule.{rule_name(rule)}" for rule in (*PRECEDENCE, status.by_status))
    for _, row in tables.rows():
        yield f"answer.{row.rule}"
        yield from (f"reason.{entry.text}" for entry in row.reasons)
    kinds: dict[str, Iterable[str]] = {
        "parameter": tables.parameters,
        "remark": tables.remarks,
        "deadline": tables.deadlines,
        "step": tables.steps.steps,
        "line": tables.by_line,
        "message": tables.messages,
        "right": tables.rights.rights,
        "refused": tables.refused,
        "conflict": tables.conflicts,
        CANCEL_REASON: tables.cancel_reasons.reasons,
        "refund": tables.refunds.methods,
        "coupon": tables.refunds.coupons,
        "seller": tables.sellers.findings,
        "behaviour": tables.sellers.behaviours,
        "refund_note": {entry.text: entry for entry in tables.refunds.entries},
    }
    for kind, table in kinds.items():
        yield from (f"{kind}.{key}" for key in table)
