"""The index of a page's elements finds what the engine itself finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aliorders import selectors
from aliorders.candidates import candidates
from aliorders.dom import SILENT_TAGS
from aliorders.elements import Elements
from aliorders.queries import NotIndexedError, queries_of

PAGES = sorted((Path(__file__).parents[2] / "fixtures/pages").glob("*/*/page.html"))
NO_SELECTORS = {"CHALLENGE_URL", "CHOICE_PICTURE", "TRANSLATING_FRAGMENT", "WITH_A_NUMBER"}
SELECTORS = sorted(
    {candidate.css for _, candidate in candidates()}
    | {
        value
        for name, value in vars(selectors).items()
        if name.isupper()
        and isinstance(value, str)
        and name not in NO_SELECTORS
        and not name.endswith(("_PATH", "_IN_URL", "_IN_TEXT", "_NUMBER", "_DAY"))
        and name not in {"QUANTITY", "MILLISECONDS", "SHORT", "SAVED_FROM"}
    }
)
"""Every one the reader has."""

LEFT_TO_THE_ENGINE = [
    "p:not(.a)",
    "b + i",
    ".a ~ i",
    '[class="a"]',
    '[title^="x"]',
    '[title="X" i]',
    "i:nth-child(2)",
    ".a > b.b:nth-child(1)",
    "p:first-child",
    "p:has(> i)",
    ".a:has(.b .c)",
    ":is(i, b)",
    '[title*=""]',
]
FORMS = [
    *("p", ".a", "p.a", ".a.b", "#x", "[title]", '[title="x"]', '[title*="x"]', "p.a[title]"),
    *('[class*="a"]', '.b[class*="a "]', '[class*="a"][class*="b"]', 'p[title="x"].a'),
    *(".a .b", ".a p", ".a > p", ".a > .b", "p p", ".a .b .c", ".a > p > i", ".a > :nth-child(2)"),
    *(
        ".a > p:nth-child(1)",
        ".a:has(.b)",
        ".a:has(.b.c, i)",
        "p:has([title])",
        ".a, .b",
        "i, .a p",
    ),
    *(".nowhere", ".nowhere p", ".a .nowhere", "[nowhere]", "#nowhere", ".a:has(.nowhere)"),
    *LEFT_TO_THE_ENGINE,
]


class Engine:
    """A page that is asked by Lexbor's own selectors.

    They give an element once for each alternative that it matches, the index once.
    """

    def __init__(self, html: str) -> None:
        self._parser = LexborHTMLParser(html)
        self._parser.strip_tags(SILENT_TAGS)
        self._nodes = self._parser.tags("*")
        self._places = {node.mem_id: place for place, node in enumerate(self._nodes)}

    def find(self, css: str) -> list[int]:
        """What is found in the page, by number in document order."""
        return list(dict.fromkeys(self._places[node.mem_id] for node in self._parser.css(css)))

    def find_below(self, place: int, css: str) -> list[int]:
        """What is found inside of one element."""
        found = dict.fromkeys(self._places[node.mem_id] for node in self._nodes[place].css(css))
        return [inner for inner in found if inner != place]


@pytest.mark.parametrize("css", SELECTORS)
def test_every_selector_of_the_reader_is_answered_from_the_index(css: str) -> None:
    assert queries_of(css)


@pytest.mark.parametrize("css", [*LEFT_TO_THE_ENGINE, "..", ""])
def test_other_forms_are_left_to_the_engine(css: str) -> None:
    with pytest.raises(NotIndexedError):
        queries_of(css)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_the_index_finds_in_a_page_what_the_engine_finds(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    elements, engine = Elements(html), Engine(html)
    for css in SELECTORS:
        assert list(elements.find(css)) == engine.find(css), css


def tree(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.lists(
        st.sampled_from(
            [
                *('class="a"', 'class="b"', 'class="a b"', 'class="b c a"', 'class=" c\na "'),
                *("class", 'title="x"', 'title="yxz"', "title", 'id="x"', 'style="display: none"'),
                *("hidden", 'aria-hidden="true"', 'style="color: red"'),
            ]
        ),
        min_size=1,
        max_size=3,
    )
    tags = st.sampled_from(["p", "p", "i", "b", "section", "noscript", "template"])
    return st.builds(
        lambda tag, attributes, parts: f"<{tag} {' '.join(attributes)}>{''.join(parts)}</{tag}>",
        tags,
        attributes,
        st.lists(inner, min_size=1, max_size=4),
    )


PIECES = st.sampled_from(
    ["text", "<!-- note -->", "<i>one</i>", '<b class="b">two</b>', "<script>x</script>", "<br>"]
)
TREES = st.lists(tree(st.recursive(PIECES, tree, max_leaves=12)), min_size=2, max_size=6).map(
    lambda parts: f"<!doctype html><title>t</title><body>{''.join(parts)}</body>"
)


@given(html=TREES, css=st.sampled_from(FORMS))
def test_the_index_finds_what_the_engine_finds(html: str, css: str) -> None:
    assert list(Elements(html).find(css)) == Engine(html).find(css)


@given(html=TREES, rows=st.sampled_from(FORMS), css=st.sampled_from(FORMS))
def test_it_finds_inside_of_each_element_what_the_engine_finds_there(
    html: str, rows: str, css: str
) -> None:
    elements, engine = Elements(html), Engine(html)
    places = elements.find(rows)
    expected = [engine.find_below(place, css) for place in places]
    assert [list(found) for found in elements.find_below_each(places, css)] == expected
    # The first element alone, and all of them twice, after the page was searched as a whole.
    assert [list(elements.find_below(place, css)) for place in places[:1]] == expected[:1]
    assert [list(some) for some in elements.find_below_each([*places, *places], css)] == [
        *expected,
        *expected,
    ]


@given(html=TREES, css=st.sampled_from(FORMS))
def test_few_of_many_elements_are_searched_alone(html: str, css: str) -> None:
    elements, engine = Elements(html), Engine(html)
    everything = elements.find("*")
    elements.find_below_each(everything, "u")
    for place in everything[:3]:
        assert list(elements.find_below(place, css)) == engine.find_below(place, css)


@given(html=TREES)
def test_what_is_hidden_is_so_by_itself_or_by_an_element_around_it(html: str) -> None:
    elements, engine = Elements(html), Engine(html)
    marked = engine.find('[hidden], [aria-hidden="true"], [style*="none"]')
    inside = {inner for place in marked for inner in engine.find_below(place, "*")}
    hidden = [place for place in elements.find("*") if elements.hidden.hold(place)]
    assert hidden == sorted(inside.union(marked))
