"""One store out of several pages, whatever else they speak of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aliorders.models import ProfileSource, StoreProfile
from cancelwindow.policy.seller_facts import Sighting, gathered
from seller_case import NOW, SHELL_ID, STORE_ID

SELLER_ID = "2200070001"


def page(source: ProfileSource, *, days_ago: int = 0, **fields: Any) -> Sighting:
    return Sighting(StoreProfile(source=source, **fields), NOW - timedelta(days=days_ago))


def test_a_sellers_page_joins_the_store_that_another_names() -> None:
    pages = [
        page(ProfileSource.SELLER_PAGE, seller_id=SELLER_ID, positive_rate="97", rating_count=90),
        page(ProfileSource.SELLER_PAGE, seller_id="2200079999", positive_rate="12"),
        page(ProfileSource.STORE_DATA, store_id=STORE_ID, seller_id=SELLER_ID, name="Example"),
    ]
    facts = gathered(STORE_ID, pages)
    assert facts.rate is not None
    assert (facts.rate.percent, facts.rate.ratings, facts.name) == (97, 90, "Example")
    assert gathered(SELLER_ID, pages).sightings == ()


def test_a_card_of_a_shell_is_the_shells_alone() -> None:
    card = page(
        ProfileSource.PRODUCT,
        store_id=SHELL_ID,
        name="Example Pool",
        positive_rate="100",
        supplier_store_id=STORE_ID,
        supplier_name="Example True",
        is_pooled=True,
    )
    supplier, shell = gathered(STORE_ID, [card]), gathered(SHELL_ID, [card])
    assert (supplier.rate, supplier.name, supplier.is_shell) == (None, "Example True", False)
    assert supplier.listed_under == (SHELL_ID, "Example Pool")
    assert (shell.is_shell, shell.shell_link, shell.listed_under) == (True, NOW, None)


def test_the_newest_word_on_a_shell_counts() -> None:
    pooled = {"store_id": SHELL_ID, "supplier_store_id": STORE_ID, "is_pooled": True}
    own = {"store_id": SHELL_ID, "supplier_store_id": SHELL_ID, "is_pooled": False}
    older = page(ProfileSource.PRODUCT, days_ago=3, **pooled)
    assert not gathered(SHELL_ID, [page(ProfileSource.PRODUCT, **own), older]).is_shell
    newest = page(ProfileSource.PRODUCT, **pooled)
    assert gathered(SHELL_ID, [newest, page(ProfileSource.PRODUCT, days_ago=3, **own)]).is_shell


def test_of_one_day_the_better_page_counts_and_of_others_the_newer() -> None:
    strip = page(ProfileSource.BENEFITS, store_id=STORE_ID, country="CN", followers=70_200)
    card = page(ProfileSource.PRODUCT, store_id=STORE_ID, country="China")
    old = page(ProfileSource.SELLER_PAGE, days_ago=2, store_id=STORE_ID, country="Elsewhere")
    country = gathered(STORE_ID, [card, old, strip]).known("country")
    assert country is not None
    assert (country.value, country.source) == ("CN", ProfileSource.BENEFITS)
    assert gathered(STORE_ID, [card]).known("followers") is None
