"""What a walk would do, by what is known: nothing is opened for it."""

from __future__ import annotations

from aliorders.data import table
from aliorders.models import Model
from cancelwindow.history.ledger import StoredLedger
from cancelwindow.history.syncing import Sync
from cancelwindow.store import listed, walks


class Plan(Model):
    """What a walk would open. What the list holds that is new, only the list can tell."""

    account: str
    scope: str
    known_orders: int
    tabs: tuple[str, ...]
    """Tabs of the list, by the site's own codes."""
    whole_list: bool
    """Whether it would go to the list's end; otherwise to where nothing is new."""
    details: int
    trackings: int
    returns: bool
    loads_left_today: int


def plan_of(sync: Sync) -> Plan:
    """The plan of a walk that is not begun."""
    ledger: StoredLedger = sync.ledger()
    scope = sync.scope.of_the_list()
    due = ledger.due_orders()
    now = sync.config.clock()
    with sync.database.read() as session:
        known = listed.count(session, sync.account_id)
        loads = walks.loads_on(session, sync.account_id, now.date())
    everything = table("history")["every_tab"] in scope.tabs
    return Plan(
        account=sync.account,
        scope=sync.scope.key,
        known_orders=known,
        tabs=scope.tabs,
        whole_list=scope.whole_list or (everything and not ledger.was_complete()),
        details=sum(ledger.detail_is_due(order_id) for order_id in due),
        trackings=sum(ledger.may_need_tracking(order_id) for order_id in due),
        returns=scope.returns and ledger.returns_are_due(),
        loads_left_today=max(0, sync.manners.loads_a_day - loads),
    )


def lines_of(plan: Plan) -> list[str]:
    """The plan in words."""
    how = "to its end" if plan.whole_list else "as far as there is something new"
    tabs = "the list" if len(plan.tabs) == 1 else f"the tabs {', '.join(plan.tabs)} of the list"
    lines = [
        f"Would go through {tabs} {how}, twice where it is not known yet.",
        (
            f"Would open {plan.details} order pages and {plan.trackings} tracking pages of the "
            f"{plan.known_orders} orders that are known, and those of new and changed orders."
        ),
    ]
    if plan.returns:
        lines.append("Would open the list of returns.")
    lines.append(f"{plan.loads_left_today} pages are left of today's limit. Nothing was opened.")
    return lines
