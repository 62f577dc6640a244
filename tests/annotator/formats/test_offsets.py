"""Offsets of other programs."""

import pytest

from annotator.formats.offsets import StoredText, utf16_offsets

THEIRS = "\ufeffOne \U0001f60a\r\ntwo\rthree \U0001f468\u200d\U0001f469\r\n"


def test_the_text_is_stored_without_bom_and_with_plain_line_ends() -> None:
    assert StoredText(THEIRS).text == "One \U0001f60a\ntwo\nthree \U0001f468\u200d\U0001f469\n"


@pytest.mark.parametrize("word", ["One", "two", "three", "\U0001f60a", "\U0001f469"])
def test_a_word_is_found_at_the_same_words_in_both_counts(word: str) -> None:
    stored = StoredText(THEIRS)
    theirs = THEIRS.index(word)
    start = stored.from_code_points(theirs)
    assert stored.text[start : start + len(word)] == word
    units = len(THEIRS[:theirs].encode("utf-16-le")) // 2
    assert stored.from_utf16(units) == start
    assert utf16_offsets(THEIRS)[theirs] == units


def test_the_end_counts_and_what_lies_behind_it_is_refused() -> None:
    stored = StoredText("a\r\nb")
    assert stored.from_code_points(4) == 3
    for outside in (-1, 5):
        with pytest.raises(ValueError, match=str(outside)):
            stored.from_code_points(outside)
        with pytest.raises(ValueError, match=str(outside)):
            StoredText("a\n\U0001f60a").from_utf16(outside)


def test_half_a_pair_is_the_whole_of_it() -> None:
    assert StoredText("\U0001f60ab").from_utf16(1) == 0
    assert StoredText("\U0001f60ab").from_utf16(2) == 1
