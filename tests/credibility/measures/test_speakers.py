"""A source's own score, and alpha over sources and claims, from small worlds counted by hand."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credibility.measures.pairs import AFFIRMS, DISPUTES, OPEN, POSITIONS, Contribution, Stand
from credibility.measures.results import Measured, Undefined
from credibility.measures.speakers import (
    alike_by_chance,
    source_score,
    sources_alpha,
    speakers_as_json,
    speakers_from_json,
    speakers_of,
)


def group(**stands: str) -> Contribution:
    """A claim group: source (s1, s2, ...) = position."""
    said = {int(name[1:]): Stand(at, "confirmed", (1,)) for name, at in stands.items()}
    return Contribution(None, said, frozenset(), {})


def test_each_claim_counts_once_however_many_speak() -> None:
    speakers = speakers_of(
        [
            group(s1=AFFIRMS, s2=AFFIRMS, s3=DISPUTES, s4=DISPUTES),  # 1 of 3 with s1
            group(s1=AFFIRMS, s2=AFFIRMS),  # 1 of 1
            group(s1=OPEN),  # alone
        ]
    )
    result = source_score(speakers.company[1])
    assert isinstance(result, Measured)
    assert result.value == pytest.approx((1 / 3 + 1) / 2)
    assert result.n == 2
    assert speakers.claims_of(1) == 3
    assert speakers.alone == {1: 1}


def test_one_claim_or_none_is_no_score() -> None:
    assert isinstance(source_score({}), Undefined)
    one = source_score({(1, 1): 1})
    assert isinstance(one, Undefined)
    assert one.code == "too_few"


def test_claims_without_a_position_count_nowhere() -> None:
    speakers = speakers_of([Contribution(3, {}, frozenset({1, 2}), {})])
    assert not speakers.patterns
    assert not speakers.positions


def test_alpha_over_sources_falls_with_the_second_camp() -> None:
    agreeing = speakers_of([group(s1=AFFIRMS, s2=AFFIRMS)] * 3 + [group(s1=OPEN, s2=OPEN)])
    opposed = speakers_of([group(s1=AFFIRMS, s2=DISPUTES)] * 3 + [group(s1=OPEN, s2=DISPUTES)])
    one, other = sources_alpha(agreeing.patterns), sources_alpha(opposed.patterns)
    assert isinstance(one, Measured)
    assert isinstance(other, Measured)
    assert one.value == 1
    assert other.value < 0


def test_prevalence_alone_makes_many_alike() -> None:
    assert alike_by_chance({"a": 95, "b": 5}) == pytest.approx(0.905)
    assert alike_by_chance({}) is None


@given(
    st.lists(st.dictionaries(st.integers(1, 5), st.sampled_from(POSITIONS), max_size=5), max_size=8)
)
def test_the_value_lies_within_its_interval(worlds: list[dict[int, str]]) -> None:
    speakers = speakers_of(group(**{f"s{k}": v for k, v in world.items()}) for world in worlds)
    for company in speakers.company.values():
        result = source_score(company)
        if isinstance(result, Measured):
            assert 0 <= result.lower <= result.value <= result.upper <= 1


def test_speakers_that_were_kept_as_json_are_the_same() -> None:
    unlabelled = {1: Stand(AFFIRMS, None, (1,)), 2: Stand(OPEN, "confirmed", (1,))}
    speakers = speakers_of(
        [
            group(s1=AFFIRMS, s2=AFFIRMS, s3=DISPUTES),
            group(s1=OPEN),
            Contribution(None, unlabelled, frozenset(), {}),
        ]
    )
    stored = orjson.loads(orjson.dumps(speakers_as_json(speakers)))
    assert speakers_from_json(stored) == speakers
