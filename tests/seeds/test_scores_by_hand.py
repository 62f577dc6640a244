"""Pair scores of the demo, worked out by hand from what its annotators marked.

Corroborations are worked out by hand in `seeds/gold.toml`; `tests/credibility/test_queries.py`
holds the program to them.

Delta Centre and Weekblad Tegenwind. Each one's latest article on a claim counts, and there the
majority of its annotators (a1, a2, a3):

    claim          Delta (17 or 20 December)      Tegenwind (column, 19 December)   same?  conflict
    nk-casualties  a1, a3 asserts      affirms    a2, a3 leaves open    open        no     1/2
    nk-30          all leave open      open       a2, a3 denies         disputes    no     1/2
    nk-11000       a1, a3 asserts      affirms    a2, a3 denies         disputes    no     1
    ru-71000       a1, a3 asserts      affirms    a2, a3 asserts        affirms     yes
    ru-654000      a1, a3 denies       disputes   a2, a3 denies         disputes    yes
    ua-500000      a1 leaves open      open       a2, a3 leaves open    open        yes

    n = 6, a = 3, two stories (casualties; deployment has nk-11000), conflict (1/2 + 1/2 + 1) / 6.
    Labels: confirmed/unverified, (divided), confirmed/contested, (divided), contested/contested,
    unverified/unverified: 4 claims with a majority on both sides, the same on 2.

Harbour Gazette (17 December) and Northgate Dispatch (18 December): each affirms all five claims
that both carry (nk-casualties, nk-fighting, nk-most-kursk, treaty, kursk-held), so n = 5, a = 5.
Labels: the Gazette is divided on nk-most-kursk and the Dispatch on treaty; on the other three both
have the same label, so 3 of 3.

With p0 = (1 + sum a/(n + 4)) / (2 + sum n/(n + 4)) over all pairs that share a claim:

    Delta and Tegenwind      (2 p0 + 3) / 8
    Gazette and Dispatch     (2 p0 + 5) / 7
"""

import pytest

from annotator.models import Project, Source
from credibility import queries, services
from credibility.measures.results import Measured
from seeds.loader import load_demo
from tests.seeds.test_content import content, pairs

DELTA, TEGENWIND = "delta", "tegenwind"
GAZETTE, DISPATCH = "harbour", "northgate"


def base_rate_by_hand() -> float:
    """p0 from the positions that `test_content` reads off the seed files, term by term."""
    above, below = 1.0, 2.0
    for shared in pairs().values():
        n = len(shared)
        above += sum(one == other for _claim, one, other in shared) / (n + 4)
        below += n / (n + 4)
    return above / below


@pytest.mark.django_db
def test_the_pair_scores_of_the_demo_are_those_worked_out_by_hand() -> None:
    load_demo()
    names = {source.key: source.name for source in content().sources}
    project = Project.objects.get(slug="koersk")
    services.catch_up(project.pk)
    ids = {
        name: pk for pk, name in Source.objects.filter(project=project).values_list("pk", "name")
    }
    table = queries.pair_table(project.pk)
    p0 = base_rate_by_hand()
    assert table.base_rate == pytest.approx(p0)
    assert round(p0, 4) == 0.6938

    def row(one: str, other: str) -> queries.PairNumbers:
        wanted = {ids[names[one]], ids[names[other]]}
        return next(row for row in table.rows if {row.source_a, row.source_b} == wanted)

    divided, alike = row(DELTA, TEGENWIND), row(GAZETTE, DISPATCH)
    assert (divided.n, divided.agree, divided.stories) == (6, 3, 2)
    assert divided.conflict == pytest.approx(2 / 6)
    assert (divided.counts["label_n"], divided.counts["label_agree"]) == (4, 2)
    assert (alike.n, alike.agree, alike.stories, alike.conflict) == (5, 5, 2, 0)
    assert (alike.counts["label_n"], alike.counts["label_agree"]) == (3, 3)
    assert isinstance(divided.score, Measured)
    assert isinstance(alike.score, Measured)
    assert divided.score.value == pytest.approx((2 * p0 + 3) / 8)
    assert alike.score.value == pytest.approx((2 * p0 + 5) / 7)
    # Beta(3.5, 3.5) is symmetric; where all agree the interval ends at 1.
    assert divided.score.lower + divided.score.upper == pytest.approx(1)
    assert alike.score.upper == 1
    assert sum(row.n > 0 for row in table.rows) == len(pairs())
