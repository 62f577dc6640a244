"""The demo's content as plain records, read from the TOML files beside this module."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

SEEDS = Path(__file__).parent
ANNOTATORS: Mapping[str, str] = {
    "a1": "annotator1@demo.example",
    "a2": "annotator2@demo.example",
    "a3": "annotator3@demo.example",
}

Table: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SeedHop:
    """One hop of a chain; `source` is None where the text names nobody."""

    source: str | None = None
    cue: str = ""
    stance: str


@dataclass(frozen=True, kw_only=True)
class SeedQuantity:
    """A figure as an interval; a bound that is None is unbounded."""

    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_closed: bool = True
    upper_closed: bool = True
    is_approximate: bool = False
    unit: str = ""
    measure: str = ""
    population: str = ""
    place: str = ""
    period: str = ""
    method: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class SeedAnnotation:
    """One annotator's mark in one article."""

    article: str
    annotator: str
    quote: str
    occurrence: int = 1
    label: str
    claim: str | None = None
    chains: tuple[tuple[SeedHop, ...], ...] = ()
    quantity: SeedQuantity | None = None
    note: str = ""
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class SeedPerson:
    """A demo account and its role in each project."""

    email: str
    name: str
    language: str
    memberships: Mapping[str, str]
    is_superuser: bool = False


@dataclass(frozen=True, kw_only=True)
class SeedProject:
    """A project; `guideline` is a file name in this folder."""

    slug: str
    name: str
    overlap: int
    is_blind: bool
    is_released: bool
    guideline: str


@dataclass(frozen=True, kw_only=True)
class SeedTopic:
    """A story of a project, and what the desk itself says of it."""

    key: str
    project: str
    name: str
    sentence: str = ""


@dataclass(frozen=True, kw_only=True)
class SeedSource:
    """Somebody who publishes or is quoted."""

    key: str
    project: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    domain: str = ""
    is_party: bool = False
    is_protected: bool = False


@dataclass(frozen=True, kw_only=True)
class SeedArticle:
    """An article's metadata; what is None is unknown."""

    key: str
    project: str
    file: str
    kind: str
    title: str
    language: str
    precision: str
    topic: str
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    published_on: date | None = None

    @property
    def raw(self) -> str:
        """The capture as it was pasted or saved, page furniture included."""
        return (SEEDS / "articles" / self.file).read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class SeedClaim:
    """A claim line; claims that share a `group` are wordings of one claim."""

    key: str
    project: str
    topic: str
    text: str
    language: str
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class SeedRelease:
    """A frozen data set that a manager makes of everything the project has."""

    project: str
    title: str
    licence: str


@dataclass(frozen=True, kw_only=True)
class SeedVerdict:
    """The project's dated judgement of a claim, and what it rests on.

    A correction gives its `reason` and follows the verdict that it corrects. Without `as_of` it
    is of the day on which the demo is loaded, so that something is new since yesterday.
    """

    claim: str
    verdict: str
    rationale: str
    evidence_url: str
    evidence_quote: str
    evidence_retrieved_on: date
    as_of: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SeedCorroboration:
    """The number of independent origins that a hand calculation gives for a claim."""

    claim: str
    origins: tuple[str, ...]
    lower: Decimal
    value: Decimal
    upper: Decimal
    suggestion: str


@dataclass(frozen=True, kw_only=True)
class SeedMark:
    """An analyst's mark: on this claim one source has its account from another."""

    claim: str
    source: str
    from_source: str
    probability: Decimal
    note: str


@dataclass(frozen=True, kw_only=True)
class SeedDecision:
    """What a reviewer made of a stretch on which annotators differed."""

    article: str
    reviewer: str
    quote: str
    reason: str
    error_category: str
    label: str = ""
    claim: str | None = None
    chains: tuple[tuple[SeedHop, ...], ...] = ()
    is_not_a_claim: bool = False
    is_reopened: bool = False


@dataclass(frozen=True, kw_only=True)
class SeedSentBack:
    """A stretch that a reviewer gave back to those who marked it, with a note."""

    article: str
    reviewer: str
    quote: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SeedLaterText:
    """A newer text of an article, captured after a colleague marked the first one."""

    article: str
    file: str
    by: str
    marks: tuple[SeedAnnotation, ...]

    @property
    def text(self) -> str:
        """The newer text as it was pasted."""
        return (SEEDS / "articles" / self.file).read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class SeedContent:
    """Everything the demo consists of."""

    projects: tuple[SeedProject, ...]
    people: tuple[SeedPerson, ...]
    topics: tuple[SeedTopic, ...]
    sources: tuple[SeedSource, ...]
    articles: tuple[SeedArticle, ...]
    claims: tuple[SeedClaim, ...]
    verdicts: tuple[SeedVerdict, ...]
    releases: tuple[SeedRelease, ...]
    corroboration: tuple[SeedCorroboration, ...]
    annotations: tuple[SeedAnnotation, ...]
    decisions: tuple[SeedDecision, ...]
    marks: tuple[SeedMark, ...]
    sent_back: tuple[SeedSentBack, ...]
    later_texts: tuple[SeedLaterText, ...]
    states: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """How far an annotator got with an article: (article, annotator) -> new, in_progress, done."""


def seed_content() -> SeedContent:
    """Everything in the TOML files. A misspelt key raises TypeError, naming the key."""
    demo = _read(SEEDS / "demo.toml")
    gold = _read(SEEDS / "gold.toml")
    marked = [_read(path) for path in sorted((SEEDS / "annotations").glob("*.toml"))]
    return SeedContent(
        projects=tuple(SeedProject(**row) for row in demo["project"]),
        people=tuple(SeedPerson(**row) for row in demo["person"]),
        topics=tuple(SeedTopic(**row) for row in demo["topic"]),
        sources=tuple(SeedSource(**_tuples(row)) for row in demo["source"]),
        articles=tuple(SeedArticle(**_tuples(row)) for row in demo["article"]),
        claims=tuple(SeedClaim(**row) for row in demo["claim"]),
        verdicts=tuple(SeedVerdict(**row) for row in gold["verdict"]),
        releases=tuple(SeedRelease(**row) for row in demo["release"]),
        corroboration=tuple(_corroboration(row) for row in gold["corroboration"]),
        annotations=tuple(mark for table in marked for mark in _marks(table)),
        marks=tuple(
            SeedMark(**(row | {"probability": Decimal(row["probability"])})) for row in gold["mark"]
        ),
        sent_back=tuple(SeedSentBack(**row) for row in gold["sent_back"]),
        later_texts=tuple(_later_text(row) for row in demo["later_text"]),
        decisions=tuple(SeedDecision(**_parsed(row)) for row in gold["decision"]),
        states={
            (table["article"], annotator): state
            for table in marked
            for annotator, state in table["states"].items()
        },
    )


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _tuples(row: Table) -> Table:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _corroboration(row: Table) -> SeedCorroboration:
    bounds = {key: Decimal(row[key]) for key in ("lower", "value", "upper")}
    return SeedCorroboration(**(_tuples(row) | bounds))


def _later_text(row: Table) -> SeedLaterText:
    marks = tuple(
        SeedAnnotation(article=row["article"], annotator=row["by"], **_parsed(mark))
        for mark in row["mark"]
    )
    return SeedLaterText(article=row["article"], file=row["file"], by=row["by"], marks=marks)


def _marks(table: Table) -> Iterator[SeedAnnotation]:
    everybody = [annotator for annotator, state in table["states"].items() if state != "new"]
    for row in table["annotation"]:
        fields = dict(row)
        who = fields.pop("who", everybody)
        otherwise = fields.pop("but", {})
        shared = SeedAnnotation(article=table["article"], annotator="", **_parsed(fields))
        for annotator in who:
            yield replace(shared, annotator=annotator, **_parsed(otherwise.get(annotator, {})))


def _parsed(fields: Table) -> Table:
    parsed = dict(fields)
    if "chains" in parsed:
        parsed["chains"] = tuple(
            tuple(SeedHop(**hop) for hop in chain) for chain in parsed["chains"]
        )
    if "quantity" in parsed:
        parsed["quantity"] = _quantity(parsed["quantity"])
    return parsed


def _quantity(row: Table) -> SeedQuantity:
    bounds = {key: Decimal(row[key]) for key in ("lower", "upper") if key in row}
    # An end without a bound is open, as the parser of figures has it.
    open_ends: Table = {f"{end}_closed": False for end in ("lower", "upper") if end not in row}
    return SeedQuantity(**(open_ends | row | bounds))
