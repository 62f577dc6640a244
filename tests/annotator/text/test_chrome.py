"""What is taken out of pasted texts and HTML pages, and what stays."""

import contextlib
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.canonical import TextRefused
from annotator.text.chrome import (
    KINDS,
    MAX_HTML_CODE_POINTS,
    REASONS,
    Cleaned,
    clean_html,
    clean_pasted,
    compose,
    removed_code_points,
)

TITLE = "Dijk bij Oosterwolde houdt stand na nacht van noodweer"
CAPTION = (
    "Burgemeester Ann Brook en dijkgraaf Kees Bos bij de kering, gelegen buiten Zandwijk, "
    "in september 2023."
)
LEAD = (
    "Volgens het waterschap en de veiligheidsregio liep het water op minstens drie plekken over "
    "de kruin, maar bezweek de dijk niet. Er werden 71.000 zandzakken gevuld."
)
TEASER = "LEZEN\u00a0 Oud-wethouder bekent dat hij de sluis open liet staan"
CLOSE = "Het ministerie reageerde niet op vragen van De Polderbode over het onderhoud."
PASTED = "\n\n".join(
    [
        TITLE,
        TITLE,
        CAPTION,
        LEAD,
        TEASER,
        CLOSE,
        "Vergelijkbare berichten",
        "Geef een reactie",
        "Je e-mailadres wordt niet getoond. Vereiste velden zijn gemarkeerd met *",
    ]
)


def cut(cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(block.kind, cleaned.raw[block.start : block.end]) for block in cleaned.blocks]


def test_a_pasted_page_loses_its_five_blocks_and_no_sentence() -> None:
    cleaned = clean_pasted(PASTED)
    assert [kind for kind, _ in cut(cleaned)] == [
        "repeated_title",
        "teaser",
        "related_posts",
        "comment_form",
        "comment_form",
    ]
    assert cleaned.blocks[0].start == len(TITLE) + 2
    assert removed_code_points(cleaned.blocks) == sum(len(line) for _, line in cut(cleaned))
    assert [line for line in cleaned.text.split("\n") if line] == [TITLE, CAPTION, LEAD, CLOSE]
    assert cleaned.text == f"{TITLE}\n\n\n{CAPTION}\n\n{LEAD}\n\n\n{CLOSE}\n\n\n"
    assert (cleaned.title, cleaned.language) == (TITLE, "nl")
    assert (cleaned.published_on, cleaned.precision, cleaned.authors) == (None, "unknown", ())


def test_a_title_that_is_given_stays_once() -> None:
    cleaned = clean_pasted(PASTED, title=f" {TITLE.upper()} ")
    assert cut(cleaned)[0] == ("repeated_title", TITLE)
    assert cleaned.text.count(TITLE) == 1
    other = clean_pasted(PASTED, title="Iets anders")
    assert other.title == "Iets anders"
    assert other.text.count(TITLE) == 2


def test_a_first_line_of_prose_is_no_title() -> None:
    assert clean_pasted(f"{LEAD}\n\n{CLOSE}").title is None
    assert clean_pasted("Dijk houdt stand").title is None
    assert clean_pasted(f"Home > Nieuws\n{TITLE}\n\n{LEAD}").title == TITLE


def test_a_capture_that_is_all_furniture_is_put_back() -> None:
    cleaned = clean_pasted("Geef een reactie\n\nLees ook: Brug dicht")
    assert cleaned.text == cleaned.raw
    assert all(block.kept for block in cleaned.blocks)


def test_the_capture_is_canonical() -> None:
    assert clean_pasted(b"\xef\xbb\xbfkop\r\nLees ook: brug\r\nslot").text == "kop\nslot"
    with pytest.raises(TextRefused, match="UTF-8"):
        clean_pasted(b"\xff\xfe")


def assert_consistent(cleaned: Cleaned) -> None:
    assert cleaned.text == compose(cleaned.raw, cleaned.blocks)
    edges = [edge for block in cleaned.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(block.start < block.end for block in cleaned.blocks)
    assert {block.kind for block in cleaned.blocks} <= set(KINDS)
    assert {block.reason for block in cleaned.blocks} <= set(REASONS)


@given(
    st.lists(
        st.sampled_from([TITLE, TEASER, LEAD, CLOSE, "", " ", "Lees ook", "Facebook", "Reacties"])
        | st.text(max_size=20),
        min_size=1,
        max_size=12,
    )
)
def test_any_pasted_text_is_cleaned_or_refused(lines: list[str]) -> None:
    raw = "\n".join(lines)
    if "\0" in raw or not raw.removeprefix("\ufeff").strip():
        with pytest.raises(TextRefused):
            clean_pasted(raw)
        return
    cleaned = clean_pasted(raw)
    assert_consistent(cleaned)
    assert cleaned.text.strip()


PAGE = f"""<!doctype html><html lang="nl-NL"><head><meta charset="utf-8">
<title>{TITLE} - De Polderbode</title><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="De Polderbode">
<meta name="author" content="Ann Brook, Kees Bos">
<meta property="article:published_time" content="2024-12-17T10:00:00+01:00">
<link rel="canonical" href="/dijk"><style>p {{color: red}}</style></head><body>
<a href="#c">Ga naar de inhoud</a><nav><ul><li><a href="/">Home</a></li><li>Nieuws</li></ul></nav>
<div class="breadcrumb">{TITLE}</div>
<article><h1>{TITLE}</h1><figure><img src="x"><figcaption>{CAPTION}</figcaption></figure>
<p>{LEAD}</p><h2>Wat nu</h2><p>Het <b>water</b> zakt
 volgens de dijkgraaf pas <i>woensdag</i>, als de wind gaat liggen.</p>
<p>Lees ook: <a href="/z">De brug bij Zandwijk is dicht</a></p>
<ul><li>Drie plekken waar het water overliep</li><li>Nul gewonden</li></ul>
<table><tr><th>Plaats</th><th>Stand</th></tr><tr><td>Zandwijk</td><td>4,1 m</td></tr></table>
<p style="display: none">geheim</p><script>var x = 1;</script><p>{CLOSE}</p></article>
<aside class="related"><h3>Vergelijkbare berichten</h3><ul><li>De brug</li></ul></aside>
<form id="commentform"><label>Geef een reactie</label><textarea>typ</textarea></form>
<footer>© 2024 De Polderbode</footer></body></html>"""


def test_an_html_page_is_read_whole_and_only_its_article_is_kept() -> None:
    cleaned = clean_html(PAGE, url="https://polderbode.example/nieuws/")
    assert_consistent(cleaned)
    assert cleaned.text.split("\n") == [
        TITLE,
        CAPTION,
        LEAD,
        "Wat nu",
        "Het water zakt volgens de dijkgraaf pas woensdag, als de wind gaat liggen.",
        "Drie plekken waar het water overliep",
        "Nul gewonden",
        "Plaats\tStand",
        "Zandwijk\t4,1 m",
        CLOSE,
    ]
    assert cut(cleaned) == [
        ("navigation", "Ga naar de inhoud"),
        ("navigation", "Home\nNieuws"),
        ("repeated_title", TITLE),
        ("teaser", "Lees ook: De brug bij Zandwijk is dicht"),
        ("related_posts", "Vergelijkbare berichten\nDe brug"),
        ("comment_form", "Geef een reactie"),
        ("navigation", "© 2024 De Polderbode"),
    ]
    assert "geheim" not in cleaned.raw
    assert "var x" not in cleaned.raw


def test_the_page_says_who_wrote_it_and_when() -> None:
    cleaned = clean_html(PAGE.encode(), url="https://polderbode.example/nieuws/")
    assert cleaned.title == TITLE
    assert cleaned.authors == ("Ann Brook", "Kees Bos")
    assert cleaned.site_name == "De Polderbode"
    assert (cleaned.published_on, cleaned.precision) == (date(2024, 12, 17), "day")
    assert cleaned.canonical_url == "https://polderbode.example/dijk"
    assert cleaned.language == "nl"


def test_what_the_page_does_not_say_is_unknown() -> None:
    cleaned = clean_html("<p>Een dijk.</p>")
    assert cleaned.text == "Een dijk."
    assert cleaned.canonical_url is None
    assert cleaned.site_name is None
    assert cleaned.authors == ()
    assert (cleaned.published_on, cleaned.precision) == (None, "unknown")
    assert cleaned.language is None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('<meta name="date" content="2024-12">', (date(2024, 12, 1), "month")),
        ('<meta name="date" content="2024">', (date(2024, 1, 1), "year")),
        ('<time pubdate datetime="2024-03-04">maandag</time>', (date(2024, 3, 4), "day")),
        ('<meta name="date" content="2024-13-45">', (None, "unknown")),
        ('<meta name="date" content="9999-01-01">', (None, "unknown")),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2023-05-06"}]}'
            "</script>",
            (date(2023, 5, 6), "day"),
        ),
        ('<script type="application/ld+json">{"datePublished": [</script>', (None, "unknown")),
    ],
)
def test_a_date_is_as_exact_as_the_page_states_it(
    stated: str, expected: tuple[date | None, str]
) -> None:
    cleaned = clean_html(f"<html><head></head><body>{stated}<p>{LEAD}</p></body></html>")
    assert (cleaned.published_on, cleaned.precision) == expected


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//", "http://[", "ftp://a.example/", "/only/a/path", " "]
)
def test_a_canonical_address_that_is_none_is_unknown(address: str) -> None:
    page = f'<link rel="canonical" href="{address}"><p>{LEAD}</p>'
    assert clean_html(page).canonical_url is None


HOSTILE = {
    "no tags": "just text & nothing",
    "angle brackets": "<" * 100_000,
    "never closed": "<div>" * 100_000 + "x",
    "closed": "<div>" * 5_000 + "x" + "</div>" * 5_000,
    "a huge attribute": "<p class='" + "comment " * 250_000 + "'>Hoi daar</p>",
    "entities": "<p>&#0;&#xD800;&#x110000;&bogus;&amp;&nbsp;tekst &#128514;</p>",
    "own entities": '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><p>&b;</p>',
    "broken": "<p><b><i>een <table><tr><p>twee</b> drie</i><td>vier",
    "another declared encoding": '<?xml version="1.0" encoding="latin-1"?><p>Eén tekst</p>',
    "nested lists": "<ul><li>a" * 3_000,
    "nested tables": "<table><tr><td>x" * 2_000,
    "nested paragraphs": "<div><p>Een zin hier met woorden." * 3_000,
    "many paragraphs": "<p>tekst hier.</p>" * 14_000,
    "many links": "<a href=x>woord</a> " * 20_000,
    "nested data": '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>tekst</p>",
    "a comment": "<!--" * 50_000,
    "frames": "<frameset><frame></frameset>",
    "only hidden": "<p hidden>niets</p>",
    "NUL": "<p>a\0b</p>",
    "half a character": "<p>\ud800</p>",
    "two megabytes": "<p>" + "woord " * 330_000 + "</p>",
    "too large": " " * (MAX_HTML_CODE_POINTS + 1),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_page_is_cleaned_or_refused_in_seconds(name: str) -> None:
    began = time.perf_counter()
    # pytest.raises would demand the refusal; here either end is right, but no other error.
    with contextlib.suppress(TextRefused):
        assert_consistent(clean_html(HOSTILE[name]))
    assert time.perf_counter() - began < 20


TAGS = ["p", "div", "b", "table", "tr", "td", "li", "nav", "br", "h1", "pre", "script", "!--"]


@given(
    st.lists(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
        | st.sampled_from([LEAD, "&nbsp;", "&#x0;", "&", '"', "<", "\t"])
        | st.text(max_size=8),
        max_size=25,
    )
)
def test_any_page_is_cleaned_or_refused(pieces: list[str]) -> None:
    try:
        cleaned = clean_html("".join(pieces))
    except TextRefused:
        return
    assert_consistent(cleaned)
    assert cleaned.text.strip()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a comment", "text_empty"),
        ("only hidden", "text_empty"),
        ("frames", "text_empty"),
        ("NUL", "has_nul"),
        ("half a character", "lone_surrogate"),
        ("two megabytes", "text_too_long"),
        ("too large", "html_too_long"),
    ],
)
def test_a_page_that_is_refused_is_told_why(name: str, code: str) -> None:
    with pytest.raises(TextRefused) as refused:
        clean_html(HOSTILE[name])
    assert refused.value.code == code


def test_every_reason_in_the_rules_is_declared() -> None:
    sources = Path(__file__).parents[3] / "annotator" / "text"
    modules = ("furniture", "html_lines", "site_lines")
    written = "".join((sources / f"{module}.py").read_text() for module in modules)
    missing = [reason for reason in REASONS if f'"{reason}"' not in written]
    own = ["title_again", "rubric_line", "site_name", "pull_quote", "about_the_author"]
    assert missing == [*own, "outside_body"]
