"""The address that reminders are sent to besides the screen: off unless the person names one.

It is the only thing of the companion that leaves the computer. What goes there is the kind of the
deadline and its date; products, order numbers and links go too if the person says so.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import AwareDatetime, ConfigDict
from sqlalchemy.orm import Session

from aliorders.models import Model
from cancelwindow.store import settings

SETTING = "reminder_address"

FAULT = "reminder_address_fault"
"""Setting with why the last sending failed (`push.PushError`'s reason); absent after one that did
not."""

_LONGEST = 500


class AddressError(ValueError):
    """This address cannot be used; the text says why."""


class AddressForm(StrEnum):
    """What an address expects."""

    WEBHOOK = "webhook"
    """Our own JSON."""
    NTFY = "ntfy"
    """The address of a topic of ntfy, on its own server or another."""


class ReminderAddress(Model):
    """Where reminders go, since when, and whether they may name orders."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    form: AddressForm = AddressForm.WEBHOOK
    names_orders: bool = False
    since: AwareDatetime
    """What came due before goes nowhere."""


def checked_url(text: str) -> str:
    """An address that reminders may go to: https, or http to this computer.

    Raises:
        AddressError: it is no such address.
    """
    url = text.strip()
    if len(url) > _LONGEST or any(mark.isspace() or not mark.isprintable() for mark in url):
        raise AddressError("An address has no blanks, and at most 500 characters.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise AddressError("This is no address. Write it as https://HOST/PATH.") from None
    if parts.scheme not in {"https", "http"} or not host:
        raise AddressError("This is no address. Write it as https://HOST/PATH.")
    if parts.scheme == "http" and not _is_this_computer(host):
        raise AddressError("Only https leaves this computer. http is for 127.0.0.1 alone.")
    if parts.username is not None or parts.fragment:
        raise AddressError("Leave out user name, password and what stands behind a #.")
    return url


def checked_for(form: AddressForm, url: str) -> str:
    """`checked_url`, and that an address of ntfy names a topic."""
    checked = checked_url(url)
    if form is AddressForm.NTFY and not urlsplit(checked).path.strip("/"):
        raise AddressError("An address of ntfy ends with a topic, as in https://ntfy.sh/TOPIC.")
    return checked


def read(session: Session) -> ReminderAddress | None:
    """The address; None where reminders go nowhere."""
    stored = settings.get(session, SETTING)
    return None if stored is None else ReminderAddress.model_validate_json(stored)


def put(
    session: Session, url: str, form: AddressForm, now: datetime, *, names_orders: bool = False
) -> ReminderAddress:
    """Send reminders to an address from now on.

    Raises:
        AddressError: it cannot be used.
    """
    chosen = ReminderAddress(
        url=checked_for(form, url), form=form, names_orders=names_orders, since=now
    )
    settings.put(session, SETTING, chosen.model_dump_json())
    settings.remove(session, FAULT)
    return chosen


def end(session: Session) -> bool:
    """Send reminders nowhere; whether they went anywhere."""
    had_one = settings.get(session, SETTING) is not None
    settings.remove(session, SETTING)
    settings.remove(session, FAULT)
    return had_one


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
