"""Krippendorff's alpha: when it is undefined, and what it ignores."""

from credibility.measures.alpha import nominal_alpha
from credibility.measures.results import Undefined


def test_it_says_that_one_category_tells_nothing() -> None:
    result = nominal_alpha({(0, 3, 0): 40})
    assert isinstance(result, Undefined)
    assert result.code == "one_category"


def test_it_says_that_nobody_judged_the_same() -> None:
    result = nominal_alpha({(0, 1, 0): 4, (1, 0, 0): 4})
    assert isinstance(result, Undefined)
    assert result.code == "nothing_shared"


def test_it_gives_no_number_for_a_single_unit() -> None:
    result = nominal_alpha({(1, 1, 0): 1})
    assert isinstance(result, Undefined)
    assert result.code == "too_few"


def test_it_ignores_a_category_that_nobody_used() -> None:
    assert nominal_alpha({(2, 0): 4, (1, 1): 2, (0, 2): 3}) == nominal_alpha(
        {(2, 0, 0): 4, (1, 1, 0): 2, (0, 2, 0): 3}
    )
