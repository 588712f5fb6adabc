"""The only input of reading: a page as the browser had it, with the site's own answers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from aliorders.models.values import Model


class SnapshotSource(StrEnum):
    """Who took the snapshot. Recorded, never branched on."""

    EXTENSION = "extension"
    PLAYWRIGHT = "playwright"
    FILE = "file"


class CapturedResponse(Model):
    """One answer of the site's own API that the page received."""

    url: str = ""
    status: int = 200
    body: str


class Snapshot(Model):
    """URL, rendered DOM, the site's own JSON where the caller could see it, and when.

    `age_ms` is the time since the page started to load, `quiet_ms` the time since its DOM last
    changed; both are None where nobody measured them (a saved file).
    """

    url: str = ""
    html: str = ""
    responses: tuple[CapturedResponse, ...] = ()
    captured_at: AwareDatetime
    source: SnapshotSource = SnapshotSource.FILE
    age_ms: int | None = Field(default=None, ge=0)
    quiet_ms: int | None = Field(default=None, ge=0)
