"""Who says what, as the rules find it; how often they are right is in tests/benchmarks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.attributions import RULES, FoundAttribution, find_attributions
from annotator.text.cues import STANCES
from annotator.text.spans import is_grapheme_boundary


def only(text: str, language: str) -> FoundAttribution:
    [one] = find_attributions(text, language)
    return one


def speakers(text: str, found: FoundAttribution) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.naming) for one in found.speakers]


@pytest.mark.parametrize(
    ("language", "text", "rule", "content", "who", "stance"),
    [
        (
            *("nl", "Volgens de dienst zijn er doden.", "according_to", "zijn er doden"),
            *([("de dienst", "named")], "asserts"),
        ),
        (
            *("nl", "De club ontkende de geruchten.", "answers", "de geruchten"),
            *([("De club", "named")], "denies"),
        ),
        (
            *("nl", "Het bericht werd door de krant bevestigd.", "passive", "Het bericht"),
            *([("de krant", "named")], "asserts"),
        ),
        (
            *("en", "According to officials, the road is shut.", "according_to"),
            *("the road is shut", [("officials", "unnamed")], "asserts"),
        ),
        (
            *("en", "“We saw it,” she said.", "quotes", "We saw it", [("she", "pronoun")]),
            "asserts",
        ),
        (
            *("en", "The army could not confirm the report.", "answers", "the report"),
            *([("The army", "named")], "leaves_open"),
        ),
        ("nl", "Naar verluidt gaat hij weg.", "hearsay", "gaat hij weg", [], "asserts"),
    ],
)
def test_it_finds_content_source_and_stance(
    language: str,
    text: str,
    rule: str,
    content: str,
    who: list[tuple[str, str]],
    stance: str,
) -> None:
    found = only(text, language)
    assert (found.rule, text[found.start : found.end]) == (rule, content)
    assert (speakers(text, found), found.stance) == (who, stance)


def test_several_origins_are_several_speakers() -> None:
    text = "According to the services of Norland, Westmark and Eastford, it is 11,000."
    assert [words for words, _ in speakers(text, only(text, "en"))] == [
        "the services of Norland",
        "Westmark",
        "Eastford",
    ]


def test_who_passes_it_on_is_not_its_origin() -> None:
    text = "De Grenspaal meldt op gezag van het ministerie dat er doden zijn."
    found = only(text, "nl")
    assert speakers(text, found) == [("het ministerie", "named")]
    assert found.via is not None
    assert text[found.via.start : found.via.end] == "De Grenspaal"


def test_offsets_are_code_points_and_cut_no_character() -> None:
    text = "👨‍👩‍👧 “Wij\u0301 gaan 😀 weg”, zegt burgemeester Bérénice de Wit."
    found = only(text, "nl")
    assert text[found.start : found.end] == "Wij\u0301 gaan 😀 weg"
    assert speakers(text, found) == [("burgemeester Bérénice de Wit", "named")]


@pytest.mark.parametrize("language", ["de", "fr", "ar", "", None, "xx-YY"])
def test_other_languages_have_none(language: str | None) -> None:
    assert find_attributions("Volgens de dienst zijn er doden.", language) == []


def test_a_region_is_no_other_language() -> None:
    assert only("Volgens de dienst zijn er doden.", "nl-BE").language == "nl"


@given(
    st.lists(
        st.sampled_from(
            [
                *("Volgens", "de dienst", "zei", "zegt X", ",", ".", "“", "”", '"', ":", " ", "\n"),
                *("said", "according to", "X", "the", "that", "dat", "door", "is", "bevestigd"),
                *("👨‍👩‍👧", "e\u0301", "שלום", "\u202e", "niet", "who", "'", "’"),
            ]
        )
        | st.text(max_size=4)
    ).map(" ".join)
    | st.text(),
    st.sampled_from(["nl", "en"]),
)
def test_any_text_can_be_read(text: str, language: str) -> None:
    for one in find_attributions(text, language):
        assert one.rule in RULES
        assert one.stance in STANCES
        edges = [(one.start, one.end), (one.cue_start, one.cue_end)]
        edges += [(speaker.start, speaker.end) for speaker in one.speakers]
        for start, end in edges:
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]
        for edge in (one.start, one.end, one.cue_start, one.cue_end):
            assert is_grapheme_boundary(text, edge)


@pytest.mark.parametrize(
    "words", ["X, ", "Aa van ", "said ", "the ", "volgens X ", "“a ", '"', "zegt X, ", "de van "]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_way_of_writing_holds_it_up(words: str, language: str) -> None:
    text = (words * (900 // len(words)) + ". ") * 60
    began = time.perf_counter()
    find_attributions(text, language)
    assert time.perf_counter() - began < 15
