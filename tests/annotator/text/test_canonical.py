"""What may be stored as a text, and in which form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.canonical import MAX_CODE_POINTS, TextRefused, canonicalise, search_key


def refusal(raw: bytes | str) -> str:
    with pytest.raises(TextRefused) as refused:
        canonicalise(raw)
    assert refused.value.message
    return refused.value.code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Dijk houdt stand", "Dijk houdt stand"),
        ("één\r\ntwee\rdrie\n".encode(), "één\ntwee\ndrie\n"),
        (b"\xef\xbb\xbfkop", "kop"),
        ("\ufeff\ufeffkop", "\ufeffkop"),
        ("  kop  \n\n", "  kop  \n\n"),
        ("e\u0301 ﬁ \u00a0", "e\u0301 ﬁ \u00a0"),
        ("\r\r\n\n kop", "\n\n\n kop"),
    ],
)
def test_it_changes_line_ends_and_one_bom_and_nothing_else(raw: bytes | str, text: str) -> None:
    assert canonicalise(raw) == text


def test_it_refuses_what_cannot_be_stored() -> None:
    assert refusal(b"caf\xe9") == "not_utf8"
    assert refusal(b"\xed\xa0\x80") == "not_utf8"
    assert refusal(b"a\0b") == "has_nul"
    assert refusal("a\0b") == "has_nul"
    assert refusal("a\ud83db") == "lone_surrogate"
    assert refusal("a\udc00") == "lone_surrogate"


@pytest.mark.parametrize("raw", ["", b"", " \r\n\t\u00a0", b"\xef\xbb\xbf"])
def test_it_refuses_a_text_without_a_word(raw: bytes | str) -> None:
    assert refusal(raw) == "text_empty"


def test_it_takes_the_longest_text_and_no_longer_one() -> None:
    longest = "👪" * MAX_CODE_POINTS
    assert canonicalise(longest.encode()) == longest
    assert canonicalise("\r\n".join("a" * (MAX_CODE_POINTS // 2))) is not None
    assert refusal("a" * (MAX_CODE_POINTS + 1)) == "text_too_long"
    assert refusal(b"a" * (MAX_CODE_POINTS + 1)) == "text_too_long"
    assert refusal(b"\xff" * (MAX_CODE_POINTS * 4 + 4)) == "text_too_long"


@given(st.text().map(lambda text: f"kop{text}").filter(lambda text: "\0" not in text))
def test_canonical_text_has_no_carriage_return_and_stays_as_it_is(raw: str) -> None:
    text = canonicalise(raw)
    assert "\r" not in text
    if not text.startswith("\ufeff"):
        assert canonicalise(text.encode()) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [("STRASSE", "straße"), ("ﬁets", "FIETS"), ("Café", "cafe\u0301"), ("a\u00a0b", "a b")],
)
def test_search_sees_no_case_and_no_form(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@given(st.text())
def test_a_search_key_is_in_its_normal_form(text: str) -> None:
    key = search_key(text)
    assert unicodedata.is_normalized("NFKC", key)
