"""The language of a page, a browser's translation of it, and the words that decide nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from aliorders.merge import combine
from aliorders.models import (
    ActionKind,
    CapturedResponse,
    EndReason,
    Missing,
    Order,
    OrderLine,
    OrderStatus,
    PageReading,
    Parcel,
    ParcelStage,
    Snapshot,
)
from aliorders.models.words import Mark, WordLesson, WordUse
from aliorders.reading import read
from aliorders.text.learning import LearnedWords
from aliorders.translated import without_words

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ID = "8240000000000001"
URL = f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"
API = "https://acs.aliexpress.com/h5/mtop.aliexpress.trade.buyer.order.detail/1.0/"

PAGE = """<html{root}><head><title>Order</title></head><body{body}>
<div class="order-status order-block"><div class="order-block-title">{word}</div>
<button>{button}</button>
<a class="comet-btn" href="//www.aliexpress.com/p/tracking/index.html?tradeOrderId={order_id}">X</a>
</div>
<div class="order-detail-order-info"><div class="info-row">
<span data-pl="order_detail_gray_date">Z:</span> {date}</div></div>
<span class="order-item-tag">Free returns</span>{rest}</body></html>"""


def page(
    word: str = "Processing",
    *,
    root: str = "",
    body: str = "",
    button: str = "Cancel",
    date: str = "Nov 5, 2026",
    rest: str = "",
) -> str:
    return PAGE.format(
        word=word, root=root, body=body, button=button, date=date, rest=rest, order_id=ID
    )


def answer(word: str, number: int | None = None, **request: str) -> CapturedResponse:
    block = {"tag": "detail_order_status_block", "fields": {"orderId": int(ID), "title": word}}
    body: dict[str, Any] = {
        "api": "mtop.aliexpress.trade.buyer.order.detail",
        "ret": ["SUCCESS::ok"],
        "data": {"data": {"x": block}, "global": {"orderStatus": number}},
    }
    query = f"?data={json.dumps(request)}" if request else ""
    return CapturedResponse(url=API + query, body=json.dumps(body))


def reading(html: str = "", *answers: CapturedResponse, url: str = URL, **more: Any) -> PageReading:
    result = read(Snapshot(url=url, html=html, responses=answers, captured_at=AT), **more)
    assert isinstance(result, PageReading), result
    return result


def order_of(result: PageReading) -> Order:
    (order,) = result.orders
    return order


@pytest.mark.parametrize(
    ("html", "answers", "hint", "language"),
    [
        (page(root=' lang="pt-BR"'), (), None, "pt"),
        (page(root=' lang="iw"'), (), None, "he"),
        (page(body=' class="glo lang-ru"'), (), None, "ru"),
        (page(root=' lang="ko"', body=' class="lang-ru"'), (), "fr", "ko"),
        (page(), (answer("x", 8, _lang="fr_FR"),), "de", "fr"),
        (page(), (), "de", "de"),
        (page(root=' lang="?"'), (), None, None),
        ("", (answer("x", 8, _lang="ja_JP"),), None, "ja"),
        ("", (answer("x", 8),), "uk", "uk"),
        ("", (answer("x", 8),), None, None),
    ],
)
def test_the_language_is_the_pages_then_the_requests_then_the_callers(
    html: str, answers: tuple[CapturedResponse, ...], hint: str | None, language: str | None
) -> None:
    assert reading(html, *answers, language=hint).report.language == language


def test_the_language_decides_between_two_meanings_and_reads_its_digits() -> None:
    html = page("Cancelado", date="03/04/2026")
    spanish = reading(html, language="es-ES")
    portuguese = reading(html, language="pt")
    assert order_of(spanish).status is OrderStatus.UNKNOWN
    assert order_of(portuguese).end_reason is EndReason.CANCELLED
    for result in (spanish, portuguese):
        placed = order_of(result).placed
        assert not isinstance(placed, Missing)
        assert (placed.day.month, placed.day.day) == (4, 3)
    assert isinstance(order_of(reading(html)).placed, Missing)


TRANSLATED = [
    (page(root=' class="translated-ltr"'), URL),
    (page(root=' lang="ar" class="x translated-rtl"'), URL),
    (page(rest='<div id="goog-gt-tt"></div>'), URL),
    (page(rest='<iframe class="goog-te-banner-frame"></iframe>'), URL),
    (page(rest='<p _msttexthash="12">x</p>'), URL),
    (page(rest='<font style="vertical-align: inherit;">x</font>'), URL),
    (page(), URL.replace("www.aliexpress.com", "www-aliexpress-com.translate.goog")),
    (page(), URL + "#googtrans(en|de)"),
]


@pytest.mark.parametrize(("html", "url"), TRANSLATED)
def test_a_translated_page_decides_by_what_needs_no_words(html: str, url: str) -> None:
    result = reading(html, url=url, language="en")
    order = order_of(result)
    assert result.report.translated
    assert result.report.language is None
    assert result.report.unknown_words == ("Processing",)
    assert order.order_id == ID
    assert order.status is OrderStatus.UNKNOWN
    assert isinstance(order.placed, Missing)
    assert order.promises == ()
    assert not isinstance(order.actions, Missing)
    assert [action.kind for action in order.actions] == [ActionKind.OTHER, ActionKind.TRACK]
    assert result.report.unknown_labels == ("Cancel",)


@pytest.mark.parametrize(
    "html",
    [
        page(root=' translate="no"'),
        page(root=' class="notranslate"'),
        page(rest='<font color="#009966">Free returns</font>'),
        page(rest='<div class="notranslate">US $1.00</div>'),
    ],
)
def test_a_page_that_only_speaks_of_translation_is_none(html: str) -> None:
    result = reading(html)
    assert not result.report.translated
    assert order_of(result).offers(ActionKind.CANCEL)


def test_a_translated_page_is_right_with_its_data() -> None:
    html = page("In Bearbeitung", root=' lang="de" class="translated-ltr"')
    result = reading(html, answer("Processing", _lang="en_US"))
    assert order_of(result).status is OrderStatus.WAIT_SELLER_SEND_GOODS
    assert result.report.translated
    assert result.report.learnable == ()


def test_a_translation_teaches_nothing_and_learned_words_do_not_read_it() -> None:
    lesson = WordLesson(
        word="Verzonden", language="nl", code=OrderStatus.WAIT_BUYER_ACCEPT_GOODS, evidence="x"
    )
    words = LearnedWords(lessons=(lesson,))
    plain = reading(page("Verzonden", root=' lang="nl"'), learned=words)
    changed = reading(page("Verzonden", root=' lang="nl" class="translated-ltr"'), learned=words)
    assert order_of(plain).status is OrderStatus.WAIT_BUYER_ACCEPT_GOODS
    assert order_of(changed).status is OrderStatus.UNKNOWN


def test_what_the_data_teaches_is_reported_until_it_is_learned() -> None:
    snapshot = (page("Verzonden", root=' lang="nl"'), answer("Verzonden", 8))
    (lesson,) = reading(*snapshot).report.learnable
    assert (lesson.word, lesson.language, lesson.evidence) == ("Verzonden", "nl", "orderStatus 8")
    words = LearnedWords(lessons=(lesson,))
    assert reading(*snapshot, learned=words).report.learnable == ()


def test_weak_words_are_reported_with_their_mark() -> None:
    html = page("Terminado", root=' lang="es"', button="Cancelar pedido")
    report = reading(html).report
    assert [(word.word, word.use, word.meaning, word.mark) for word in report.suggestions] == [
        ("Terminado", WordUse.STATUS, "FINISH", Mark.BLOG),
        ("Cancelar pedido", WordUse.BUTTON, "cancel", Mark.BLOG),
    ]
    assert report.unknown_words == ("Terminado",)
    assert "Cancelar pedido" in report.unknown_labels


def test_a_word_that_nothing_is_known_of_is_no_suggestion() -> None:
    report = reading(page("Xyzzy", button="Plugh")).report
    assert report.suggestions == ()
    assert report.unknown_words == ("Xyzzy",)
    assert "Plugh" in report.unknown_labels


@pytest.mark.parametrize(
    ("button", "labels"), [("Contact seller", ()), ("Cancel", ()), ("Plugh", ("Plugh",))]
)
def test_evidence_says_which_controls_nobody_understood(
    button: str, labels: tuple[str, ...]
) -> None:
    (evidence,) = combine([(reading(page(button=button)), AT)])
    assert evidence.unread_labels == labels


def test_an_end_that_is_said_beats_one_that_is_not() -> None:
    html = page("Concluído", root=' lang="pt"')
    result = reading(html, answer("Xyzzy", 9))
    assert order_of(result).end_reason is EndReason.RECEIVED


KEPT = {
    Order: {
        "order_id", "status_word", "status_detail", "payment_method", "total", "is_choice", "store",
        "line_count", "delivery_estimate", "last_tracking_text", "stores", "price_rows",
        "refund_line", "tracking_numbers", "actions", "status_ends", "end_code",
    },
    OrderLine: {
        "line_id", "item_id", "title", "variant", "quantity", "unit_price", "regional_item_id",
        "sku_id", "store_id", "store_name", "actions", "tags", "delivery_estimate",
        "tracking_text",
    },
    Parcel: {
        "order_id", "tracking_number", "carrier", "delivery_estimate", "origin_number", "service",
        "carrier_url", "items", "delivery_begins", "delivery_ends", "created",
    },
}  # fmt: skip
CHANGED = {
    Order: {
        "status", "end_reason", "end_cause", "placed", "paid", "shipped", "completed", "promises",
        "tab", "is_deleted", "lines",
    },
    OrderLine: {"free_return"},
    Parcel: {"stage", "stage_basis", "promises", "events"},
}  # fmt: skip
"""What words decide. A new field belongs into one of the two before it can go in."""


@pytest.mark.parametrize("model", list(KEPT), ids=lambda model: str(model.__name__))
def test_every_field_is_known_to_rest_on_words_or_not(
    model: type[Order] | type[OrderLine] | type[Parcel],
) -> None:
    assert KEPT[model] | CHANGED[model] == set(model.model_fields)
    assert KEPT[model].isdisjoint(CHANGED[model])


def test_the_stage_of_a_translated_tracking_page_is_unknown() -> None:
    html = (
        '<html{}><div class="logistic-info-v2--track--a"><div class="logistic-info-v2--node--b">'
        '<span class="logistic-info-v2--nodeDesc--c">Package delivered.</span></div></div></html>'
    )
    url = f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}"
    (delivered,) = reading(html.format(""), url=url).parcels
    (unknown,) = reading(html.format(' class="translated-ltr"'), url=url).parcels
    assert delivered.stage is ParcelStage.DELIVERED
    assert (unknown.stage, unknown.stage_basis) == (ParcelStage.UNKNOWN, "")


def test_taking_the_words_out_twice_changes_nothing() -> None:
    once = without_words(reading(page()))
    assert without_words(once) == once
