"""A shop: as an order names it, and as the site rates it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from aliorders.models.values import Missing, Model, Moment, not_found, not_on_this_page


class Store(Model):
    """The shop an order was placed with. Store id and seller id are different numbers (C1)."""

    store_id: str | Missing
    name: str | Missing
    url: str | Missing
    seller_id: str | Missing = not_on_this_page()


class ProfileSource(StrEnum):
    """Where a store's figures come from; each counts differently (json-and-seller.md C)."""

    SELLER_PAGE = "seller_page"
    """The store feedback page's own call: counts of the last six months."""
    BENEFITS = "benefits"
    """The strip beside the store name."""
    PRODUCT = "product"
    """The shop card of a product page, which can name a shell store."""
    OLD_PRODUCT = "old_product"
    """The product page's data until 2024."""
    OLD_RATINGS = "old_ratings"
    """The detailed seller ratings of the feedback site, until about 2020."""
    STORE_DATA = "store_data"
    """The store page's own data: ids and a name."""
    STORE_PAGE = "store_page"
    """What a store page shows."""


class ScoreKind(StrEnum):
    """What a score from 0 to 5 is about."""

    STORE = "store"
    DESCRIPTION = "description"
    COMMUNICATION = "communication"
    SHIPPING = "shipping"
    OTHER = "other"
    """The title is in no table of ours."""


class Score(Model):
    """A score from 0 to 5, with the title the site printed."""

    kind: ScoreKind
    title: str
    value: Decimal


class StoreCount(Model):
    """A count the site prints rounded, such as "40,000+" for "# sold in 180 days".

    Show `title` as it is: its key says 90 days where the title says 180 (section E, 11).
    """

    title: str
    text: str
    key: str | Missing
    """The site's language-neutral key."""
    at_least: int | Missing


class StoreBadge(StrEnum):
    """A mark the site gives a store."""

    TOP_RATED = "top_rated"
    LOCAL = "local"


class StoreProfile(Model):
    """What one source says of a store. Empty means unknown, not bad.

    With `is_pooled`, the figures are those of a shell that pools several merchants' listings, and
    `supplier_store_id` is the store that sells (json-and-seller.md C4). Rate the store that the
    order names, and this profile only where the two ids agree.
    """

    source: ProfileSource
    store_id: str | Missing = not_found()
    seller_id: str | Missing = not_found()
    company_id: str | Missing = not_found()
    name: str | Missing = not_found()
    url: str | Missing = not_found()
    positive_rate: Decimal | Missing = not_found()
    """Percent of positive ratings, 0 to 100."""
    positive_count: int | Missing = not_found()
    neutral_count: int | Missing = not_found()
    negative_count: int | Missing = not_found()
    rating_count: int | Missing = not_found()
    period_months: int | Missing = not_found()
    """Months that rate and counts cover, where the source says so."""
    scores: tuple[Score, ...] = ()
    counts: tuple[StoreCount, ...] = ()
    open_since: Moment | Missing = not_found()
    opened_years: int | Missing = not_found()
    followers: int | Missing = not_found()
    """As the site rounds it ("503.6K")."""
    country: str | Missing = not_found()
    """Name or code, as the source writes it."""
    level: str | Missing = not_found()
    """`sellerLevel`, such as "12-s"; its scale is unpublished, so it is kept and never compared."""
    badges: tuple[StoreBadge, ...] = ()
    supplier_store_id: str | Missing = not_found()
    supplier_name: str | Missing = not_found()
    is_pooled: bool | Missing = not_found()
    """True when the listing names another seller than its shop card, False when it names the
    same one, missing when it names none."""
