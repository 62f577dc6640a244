"""The claims of a run: how each was told, what counts beside that, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from credibility import inputs, queries
from credibility.measures.reuse import Reuse
from credibility.measures.told import Beside, count_of, own_articles, told_as_json
from credibility.services import reusing

Told = dict[str, Any]


def told_of(row: inputs.SaidAndTold) -> Told | None:
    """How a claim group was told, as a run keeps it; None where no wording is in use."""
    if row.claim is None:
        return None
    facts = {"claim": row.claim, "wordings": sorted(row.wordings)}
    return facts | told_as_json(row.tellings, said=row.heard)


@dataclass(frozen=True)
class ClaimsOfRun:
    """The claims by group, and what counts beside how they were told, frozen at one moment."""

    told: Mapping[int, Told]
    marks: Mapping[int, queries.Marks]
    reuse: Reuse
    outside: frozenset[int]

    @cached_property
    def numbers(self) -> list[dict[str, Any]]:
        """What every claim comes to, in the order of the groups."""
        return [
            {"claim": told["claim"], "group": group, **self._count(group, told)}
            for group, told in sorted(self.told.items())
        ]

    def _count(self, group: int, told: Told) -> dict[str, Any]:
        beside = Beside(self.marks.get(group, {}), self.reuse, self.outside)
        return count_of(told, beside).as_json()

    def facts(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "told": {str(group): told for group, told in sorted(self.told.items())},
            "marks": {
                str(group): [[one, other, mark] for (one, other), mark in sorted(found.items())]
                for group, found in sorted(self.marks.items())
                if found
            },
            "long_enough": sorted(self.reuse.long_enough),
            "shares": [
                [one, other, share]
                for one, found in sorted(self.reuse.shares.items())
                for other, share in sorted(found.items())
            ],
            "outside": sorted(self.outside),
        }


def claims_of_run(
    project_id: int, told: Mapping[int, Told], compared: reusing.ComparedAnew
) -> ClaimsOfRun:
    """The claims with what counts beside them now: marks, parties, and what texts share."""
    articles = {article for facts in told.values() for article in own_articles(facts)}
    counts = {pk: len(text.shingles) for pk, text in compared.texts.items() if pk in articles}
    shares = {pair: share for pair, share in compared.shares.items() if articles.issuperset(pair)}
    names = inputs.source_names(project_id)
    return ClaimsOfRun(
        dict(told),
        queries.marks_on(project_id, {group: facts["wordings"] for group, facts in told.items()}),
        Reuse.of(counts, shares),
        frozenset(pk for pk, known in names.items() if not known.is_party),
    )


def claims_from_facts(facts: Mapping[str, Any]) -> ClaimsOfRun:
    """What `ClaimsOfRun.facts` gave."""
    by_one: dict[int, dict[int, float]] = {}
    for one, other, share in facts["shares"]:
        by_one.setdefault(one, {})[other] = share
    return ClaimsOfRun(
        {int(group): told for group, told in facts["told"].items()},
        {
            int(group): {(one, other): mark for one, other, mark in found}
            for group, found in facts["marks"].items()
        },
        Reuse(frozenset(facts["long_enough"]), by_one),
        frozenset(facts["outside"]),
    )


def replace_told(told: dict[int, Told], group: int, row: inputs.SaidAndTold) -> None:
    """Takes up how a group is told now."""
    told.pop(group, None)
    facts = told_of(row)
    if facts is not None:
        told[group] = facts
