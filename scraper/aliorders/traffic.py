"""What a browser of ours may ask the site for, decided by a request's method and address alone.

Every session refuses what could change an order. A walk through the history is stricter: it lets
through plain reads and the order list's own paging, and nothing that only decorates a page.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

from aliorders.data import table

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that ask and change nothing (RFC 9110, section 9.2.1)."""


def called_api(url: str) -> str | None:
    """Name of the site's API call that a request makes, in lower case; None for anything else."""
    parts = urlsplit(url)
    prefix: str = table("site_api")["path_prefix"]
    if not parts.path.startswith(prefix):
        return None
    return parts.path.removeprefix(prefix).split("/")[0].lower()


def may_change_an_order(method: str, url: str) -> bool:
    """Whether a request has to be refused in every session.

    The path and the parameter both name the call; either one being a write is enough.
    """
    named = _named_calls(url)
    if not named:
        return False
    calls = table("site_api")
    if named & set(calls["writes"]):
        return True
    if method == "POST":
        return not named <= set(calls["posts"])
    return method not in READING


def only_reads(method: str, url: str) -> bool:
    """Whether a walk may make a request: a plain read, or the order list's own paging.

    A read's name has no verb of writing in it, so that a new write call under GET is refused too.
    """
    named = _named_calls(url)
    if named and any(_WRITING().search(name) for name in named):
        return False
    if method in READING:
        return True
    return method == "POST" and bool(named) and named <= set(table("site_api")["posts"])


def is_needless(kind: str, url: str) -> bool:
    """Whether a walk can do without what a request asks for.

    Args:
        kind: the browser's word for what it loads: document, script, image, font, media, ping ...
    """
    skipped = table("site_api")["needless"]
    if kind in skipped["kinds"]:
        return True
    host = urlsplit(url).hostname or ""
    if any(host == name or host.endswith(f".{name}") for name in skipped["hosts"]):
        return True
    return any(name.startswith(tuple(skipped["calls"])) for name in _named_calls(url))


def _named_calls(url: str) -> set[str]:
    api = called_api(url)
    if api is None:
        return set()
    return {api, *(name.lower() for name in parse_qs(urlsplit(url).query).get("api", []))}


@cache
def _WRITING() -> re.Pattern[str]:  # noqa: N802 - a constant that is read from a table
    verbs = "|".join(re.escape(verb) for verb in table("site_api")["write_verbs"])
    return re.compile(rf"(?:^|\.)(?:{verbs})")
