"""Read a store's own answers: its feedback page, the strip beside its name, its page data."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.figures import percent, rounded
from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    Moment,
    PageReading,
    ProfileSource,
    Score,
    ScoreKind,
    StoreProfile,
    not_found,
)
from aliorders.responses.components import Lenient, LenientList, SiteModel, shape
from aliorders.responses.products import store_reading
from aliorders.responses.store_figures import Figure, counts_of, rate_of, score, scores_of
from aliorders.text.dates import read_day
from aliorders.text.fold import tidy

SELLER_PAGE_API = "mtop.ae.shop.seller.page.info"
BENEFITS_API = "mtop.ae.shop.benefit.info"

_SIX_MONTHS = 6
_SELLER_IN_REQUEST = re.compile(r'"?sellerId"?\s*[:=]\s*"?(\d+)')
_STORE_IN_REQUEST = re.compile(r'"?storeId"?\s*[:=]\s*"?(\d+)')
_OWNER_IN_REQUEST = re.compile(r"[?&]ownerAdminSeq=(\d+)")

_OLD_RATINGS = {
    "desc": ScoreKind.DESCRIPTION,
    "seller": ScoreKind.COMMUNICATION,
    "shipping": ScoreKind.SHIPPING,
}
"""Keys of the detailed seller ratings, and what each was about."""


class BaseInformation(SiteModel):
    """`sellerBaseInfo`."""

    storeName: Lenient[str] = None  # noqa: N815 - the site's own name
    countryName: Lenient[str] = None  # noqa: N815
    since: Lenient[str] = None
    follows: Lenient[str] = None

    @property
    def open_since(self) -> Moment | Missing:
        """The day in "From May 21, 2019"."""
        lead = table("store_words")["since"]["lead"]
        text = re.sub(lead, "", tidy(self.since or ""))
        return read_day(text) if text else not_found()


class Evaluation(SiteModel):
    """`buyerEvaluationInfo`: the last six months."""

    positiveFeedBackValue: Lenient[str] = None  # noqa: N815
    totalPositiveSixMonths: Lenient[str] = None  # noqa: N815
    totalNeutralSixMonths: Lenient[str] = None  # noqa: N815
    totalNegativeSixMonths: Lenient[str] = None  # noqa: N815
    totalNumSixMonths: Lenient[str] = None  # noqa: N815


class SellerPage(SiteModel):
    """`data` of the feedback page's call."""

    sellerBaseInfo: Lenient[BaseInformation] = None  # noqa: N815
    buyerEvaluationInfo: Lenient[Evaluation] = None  # noqa: N815
    operatingScoreInfoList: LenientList[Figure] = None  # noqa: N815


class Highlight(SiteModel):
    """`highlightInfos[]`."""

    mcmsKey: Lenient[str] = None  # noqa: N815
    highlightData: Lenient[str] = None  # noqa: N815


class Benefits(SiteModel):
    """`data` of the strip beside a store's name."""

    benefitInfoList: LenientList[Figure] = None  # noqa: N815
    highlightInfos: LenientList[Highlight] = None  # noqa: N815
    sellerLocal: Lenient[str] = None  # noqa: N815

    @property
    def followers(self) -> int | Missing:
        """Followers, by their language-neutral key."""
        key = table("response_tags")["benefits"]["followers"]
        named = (one.highlightData for one in self.highlightInfos or () if one.mcmsKey == key)
        return rounded(next(named, None))


class PageIds(SiteModel):
    """`globalData` of a store page."""

    sellerId: Lenient[str] = None  # noqa: N815
    bizId: Lenient[str] = None  # noqa: N815
    shopId: Lenient[str] = None  # noqa: N815


class OldRating(SiteModel):
    """One of the detailed ratings."""

    score: Lenient[str] = None
    ratings: Lenient[str] = None


def read_seller_page(data: dict[str, Any], url: str) -> PageReading | Blocked:
    """The store's feedback page.

    It answers success with nothing for a store without feedback: that is unknown, not bad, and
    NO_ORDER here, because there is nothing to keep.
    """
    page = shape(SellerPage, data)
    base, evaluation = page.sellerBaseInfo, page.buyerEvaluationInfo
    if base is None and evaluation is None and not page.operatingScoreInfoList:
        return blocked(BlockedKind.NO_ORDER, "a seller's answer with nothing in it")
    base, counted = base or BaseInformation(), evaluation or Evaluation()
    return store_reading(
        StoreProfile(
            source=ProfileSource.SELLER_PAGE,
            seller_id=_asked_for(_SELLER_IN_REQUEST, url),
            name=tidy(base.storeName or "") or not_found(),
            positive_rate=percent(counted.positiveFeedBackValue),
            positive_count=rounded(counted.totalPositiveSixMonths),
            neutral_count=rounded(counted.totalNeutralSixMonths),
            negative_count=rounded(counted.totalNegativeSixMonths),
            rating_count=rounded(counted.totalNumSixMonths),
            period_months=_SIX_MONTHS if evaluation else not_found(),
            scores=scores_of(page.operatingScoreInfoList or ()),
            open_since=base.open_since,
            followers=rounded(base.follows),
            country=base.countryName or not_found(),
        )
    )


def read_benefits(data: dict[str, Any], url: str) -> PageReading | Blocked:
    """The strip beside a store's name."""
    benefits = shape(Benefits, data)
    figures = benefits.benefitInfoList or []
    if not figures and not benefits.highlightInfos:
        return blocked(BlockedKind.NO_ORDER, "a store's strip with nothing in it")
    return store_reading(
        StoreProfile(
            source=ProfileSource.BENEFITS,
            store_id=_asked_for(_STORE_IN_REQUEST, url),
            seller_id=_asked_for(_SELLER_IN_REQUEST, url),
            positive_rate=rate_of(figures),
            scores=scores_of(figures),
            counts=counts_of(figures),
            followers=benefits.followers,
            country=benefits.sellerLocal or not_found(),
        )
    )


def is_store_data(data: dict[str, Any]) -> bool:
    """Whether this is the data a store page is drawn from."""
    return "globalData" in _page_data(data)


def read_store_data(data: dict[str, Any]) -> PageReading | Blocked:
    """The ids and the name of a store page: the way from a store id to a seller id."""
    page = _page_data(data)
    ids = shape(PageIds, page["globalData"])
    if not ids.shopId and not ids.sellerId and not ids.bizId:
        return blocked(BlockedKind.NO_ORDER, "store page data without a store")
    return store_reading(
        StoreProfile(
            source=ProfileSource.STORE_DATA,
            store_id=ids.shopId or not_found(),
            seller_id=ids.sellerId or ids.bizId or not_found(),
            name=_component_name(page.get("components")),
        )
    )


def is_old_ratings(data: dict[str, Any]) -> bool:
    """Whether this is the detailed ratings of the old feedback site."""
    return data.keys() >= _OLD_RATINGS.keys() and all(
        isinstance(data[key], dict) for key in _OLD_RATINGS
    )


def read_old_ratings(data: dict[str, Any], url: str) -> PageReading:
    """The detailed seller ratings."""
    ratings = {key: shape(OldRating, data[key]) for key in _OLD_RATINGS}
    scores = [(key, score("", rating.score)) for key, rating in ratings.items()]
    owner = _OWNER_IN_REQUEST.search(url)
    return store_reading(
        StoreProfile(
            source=ProfileSource.OLD_RATINGS,
            seller_id=owner[1] if owner else not_found("the request does not name its seller"),
            scores=tuple(
                Score(kind=_OLD_RATINGS[key], title=key, value=read.value)
                for key, read in scores
                if read is not None
            ),
            rating_count=rounded(ratings["desc"].ratings),
        )
    )


def _asked_for(pattern: re.Pattern[str], url: str) -> str | Missing:
    """Whose figures these are: only the address of the request says so."""
    match = pattern.search(unquote(unquote(url)))
    return match[1] if match else not_found("the request does not name it")


def _page_data(data: dict[str, Any]) -> dict[str, Any]:
    result = data.get("result")
    page = result.get("pageData") if isinstance(result, dict) else None
    return page if isinstance(page, dict) else {}


def _component_name(components: Any) -> str | Missing:
    parts = list(components.values()) if isinstance(components, dict) else []
    for part in parts:
        module = part.get("moduleData") if isinstance(part, dict) else None
        name = module.get("storeName") if isinstance(module, dict) else None
        if isinstance(name, str) and tidy(name):
            return tidy(name)
    return not_found("no component names the store")
