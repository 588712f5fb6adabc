"""Our own JSON export, read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeGuard

from pydantic import ValidationError

from aliorders.models import PageReading, Parcel
from cancelwindow.exports.json_file import FORMAT, VERSION, Head, ReadingEntry
from cancelwindow.imports.content import Content, Offered, Refused, RefusedFileError

NAME = "export of Cancel Window"

_AGAIN = "Export again with: cancelwindow export FILE.json"


def is_own(data: Any) -> TypeGuard[dict[str, Any]]:
    """Whether decoded JSON is an export of ours, of whatever version."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def read(data: dict[str, Any]) -> Content:
    """The pages that an export holds; those that are none are refused one by one.

    Raises:
        RefusedFileError: it is of a newer version, or not whole.
    """
    try:
        head = Head.model_validate(
            {name: value for name, value in data.items() if name in Head.model_fields}
        )
    except ValidationError as error:
        raise RefusedFileError(f"its head is damaged ({_faults(error)}). {_AGAIN}") from None
    if head.version > VERSION:
        raise RefusedFileError(
            f"it was written by a newer version ({head.program}). Update Cancel Window."
        )
    entries = data.get("readings")
    if not isinstance(entries, list):
        raise RefusedFileError(f"its readings are missing. {_AGAIN}")
    offered, refused = [], []
    for number, entry in enumerate(entries, 1):
        try:
            offered.append(_offered(ReadingEntry.model_validate(entry)))
        except ValidationError as error:
            refused.append(Refused(number, f"{_faults(error)}. {_AGAIN}", "reading"))
    return Content(NAME, tuple(offered), tuple(refused))


def load(text: str) -> Any:
    """Decoded JSON; None for a text that is none, such as JSONP."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _offered(entry: ReadingEntry) -> Offered:
    reading = PageReading(
        kind=entry.page_kind,
        orders=tuple(one.order for one in entry.observations if one.order is not None),
        parcels=tuple(_parcels(entry)),
        settled=entry.settled,
        report=entry.report,
    )
    return Offered(reading, entry.captured_at, entry.source, entry.account)


def _parcels(entry: ReadingEntry) -> Iterable[Parcel]:
    for one in entry.observations:
        for parcel in one.parcels or ():
            yield parcel.model_copy(update={"order_id": one.order_id})


def _faults(error: ValidationError) -> str:
    """Where it is wrong and why, without what stands there: that may be personal."""
    places = [
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['type'].replace('_', ' ')}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{places[0]}{more}"
