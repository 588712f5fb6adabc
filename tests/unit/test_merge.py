"""One order out of several readings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aliorders.merge import bare_order, combine, join_answers, merge_orders, merge_readings
from aliorders.models import (
    Action,
    ActionKind,
    Missing,
    MissingReason,
    Money,
    Order,
    OrderStatus,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    Settled,
    not_found,
)

ID = "8240000000000001"
OTHER_ID = "8240000000000002"
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
CANCEL = Action(kind=ActionKind.CANCEL, label="Cancel")
TRACK = Action(kind=ActionKind.TRACK, label="Track status", type_code="TRACKING")


def order(order_id: str = ID, **fields: object) -> Order:
    return bare_order(order_id).model_copy(update=fields)


def page(kind: PageKind, *orders: Order, parcels: tuple[Parcel, ...] = ()) -> PageReading:
    return PageReading(kind=kind, orders=orders, parcels=parcels)


def parcel(order_id: str | Missing, number: str = "LP00000000000001") -> Parcel:
    return Parcel(
        order_id=order_id,
        tracking_number=number,
        carrier=not_found(),
        stage=ParcelStage.ANNOUNCED,
        stage_basis="",
        events=(),
        delivery_estimate=not_found(),
    )


def test_a_value_is_taken_from_where_it_is() -> None:
    total = Money(amount=100, currency="EUR", raw="€1.00")
    merged = merge_orders(order(), "a", order(total=total), "b")
    assert merged.order.total == total
    assert merged.disagreements == ()


def test_a_disagreement_is_recorded_and_the_first_wins() -> None:
    one = order(total=Money(amount=100, currency="EUR", raw="€1.00"))
    two = order(total=Money(amount=200, currency="EUR", raw="€2.00"))
    merged = merge_orders(one, "detail", two, "list")
    assert merged.order.total == one.total
    (entry,) = merged.disagreements
    assert (entry.field, entry.used, entry.used_from, entry.other, entry.other_from) == (
        "total",
        "100 EUR",
        "detail",
        "200 EUR",
        "list",
    )


def test_the_same_amount_written_differently_is_no_disagreement() -> None:
    one = order(total=Money(amount=100, currency="USD", raw="US $1.00"))
    two = order(total=Money(amount=100, currency="USD", raw="$1.00"))
    assert merge_orders(one, "a", two, "b").disagreements == ()


def test_an_unknown_status_gives_way_to_a_known_one() -> None:
    unknown = order(status=OrderStatus.UNKNOWN, status_word="Verarbeitung")
    known = order(status=OrderStatus.IN_CANCEL, status_word="Awaiting Cancellation")
    for first, second in ((unknown, known), (known, unknown)):
        merged = merge_orders(first, "a", second, "b")
        assert merged.order.status is OrderStatus.IN_CANCEL
        assert merged.order.status_word == "Awaiting Cancellation"
        assert merged.disagreements == ()


def test_status_words_that_differ_are_recorded() -> None:
    detail = order(status=OrderStatus.FINISH, status_word="Canceled")
    lagging = order(status=OrderStatus.WAIT_SELLER_SEND_GOODS, status_word="Processing")
    merged = merge_orders(detail, "order_detail", lagging, "order_list")
    assert merged.order.status is OrderStatus.FINISH
    assert [entry.field for entry in merged.disagreements] == ["status"]


def test_what_either_source_offers_is_offered() -> None:
    merged = merge_orders(order(actions=(TRACK,)), "json", order(actions=(TRACK, CANCEL)), "page")
    assert merged.order.actions == (TRACK, CANCEL)


def test_a_detail_page_keeps_to_its_own_order() -> None:
    json = page(PageKind.ORDER_LIST, order(ID), order(OTHER_ID))
    dom = page(PageKind.ORDER_DETAIL, order(ID))
    assert [o.order_id for o in merge_readings(json, dom).orders] == [ID]


def test_a_list_takes_the_orders_it_has_not_drawn_from_its_json() -> None:
    json = page(PageKind.ORDER_LIST, order(ID), order(OTHER_ID))
    dom = page(PageKind.ORDER_LIST, order(ID))
    assert [o.order_id for o in merge_readings(json, dom).orders] == [ID, OTHER_ID]


def test_answers_join_with_the_detail_before_the_list() -> None:
    listed = page(PageKind.ORDER_LIST, order(status_word="Processing"))
    detail = page(PageKind.ORDER_DETAIL, order(status_word="Canceled"))
    joined = join_answers([listed, detail])
    assert joined is not None
    assert joined.kind is PageKind.ORDER_DETAIL
    assert joined.orders[0].status_word == "Canceled"
    assert join_answers([]) is None


def test_the_detail_page_beats_a_newer_list() -> None:
    detail = page(PageKind.ORDER_DETAIL, order(status=OrderStatus.FINISH, status_word="Canceled"))
    listed = page(
        PageKind.ORDER_LIST,
        order(status=OrderStatus.WAIT_SELLER_SEND_GOODS, status_word="Processing"),
    )
    (evidence,) = combine([(listed, AT + timedelta(minutes=5)), (detail, AT)])
    assert evidence.order.status is OrderStatus.FINISH
    assert [entry.field for entry in evidence.disagreements] == ["status"]
    assert [entry.kind for entry in evidence.seen] == [PageKind.ORDER_DETAIL, PageKind.ORDER_LIST]


def test_of_two_pages_of_a_kind_the_newer_wins() -> None:
    older = page(PageKind.ORDER_DETAIL, order(payment_method="Card"))
    newer = page(PageKind.ORDER_DETAIL, order(payment_method="Wallet"))
    (evidence,) = combine([(older, AT), (newer, AT + timedelta(minutes=1))])
    assert evidence.order.payment_method == "Wallet"


def test_parcels_go_to_the_order_they_name() -> None:
    orders = page(PageKind.ORDER_LIST, order(ID), order(OTHER_ID))
    tracking = page(PageKind.TRACKING, parcels=(parcel(OTHER_ID),))
    first, second = combine([(orders, AT), (tracking, AT)])
    assert (first.parcels, first.tracking_seen) == ((), False)
    assert (len(second.parcels), second.tracking_seen) == (1, True)


def test_a_nameless_parcel_goes_to_the_only_order_and_to_none_of_several() -> None:
    tracking = page(PageKind.TRACKING, parcels=(parcel(not_found()),))
    (alone,) = combine([(page(PageKind.ORDER_DETAIL, order(ID)), AT), (tracking, AT)])
    assert len(alone.parcels) == 1
    several = combine([(page(PageKind.ORDER_LIST, order(ID), order(OTHER_ID)), AT), (tracking, AT)])
    assert [e.parcels for e in several] == [(), ()]


def test_tracking_without_a_parcel_was_still_looked_at() -> None:
    detail = page(PageKind.ORDER_DETAIL, order(ID))
    (evidence,) = combine([(detail, AT), (page(PageKind.TRACKING), AT)])
    assert (evidence.parcels, evidence.tracking_seen) == ((), True)


def test_tracking_alone_makes_an_order_of_unknown_status() -> None:
    (evidence,) = combine([(page(PageKind.TRACKING, parcels=(parcel(ID),)), AT)])
    assert evidence.order.status is OrderStatus.UNKNOWN
    assert isinstance(evidence.order.status_word, Missing)
    assert evidence.order.status_word.missing is MissingReason.NOT_ON_THIS_PAGE


def test_whether_the_page_had_settled_is_that_of_the_page_that_decides() -> None:
    detail = page(PageKind.ORDER_DETAIL, order(ID)).model_copy(update={"settled": Settled.NO})
    tracking = page(PageKind.TRACKING, parcels=(parcel(ID),))
    (evidence,) = combine([(tracking, AT), (detail, AT)])
    assert evidence.settled is Settled.NO
