"""Figures and names of a text, and those that a text in another language gives too."""

from annotator.text.figures import parse_figures
from annotator.text.particulars import (
    InCommon,
    KnownNames,
    Particulars,
    amount_of,
    in_common,
    particulars_of,
    places_of,
)

NOBODY = KnownNames([])
DUTCH = (
    "In Plekhovo vielen volgens Ivo Brandt zeker veertig doden. Het Ministerie van Defensie zweeg. "
    "Brandt sprak in december van ongeveer 11.000 man."
)
ENGLISH = (
    "At least 40 people died in Plekhovo, Brandt said. The Ministry of Defence would not comment "
    "on roughly 11,000 soldiers."
)
MINISTRY = KnownNames([(7, "Ministry of Defence"), (7, "Ministerie van Defensie")])


def read(text: str, language: str, known: KnownNames = NOBODY) -> Particulars:
    figures = parse_figures(text, language)
    amounts = [amount_of(one, unit=one.unit, words=one.words) for one in figures]
    return particulars_of(text, amounts, known)


def test_texts_of_two_languages_share_figures_names_and_sources() -> None:
    common = in_common(read(ENGLISH, "en", MINISTRY), read(DUTCH, "nl", MINISTRY))
    assert [amount.words for amount in common.amounts] == [
        "At least 40 people",
        "roughly 11,000 soldiers",
    ]
    assert common.names == ("Plekhovo", "Brandt")
    assert common.sources == (7,)
    assert (common.count, common.is_hint) == (5, True)


def test_a_source_without_its_other_name_is_not_met() -> None:
    one_name = KnownNames([(7, "Ministry of Defence")])
    common = in_common(read(ENGLISH, "en", one_name), read(DUTCH, "nl", one_name))
    assert common.sources == ()


def test_bounds_and_units_that_differ_are_other_figures() -> None:
    exact = read("Er vielen 40 doden.", "nl")
    bound = read("At least 40 people died.", "en")
    money = read("It cost 40 euros.", "en")
    bare = read("It came to 40.", "en")
    assert in_common(exact, bound).amounts == ()
    assert in_common(exact, money).amounts == ()
    assert len(in_common(exact, bare).amounts) == 1


def test_small_whole_numbers_tell_nothing() -> None:
    english = read("Two men lost 2.5 million euros.", "en")
    common = in_common(english, read("Twee mannen verloren 2,5 miljoen euro.", "nl"))
    assert [amount.lower for amount in common.amounts] == [2_500_000]


def test_the_first_word_of_a_sentence_and_a_month_are_no_names() -> None:
    found = read("Water rose in May.\nWater fell. “Water?” they asked in Delft.", "en")
    assert [name.words for name in found.names] == [("Delft",)]
    assert ("Water",) in [name.words for name in read("It is Water. Water.", "en").names]


def test_a_name_counts_once_and_as_far_as_both_have_it() -> None:
    one = read("He met Ivo Brandt. Then Brandt left for New Delft.", "en")
    other = read("Hij zag Brandt in New Delft.", "nl")
    assert in_common(one, other).names == ("Brandt", "New Delft")
    longer = read("Hij zag Ivo Brandt.", "nl")
    assert in_common(one, longer).names == ("Ivo Brandt",)


def test_accents_and_possessives_do_not_part_names() -> None:
    one = read("He saw Müller's map and Kérk.", "en")
    other = read("Hij zag Muller en Kerk.", "nl")
    assert in_common(one, other).names == ("Müller", "Kérk")


def test_a_hint_takes_a_figure_and_a_name_and_three_of_either() -> None:
    amounts = tuple(read("Er vielen 40 doden, 50 gewonden, 60 vermisten.", "nl").amounts)
    assert not InCommon(amounts, (), ()).is_hint
    assert not InCommon((), ("A", "B", "C"), ()).is_hint
    assert not InCommon(amounts[:1], ("A",), ()).is_hint
    assert InCommon(amounts[:1], ("A",), (3,)).is_hint


def test_places_of_words_are_found_whatever_their_case() -> None:
    text = "At least 40 people: AT LEAST 40 PEOPLE died. New Delft, Delft."
    found = [text[start:end] for start, end in places_of(text, ["at least 40 people", "New Delft"])]
    assert found == ["At least 40 people", "AT LEAST 40 PEOPLE", "New Delft"]
    assert places_of(text, ["", "Utrecht"]) == []


def test_an_empty_text_gives_nothing() -> None:
    assert read("", "nl").names == ()
    assert not in_common(read("", "nl"), read("", "en")).is_hint
