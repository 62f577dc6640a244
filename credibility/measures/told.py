"""A claim as it was told, in a form that is stored, and counted again from nothing else."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import asdict
from typing import Any, NamedTuple

from credibility.measures.corroboration import (
    UNDATED,
    Accounts,
    ClaimVoices,
    Telling,
    accounts_of,
    independent_corroboration,
    origins_of,
    own_voice_articles,
    suggestion_of,
    voices_on,
)
from credibility.measures.pairs import AFFIRMS, DISPUTES, Contribution
from credibility.measures.results import Measured
from credibility.measures.reuse import Reuse

Marks = Mapping[tuple[int, int], float]


class Beside(NamedTuple):
    """What counts beside the tellings: analysts' marks on the claim, what articles share, and
    which sources are no party to the dispute."""

    marks: Marks
    reuse: Reuse
    outside: Set[int]


class ClaimCount(NamedTuple):
    """What a claim comes to."""

    voices: ClaimVoices
    origins: Measured
    deniers: Measured
    suggestion: str | None

    def as_json(self) -> dict[str, Any]:
        """The numbers as a run keeps them."""
        return {
            "supporters": list(self.voices.supporters),
            "deniers": list(self.voices.deniers),
            "decliners": list(self.voices.decliners),
            "carriers": self.voices.carriers,
            "independent_origins": asdict(self.origins),
            "independent_deniers": asdict(self.deniers),
            "suggestion": self.suggestion,
        }


def told_as_json(
    tellings: Sequence[Telling], *, said: Contribution | None = None
) -> dict[str, Any]:
    """All that is counted of the tellings of a claim; `said` as in `voices_on`."""
    voices = voices_on(tellings, said=said)
    return {
        "supporters": list(voices.supporters),
        "deniers": list(voices.deniers),
        "decliners": list(voices.decliners),
        "carriers": voices.carriers,
        AFFIRMS: _side_as_json(tellings, voices.supporters, AFFIRMS),
        DISPUTES: _side_as_json(tellings, voices.deniers, DISPUTES),
    }


def _side_as_json(
    tellings: Sequence[Telling], speakers: Collection[int], position: str
) -> dict[str, Any]:
    if not speakers:
        return {"rank": [], "declared": [], "own": []}
    accounts = accounts_of(speakers, tellings, position=position, marks={}, measured={})
    return {
        "rank": sorted(
            (source, int(day)) for source, day in accounts.rank.items() if day < UNDATED
        ),
        "declared": sorted(accounts.declared),
        "own": sorted(own_voice_articles(tellings, position=position)),
    }


def own_articles(told: Mapping[str, Any]) -> set[int]:
    """The articles whose words count for the claim: of either side, where two publishers speak
    in their own voice."""
    return {
        article
        for side in (told[AFFIRMS], told[DISPUTES])
        if len({publisher for publisher, _article in side["own"]}) > 1
        for _publisher, article in side["own"]
    }


def count_of(told: Mapping[str, Any], beside: Beside) -> ClaimCount:
    """What `told_as_json` comes to: the numbers that the tellings themselves come to."""
    supporters = _accounts(told["supporters"], told[AFFIRMS], beside)
    deniers = _accounts(told["deniers"], told[DISPUTES], beside)
    voices = ClaimVoices(
        tuple(told["supporters"]),
        tuple(told["deniers"]),
        tuple(told["decliners"]),
        told["carriers"],
    )
    origins = independent_corroboration(supporters)
    suggestion = suggestion_of(
        origins,
        is_denied=bool(voices.deniers),
        has_outside_origin=any(origin <= beside.outside for origin in origins_of(supporters)),
    )
    return ClaimCount(voices, origins, independent_corroboration(deniers), suggestion)


def _accounts(speakers: Sequence[int], side: Mapping[str, Any], beside: Beside) -> Accounts[int]:
    return Accounts(
        speakers=speakers,
        rank={source: float(day) for source, day in side["rank"]},
        declared=[(one, other) for one, other in side["declared"]],
        marks=beside.marks,
        measured=beside.reuse.between([(publisher, article) for publisher, article in side["own"]]),
    )
