"""Other sources that may be the same one: those whose names are most alike."""

from dataclasses import dataclass

from annotator.text.likeness import name_likeness
from credibility import inputs

MOST_COMPARED = 5000
MOST_OFFERED = 12
LEAST_LIKENESS = 0.6


@dataclass(frozen=True)
class OtherSource:
    """Another source, its kind in words, and the names it goes by besides."""

    id: int
    name: str
    kind: str
    aliases: tuple[str, ...]
    likeness: float

    @property
    def is_alike(self) -> bool:
        """Whether one of its names is nearly one of the other's, or one outlet has one domain."""
        return self.likeness >= LEAST_LIKENESS


def other_sources(
    user: inputs.User, facts: inputs.SourceFacts, *, words: str = "", most: int = MOST_OFFERED
) -> list[OtherSource]:
    """The other sources in use, those with one of the words' names only where words are given;
    the likest names first, then by name."""
    mine = facts.source
    names = (mine.name, *facts.aliases)
    rows = inputs.sources_by_name(user, mine.project_id, words=words).exclude(pk=mine.pk)
    found = []
    for row in rows.prefetch_related("aliases")[:MOST_COMPARED]:
        aliases = tuple(alias.name for alias in row.aliases.all())
        has_same_domain = bool(mine.domain) and mine.domain == row.domain
        alike = 1.0 if has_same_domain else name_likeness(names, (row.name, *aliases))
        found.append(OtherSource(row.pk, row.name, row.get_kind_display(), aliases, alike))
    found.sort(key=lambda one: (-one.likeness if one.is_alike else 0.0, one.name.casefold()))
    return found[:most]
