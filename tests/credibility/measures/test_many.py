"""Many tables at once come to what each comes to alone."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credibility.measures.alpha import nominal_alpha
from credibility.measures.gwet import ac1
from credibility.measures.many import agreement_of_each
from credibility.measures.ratings import Pattern, Patterns
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Measured, Result

patterns = st.dictionaries(
    st.tuples(*[st.integers(0, 4)] * 3).filter(any), st.integers(1, 30), max_size=8
)


def assert_same(found: Result, alone: Result) -> None:
    if isinstance(alone, Measured):
        assert isinstance(found, Measured)
        assert found.n == alone.n
        for name in ("value", "lower", "upper"):
            assert getattr(found, name) == pytest.approx(getattr(alone, name), abs=1e-9)
    else:
        assert found == alone


@given(st.lists(patterns, max_size=6))
def test_each_table_comes_to_what_the_measures_say_of_it(tables: list[Patterns]) -> None:
    rows = agreement_of_each(tables, categories=3)
    assert len(rows) == len(tables)
    for table, row in zip(tables, rows, strict=True):
        assert_same(row.alpha, nominal_alpha(table))
        assert_same(row.ac1, ac1(table))
        assert_same(row.raw, raw_agreement(table))


def test_its_neighbours_never_matter() -> None:
    one: Counter[Pattern] = Counter({(2, 0, 0): 3, (1, 1, 0): 2})
    other: Counter[Pattern] = Counter({(0, 3, 0): 1, (0, 1, 2): 5})
    assert (
        agreement_of_each([one, other, {}], categories=3)[0]
        == (agreement_of_each([one], categories=3)[0])
    )
