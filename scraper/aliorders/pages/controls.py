"""What a page offers to do: its buttons."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from aliorders import selectors as css
from aliorders.dom import Node
from aliorders.models import Action, ActionKind, Missing, MissingReason, Settled, not_found
from aliorders.text.vocabulary import action_kind
from aliorders.text.wording import ANY, Wording


def read_actions(buttons: Iterable[Node], wording: Wording = ANY) -> tuple[Action, ...]:
    """The usable order actions among `buttons`, in page order: told by where they lead, else by
    their label.

    Left out: what is hidden or disabled, and a dialog's own buttons ("Cancel" is also the label
    that dismisses a pop-up).
    """
    actions: list[Action] = []
    for button in buttons:
        label = button.text
        if (
            not 0 < len(label) <= css.LONGEST_WORD
            or button.hidden
            or button.matches(css.DISABLED)
            or button.inside(css.MODAL)
        ):
            continue
        kind = _kind_of_link(button.attr("href")) or action_kind(label, wording)
        if kind is not None:
            actions.append(_action(kind, label))
    return tuple(actions)


@lru_cache(maxsize=1024)
def _action(kind: ActionKind, label: str) -> Action:
    """Every order of a list offers the same few."""
    return Action(kind=kind, label=label)


def _kind_of_link(address: str | None) -> ActionKind | None:
    if not address:
        return None
    return next((ActionKind(kind) for path, kind in css.ACTION_LINKS if path in address), None)


def read_detail_actions(
    block: Node | None, settled: Settled, wording: Wording = ANY
) -> tuple[Action, ...] | Missing:
    """Actions of the status block. No button at all on a page still drawing is "not yet"."""
    if block is None:
        return not_found("no status block")
    actions = read_actions(block.select(css.BUTTONS), wording)
    if not actions and settled is Settled.NO:
        return Missing(missing=MissingReason.NOT_YET, detail="no button has arrived so far")
    return actions
