"""Where the site's JSON and the page it drew from it differ, in what an answer rests on.

The JSON comes first (design, section 2), but whoever can write into a page can hand over JSON of
their own: it never wins over what the page shows without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aliorders.merge_parcels import merge_parcels, numbers_of
from aliorders.models import (
    ActionKind,
    Disagreement,
    Missing,
    Order,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    Settled,
    found,
)

SITE_DATA = "site JSON"
PAGE = "page"


def of_order(order_id: str, differing: Iterable[Disagreement]) -> Iterator[Disagreement]:
    """The same disagreements with the order they are about."""
    return (one.model_copy(update={"order_id": order_id}) for one in differing)


def cancel_in_data_only(json: Order, page: Order, dom: PageReading) -> Iterator[Disagreement]:
    """A Cancel control that the data offer and the settled order page does not show.

    Before a page has settled, its control may still come; a list never shows it.
    """
    if dom.kind is not PageKind.ORDER_DETAIL or dom.settled is not Settled.YES:
        return
    label = next(
        (one.label for one in found(json.actions) or () if one.kind is ActionKind.CANCEL), None
    )
    if label is not None and not page.offers(ActionKind.CANCEL):
        yield Disagreement(
            field="cancel_button", used=label, used_from=SITE_DATA, other="", other_from=PAGE
        )


def parcels_of_page(
    json: Sequence[Parcel], dom: Sequence[Parcel]
) -> tuple[tuple[Parcel, ...], tuple[Disagreement, ...]]:
    """The parcels of the data, or of the page where there are no data, and where stages differ.

    A parcel that both have stands where the stronger of the two says (`merge_parcels`): a scan that
    the page shows is not undone by data. One that only the page draws is no other parcel, since a
    page can leave the number out.
    """
    if not json:
        return tuple(dom), ()
    merged, _ = merge_parcels(json, dom)
    parcels = merged[: len(json)]
    differing = tuple(
        _disagreement(before, drawn, after)
        for before, after in zip(json, parcels, strict=True)
        for drawn in dom
        if numbers_of(before) & numbers_of(drawn) and _stages_differ(before, drawn)
    )
    return parcels, differing


def _stages_differ(one: Parcel, other: Parcel) -> bool:
    return one.stage is not other.stage and ParcelStage.UNKNOWN not in {one.stage, other.stage}


def _disagreement(data: Parcel, drawn: Parcel, used: Parcel) -> Disagreement:
    from_page = used.stage is drawn.stage
    other = data if from_page else drawn
    order_id = data.order_id
    return Disagreement(
        field="parcel_stage",
        used=used.stage.value,
        used_from=PAGE if from_page else SITE_DATA,
        other=other.stage.value,
        other_from=SITE_DATA if from_page else PAGE,
        order_id=None if isinstance(order_id, Missing) else order_id,
    )
