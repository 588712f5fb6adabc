"""Everything that can go wrong, in one account: in full without a browser, in small with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from history.account_walks import AccountWalks
from history.conftest import Opened
from history.direct import DirectPages
from history.shop import live
from history.troubled_walk import faults, hold_to_what_must_be_left, walk_to_the_end

MANY, SOME = 300, 100


@pytest.fixture
def walks(tmp_path: Path) -> Iterator[AccountWalks]:
    own = AccountWalks(tmp_path / "data")
    yield own
    own.database.close()


def test_many_orders_with_everything_going_wrong(walks: AccountWalks) -> None:
    site = live(MANY, *faults(MANY))
    ended = walk_to_the_end(walks, site, lambda: DirectPages(site, walks.hands.clock))
    hold_to_what_must_be_left(walks, site, ended, MANY)


def test_a_browser_in_which_everything_goes_wrong(
    walks: AccountWalks, opened: Callable[..., Opened]
) -> None:
    place = opened(live(SOME, *faults(SOME)))
    ended = walk_to_the_end(walks, place.live, lambda: place.pages)
    hold_to_what_must_be_left(walks, place.live, ended, SOME)
