"""Two engines behind one interface read every page the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aliorders.dom import Document, Parse
from aliorders.lexbor import parse_with_lexbor
from aliorders.models import CapturedResponse, PageReading, Snapshot, plain
from aliorders.reading import read
from aliorders.soup import parse_with_soup

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted(FIXTURES.glob("pages/*/*/page.html"))
ENGINES = [parse_with_lexbor, parse_with_soup]

HTML = """<!doctype html><!-- saved from url=(0020)https://example.org/ -->
<html><head><title> A  page </title><script>var x = "Cancel";</script></head><body>
<div class="outer " id="o" data-pl="d"><p>one<b>two</b></p><script>three</script>
<div hidden><i class="deep">four</i></div><div style="DISPLAY : none"><u>five</u></div></div>
<div aria-hidden="true"><em>six</em></div><a href="">seven</a></body></html>"""


@pytest.fixture(params=ENGINES, ids=lambda parse: parse.__name__)
def document(request: pytest.FixtureRequest) -> Document:
    parse: Parse = request.param
    return parse(HTML)


def test_text_joins_parts_and_leaves_scripts_out(document: Document) -> None:
    outer = document.first(".outer")
    assert outer is not None
    assert outer.text == "onetwo fourfive"


def test_attributes(document: Document) -> None:
    outer, link = document.first("#o"), document.first("a")
    assert outer is not None
    assert link is not None
    assert (outer.attr("data-pl"), outer.attr("href"), link.attr("href")) == ("d", None, "")


def test_selection_is_in_document_order_and_below_the_node(document: Document) -> None:
    assert [node.text for node in document.select("p, b, i")] == ["onetwo", "two", "four"]
    outer = document.first(".outer")
    assert outer is not None
    assert outer.first("em") is None


def test_an_element_is_not_found_inside_itself(document: Document) -> None:
    outer = document.first(".outer")
    assert outer is not None
    assert outer.first("div.outer") is None
    assert outer.select("div.outer") == outer.texts("div.outer") == []
    assert [node.attr("hidden") for node in outer.select("div")] == ["", None]


def test_matching_is_of_the_element_itself(document: Document) -> None:
    outer, deep = document.first(".outer"), document.first(".deep")
    assert outer is not None
    assert deep is not None
    assert outer.matches("div.outer")
    assert not outer.matches(".deep")
    assert deep.inside(".outer")
    assert not outer.inside(".deep")


@pytest.mark.parametrize(
    ("css", "hidden"), [(".deep", True), ("u", True), ("em", True), ("b", False), ("a", False)]
)
def test_hidden_is_inherited(document: Document, css: str, hidden: bool) -> None:
    node = document.first(css)
    assert node is not None
    assert node.hidden is hidden


def test_the_note_of_a_saved_page_is_seen(document: Document) -> None:
    assert any("saved from url" in comment for comment in document.comments)


ROWS = """<!doctype html><body class="b">before<i>0</i>
<div class="row"><i>1</i><i title="two">2</i></div>
<div class="row"></div>
<div class="row"><p><i>3</i></p><div class="row"><i>4</i></div></div>
<div class="row"><i>5</i></div>after<i>6</i></body>"""


@pytest.mark.parametrize("parse", ENGINES)
def test_rows_are_searched_together_as_each_would_be_alone(parse: Parse) -> None:
    document = parse(ROWS)
    rows = document.select(".row")
    texts = [["1", "2"], [], ["3", "4"], ["4"], ["5"]]
    assert document.texts_in(rows, "i") == texts
    assert document.texts_in(rows, "i", "title") == [["", "two"], [], ["", ""], [""], [""]]
    assert [[node.text for node in nodes] for nodes in document.select_in(rows, "i")] == texts
    assert document.texts_in(rows, ".row i") == texts
    assert document.texts_in(rows, ".row .row i") == [[], [], ["4"], ["4"], []]
    # Fewer rows than before, and rows of another kind.
    assert document.texts_in(rows[3:], "i") == [["4"], ["5"]]
    assert document.texts_in(rows[:1], ".b i") == [["1", "2"]]
    assert document.texts_in(document.select("p"), "i") == [["3"]]
    assert document.texts_in([*rows, rows[0]], "i") == [*texts, texts[0]]
    assert document.texts_in([], "i") == []


@pytest.mark.parametrize("parse", ENGINES)
@pytest.mark.parametrize("css", ["i", "b, i", ".row i", ".nothing"])
@pytest.mark.parametrize("attribute", [None, "title", "class"])
@pytest.mark.parametrize("value", [None, lambda text: text if text > "1" else ""])
def test_the_first_text_in_a_row_is_the_first_that_is_not_empty(
    parse: Parse, css: str, attribute: str | None, value: Callable[[str], str] | None
) -> None:
    document = parse(ROWS)
    for rows in (document.select(".row"), document.select(".row")[2:3], document.select("body, p")):
        texts = document.texts_in(rows, css, attribute)
        taken = [[value(text) if value else text for text in row] for row in texts]
        expected = [next(filter(None, row), "") for row in taken]
        assert document.first_in(rows, css, attribute, value) == expected
        assert document.count_in(rows, css) == [len(row) for row in texts]


@pytest.mark.parametrize("html", ["", "   ", "<", "<!---->", "text", "\x00", "<table><a><td>"])
@pytest.mark.parametrize("parse", ENGINES)
def test_any_text_makes_a_page(parse: Parse, html: str) -> None:
    document = parse(html)
    assert document.select(".order-item") == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_both_engines_read_a_fixture_the_same(path: Path) -> None:
    snapshot = Snapshot(html=path.read_text(encoding="utf-8"), captured_at="2026-11-20T12:00:00Z")
    fast, tolerant = (
        plain(read(snapshot, parse=parse)) for parse in (parse_with_lexbor, parse_with_soup)
    )
    fast["report"].pop("engine")
    tolerant["report"].pop("engine")
    assert fast == tolerant


def test_the_report_names_the_engine() -> None:
    html = next(p for p in PAGES if p.parent.name == "completed").read_text(encoding="utf-8")
    snapshot = Snapshot(html=html, captured_at="2026-11-20T12:00:00Z")
    assert read(snapshot).report.engine == "lexbor"
    assert read(snapshot, parse=parse_with_soup).report.engine == "beautifulsoup"


def test_data_alone_needs_no_engine() -> None:
    body = (FIXTURES / "responses/list_three_orders/body.json").read_text(encoding="utf-8")
    result = read(
        Snapshot(responses=(CapturedResponse(body=body),), captured_at="2026-11-20T12:00:00Z")
    )
    assert isinstance(result, PageReading)
    assert result.report.engine == ""
