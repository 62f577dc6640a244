"""Words that went and words that came between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.differences import MOST_WORDS, Change, compare_texts, moved_paragraphs


def told(old: str, new: str) -> str:
    """The difference as one line: [-went-] and {+came+}."""
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(
        marks[piece.change].format(
            old[piece.old_start : piece.old_end]
            if piece.change == "deleted"
            else new[piece.new_start : piece.new_end]
        )
        for piece in compare_texts(old, new)
    )


def test_the_same_text_is_one_piece() -> None:
    assert told("De dijk hield.\n\nHet water zakte.", "De dijk hield.\n\nHet water zakte.") == (
        "De dijk hield.\n\nHet water zakte."
    )
    assert told("", "") == ""


def test_a_number_is_one_word() -> None:
    assert told("Er vielen 1.000 zakken.", "Er vielen 11.000 zakken.") == (
        "Er vielen [-1.000-]{+11.000+} zakken."
    )


def test_what_went_stands_before_what_came() -> None:
    assert told("De dijk hield stand.", "De sluis hield geen stand.") == (
        "De [-dijk-]{+sluis+} hield{+ geen+} stand."
    )


def test_a_paragraph_comes_and_another_goes() -> None:
    assert told("Een.\nTwee.\nDrie.\n", "Een.\nDrie.\nVier.\n") == (
        "Een.\n[-Twee.\n-]Drie.\n{+Vier.\n+}"
    )


def test_a_rewritten_sentence_is_shown_whole() -> None:
    shown = told(
        "Het water steeg gisteren erg snel de hele dag.",
        "Bewoners van het dorp zagen de rivier met schrik wassen.",
    )
    assert shown.count("[-") == shown.count("{+") == 1


def test_very_many_changed_words_are_shown_as_replaced() -> None:
    old, new = "oud " * MOST_WORDS, "nieuw " * MOST_WORDS
    assert [piece.change for piece in compare_texts(old, new)] == ["deleted", "inserted"]


texts = st.lists(
    st.sampled_from(["dijk", "30", "water", " ", "\n", ".", "👩‍👩‍👧", "e\u0301", "1.000"]),
    max_size=30,
).map("".join)


@given(texts, texts)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    before = "".join(old[one.old_start : one.old_end] for one in pieces)
    after = "".join(new[one.new_start : one.new_end] for one in pieces)
    assert (before, after) == (old, new)
    for one in pieces:
        if one.change == "same":
            assert old[one.old_start : one.old_end] == new[one.new_start : one.new_end]
        if one.change == "deleted":
            assert one.new_start == one.new_end
        if one.change == "inserted":
            assert one.old_start == one.old_end


def test_a_paragraph_that_went_and_came_has_moved_and_a_short_one_has_not() -> None:
    words, other = "Het water zakte in de nacht.", "De dijk hield het toch."
    paragraphs: list[tuple[Change | None, str]] = [
        ("deleted", words),
        ("deleted", "Lees ook"),
        ("same", other),
        ("inserted", "Lees ook"),
        ("inserted", f"{words} "),
        ("inserted", words),
        (None, words),
    ]
    assert moved_paragraphs(paragraphs) == {0: 4}
    assert moved_paragraphs([("deleted", words), ("inserted", other)]) == {}
