"""Positions of sources, and the score of a pair."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures.pairs import (
    COUNT_FIELDS,
    Appearance,
    Contribution,
    Hop,
    Stand,
    Totals,
    Voice,
    base_rate,
    contribution_as_json,
    contribution_from_json,
    contribution_of,
    is_too_few,
    pair_increments,
    pair_score,
    position_ac1,
    voices_of,
)
from credibility.measures.results import Measured, Undefined

GUR, PENTAGON, KREMLIN, PAPER = 1, 2, 3, 4


def said(*voices: tuple[int, str], **facts: Any) -> Appearance:
    """An appearance in article 1 by annotator 1, unless told otherwise."""
    plain = Appearance(
        annotation="x",
        article=1,
        published="2024-12-17",
        annotator=1,
        order="1",
        label="confirmed",
        is_adjudicated=False,
        voices=tuple(Voice(source, position) for source, position in voices),
    )
    return plain._replace(**facts)


def stands(*appearances: Appearance) -> dict[int, str]:
    contribution = contribution_of(None, appearances)
    return {source: stand.position for source, stand in contribution.stands.items()}


def increments(contribution: Contribution) -> dict[tuple[int, int], dict[str, int]]:
    return {
        pair: {name: count for name, count in zip(COUNT_FIELDS, counts, strict=True) if count}
        for pair, counts in pair_increments(contribution).items()
    }


class TestVoices:
    def test_without_a_chain_the_publisher_asserts(self) -> None:
        assert voices_of([], label="contested", publisher=PAPER) == ((Voice(PAPER, "affirms"),), {})

    def test_without_a_chain_and_a_publisher_it_is_left_out_and_counted(self) -> None:
        assert voices_of([], label="confirmed", publisher=None) == ((), {"publisher_unknown": 1})

    @pytest.mark.parametrize(
        ("stance", "position"),
        [
            ("asserts", "affirms"),
            ("denies", "disputes"),
            ("leaves_open", "open"),
            ("declines", "silent"),
            ("not_acknowledged", "silent"),
        ],
    )
    def test_a_stance_comes_to_a_position(self, stance: str, position: str) -> None:
        voices, _left_out = voices_of([[Hop(GUR, stance)]], label="confirmed", publisher=PAPER)
        assert voices == (Voice(GUR, position),)

    def test_a_channel_says_nothing_itself(self) -> None:
        chain = [Hop(PAPER, "reports"), Hop(GUR, "asserts")]
        assert voices_of([chain], label="confirmed", publisher=9)[0] == (Voice(GUR, "affirms"),)

    def test_every_hop_with_a_position_speaks(self) -> None:
        chain = [Hop(PENTAGON, "leaves_open"), Hop(GUR, "asserts")]
        voices, _left_out = voices_of([chain], label="confirmed", publisher=9)
        assert voices == (Voice(GUR, "affirms"), Voice(PENTAGON, "open"))

    def test_a_hop_without_a_name_speaks_for_nobody(self) -> None:
        voices = voices_of([[Hop(None, "asserts")]], label="confirmed", publisher=PAPER)
        assert voices == ((), {"source_unnamed": 1})

    @pytest.mark.parametrize(
        ("label", "position"),
        [("confirmed", "affirms"), ("unverified", "affirms"), ("contested", "disputes")],
    )
    def test_an_imported_hop_without_stance_goes_by_its_label(
        self, label: str, position: str
    ) -> None:
        voices, _left_out = voices_of([[Hop(GUR, None)]], label=label, publisher=PAPER)
        assert voices == (Voice(GUR, position, from_labels=True),)


class TestStands:
    def test_the_latest_published_text_counts(self) -> None:
        early = said((GUR, "affirms"), published="2024-12-01", order="9")
        late = said((GUR, "disputes"), article=2, published="2024-12-02")
        assert stands(early, late) == {GUR: "disputes"}

    def test_a_later_text_in_which_the_source_takes_no_position_does_not(self) -> None:
        early = said((GUR, "affirms"), published="2024-12-01")
        late = said((GUR, "silent"), (PENTAGON, "affirms"), article=2)
        contribution = contribution_of(None, [early, late])
        assert contribution.stands[GUR].position == "affirms"
        assert contribution.silent == frozenset()

    def test_a_dated_text_comes_after_an_undated_one(self) -> None:
        undated = said((GUR, "affirms"), published=None, order="9")
        dated = said((GUR, "disputes"), article=2, published="1999-01-01")
        assert stands(undated, dated) == {GUR: "disputes"}

    def test_of_texts_of_one_day_the_one_annotated_last_counts(self) -> None:
        one = said((GUR, "affirms"), order="1")
        two = said((GUR, "disputes"), article=2, order="2")
        assert stands(one, two) == stands(two, one) == {GUR: "disputes"}

    def test_more_than_half_of_the_annotators_decide(self) -> None:
        votes = [
            said((GUR, position), annotator=person, order=str(person))
            for person, position in enumerate(["affirms", "disputes", "affirms"])
        ]
        assert stands(*votes) == {GUR: "affirms"}

    def test_half_is_no_majority_and_is_counted(self) -> None:
        one = said((GUR, "affirms"))
        two = said((GUR, "open"), annotator=2, order="2")
        contribution = contribution_of(None, [one, two])
        assert contribution.stands == {}
        assert contribution.left_out == {"no_majority": 1}

    def test_an_annotator_has_one_vote_their_latest(self) -> None:
        votes = [
            said((GUR, "affirms"), order="1"),
            said((GUR, "affirms"), order="2"),
            said((GUR, "disputes"), order="3"),
            said((GUR, "disputes"), annotator=2, order="0"),
        ]
        assert stands(*votes) == {GUR: "disputes"}

    def test_a_decision_stands_above_all_votes(self) -> None:
        votes = [said((GUR, "affirms"), annotator=n, order=f"8{n}") for n in (1, 2, 3)]
        decision = said((GUR, "open"), annotator=7, is_adjudicated=True, label="contested")
        (stand,) = contribution_of(None, [*votes, decision]).stands.values()
        assert stand == Stand("open", "contested", (7,))

    def test_an_annotation_that_contradicts_itself_is_a_vote_for_nothing(self) -> None:
        assert stands(said((GUR, "affirms"), (GUR, "disputes"))) == {}

    def test_labels_have_a_majority_of_their_own(self) -> None:
        one = said((GUR, "affirms"), label="confirmed")
        two = said((GUR, "affirms"), label="contested", annotator=2, order="2")
        (stand,) = contribution_of(None, [one, two]).stands.values()
        assert stand == Stand("affirms", None, (1, 2))


class TestIncrements:
    def test_the_same_position_agrees(self) -> None:
        contribution = contribution_of(None, [said((GUR, "affirms"), (PENTAGON, "affirms"))])
        assert increments(contribution) == {
            (GUR, PENTAGON): {
                "n": 1,
                "agree": 1,
                "one_coder": 1,
                "label_n": 1,
                "label_agree": 1,
                "affirms_affirms": 1,
            }
        }

    @pytest.mark.parametrize(
        ("one", "other", "halves"),
        [("affirms", "disputes", 2), ("open", "affirms", 1), ("disputes", "open", 1)],
    )
    def test_open_against_either_is_half_a_conflict(
        self, one: str, other: str, halves: int
    ) -> None:
        contribution = contribution_of(None, [said((GUR, one), (KREMLIN, other))])
        counts = increments(contribution)[GUR, KREMLIN]
        assert counts["conflict_halves"] == halves
        assert counts[f"{one}_{other}"] == 1
        assert "agree" not in counts

    def test_both_silent_is_counted_and_is_no_agreement(self) -> None:
        contribution = contribution_of(None, [said((GUR, "silent"), (KREMLIN, "silent"))])
        assert increments(contribution) == {(GUR, KREMLIN): {"both_silent": 1}}

    def test_two_coders_are_not_one_pair_of_eyes(self) -> None:
        one = said((GUR, "affirms"))
        two = said((KREMLIN, "disputes"), annotator=2, order="2")
        assert "one_coder" not in increments(contribution_of(None, [one, two]))[GUR, KREMLIN]


positions = st.sampled_from(["affirms", "open", "disputes"])
labels = st.sampled_from([None, "confirmed", "unverified", "contested"])
contributions = st.builds(
    lambda topic, drawn, silent: Contribution(
        topic,
        {s: Stand(p, label, (c,)) for s, (p, label, c) in drawn.items()},
        frozenset(silent - drawn.keys()),
        {},
    ),
    st.one_of(st.none(), st.integers(1, 3)),
    st.dictionaries(st.integers(1, 6), st.tuples(positions, labels, st.integers(1, 2))),
    st.frozensets(st.integers(1, 6)),
)


class TestTotals:
    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), contributions), max_size=20))
    def test_adding_the_new_less_the_old_equals_counting_anew(
        self, history: list[tuple[int, Contribution]]
    ) -> None:
        live, applied = Totals(), dict[int, Contribution]()
        for group, contribution in history:
            if group in applied:
                live.add(applied[group], times=-1)
            live.add(contribution)
            applied[group] = contribution
        anew = Totals()
        for contribution in applied.values():
            anew.add(contribution)
        assert live == anew

    @given(contributions)
    def test_what_is_taken_away_leaves_nothing(self, contribution: Contribution) -> None:
        totals = Totals()
        totals.add(contribution)
        totals.add(contribution, times=-1)
        assert totals == Totals()

    @given(contributions)
    def test_a_contribution_survives_being_stored(self, contribution: Contribution) -> None:
        stored = contribution_as_json(contribution)
        assert contribution_from_json(stored) == contribution

    def test_groups_without_topic_are_one_story_together(self) -> None:
        totals = Totals()
        for topic in (None, None, 5, 5, 6):
            totals.add(contribution_of(topic, [said((GUR, "affirms"), (KREMLIN, "open"))]))
        assert totals.stories((GUR, KREMLIN)) == 3


class TestScore:
    def test_the_score_lies_in_its_interval_whatever_the_others_do(self) -> None:
        for n in range(1, 400):
            for agree in range(n + 1):
                for p0 in (0.0, 0.5, 1.0):
                    result = pair_score(n, agree, p0)
                    assert isinstance(result, Measured)
                    assert result.lower <= result.value <= result.upper

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30))
    def test_the_order_of_the_pairs_never_matters(self, drawn: list[tuple[int, int]]) -> None:
        pairs = [(max(pair), min(pair)) for pair in drawn]
        assert base_rate(pairs) == base_rate(reversed(pairs))

    @pytest.mark.parametrize(
        ("n", "stories", "few"), [(2, 2, True), (9, 1, True), (3, 2, False), (0, 0, True)]
    )
    def test_under_three_groups_or_two_stories_is_too_few(
        self, n: int, stories: int, few: bool
    ) -> None:
        assert is_too_few(n, stories) is few

    def test_ac1_needs_ten_groups(self) -> None:
        cells = Counter({("affirms", "affirms"): 7, ("affirms", "disputes"): 2})
        result = position_ac1(cells)
        assert isinstance(result, Undefined)
        assert result.code == "too_few"
        cells["open", "open"] += 1
        assert isinstance(position_ac1(cells), Measured)
