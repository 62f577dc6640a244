"""Protected sources: whose names stay inside, and what stands in their place outside.

Members in a session read the names; tokens, exports and whatever else leaves the house get a
stable pseudonym, no cue and no note, and no row whose words hold the name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.db.models import Q
from django.utils.crypto import salted_hmac

from annotator.models import Source
from annotator.text.canonical import search_key

_SALT = "twosource.protected-source"
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Shield:
    """What must not leave some projects; an empty one hides nothing.

    `pseudonyms` are by source id; `names` are the protected names and aliases by project id, in
    the form in which texts are searched.
    """

    pseudonyms: dict[int, str] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is protected here."""
        return not self.pseudonyms

    def hides(self, project_id: int, *texts: str) -> bool:
        """Whether one of the texts, or all of them in a row, holds a protected name."""
        names = self.names.get(project_id, ())
        if not names:
            return False
        whole = _plain("".join(texts))
        # In an address, and in some file names, something else stands between the words.
        spaced = _BETWEEN_WORDS.sub(" ", unquote(whole))
        return any(name in whole or name in spaced for name in names)

    def hides_in(self, project_id: int, value: Any) -> bool:
        """Whether a text anywhere in a JSON value holds a protected name."""
        if isinstance(value, dict):
            return self.hides_in(project_id, [*value.keys(), *value.values()])
        if isinstance(value, list):
            return any(self.hides_in(project_id, inner) for inner in value)
        return isinstance(value, str) and self.hides(project_id, value)


OPEN = Shield()


def shield_of(project_ids: Iterable[int]) -> Shield:
    """The shield of the projects: three statements at most, one where nothing is protected.

    A source that was merged with a protected one is the same person, whichever way it went.
    """
    projects = set(project_ids)
    protected = Source.objects.filter(project__in=projects, is_protected=True)
    touched = set(protected.values_list("project_id", flat=True))
    if not touched:
        return OPEN
    rows = Source.objects.filter(
        Q(is_protected=True) | Q(merged_into__isnull=False) | Q(merged_sources__isnull=False),
        project__in=touched,
    )
    sources = {row.pk: row for row in rows.distinct().prefetch_related("aliases")}
    secret_roots = {_root(row, sources) for row in sources.values() if row.is_protected}
    hidden = [row for row in sources.values() if _root(row, sources) in secret_roots]
    names: dict[int, set[str]] = {}
    for row in hidden:
        called = [row.name, *(alias.name for alias in row.aliases.all())]
        names.setdefault(row.project_id, set()).update(_forms(called))
    return Shield(
        pseudonyms={row.pk: _pseudonym(row.project_id, _root(row, sources)) for row in hidden},
        names={project: tuple(sorted(found - {""})) for project, found in names.items()},
    )


def shielded_annotation(row: dict[str, Any], shield: Shield) -> dict[str, Any]:
    """The annotation's JSON form as it may leave: without cues and note where a protected source
    speaks, and without a cue or note that holds a protected name. The ids stay; they name nobody.
    """
    if shield.is_empty:
        return row
    hops = [hop for chain in row["attributions"] for hop in chain]
    speaks = any(hop["source"] in shield.pseudonyms for hop in hops)

    def left_of(words: str) -> str:
        tells = speaks or any(shield.hides(project, words) for project in shield.names)
        return "" if tells else words

    chains = [
        [{**hop, "cue": left_of(hop["cue"])} for hop in chain] for chain in row["attributions"]
    ]
    return {**row, "attributions": chains, "note": left_of(row["note"])}


def _root(row: Source, sources: dict[int, Source]) -> int:
    seen = {row.pk}
    while row.merged_into_id is not None and row.merged_into_id not in seen:
        seen.add(row.merged_into_id)
        if row.merged_into_id not in sources:
            return row.merged_into_id
        row = sources[row.merged_into_id]
    return row.pk


def _pseudonym(project_id: int, root_id: int) -> str:
    digest = salted_hmac(_SALT, f"{project_id}/{root_id}", algorithm="sha256").hexdigest()
    return f"protected-{digest[:12]}"


def _forms(called: Iterable[str]) -> Iterator[str]:
    """The names in the form in which texts are searched; those of several words also without what
    stands between these."""
    for name in called:
        yield _plain(name)
        spaced = _BETWEEN_WORDS.sub(" ", _plain(name)).strip()
        if " " in spaced:
            yield spaced


def _plain(text: str) -> str:
    return " ".join(search_key(text).split())
