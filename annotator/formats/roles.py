"""Attribution as corpora write it: who (Source) says (Cue) what (Content), as events or links.

The roles are those of PARC 3 (Pareti 2016) and PolNeAR (Newell et al. 2018).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.formats.records import NamedHop

_ROLES = {
    "source": "source",
    "speaker": "source",
    "attributedto": "source",
    "cue": "cue",
    "verb": "cue",
    "content": "content",
    "quotation": "content",
    "quote": "content",
    "proposition": "content",
}
_ENDING = re.compile(r"(span)?[-_ ]?[0-9]*$")
_LONGEST_SOURCE = 300
_LONGEST_CUE = 300


@dataclass(frozen=True, slots=True)
class Attributed:
    """One event: the words of its sources and cues, and the keys of what is attributed."""

    contents: tuple[str, ...]
    sources: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


def role_of(name: str) -> str:
    """`source`, `cue` or `content` for what a corpus calls a role or a type; else nothing.

    >>> role_of("Source2"), role_of("cue-span"), role_of("Person")
    ('source', 'cue', '')
    """
    plain = _ENDING.sub("", name.strip().casefold())
    return _ROLES.get(_ENDING.sub("", plain).replace("_", "").replace("-", ""), "")


def chains_of(events: Iterable[Attributed]) -> dict[str, tuple[tuple[NamedHop, ...], ...]]:
    """The chains of each content: one of one hop for each source of each event it is in; a hop
    without a name where an event has cue words only."""
    found: dict[str, list[tuple[NamedHop, ...]]] = {}
    for event in events:
        cue = " … ".join(_one_line(words) for words in event.cues)[:_LONGEST_CUE]
        names: list[str | None] = [_one_line(name)[:_LONGEST_SOURCE] for name in event.sources]
        for content in event.contents:
            chains = found.setdefault(content, [])
            for name in names or [None]:
                chain = (NamedHop(name or None, cue),)
                if chain not in chains:
                    chains.append(chain)
    return {content: tuple(chains) for content, chains in found.items()}


def linked(
    links: Iterable[tuple[str, str, str]], types: Mapping[str, str], words: Mapping[str, str]
) -> tuple[dict[str, tuple[tuple[NamedHop, ...], ...]], set[str]]:
    """Chains by the id of the content, and the ids that are only sources or cues.

    A link (from, to, type) tells of an attribution when one of its ends, or its type, has the
    role of a source or a cue; the other end is then the content.
    """
    parts: dict[str, dict[str, list[str]]] = {}
    in_roles: set[str] = set()
    for first, second, kind in links:
        if first not in words or second not in words:
            continue
        for content, other in ((first, second), (second, first)):
            role = role_of(types[other]) or (role_of(kind) if other == second else "")
            if role in ("source", "cue") and role_of(types[content]) not in ("source", "cue"):
                parts.setdefault(content, {}).setdefault(role, []).append(words[other])
                in_roles.add(other)
                break
    events = [
        Attributed((content,), tuple(by.get("source", ())), tuple(by.get("cue", ())))
        for content, by in parts.items()
    ]
    return chains_of(events), in_roles


def _one_line(words: str) -> str:
    return " ".join(words.split())
