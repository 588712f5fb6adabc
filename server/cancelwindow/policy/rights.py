"""Consumer rights where the order goes: information, never advice, and never without the country.

What a country's law says is told only where the buyer named the country (policy.md, section 11).
"""

from __future__ import annotations

from cancelwindow.policy.case import Case
from cancelwindow.policy.countries import country_name
from cancelwindow.policy.tables import Row
from cancelwindow.policy.verdict import Right
from cancelwindow.policy.voice import Voice

UNKNOWN_COUNTRY = "unknown_country"
NONE_ON_RECORD = "none_on_record"


def rights(case: Case, row: Row, voice: Voice) -> tuple[Right, ...]:
    """What an answer says of rights: those of the country, or that they depend on it."""
    if not row.rights:
        return ()
    country = case.buyer.country
    if country is None:
        return (Right(kind=UNKNOWN_COUNTRY, text=voice.say(f"right.{UNKNOWN_COUNTRY}")),)
    table = case.policy.tables.rights
    region = table.region_of(country)
    told = tuple(
        Right(
            kind=key,
            text=voice.say(f"right.{key}"),
            country=country,
            url=None if entry.link is None else table.links[entry.link],
            citations=voice.citations(entry.sources),
        )
        for key, entry in table.rights.items()
        if entry.region == region and set(entry.topics) & set(row.rights)
    )
    if told:
        return told
    name = country_name(country, voice.language)
    text = voice.say(f"right.{NONE_ON_RECORD}", {"country": name})
    return (Right(kind=NONE_ON_RECORD, text=text, country=country),)
