"""Reading the suggestions of a text, with the project's sources where they are known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import regex

from annotator.models import Revision, Source, SourceAlias, SuggestionSet, User
from annotator.text.attribution_words import DETERMINERS, LANGUAGES
from annotator.text.canonical import search_key
from annotator.text.suggestions import RULES_VERSION, SuggestedHop, SuggestionRow

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‑'’&.][\p{L}\p{M}\p{N}]+)*")
_DETERMINER = regex.compile(
    rf"(?i)^(?:{'|'.join(DETERMINERS[language] for language in LANGUAGES)})\s+"
)
_MOST_NAME_WORDS = 8
_SHORTEST_PART = 3


@dataclass(frozen=True)
class RevisionForSuggesting:
    """A text that somebody may see, and what is known of its suggestions."""

    revision: Revision
    is_off: bool
    kept: SuggestionSet | None

    @property
    def is_fresh(self) -> bool:
        """Whether the suggestions were found by today's rules in the article's language."""
        article = self.revision.article
        return self.kept is not None and (self.kept.rules_version, self.kept.language) == (
            RULES_VERSION,
            article.language[:16],
        )


def revision_for_suggesting(user: User, revision_id: int) -> RevisionForSuggesting | None:
    """The revision, if it is the user's to see. `is_off`: the project is blind and unreleased."""
    revision = (
        Revision.objects.visible_to(user)
        .filter(pk=revision_id, article__archived_at__isnull=True)
        .select_related("article__project", "suggestions")
        .defer("raw", "capture", "blocks", "text_key")
        .first()
    )
    if revision is None:
        return None
    project = revision.article.project
    return RevisionForSuggesting(
        revision=revision,
        is_off=project.is_blind and project.released_at is None,
        kept=getattr(revision, "suggestions", None),
    )


def suggestion_rows(revision: Revision, rows: Iterable[SuggestionRow]) -> list[dict[str, Any]]:
    """The rows as the API sends them: hops with the id of the source they name, if it is known.

    `names` are, chain by chain, the words for an origin whose source is not known yet.
    """
    ids = _ids_by_name(revision.article.project_id)
    return [_sent(row, ids) for row in rows]


def named_sources(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """id and name of the sources that the rows' chains name."""
    ids = {hop["source"] for row in rows for chain in row["attributions"] for hop in chain} - {None}
    known = Source.objects.filter(pk__in=ids).order_by("pk")
    return [dict(row) for row in known.values("id", "name", "kind")]


def _sent(row: SuggestionRow, ids: dict[str, int]) -> dict[str, Any]:
    chains = [[_hop_sent(hop, ids) for hop in chain] for chain in row["chains"]]
    names = [
        "" if sent[-1]["source"] or said[-1]["naming"] != "named" else _as_name(said[-1]["words"])
        for sent, said in zip(chains, row["chains"], strict=True)
    ]
    same = ("id", "kind", "rule", "start", "end", "places", "quantity")
    said_by = [chain[-1]["words"] for chain in row["chains"]]
    return {
        **{name: row[name] for name in same},  # type: ignore[literal-required] # keys of the row
        "attributions": chains,
        "names": names,
        "said_by": said_by,
    }


def _as_name(words: str) -> str:
    """The words as a source would be called: "het waterschap" is "Waterschap"."""
    bare = _DETERMINER.sub("", words)
    return bare[:1].upper() + bare[1:]


def _hop_sent(hop: SuggestedHop, ids: dict[str, int]) -> dict[str, Any]:
    source = match_source(hop["words"], ids) if hop["naming"] == "named" else None
    return {"source": source, "cue": hop["cue"], "stance": hop["stance"]}


def _ids_by_name(project_id: int) -> dict[str, int]:
    """Every name and alias of the project's sources, as `_key` writes it, with the source's id."""
    roots = Source.objects.roots().filter(project=project_id)
    aliases = SourceAlias.objects.filter(source__in=roots.values("pk"))
    ids = {_key(name): pk for name, pk in aliases.values_list("name", "source_id")}
    ids |= {_key(name): pk for pk, name in roots.values_list("pk", "name")}
    ids.pop("", None)
    return ids


def match_source(words: str, ids: dict[str, int]) -> int | None:
    """The source that the words name: all of them, or else the longest part that is a name.

    "De woordvoerder van Lindestroom" names Lindestroom. A part has a capital letter or stands
    last ("a spokesman of the army"), and more than two letters: "AP" is found alone only.
    """
    whole = ids.get(_key(_DETERMINER.sub("", words))) or ids.get(_key(words))
    if whole is not None:
        return whole
    return next((ids[part] for part in _parts(words) if part in ids), None)


def _parts(words: str) -> Iterator[str]:
    """Runs of words that could be a name, the longest first."""
    each = [(found[0], _key(found[0])) for found in _WORD.finditer(words)]
    for length in range(min(len(each), _MOST_NAME_WORDS), 0, -1):
        for start in range(len(each) - length + 1):
            run = each[start : start + length]
            is_name = any(word[:1].isupper() for word, _ in run) or start + length == len(each)
            name = " ".join(key for _, key in run)
            if is_name and len(name) >= _SHORTEST_PART:
                yield name


def _key(name: str) -> str:
    return " ".join(_WORD.findall(search_key(name)))
