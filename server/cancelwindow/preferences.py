"""What the person has chosen, kept in the store; what is empty follows the system or a command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, ConfigDict, StringConstraints, ValidationError
from sqlalchemy.orm import Session

from aliorders.models import Model
from cancelwindow.policy.countries import is_country
from cancelwindow.store import settings

SETTING = "preferences"
"""Name of the setting in the store."""


def _known_country(code: str) -> str:
    if not is_country(code):
        raise ValueError("not a country")
    return code


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone")
    return name


def _minutes(text: str) -> str:
    return time.fromisoformat(text).strftime("%H:%M")


Country = Annotated[str, AfterValidator(_known_country)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$"), AfterValidator(_minutes)]
"""``22:30``, in the person's time zone."""


class Preferences(Model):
    """The choices; None follows what the companion was started with, or the system."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    language: (
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None
    ) = None
    country: Country | None = None
    """ISO 3166-1 alpha-2 code of the country that orders go to."""
    time_zone: ZoneName | None = None
    """IANA name."""
    quiet_from: TimeOfDay | None = None
    quiet_to: TimeOfDay | None = None
    """No reminder is shown from the one to the other; both or none are set."""

    @property
    def zone(self) -> tzinfo | None:
        """The time zone; None for that of this computer."""
        return None if self.time_zone is None else ZoneInfo(self.time_zone)


def read(session: Session) -> Preferences:
    """What was chosen; a value that no longer exists (a zone, a country) counts as not chosen."""
    stored = settings.get(session, SETTING, {})
    return checked(stored)[0]


def write(session: Session, preferences: Preferences) -> None:
    """Keep what was chosen."""
    settings.put(session, SETTING, preferences.model_dump(mode="json"))


def checked(values: Mapping[str, str | None]) -> tuple[Preferences, frozenset[str]]:
    """Choices with what cannot be used left out, and the names of what was left out."""
    given = {name: value for name, value in values.items() if value}
    try:
        chosen, wrong = Preferences.model_validate(given), frozenset[str]()
    except ValidationError as error:
        wrong = frozenset(str(fault["loc"][0]) for fault in error.errors())
        kept = {name: value for name, value in given.items() if name not in wrong}
        chosen = Preferences.model_validate(kept)
    ends = {"quiet_from": chosen.quiet_from, "quiet_to": chosen.quiet_to}
    if None in ends.values() and any(ends.values()):
        wrong |= {name for name, value in ends.items() if value is None}
        chosen = chosen.model_copy(update=dict.fromkeys(ends))
    return chosen, wrong
