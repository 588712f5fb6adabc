"""The envelope of the site's API answers: plain JSON or JSONP, success or a named failure."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from aliorders.models import BlockedKind, CapturedResponse

_JSONP = re.compile(r"^\s*[\w.$]+\s*\((?P<body>.*)\)\s*;?\s*$", re.DOTALL)
_API_IN_URL = re.compile(r"/h5/([a-z0-9.]+)/", re.IGNORECASE)

FAILURES: dict[str, BlockedKind] = {
    "FAIL_SYS_SESSION_EXPIRED": BlockedKind.LOGIN,
    "FAIL_SYS_SID_INVALID": BlockedKind.LOGIN,
    "NEED_LOGIN": BlockedKind.LOGIN,
    "FAIL_SYS_USER_VALIDATE": BlockedKind.CHALLENGE,
    "RGV587_ERROR": BlockedKind.CHALLENGE,
    "FAIL_SYS_TRAFFIC_LIMIT": BlockedKind.RATE_LIMITED,
}
"""Failure codes with a meaning of their own; any other is a failed response."""

_SUCCESS = "SUCCESS"


class Envelope(NamedTuple):
    """An unwrapped answer. `api` is lower case, empty where neither body nor address names one."""

    api: str
    failure: BlockedKind | None
    code: str
    data: dict[str, Any]


class NotSiteJsonError(ValueError):
    """The text is no JSON object, or JSONP around one."""


def unwrap(response: CapturedResponse) -> Envelope:
    """Open an answer.

    Raises:
        NotSiteJsonError: the body is no JSON object (a challenge answers with HTML).
    """
    body = _json_object(response.body)
    in_url = _API_IN_URL.search(response.url)
    api = str(body.get("api") or (in_url[1] if in_url else "")).lower()
    ret = body.get("ret")
    code = str(ret[0]).partition("::")[0] if isinstance(ret, list) and ret else ""
    failure = None if code in ("", _SUCCESS) else FAILURES.get(code, BlockedKind.FAILED_RESPONSE)
    data = body.get("data")
    # Cainiao's public answers have no envelope: the object itself is the data.
    return Envelope(api, failure, code, data if isinstance(data, dict) else body)


def _json_object(text: str) -> dict[str, Any]:
    jsonp = _JSONP.match(text)
    try:
        value = json.loads(jsonp["body"] if jsonp else text)
    except (ValueError, RecursionError) as error:
        raise NotSiteJsonError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise NotSiteJsonError("JSON, but not an object")
    return value
