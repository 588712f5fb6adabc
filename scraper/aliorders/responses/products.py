"""Read the seller out of product data: today's (`mtop.aliexpress.pdp.pc.query`) and the older.

On a pooled listing the shop card names a shell, the same on every such item; the store that sells
stands only in the link of its business licence (json-and-seller.md C4).
"""

from __future__ import annotations

import re
from typing import Any

from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.figures import percent, rounded
from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    Moment,
    PageKind,
    PageReading,
    ProfileSource,
    Store,
    StoreBadge,
    StoreProfile,
    not_found,
)
from aliorders.responses.components import EpochMs, Lenient, LenientList, SiteModel, shape
from aliorders.responses.shapes import words_of
from aliorders.responses.store_figures import Figure, counts_of, rate_of, scores_of
from aliorders.stores import is_pooled, read_store
from aliorders.text.dates import from_epoch_ms, read_day
from aliorders.text.fold import tidy

API = "mtop.aliexpress.pdp.pc.query"

_SELLER_IN_HOME = re.compile(r"[?&]sellerAdminSeq=(\d+)")


class OpeningTime(SiteModel):
    """`openTime` where it is a time stamp."""

    stamp: Lenient[EpochMs] = None


class SellerInformation(SiteModel):
    """`sellerInfo`; `sellerComponent` of 2022 to 2024 has the same names."""

    adminSeq: Lenient[str] = None  # noqa: N815 - the site's own name
    storeNum: Lenient[str] = None  # noqa: N815
    storeName: Lenient[str] = None  # noqa: N815
    storeURL: Lenient[str] = None  # noqa: N815
    formatOpenTime: Lenient[str] = None  # noqa: N815
    openTime: Lenient[str] = None  # noqa: N815
    openedYear: Lenient[int] = None  # noqa: N815
    countryCompleteName: Lenient[str] = None  # noqa: N815
    companyId: Lenient[str] = None  # noqa: N815
    topRatedSeller: Lenient[bool] = None  # noqa: N815
    localSeller: Lenient[bool] = None  # noqa: N815

    @property
    def open_since(self) -> Moment | Missing:
        """The day it opened: as printed, else `openTime`, which is a text or a time stamp."""
        if self.formatOpenTime:
            return read_day(self.formatOpenTime)
        stamp = shape(OpeningTime, {"stamp": self.openTime}).stamp
        if stamp is not None:
            return from_epoch_ms(stamp)
        return read_day(self.openTime) if self.openTime else not_found()

    @property
    def badges(self) -> tuple[StoreBadge, ...]:
        """Its marks. One that is not there, or false, says nothing against it."""
        marks = ((StoreBadge.TOP_RATED, self.topRatedSeller), (StoreBadge.LOCAL, self.localSeller))
        return tuple(badge for badge, is_set in marks if is_set)


class Feedback(SiteModel):
    """Ratings, by the names they have had in the shop card and in `storeFeedbackComponent`.

    `sellerScore` is left out: it counts ratings, although it looks like a mark of 0 to 100.
    """

    sellerPositiveRate: Lenient[str] = None  # noqa: N815
    sellerPositiveNum: Lenient[str] = None  # noqa: N815
    sellerTotalNum: Lenient[str] = None  # noqa: N815
    sellerLevel: Lenient[str] = None  # noqa: N815


class ShopCard(Feedback):
    """`SHOP_CARD_PC`."""

    storeName: Lenient[str] = None  # noqa: N815
    storeHomePage: Lenient[str] = None  # noqa: N815
    benefitInfoList: LenientList[Figure] = None  # noqa: N815
    sellerInfo: Lenient[SellerInformation] = None  # noqa: N815


class Note(SiteModel):
    """`complianceList[]`: a legal note, as a scrap of HTML."""

    content: Lenient[str] = None


class Compliance(SiteModel):
    """`COMPLIANCE_PC`."""

    complianceList: LenientList[Note] = None  # noqa: N815


class GlobalIds(SiteModel):
    """`globalData`."""

    sellerId: Lenient[str] = None  # noqa: N815
    storeId: Lenient[str] = None  # noqa: N815
    storeName: Lenient[str] = None  # noqa: N815


class GlobalData(SiteModel):
    """`GLOBAL_DATA`."""

    globalData: Lenient[GlobalIds] = None  # noqa: N815


class ProductData(SiteModel):
    """`data.result`."""

    SHOP_CARD_PC: Lenient[ShopCard] = None
    COMPLIANCE_PC: Lenient[Compliance] = None
    GLOBAL_DATA: Lenient[GlobalData] = None


class OldStoreModule(SellerInformation):
    """`storeModule` of the data until about 2021."""

    positiveNum: Lenient[str] = None  # noqa: N815
    positiveRate: Lenient[str] = None  # noqa: N815
    followingNumber: Lenient[str] = None  # noqa: N815
    sellerAdminSeq: Lenient[str] = None  # noqa: N815


class WishList(SiteModel):
    """`wishListComponent`."""

    storeWishedCount: Lenient[int] = None  # noqa: N815


class OldProductData(SiteModel):
    """`window.runParams.data`, in its two shapes."""

    storeModule: Lenient[OldStoreModule] = None  # noqa: N815
    sellerComponent: Lenient[SellerInformation] = None  # noqa: N815
    storeFeedbackComponent: Lenient[Feedback] = None  # noqa: N815
    wishListComponent: Lenient[WishList] = None  # noqa: N815


def store_reading(profile: StoreProfile) -> PageReading:
    """A reading that holds one store and nothing else."""
    return PageReading(kind=PageKind.STORE, orders=(), stores=(profile,))


def read_product(data: dict[str, Any]) -> PageReading | Blocked:
    """The store that a product's data names; NO_ORDER where it names none."""
    product = shape(ProductData, data.get("result"))
    card = product.SHOP_CARD_PC
    if card is None:
        return blocked(BlockedKind.NO_ORDER, "product data without a shop card")
    seller = card.sellerInfo or SellerInformation()
    ids = (product.GLOBAL_DATA or GlobalData()).globalData or GlobalIds()
    store = _named(card.storeName or ids.storeName, seller.storeURL)
    store_id = seller.storeNum or _id_of(store) or ids.storeId
    home = _SELLER_IN_HOME.search(card.storeHomePage or "")
    figures = card.benefitInfoList or []
    supplier = _supplier(product.COMPLIANCE_PC or Compliance())
    rate = percent(card.sellerPositiveRate)
    return store_reading(
        StoreProfile(
            source=ProfileSource.PRODUCT,
            store_id=store_id or not_found(),
            seller_id=_seller_id(store_id, seller.adminSeq, ids.sellerId, home and home[1]),
            company_id=seller.companyId or not_found(),
            name=store.name,
            url=store.url,
            positive_rate=rate_of(figures) if isinstance(rate, Missing) else rate,
            positive_count=rounded(card.sellerPositiveNum),
            rating_count=rounded(card.sellerTotalNum),
            scores=scores_of(figures),
            counts=counts_of(figures),
            open_since=seller.open_since,
            opened_years=_or_missing(seller.openedYear),
            country=seller.countryCompleteName or not_found(),
            level=card.sellerLevel or not_found(),
            badges=seller.badges,
            supplier_store_id=supplier.store_id,
            supplier_name=supplier.name,
            is_pooled=is_pooled(store_id or not_found(), supplier.store_id),
        )
    )


def is_old_product(data: dict[str, Any]) -> bool:
    """Whether this is `window.runParams.data` of a product page until 2024."""
    return any(isinstance(data.get(key), dict) for key in ("storeModule", "sellerComponent"))


def read_old_product(data: dict[str, Any]) -> PageReading:
    """The store that old product data names."""
    product = shape(OldProductData, data)
    old = product.storeModule or OldStoreModule()
    seller = product.sellerComponent or old
    feedback = product.storeFeedbackComponent or Feedback()
    wished = (product.wishListComponent or WishList()).storeWishedCount
    store = _named(seller.storeName, seller.storeURL)
    store_id = seller.storeNum or _id_of(store)
    return store_reading(
        StoreProfile(
            source=ProfileSource.OLD_PRODUCT,
            store_id=store_id or not_found(),
            seller_id=_seller_id(store_id, seller.adminSeq, old.sellerAdminSeq),
            company_id=seller.companyId or not_found(),
            name=store.name,
            url=store.url,
            positive_rate=percent(feedback.sellerPositiveRate or old.positiveRate),
            positive_count=rounded(feedback.sellerPositiveNum or old.positiveNum),
            rating_count=rounded(feedback.sellerTotalNum),
            open_since=seller.open_since,
            opened_years=_or_missing(seller.openedYear),
            followers=rounded(old.followingNumber) if wished is None else wished,
            country=seller.countryCompleteName or not_found(),
            level=feedback.sellerLevel or not_found(),
            badges=seller.badges,
        )
    )


def _named(name: str | None, url: str | None) -> Store:
    store = read_store(tidy(name or "") or not_found(), url or not_found())
    if isinstance(store, Missing):
        return Store(store_id=store, name=store, url=store)
    return store


def _id_of(store: Store) -> str | None:
    return None if isinstance(store.store_id, Missing) else store.store_id


def _seller_id(store_id: str | None, *candidates: str | None) -> str | Missing:
    """The first seller id given. One that equals the store id is a store id under another name."""
    ids = (candidate for candidate in candidates if candidate and candidate != store_id)
    return next(ids, not_found("no seller id in the data"))


def _supplier(compliance: Compliance) -> Store:
    """The store in the link of the business licence, in whatever language its note is."""
    pattern = table("store_words")["compliance"]["licence_store"]
    for note in compliance.complianceList or ():
        match = re.search(pattern, note.content or "")
        if match:
            return Store(store_id=match[1], name=_link_text(note, match), url=not_found())
    nobody = not_found("no note names the supplier")
    return Store(store_id=nobody, name=nobody, url=nobody)


def _link_text(note: Note, match: re.Match[str]) -> str | Missing:
    """Words of the link that `match` stands in."""
    rest = (note.content or "")[match.end() :]
    words, is_link, _ = rest.partition(">")[2].partition("</a>")
    return words_of(words) or not_found() if is_link else not_found("the link has no words")


def _or_missing(value: int | None) -> int | Missing:
    return not_found() if value is None else value
