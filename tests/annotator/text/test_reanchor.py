"""Where annotations stand in a new revision."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from annotator.text.reanchor import LEAST_LIKENESS, Anchored, reanchor, what_differs
from annotator.text.selectors import make_selector
from annotator.text.spans import is_grapheme_boundary

OLD = (
    "Dijk houdt stand\n\n"
    "Volgens het waterschap werden minstens 30 bewoners van Zandwijk in veiligheid gebracht. "
    "De gemeente ontkende dat de sluis open stond.\n\n"
    "In Oosterwolde kregen 30 huizen water binnen, zei de brandweer."
)


def moved(
    quote: str, new: str, *, old: str = OLD, nth: int = 0
) -> tuple[str, str | None, str | None]:
    start = -1
    for _ in range(nth + 1):
        start = old.index(quote, start + 1)
    found = reanchor(make_selector(old, start, start + len(quote)), start, new)
    if found.start is None or found.end is None:
        assert found == Anchored("orphaned")
        return found.anchor, None, None
    return found.anchor, new[found.start : found.end], found.reason


def test_the_same_text_keeps_everything() -> None:
    for quote in ("Dijk houdt stand", "minstens 30 bewoners", "zei de brandweer.", OLD):
        assert moved(quote, OLD) == ("kept", quote, None)


def test_a_quote_that_moves_is_kept_where_its_context_is() -> None:
    new = "Kop\n\n30 bewoners klaagden al eerder.\n\n" + OLD
    start = OLD.index("30 bewoners")
    found = reanchor(make_selector(OLD, start, start + 11), start, new)
    assert found == Anchored("kept", new.rindex("30 bewoners"), new.rindex("30 bewoners") + 11, 1.0)


def test_of_two_places_context_decides() -> None:
    first, second = moved("30", OLD), moved("30", OLD, nth=1)
    assert first == second == ("kept", "30", None)
    start = OLD.rindex("30")
    found = reanchor(make_selector(OLD, start, start + 2), start, "30 keer. " + OLD)
    assert found.start == start + 9


@pytest.mark.parametrize(
    ("quote", "was", "now", "found", "reason"),
    [
        ("minstens 30 bewoners", "minstens 30", "minstens 31", "minstens 31 bewoners", "digit"),
        ("minstens 30 bewoners", "30 bewoners", "130 bewoners", "minstens 130 bewoners", "digit"),
        (
            "minstens 30 bewoners",
            "30 bewoners",
            "1.130 bewoners",
            "minstens 1.130 bewoners",
            "digit",
        ),
        (
            "werden minstens 30 bewoners van Zandwijk",
            "minstens 30",
            "minstens dertig",
            "werden minstens dertig bewoners van Zandwijk",
            "digit",
        ),
        (
            "De gemeente ontkende dat de sluis open stond",
            "dat de sluis open",
            "dat de sluis niet open",
            "De gemeente ontkende dat de sluis niet open stond",
            "negation",
        ),
        (
            "De gemeente ontkende dat de sluis open stond",
            "ontkende",
            "erkende",
            "De gemeente erkende dat de sluis open stond",
            "cue",
        ),
        (
            "in veiligheid gebracht",
            "in veiligheid gebracht",
            "in veiligheid gebragt",
            "in veiligheid gebragt",
            "wording",
        ),
    ],
)
def test_a_changed_quote_waits_for_a_person(
    quote: str, was: str, now: str, found: str, reason: str
) -> None:
    assert OLD.count(was) == 1
    assert moved(quote, OLD.replace(was, now)) == ("changed", found, reason)


def test_a_number_within_a_longer_number_is_not_the_same() -> None:
    old = "Er werden 1.000 zakken gevuld in de nacht van maandag."
    for now in ("11.000", "1.000.000", "1.000,5", "21.000"):
        anchor, _, reason = moved("1.000 zakken"[:5], old.replace("1.000", now), old=old)
        assert anchor in ("changed", "orphaned"), now
        assert reason in ("digit", None)


def test_the_same_short_quote_elsewhere_is_never_moved_silently() -> None:
    new = "Er staan 30 molens, vertelde een gids aan toeristen uit verre landen."
    assert moved("30", new) == ("changed", "30", "context")


def test_a_long_quote_is_itself_in_any_context() -> None:
    quote = "De gemeente ontkende dat de sluis open stond."
    assert moved(quote, f"Heel iets anders vooraf. {quote} En daarna.") == ("kept", quote, None)


def test_what_is_gone_is_orphaned() -> None:
    assert moved("minstens 30 bewoners", "Een tekst over iets heel anders.")[0] == "orphaned"
    assert moved("minstens 30 bewoners", "")[0] == "orphaned"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("dertig huizen", "veertig huizen", "number_word"),
        ("two houses", "three houses", "number_word"),
        ("was open", "wasn't open", "negation"),
        ("geen water", "veel water", "negation"),
        ("he said it", "he claimed it", "cue"),
        ("zei hij", "beweerde hij", "cue"),
        ("op 3,5 meter", "op 35 meter", "digit"),
        ("een grote dijk", "een hoge dijk", "wording"),
    ],
)
def test_the_gravest_difference_is_named(old: str, new: str, reason: str) -> None:
    assert what_differs(old, new) == reason


words = st.lists(
    st.sampled_from(["dijk", "30", "water", "niet", "👩‍👩‍👧", "é", "e\u0301"]), min_size=1
)


@given(words, words, st.data())
def test_a_place_is_whole_characters_and_as_like_as_it_says(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = " ".join(before), " ".join(after)
    edges = [at for at in range(len(old) + 1) if is_grapheme_boundary(old, at)]
    start = data.draw(st.sampled_from(edges[:-1]))
    end = data.draw(st.sampled_from([edge for edge in edges if edge > start]))
    found = reanchor(make_selector(old, start, end), start, new)
    if found.start is None or found.end is None:
        assert found.anchor == "orphaned"
        return
    there = new[found.start : found.end]
    assert is_grapheme_boundary(new, found.start)
    assert is_grapheme_boundary(new, found.end)
    assert found.likeness == pytest.approx(Levenshtein.normalized_similarity(old[start:end], there))
    assert found.likeness >= LEAST_LIKENESS
    assert found.anchor == "changed" or there == old[start:end]


def test_a_long_text_takes_seconds() -> None:
    old = "De dijk bij Zandwijk hield stand, en het water zakte. " * 3_700
    start = 90_000
    selector = make_selector(old, start, start + 400)
    began = time.process_time()
    assert reanchor(selector, start, old.replace("water", "wadter")).anchor == "changed"
    assert reanchor(make_selector(old, 0, 3), 0, old).anchor == "kept"
    assert time.process_time() - began < 15
