"""Raw agreement: when it is undefined."""

import pytest

from credibility.measures.raw import raw_agreement
from credibility.measures.results import Undefined


@pytest.mark.parametrize(
    ("patterns", "code"),
    [({(3, 0): 5}, "one_category"), ({(1, 0): 5}, "nothing_shared"), ({(1, 1): 1}, "too_few")],
)
def test_it_names_the_reason_when_there_is_no_number(
    patterns: dict[tuple[int, ...], int], code: str
) -> None:
    result = raw_agreement(patterns)
    assert isinstance(result, Undefined)
    assert result.code == code
