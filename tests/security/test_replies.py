"""Whatever is asked, in whatever way: our headers, no grant to other origins, and one door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion_app import CompanionApp
from wire import Request

METHODS = st.sampled_from(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X"]
)
PATHS = st.one_of(
    st.sampled_from(
        [
            "/v1/hello",
            "/v1/pair",
            "/v1/assess",
            "/",
            "/v1//hello",
            "/static/x.js",
            "*",
            "/dashboard",
            "/dashboard/",
            "/dashboard/open",
            "/dashboard/clients",
            "/dashboard/static/dashboard.css",
            "/dashboard/../v1/hello",
            "/dashboard//open",
        ]
    ),
    st.text(st.characters(codec="latin-1"), max_size=30).map(lambda text: "/" + text),
)
OPEN_PAGES = {"/dashboard/open", "/dashboard/static/dashboard.css"}
"""What the dashboard shows to whoever may ask at all."""
VALUES = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40)


def header(*likely: str) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(likely), VALUES)


HEADERS = st.fixed_dictionaries(
    {
        "Host": header("127.0.0.1:17863", "localhost:17863", "rebound.example", "[::1]:17863"),
        "Origin": header("https://www.aliexpress.com", "null", "chrome-extension://" + "a" * 32),
        "Sec-Fetch-Site": header("none", "same-origin", "same-site", "cross-site"),
        "Content-Type": header("application/json", "text/plain"),
        "X-Cancel-Window-Protocol": header("1.0", "2.0"),
        "Authorization": header("Bearer x", "Basic eDp4"),
        "Access-Control-Request-Method": header("POST"),
        "Access-Control-Request-Private-Network": header("true"),
        "Cookie": header("session=1"),
        "Range": header("bytes=0-1"),
        "X-HTTP-Method-Override": header("POST"),
    }
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionApp]:
    app = CompanionApp(tmp_path_factory.mktemp("replies") / "companion")
    yield app
    app.close()


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(method=METHODS, path=PATHS, headers=HEADERS, body=st.binary(max_size=50))
def test_no_reply_grants_anything(
    app: CompanionApp, method: str, path: str, headers: dict[str, str | None], body: bytes
) -> None:
    given_headers = {name: value for name, value in headers.items() if value is not None}
    # `wire` itself holds every reply to its headers, and every refusal to its shape.
    answer = app.send(Request(method, path, given_headers, body))
    assert answer.status < 500
    if answer.status == 200:
        assert path.partition("?")[0] in {"/v1/hello", *OPEN_PAGES}
        assert given_headers["Host"] == "127.0.0.1:17863"
