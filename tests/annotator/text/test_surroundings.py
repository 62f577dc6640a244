"""What changed the sense of a span from beside it, and that it is always caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.reanchor import Anchored, reanchor
from annotator.text.selectors import make_selector
from annotator.text.surroundings import what_differs_beside

OPENING = "De avond begon rustig in het dorp. "
ENDING = " Daarna werd het weer stil op straat."


def carried(old: str, new: str, quote: str) -> Anchored:
    start = old.index(quote)
    return reanchor(make_selector(old, start, start + len(quote)), start, new, old_text=old)


def beside(old: str, new: str, quote: str) -> str | None:
    was, now = old.index(quote), new.index(quote)
    return what_differs_beside(old, (was, was + len(quote)), new, (now, now + len(quote)))


@pytest.mark.parametrize(
    ("old", "new", "quote", "reason"),
    [
        ("There is water here.", "There is no water here.", "water here", "negation_beside"),
        ("It is not a dam.", "It is a dam.", "a dam", "negation_beside"),
        ("It was said he left.", "It was denied he left.", "he left", "cue_beside"),
        ("He left early.", "He reportedly left early.", "left early", "cue_beside"),
        ("Jan zei: het is op.", "Piet zei: het is op.", "het is op", "source_beside"),
        ("In 2019 viel de dijk om.", "In 2020 viel de dijk om.", "viel de dijk", "figure_beside"),
        ("Op 3 mei viel hij.", "Op 3 juni viel hij.", "viel hij", "figure_beside"),
        ("Minstens 30 man viel.", "Hoogstens 30 man viel.", "30 man", "figure_beside"),
        ("Er vielen dertig doden.", "Er vielen veertig doden.", "doden", "figure_beside"),
        ("Het regende hard.", "Het regende hard.", "regende", None),
        ("Het regende hard vandaag.", "Het regende erg hard vandaag.", "regende", None),
        ("Niet nu. De dijk viel.", "Wel nu. De dijk viel.", "dijk viel", None),
        ("De dijk viel, 12 doden.", "De dijk viel, 13 doden.", "dijk viel", None),
    ],
)
def test_the_gravest_difference_beside_a_span_is_named(
    old: str, new: str, quote: str, reason: str | None
) -> None:
    assert beside(old, new, quote) == reason


def test_a_span_over_several_sentences_has_the_rest_of_them_beside_it() -> None:
    old, new = "Hij zag 1 boot. Zij zag 2 vissen.", "Hij zag 1 boot. Zij zag geen 2 vissen."
    quote = "boot. Zij zag"
    assert beside(old, new, quote) == "negation_beside"


def test_of_two_like_sentences_the_one_that_stayed_is_not_taken_for_the_other() -> None:
    twin = "er kwamen die nacht twaalf meldingen binnen bij de gemeente"
    old = f"Maandag: {twin}. Dinsdag: {twin}."
    start = old.rindex(twin)
    selector = make_selector(old, start, start + len(twin))
    gone = reanchor(selector, start, f"Maandag: {twin}.", old_text=old)
    assert gone.anchor == "changed"
    edited = f"Maandag: {twin}. Dinsdag: {twin.replace('twaalf', 'tien')}."
    found = reanchor(selector, start, edited, old_text=old)
    assert found.anchor == "changed"
    assert found.start == edited.rindex("er kwamen")


def test_a_text_that_stays_keeps_every_twin_in_its_own_place() -> None:
    old = "30, 30, 30 en 30."
    for start in (0, 4, 8, 14):
        found = reanchor(make_selector(old, start, start + 2), start, old, old_text=old)
        assert found == Anchored("kept", start, start + 2, 1.0)


nouns = st.sampled_from(["huizen", "bewoners", "schepen", "sheds", "people"])
figures = st.integers(1, 99_999)
verbs = st.sampled_from(["bevestigde", "ontkende", "zei", "beweerde", "confirmed", "denied"])
turns = st.sampled_from(["niet ", "geen ", "nooit ", "not ", "never ", ""])


@given(figures, figures, nouns, st.booleans())
def test_another_figure_in_a_span_or_just_before_it_is_never_kept(
    was: int, now: int, noun: str, is_inside: bool
) -> None:
    old = f"{OPENING}In totaal werden {was} {noun} geteld die avond.{ENDING}"
    new = f"{OPENING}In totaal werden {now} {noun} geteld die avond.{ENDING}"
    quote = f"{was} {noun} geteld" if is_inside else f"{noun} geteld"
    assert (carried(old, new, quote).anchor == "kept") == (was == now)


@given(turns, turns, nouns, st.booleans())
def test_another_negation_in_a_span_or_its_sentence_is_never_kept(
    was: str, now: str, noun: str, is_inside: bool
) -> None:
    old = f"{OPENING}De brandweer heeft {was}alle {noun} geteld.{ENDING}"
    new = f"{OPENING}De brandweer heeft {now}alle {noun} geteld.{ENDING}"
    quote = f"heeft {was}alle {noun} geteld" if is_inside else f"alle {noun} geteld"
    assert (carried(old, new, quote).anchor == "kept") == (was == now)


@given(verbs, verbs, nouns, st.booleans())
def test_another_verb_of_saying_in_a_span_or_its_sentence_is_never_kept(
    was: str, now: str, noun: str, is_inside: bool
) -> None:
    old = f"{OPENING}De burgemeester {was} dat alle {noun} leeg staan.{ENDING}"
    new = f"{OPENING}De burgemeester {now} dat alle {noun} leeg staan.{ENDING}"
    quote = f"{was} dat alle {noun} leeg" if is_inside else f"alle {noun} leeg staan"
    assert (carried(old, new, quote).anchor == "kept") == (was == now)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "She did not say that [it closes].",
            "Not she did say that [it closes].",
            "negation_beside",
        ),
        ("They owe £[4 million].", "They owe €[4 million].", "figure_beside"),
        ("[Sales rose by 12] percent.", "[Sales rose by 12] points.", "figure_beside"),
        ("- [a new quay]", "1. [a new quay]", None),
    ],
)
def test_a_moved_not_a_unit_and_a_list_mark(old: str, new: str, reason: str | None) -> None:
    def parted(text: str) -> tuple[str, tuple[int, int]]:
        return text.replace("[", "").replace("]", ""), (text.index("["), text.index("]") - 1)

    assert what_differs_beside(*parted(old), *parted(new)) == reason
