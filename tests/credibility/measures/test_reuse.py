"""How much of one text stands in another."""

from credibility.measures.reuse import OwnWords, containment, reuse_between, shingles_of


def words(begin: int, end: int) -> str:
    """A text of numbered words."""
    return " ".join(f"word{number}" for number in range(begin, end))


def own(publisher: int, article: int, text: str) -> OwnWords:
    """What the publisher wrote in its own voice."""
    return OwnWords(publisher, article, shingles_of(text))


def test_case_width_and_punctuation_do_not_count() -> None:
    assert shingles_of("The dike broke at dawn.") == shingles_of("the DIKE, broke — at ｄａｗｎ")


def test_a_text_of_four_words_has_no_shingle() -> None:
    assert shingles_of("the dike broke at") == frozenset()


def test_a_copy_within_a_longer_text_is_contained_in_full() -> None:
    assert containment(shingles_of(words(0, 50)), shingles_of(words(0, 400))) == 1.0


def test_it_is_the_share_of_the_shorter_text() -> None:
    one, other = shingles_of(words(0, 44)), shingles_of(words(24, 100))
    assert (len(one), len(one & other)) == (40, 16)
    assert containment(one, other) == containment(other, one) == 0.4


def test_less_than_a_fifth_is_none() -> None:
    one = shingles_of(words(0, 104))
    assert containment(one, shingles_of(words(80, 184))) == 0.2
    assert containment(one, shingles_of(words(81, 185))) == 0.0


def test_a_text_under_thirty_shingles_tells_nothing() -> None:
    long = shingles_of(words(0, 100))
    assert containment(shingles_of(words(0, 34)), long) == 1.0
    assert containment(shingles_of(words(0, 33)), long) is None


def test_pairs_are_told_both_ways_and_by_the_most_they_share() -> None:
    written = [own(1, 10, words(0, 44)), own(2, 20, words(24, 100)), own(2, 21, words(0, 44))]
    assert reuse_between(written) == {(1, 2): 1.0, (2, 1): 1.0}


def test_neither_one_publisher_nor_one_article_is_compared_with_itself() -> None:
    text = words(0, 100)
    assert reuse_between([own(1, 10, text), own(1, 11, text)]) == {}
    assert reuse_between([own(1, 10, text), own(2, 10, text)]) == {}


def test_a_pair_too_short_to_tell_is_left_unknown() -> None:
    assert reuse_between([own(1, 10, words(0, 20)), own(2, 20, words(0, 100))]) == {}
