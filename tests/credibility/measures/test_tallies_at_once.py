"""Many articles counted at once: what they come to one by one."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures import tallies_at_once as at_once
from credibility.measures.matching import PersonSpan
from credibility.measures.stored_tallies import tally_as_json
from credibility.measures.tallies import LABELS, STANCES, Reading, tally_of, total_of
from credibility.measures.tallies_at_once import ReadingColumns, tallies_at_once

ARTICLES = (7, 3, 12, 5)

readings = st.lists(
    st.tuples(
        st.sampled_from(ARTICLES[:3]),
        st.integers(1, 6) | st.just(4_000_000_000),
        st.integers(0, 25),
        st.integers(1, 14),
        st.sampled_from(LABELS),
        st.dictionaries(st.integers(1, 3), st.sampled_from([*STANCES, None])),
        st.uuids(),
    ),
    max_size=40,
    unique_by=lambda drawn: drawn[-1],
)
Drawn = tuple[int, int, int, int, str, dict[int, str | None], object]


def columns_of(drawn: Sequence[Drawn]) -> ReadingColumns:
    """What was drawn, by columns."""
    return ReadingColumns(
        article=[one[0] for one in drawn],
        person=[one[1] for one in drawn],
        start=[one[2] for one in drawn],
        end=[one[2] + one[3] for one in drawn],
        id=[str(one[6]) for one in drawn],
        label=[one[4] for one in drawn],
        stances=[one[5] for one in drawn],
    )


def one_by_one(drawn: Sequence[Drawn], article: int) -> list[Reading]:
    """What was drawn for an article, as readings."""
    return [
        Reading(PersonSpan(start, start + length, str(name), person), label, stances)
        for its, person, start, length, label, stances, name in drawn
        if its == article
    ]


@given(readings)
@settings(max_examples=300)
def test_many_articles_come_to_what_they_come_to_one_by_one(drawn: list[Drawn]) -> None:
    found = tallies_at_once(columns_of(drawn), articles=ARTICLES)
    alone = {article: tally_of(one_by_one(drawn, article)) for article in ARTICLES}
    assert found.by_article == {article: tally_as_json(tally) for article, tally in alone.items()}
    assert found.total == tally_as_json(total_of(alone.values()))


@given(readings)
@settings(max_examples=50)
def test_rows_too_wide_for_one_number_are_counted_alike(drawn: list[Drawn]) -> None:
    narrow = tallies_at_once(columns_of(drawn), articles=ARTICLES)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(at_once, "MOST_BITS", 0)
        assert tallies_at_once(columns_of(drawn), articles=ARTICLES) == narrow


def test_articles_that_nobody_marked_hold_nothing() -> None:
    nothing = tally_as_json(tally_of([]))
    found = tallies_at_once(columns_of([]), articles=[4, 9])
    assert found.by_article == {4: nothing, 9: nothing}
    assert found.total == nothing
