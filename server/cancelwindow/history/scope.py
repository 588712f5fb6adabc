"""How far a walk goes, as the person asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aliorders.history import Scope


@dataclass(frozen=True, slots=True)
class WalkScope:
    """What to look at.

    `since` leaves out orders that were placed before that day; `full` goes to the end of the list
    and opens the page of every order, ended ones once; `only_open` looks at orders under way alone.
    `in_tab` walks in a tab of the person's own browser: ended orders are opened once there too, and
    the list of returns, which lies where the extension may not read, is left out.
    """

    since: date | None = None
    full: bool = False
    only_open: bool = False
    in_tab: bool = False

    @property
    def key(self) -> str:
        """The same for equal scopes: a broken-off walk is taken up by one of its own scope."""
        kinds = {"open": self.only_open, "full": self.full, "in a tab": self.in_tab, "usual": True}
        kind = next(name for name, holds in kinds.items() if holds)
        return kind if self.since is None else f"{kind} since {self.since.isoformat()}"

    def of_the_list(self) -> Scope:
        """What of it the state machine decides on."""
        returns = not (self.only_open or self.in_tab)
        return Scope(whole_list=self.full, only_open=self.only_open, returns=returns)

    @property
    def opens_ended(self) -> bool:
        """Whether the page of an order that had ended before it was first met is opened, once."""
        return self.full or self.in_tab

    def wants(self, placed: date | None) -> bool:
        """Whether an order of that day is asked for; one of an unknown day is."""
        return self.since is None or placed is None or placed >= self.since
