"""Independent origins: the cases of the definition, the demo by hand, and what always holds."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures.corroboration import (
    UNDATED,
    Accounts,
    Telling,
    accounts_of,
    independent_corroboration,
    origins_of,
    own_voice_articles,
    suggestion_of,
    unnamed_in,
    voices_on,
    with_unnamed,
)
from credibility.measures.pairs import AFFIRMS, DISPUTES, Appearance, Hop, voices_of
from credibility.measures.results import Measured

GUR, PENTAGON, PAPER, WIRE, KREMLIN = 1, 2, 3, 4, 5


def numbers(accounts: Accounts[Any]) -> tuple[float, float, float]:
    """Lower bound, value and upper bound."""
    result = independent_corroboration(accounts)
    return result.lower, result.value, result.upper


# --- the definition -------------------------------------------------------------------------


def test_where_nobody_speaks_there_is_none() -> None:
    assert independent_corroboration(Accounts([])) == Measured(0.0, 0.0, 0.0, 0)


def test_declared_edges_fold_whatever_the_dates() -> None:
    seen = Accounts(["rt", "ministry"], {"rt": 1}, declared=[("rt", "ministry")])
    assert numbers(seen) == (1, 1, 1)
    assert origins_of(seen) == [frozenset({"ministry"})]


def test_a_declared_circle_is_dated_by_its_earliest_member() -> None:
    circle = [("a", "b"), ("b", "a")]
    marks = {("late", "a"): 0.25, ("a", "late"): 1.0}
    early = Accounts(["a", "b", "late"], {"a": 9, "b": 1, "late": 5}, declared=circle)
    assert origins_of(early) == [frozenset({"a", "b"}), frozenset({"late"})]
    assert numbers(Accounts(["b", "late"], early.rank, circle, {("late", "a"): 0.25})) == (
        *(1.75, 1.75, 1.75),
    )
    assert len(origins_of(Accounts(["a", "b", "late"], {}, circle, marks))) == 1


def test_a_declared_origin_nobody_listed_is_added() -> None:
    seen = Accounts(["paper", "wire"], declared=[("paper", "memo"), ("wire", "memo")])
    assert origins_of(seen) == [frozenset({"memo"})]


def test_a_copy_of_two_origins_adds_nothing_and_passes_on_to_both() -> None:
    seen = Accounts(
        ["a", "b", "copy", "late"],
        {"a": 1, "b": 2, "copy": 3, "late": 4},
        declared=[("copy", "a"), ("copy", "b")],
        marks={("late", "copy"): 0.5, ("b", "a"): 0.0},
    )
    assert numbers(seen) == (2.25, 2.25, 2.25)


def test_of_several_dependences_on_one_root_the_largest_wins() -> None:
    marks = {("late", "copy"): 0.6, ("late", "root"): 0.2}
    rank = {"root": 1, "copy": 2, "late": 3}
    seen = Accounts(list(rank), rank, [("copy", "root")], marks)
    assert numbers(seen) == pytest.approx((1.4, 1.4, 1.4))


def test_independence_of_a_copy_says_nothing_of_its_origin() -> None:
    rank = {"root": 1, "copy": 2, "late": 3}
    seen = Accounts(list(rank), rank, [("copy", "root")], measured={("late", "copy"): 0.0})
    assert numbers(seen) == (1, 2, 2)


def test_a_measured_one_does_not_fold() -> None:
    seen = Accounts(["a", "b"], {"a": 1, "b": 2}, measured={("b", "a"): 1.0, ("a", "b"): 1.0})
    assert numbers(seen) == (1, 1, 1)
    assert len(origins_of(seen)) == 2


def test_an_analysts_mark_stands_above_what_is_declared_and_measured() -> None:
    rank = {"a": 1, "b": 2}
    marked = {("b", "a"): 0.25}
    seen = Accounts(["a", "b"], rank, [("b", "a")], marked, measured={("b", "a"): 1.0})
    assert numbers(seen) == (1.75, 1.75, 1.75)


def test_the_undated_come_last_and_tie() -> None:
    seen = Accounts(["dated", "x", "y"], {"dated": 5, "x": UNDATED}, marks={("x", "dated"): 0.5})
    # x: .5 x the integral of 1 = .5; y: unknown. Lower: x .5 x (1 - 1/2), y nothing.
    assert numbers(seen) == pytest.approx((1.25, 2.5, 2.5))


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="no probability"):
        Accounts(["a", "b"], marks={("a", "b"): wrong})


# --- the demo, by hand (seeds/gold.toml) ----------------------------------------------------


def test_by_hand_four_tied_and_one_undated_of_whom_nothing_is_known() -> None:
    services = ["sk-intel", "us-intel", "ua-intel", "delta"]
    assert numbers(Accounts([*services, ""], dict.fromkeys(services, 17))) == pytest.approx(
        (1, 5, 5)
    )


def test_by_hand_two_papers_that_share_no_words_and_three_undated_voices() -> None:
    papers = {("lowland", "kustcourant"): 0.0, ("kustcourant", "lowland"): 0.0}
    rank = {"lowland": 9.0, "kustcourant": 14.0}
    quoted = ["memo", "fitter", "residents"]
    assert numbers(Accounts([*rank, *quoted], rank, measured=papers)) == pytest.approx((2, 5, 5))


def test_by_hand_a_paper_that_has_the_figure_from_the_laboratory() -> None:
    seen = Accounts(["aqualab", "courant"], declared=[("courant", "aqualab")])
    assert numbers(seen) == (1, 1, 1)


# --- what always holds ----------------------------------------------------------------------

names = st.integers(min_value=0, max_value=6)
edges = st.tuples(names, names)
chances = st.floats(min_value=0, max_value=1)
all_accounts = st.builds(
    Accounts,
    speakers=st.lists(names, min_size=1, max_size=6, unique=True),
    rank=st.dictionaries(names, st.sampled_from([1.0, 2.0, 3.0, UNDATED])),
    declared=st.lists(edges, max_size=4),
    marks=st.dictionaries(edges, st.one_of(chances, st.just(1.0)), max_size=6),
    measured=st.dictionaries(edges, chances, max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(all_accounts)
def test_it_lies_between_one_and_the_number_of_origins(seen: Accounts[int]) -> None:
    result = independent_corroboration(seen)
    assert 1 <= result.lower <= result.value + 1e-9
    assert result.value == result.upper <= result.n <= 7


@settings(max_examples=150, deadline=None)
@given(all_accounts, st.permutations(range(7)))
def test_ids_never_matter(seen: Accounts[int], other_name: Sequence[int]) -> None:
    def renamed(pair: Any) -> Any:
        return other_name[pair[0]], other_name[pair[1]]

    turned = Accounts(
        [other_name[speaker] for speaker in reversed(list(seen.speakers))],
        {other_name[who]: rank for who, rank in reversed(list(seen.rank.items()))},
        [renamed(pair) for pair in reversed(list(seen.declared))],
        {renamed(pair): chance for pair, chance in reversed(list(seen.marks.items()))},
        {renamed(pair): chance for pair, chance in seen.measured.items()},
    )
    assert numbers(turned) == pytest.approx(numbers(seen))
    assert len(origins_of(turned)) == len(origins_of(seen))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(edges, chances.filter(lambda chance: chance < 1), max_size=12))
def test_ties_are_the_mean_over_all_orders(marks: dict[Any, float]) -> None:
    speakers = range(5)
    tied = independent_corroboration(Accounts(speakers, dict.fromkeys(speakers, 1.0), (), marks))
    orders = [
        independent_corroboration(
            Accounts(speakers, {who: float(at) for at, who in enumerate(order)}, (), marks)
        )
        for order in itertools.permutations(speakers)
    ]
    assert tied.value == pytest.approx(sum(one.value for one in orders) / len(orders))
    assert tied.lower == pytest.approx(sum(one.lower for one in orders) / len(orders))


# --- from annotations -----------------------------------------------------------------------


def telling(
    *chains: Sequence[tuple[int | None, str]],
    article: int = 1,
    publisher: int | None = PAPER,
    day: float = UNDATED,
    annotator: int = 1,
    label: str = "unverified",
) -> Telling:
    """An annotation with chains of (source, stance)."""
    hops = with_unnamed([[Hop(*hop) for hop in chain] for chain in chains], article=article)
    voices, unheard = voices_of(hops, label=label, publisher=publisher)
    appearance = Appearance(
        annotation=f"{article}/{annotator}",
        article=article,
        published=None if day == UNDATED else f"2024-12-{int(day):02}",
        annotator=annotator,
        order=f"{article:03}/{annotator}",
        label=label,
        is_adjudicated=False,
        voices=voices,
        unheard=unheard,
    )
    return Telling(appearance, publisher, day, hops)


def accounts(*tellings: Telling, position: str = AFFIRMS) -> Accounts[int]:
    """What is told for or against, without marks and shared words."""
    voices = voices_on(tellings)
    speakers = voices.supporters if position == AFFIRMS else voices.deniers
    return accounts_of(speakers, tellings, position=position, marks={}, measured={})


def test_supporters_deniers_and_decliners_are_told_apart() -> None:
    voices = voices_on(
        [
            telling([(GUR, "asserts")], article=1),
            telling([(KREMLIN, "denies")], article=2),
            telling([(PENTAGON, "declines")], article=3, publisher=WIRE),
            telling([(WIRE, "leaves_open")], article=4),
        ]
    )
    assert (voices.supporters, voices.deniers, voices.decliners) == (
        (GUR,),
        (KREMLIN,),
        (PENTAGON,),
    )


def test_carriers_are_outlets_that_affirm_or_pass_on() -> None:
    voices = voices_on(
        [
            telling([(GUR, "asserts")], article=1),
            telling([(GUR, "asserts")], article=2),
            telling([(WIRE, "reports"), (GUR, "asserts")], article=3, publisher=None),
            telling([(KREMLIN, "denies")], article=4, publisher=KREMLIN),
            telling(article=5, publisher=WIRE),
        ]
    )
    assert voices.carriers == 3


def test_six_outlets_that_quote_one_service_have_one_origin() -> None:
    tellings = [
        telling([(GUR, "asserts")], article=n, publisher=10 + n, day=n) for n in range(1, 7)
    ]
    assert numbers(accounts(*tellings)) == (1, 1, 1)
    assert voices_on(tellings).carriers == 6


def test_an_outlet_has_it_from_the_chains_in_its_articles() -> None:
    seen = accounts(telling(article=1), telling([(GUR, "asserts")], article=2))
    assert origins_of(seen) == [frozenset({GUR})]


def test_a_denial_in_its_article_is_not_where_an_outlet_has_the_claim_from() -> None:
    seen = accounts(telling(article=1), telling([(KREMLIN, "denies")], article=1))
    assert origins_of(seen) == [frozenset({PAPER})]


def test_a_chain_that_ends_in_a_channel_still_leads_there() -> None:
    tellings = [
        *(telling(article=n, publisher=p) for n, p in [(1, PAPER), (2, KREMLIN)]),
        *(
            telling([(WIRE, "reports")], article=n, publisher=p)
            for n, p in [(3, PAPER), (4, KREMLIN)]
        ),
    ]
    assert origins_of(accounts(*tellings)) == [frozenset({WIRE})]


def test_an_unnamed_origin_counts_once_per_article() -> None:
    seen = accounts(
        telling([(None, "asserts")], [(None, "asserts")], article=1),
        telling([(None, "asserts")], article=1, annotator=2),
        telling([(None, "asserts")], article=2),
    )
    assert origins_of(seen) == [frozenset({unnamed_in(1)}), frozenset({unnamed_in(2)})]


def test_somebody_without_a_name_on_the_way_is_no_origin() -> None:
    seen = accounts(telling([(None, "asserts"), (GUR, "asserts")]))
    assert origins_of(seen) == [frozenset({GUR})]


def test_origins_are_ranked_by_the_earliest_article_that_carries_them() -> None:
    seen = accounts(
        telling([(GUR, "asserts")], article=1, day=9),
        telling([(GUR, "asserts")], article=2, day=3),
        telling([(PENTAGON, "asserts")], article=3),
    )
    assert dict(seen.rank) == {GUR: 3, PENTAGON: UNDATED}


def test_deniers_are_counted_likewise() -> None:
    tellings = [
        telling([(KREMLIN, "denies")], article=1),
        telling([(WIRE, "denies"), (KREMLIN, "denies")], article=2),
        telling([(GUR, "asserts")], article=3),
    ]
    assert voices_on(tellings).deniers == (WIRE, KREMLIN)
    assert origins_of(accounts(*tellings, position=DISPUTES)) == [frozenset({KREMLIN})]


def test_only_a_publisher_that_quotes_nobody_speaks_in_its_own_voice() -> None:
    tellings = [
        telling(article=1),
        telling([(WIRE, "asserts")], article=2, publisher=WIRE),
        telling([(GUR, "asserts")], article=3, publisher=KREMLIN),
        telling(article=4, publisher=None),
    ]
    assert own_voice_articles(tellings, position=AFFIRMS) == {(PAPER, 1), (WIRE, 2)}
    assert own_voice_articles(tellings, position=DISPUTES) == set()


# --- what it suggests -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lower", "n", "is_denied", "has_outside_origin", "suggested"),
    [
        (1.5, 2, False, True, "confirmed"),
        (1.49, 2, False, True, "unverified"),
        (2.0, 2, False, False, "unverified"),
        (3.0, 3, True, True, "contested"),
        (1.0, 1, True, False, "contested"),
        (0.0, 0, True, False, None),
        (0.0, 0, False, False, None),
    ],
)
def test_it_suggests_no_more_than_is_known(
    lower: float, n: int, is_denied: bool, has_outside_origin: bool, suggested: str | None
) -> None:
    count = Measured(float(n), lower, float(n), n)
    said = suggestion_of(count, is_denied=is_denied, has_outside_origin=has_outside_origin)
    assert said == suggested
