"""Parcels and their tracking events."""

from __future__ import annotations

from enum import StrEnum

from aliorders.models.orders import Promise
from aliorders.models.values import Missing, Model, Moment, OrderId, not_on_this_page


class ParcelStage(StrEnum):
    """Where a parcel is, derived from tracking codes (json-and-seller.md D)."""

    ANNOUNCED = "announced"
    """Label or declaration only: no carrier has scanned it."""
    WITH_CARRIER = "with_carrier"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    """Export or import: codes of one side have been dated on the other (D1)."""
    OUT_FOR_DELIVERY = "out_for_delivery"
    """Also at a pickup station: signed by the station, not by the buyer."""
    DELIVERED = "delivered"
    RETURNING = "returning"
    UNKNOWN = "unknown"


class TrackingEvent(Model):
    """One tracking event; `code` is the site's or Cainiao's action code."""

    code: str | Missing
    fulfil_stage: int | Missing
    text: str | Missing
    at: Moment | Missing


class ParcelItem(Model):
    """A product inside a parcel. `item_id` is the global number, as in an order line."""

    item_id: str | Missing
    sku_id: str | Missing
    title: str | Missing
    variant: str | Missing
    count: int | Missing


class Parcel(Model):
    """One parcel of an order, newest event first."""

    order_id: OrderId | Missing
    tracking_number: str | Missing
    """Of the last mile where it has one of its own, else the origin number."""
    carrier: str | Missing
    stage: ParcelStage
    stage_basis: str
    """The code or words the stage was read from, for the reason line."""
    events: tuple[TrackingEvent, ...]
    delivery_estimate: str | Missing
    promises: tuple[Promise, ...] = ()
    origin_number: str | Missing = not_on_this_page()
    """The number given at origin, where the source tells the two apart."""
    service: str | Missing = not_on_this_page()
    """The shipping service bought, such as "AliExpress Standard Shipping"; no carrier."""
    carrier_url: str | Missing = not_on_this_page()
    items: tuple[ParcelItem, ...] = ()
    delivery_begins: Moment | Missing = not_on_this_page()
    """First instant of the estimate, where the source gives it as a time."""
    delivery_ends: Moment | Missing = not_on_this_page()
    created: Moment | Missing = not_on_this_page()

    @property
    def is_label_only(self) -> bool:
        """A number was issued and nothing proves that a carrier has scanned the parcel.

        A parcel without events counts, unless its source said why it has none (`stage_basis`): a
        number that Cainiao does not know says nothing. A parcel whose events nobody understands
        does not count either.
        """
        if isinstance(self.tracking_number, Missing):
            return False
        if self.stage is ParcelStage.ANNOUNCED:
            return True
        return self.stage is ParcelStage.UNKNOWN and not self.events and not self.stage_basis
