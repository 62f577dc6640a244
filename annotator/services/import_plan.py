"""What an import would do, worked out before anything is written: texts, marks, people, labels."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotator.errors import Refusal
from annotator.formats.readers import with_marks_exact
from annotator.formats.records import MarkRecord, NamedHop, Person, Problem, Reading, TextRecord
from annotator.formats.webannotation import find_place
from annotator.models import Article, Membership, Project, User
from annotator.models.choices import Anchor, ImportOutcome, ImportState, Label, Origin, Stance
from annotator.models.project import WORKING_ROLES
from annotator.services.access import ADMIN, DECIDE, MANAGE, role_in
from annotator.services.annotations import (
    MOST_CHAINS,
    MOST_HOPS,
    Draft,
    Figure,
    check_imported,
)
from annotator.services.articles import Capture, Preview, preview_article
from annotator.services.claims import LONGEST_CLAIM
from annotator.services.wording import LONGEST_TOPIC
from annotator.text.addresses import AddressRefused, canonical_address
from annotator.text.dates import FIRST_DAY, LAST_DAY
from annotator.text.spans import SpanRefused, check_span

SKIP = "skip"
ME = "me"
# https://fever.ai/dataset/averitec.html: what our exports call the labels besides.
_KNOWN_LABELS = {label.value: label.value for label in Label} | {
    "supported": Label.CONFIRMED.value,
    "not enough evidence": Label.UNVERIFIED.value,
    "conflicting evidence/cherrypicking": Label.CONTESTED.value,
}
_STANCES = frozenset(Stance.values)
_AT_ONCE = 500
_TEXTS_PER_STEP = 20
_MARKS_PER_STEP = 1000
_FIGURE_TEXTS = ("unit", "measure", "population", "place", "period", "method", "words")


@dataclass(frozen=True, slots=True)
class PlannedText:
    """A text as it will be stored, and what becomes of it here.

    `record` of a text that the project has and the files do not is None.
    """

    sha256: str
    text: str
    outcome: str
    record: TextRecord | None = None
    capture: Capture | None = None
    preview: Preview | None = None
    article: int | None = None
    revision: int | None = None
    is_put_away: bool = False


Chains = tuple[tuple[NamedHop, ...], ...]


@dataclass(slots=True)
class PlannedMark:
    """A mark ready to be stored, but for the ids of what is made with it."""

    text: str
    person: Person
    draft: Draft
    chains: Chains
    claim: str
    origin: str
    anchor: str
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    order: tuple[str, str]
    """When it was made and its id, as our own rows say; two empty strings elsewhere."""
    topic: str = ""
    """The story of its claim, where that is made with it."""
    settled: tuple[str, Chains] | None = None
    """Label and chains as they were first settled."""


@dataclass(slots=True)
class Plan:
    """Everything an import would write; with problems it writes nothing."""

    texts: dict[str, PlannedText] = field(default_factory=dict)
    marks: list[PlannedMark] = field(default_factory=list)
    blanks: list[tuple[str, Person]] = field(default_factory=list)
    people: dict[Person, User | None] = field(default_factory=dict)
    labels: dict[str, tuple[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unmapped: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


Step = Callable[[float], None]
"""Told how far the work is, from 0 to 1; may raise JobStopped."""


def make_plan(
    user: User,
    project: Project,
    reading: Reading,
    *,
    label_map: Mapping[str, str],
    people: Mapping[str, Any],
    step: Step = lambda share: None,
) -> Plan:
    """What the reading comes to in this project, and all that is wrong with it."""
    plan = Plan(problems=list(reading.problems), notes=list(reading.notes))
    role = role_in(user, project) or ""
    by_key = _plan_texts(plan, user, project, reading, may_restore=role in MANAGE, step=step)
    _find_others(plan, user, project, reading, by_key)
    _plan_people(plan, user, project, reading, people, role)
    _plan_marks(plan, project, reading, by_key, label_map, role, step)
    for blank in reading.blanks:
        if blank.text_key in by_key:
            plan.blanks.append((by_key[blank.text_key], blank.person))
    return plan


# --- texts ----------------------------------------------------------------------------------


def _plan_texts(
    plan: Plan,
    user: User,
    project: Project,
    reading: Reading,
    *,
    may_restore: bool,
    step: Step,
) -> dict[str, str]:
    """The texts by their hash; gives the hash that each key stands for."""
    by_key: dict[str, str] = {}
    previews: list[tuple[TextRecord, Capture, Preview]] = []
    marked = frozenset(mark.text_key for mark in reading.marks) | {
        blank.text_key for blank in reading.blanks
    }
    records = with_marks_exact(reading.texts, marked)
    for number, record in enumerate(records):
        if number % _TEXTS_PER_STEP == 0:
            step(0.6 * number / len(records))
        capture = _capture(record)
        try:
            preview = preview_article(capture)
        except Refusal as refusal:
            plan.problems.append(_told(record.file, record.line, refusal))
            continue
        if record.sha256 and record.sha256 != preview.sha256:
            plan.problems.append(Problem(record.file, record.line, "text_differs"))
            continue
        by_key[record.key] = preview.sha256
        previews.append((record, capture, preview))
    known = _known(project, previews)
    for record, capture, preview in previews:
        if preview.sha256 not in plan.texts:
            planned = _planned(record, capture, preview, known)
            plan.texts[preview.sha256] = planned
            if planned.is_put_away and not may_restore and not _was_undone(planned.article):
                plan.problems.append(Problem(record.file, record.line, "put_away"))
    return by_key


def _capture(record: TextRecord) -> Capture:
    return Capture(
        text=record.text,
        html=record.html,
        title=record.title,
        publisher=record.publisher or None,
        url=record.url,
        published_on=record.published_on,
        authors=record.authors,
        language=record.language,
        is_exact=record.is_exact and record.html is None,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """An article of the project."""

    article: int
    sha256: str
    revision: int | None
    is_put_away: bool


def _known(
    project: Project, previews: Sequence[tuple[TextRecord, Capture, Preview]]
) -> dict[str, _Known]:
    """The articles of the project with one of these texts or addresses, by both."""
    keys = {preview.sha256 for _r, _c, preview in previews}
    addresses = {_address(preview.url) for _r, _c, preview in previews if preview.url}
    return _known_by(project, keys, addresses)


def _known_by(project: Project, texts: set[str], addresses: set[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    columns = ("pk", "text_sha256", "canonical_url", "current_id", "archived_at")
    # By address first: the same text is the stronger sign and overwrites.
    for some in _some(addresses - {""}):
        for row in _rows(project, Q(canonical_url__in=some), columns):
            found[row[2]] = _Known(row[0], row[1], row[3], row[4] is not None)
    for some in _some(texts):
        for row in _rows(project, Q(text_sha256__in=some), columns):
            found[row[1]] = _Known(row[0], row[1], row[3], row[4] is not None)
    return found


def _rows(project: Project, wanted: Q, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    rows: Iterable[tuple[Any, ...]] = (
        Article.objects.filter(wanted, project=project).order_by().values_list(*columns)
    )
    return rows


def _some(values: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(sorted(values))
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _planned(
    record: TextRecord, capture: Capture, preview: Preview, known: Mapping[str, _Known]
) -> PlannedText:
    same = known.get(preview.sha256) or known.get(_address(preview.url))
    outcome: str = ImportOutcome.ADDED
    if same is not None:
        is_same = same.sha256 == preview.sha256
        outcome = ImportOutcome.KNOWN if is_same else ImportOutcome.REVISED
    return PlannedText(
        sha256=preview.sha256,
        text=preview.cleaned.text,
        outcome=outcome,
        record=record,
        capture=capture,
        preview=preview,
        article=same.article if same else None,
        revision=same.revision if same and outcome == ImportOutcome.KNOWN else None,
        is_put_away=same.is_put_away if same else False,
    )


def _address(url: str) -> str:
    try:
        return canonical_address(url) if url else ""
    except AddressRefused:
        return ""


def _was_undone(article: int | None) -> bool:
    """Whether it was put away by undoing an import, and so may come back with another."""
    if article is None:
        return False
    return Article.objects.filter(
        pk=article,
        imported_by__outcome=ImportOutcome.ADDED,
        imported_by__batch__state=ImportState.UNDONE,
    ).exists()


def _find_others(
    plan: Plan, user: User, project: Project, reading: Reading, by_key: dict[str, str]
) -> None:
    """Texts that the marks are about and that only the project has."""
    addresses = {_address(mark.text_url) for mark in reading.marks if mark.text_url}
    texts = {mark.text_sha256 for mark in reading.marks if mark.text_key not in by_key}
    known = _known_by(project, texts - set(plan.texts) - {""}, addresses)
    wanted = {one.article for one in known.values()}
    visible = Article.objects.visible_to(user).active().filter(pk__in=wanted)
    stored = {
        pk: (revision, text)
        for pk, revision, text in visible.values_list("pk", "current_id", "current__text")
    }
    for key, one in known.items():
        if one.article in stored and one.sha256 not in plan.texts:
            revision, text = stored[one.article]
            plan.texts[one.sha256] = PlannedText(
                one.sha256, text, ImportOutcome.KNOWN, article=one.article, revision=revision
            )
        if one.article in stored:
            by_key.setdefault(f"\0{key}", one.sha256)
    for planned in plan.texts.values():
        if planned.record is not None and planned.record.url:
            by_key.setdefault(f"\0{_address(planned.record.url)}", planned.sha256)


def _text_of(mark: MarkRecord, plan: Plan, by_key: Mapping[str, str]) -> PlannedText | None:
    key = by_key.get(mark.text_key)
    if key is None and mark.text_sha256:
        key = mark.text_sha256
    if key is None and mark.text_url:
        key = by_key.get(f"\0{_address(mark.text_url)}")
    return plan.texts.get(key or "")


# --- people ---------------------------------------------------------------------------------


def imported_address(project: Project, person: Person) -> str:
    """The address under which a person whom only imports know is kept; no mail goes there."""
    said = f"{project.pk}\0{person.key}\0{person.name}\0{person.email}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:24]}@imported.invalid"


def _plan_people(
    plan: Plan,
    user: User,
    project: Project,
    reading: Reading,
    said: Mapping[str, Any],
    role: str,
) -> None:
    """Whose the marks become: a member's where the importer says so, else an imported person's."""
    people = dict.fromkeys(mark.person for mark in reading.marks)
    people |= dict.fromkeys(blank.person for blank in reading.blanks)
    members = _members(project) if people and role in MANAGE else {}
    if role != ADMIN or user.pk in {member.pk for member in members.values()}:
        members |= {user.email: user, str(user.pk): user}
    for person in people:
        names = (person.key, person.name, person.email) if person.name else ("",)
        wanted = next((str(said[name]) for name in names if name in said), None)
        if wanted is None:
            is_member = role in MANAGE and person.email.lower() in members
            plan.people[person] = members[person.email.lower()] if is_member else None
        elif wanted == ME:
            plan.people[person] = user
        elif wanted.lower() in members:
            plan.people[person] = members[wanted.lower()]
        else:
            plan.problems.append(Problem("", None, "authors_unknown", {"name": wanted[:100]}))


def _members(project: Project) -> dict[str, User]:
    rows = Membership.objects.filter(
        project=project, role__in=WORKING_ROLES, user__is_active=True
    ).select_related("user")
    by_email = {row.user.email: row.user for row in rows}
    return by_email | {str(member.pk): member for member in by_email.values()}


# --- marks ----------------------------------------------------------------------------------


def _plan_marks(
    plan: Plan,
    project: Project,
    reading: Reading,
    by_key: Mapping[str, str],
    label_map: Mapping[str, str],
    role: str,
    step: Step,
) -> None:
    counts: Counter[str] = Counter()
    became: dict[str, str] = {}
    first: dict[str, MarkRecord] = {}
    for number, mark in enumerate(reading.marks):
        if number % _MARKS_PER_STEP == 0:
            step(0.6 + 0.4 * number / len(reading.marks))
        named, label = label_of(mark, label_map)
        counts[named] += 1
        became[named] = label
        first.setdefault(named, mark)
        if label in ("", SKIP):
            continue
        try:
            plan.marks.append(_planned_mark(plan, mark, label, by_key, label_map, role))
        except _Wrong as wrong:
            plan.problems.append(wrong.problem)
    for named, count in counts.items():
        plan.labels[named] = (count, became[named])
        values = {"label": named[:100], "count": count}
        if became[named] == SKIP:
            plan.notes.append(Problem("", None, "marks_skipped", values))
        elif not became[named]:
            at = first[named]
            plan.unmapped.append(Problem(at.file, at.line, "label_unmapped", values))


def label_of(mark: MarkRecord, label_map: Mapping[str, str]) -> tuple[str, str]:
    """What decides the label, and the label: ours, `skip`, or nothing when nobody said.

    An attribute that the map names goes before the type; then come the names of our own labels.
    """
    for said in (*mark.attributes, mark.foreign_type):
        if said in label_map:
            return said, label_map[said]
    for said in mark.attributes:
        name, _equals, value = said.partition("=")
        if name.casefold() == "label" and value.casefold() in _KNOWN_LABELS:
            return said, _KNOWN_LABELS[value.casefold()]
    return mark.foreign_type, _KNOWN_LABELS.get(mark.foreign_type.casefold(), "")


class _Wrong(Exception):
    """A mark that cannot be stored, with its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _planned_mark(
    plan: Plan,
    mark: MarkRecord,
    label: str,
    by_key: Mapping[str, str],
    label_map: Mapping[str, str],
    role: str,
) -> PlannedMark:
    def wrong(code: str, **values: Any) -> _Wrong:
        return _Wrong(Problem(mark.file, mark.line, code, values))

    planned = _text_of(mark, plan, by_key)
    if planned is None:
        raise wrong("text_unknown")
    start, end = mark.start, mark.end
    if "around" in mark.extra:
        place = find_place(mark, planned.text)
        if place is None:
            raise wrong("quote_mismatch", quote=(mark.quote or "")[:60])
        start, end = place
    quote = mark.quote if mark.quote is not None else planned.text[start:end]
    try:
        check_span(planned.text, start=start, end=end, quote=quote)
    except SpanRefused as refused:
        raise wrong(refused.code, quote=quote[:60]) from None
    origin = str(mark.extra.get("origin") or "")
    if origin == Origin.ADJUDICATED and role not in DECIDE:
        raise wrong("decision_not_yours")
    settled = _settled(mark.extra.get("settled"), label_map, wrong)
    told = (*mark.chains, *(settled[1] if settled else ()))
    stances = {hop.stance for chain in told for hop in chain} - {None}
    unknown = [name for name in stances if name not in _STANCES]
    if unknown:
        raise wrong("stance_unknown", name=str(unknown[0])[:50])
    draft = Draft(
        start=start,
        end=end,
        quote=quote,
        label=label,
        quantity=_figure(mark.extra.get("quantity"), wrong),
        note=mark.note,
        confidence=_share(mark.extra.get("confidence"), wrong),
        external_id=mark.external_id,
    )
    claim = _words(mark, "claim_text", wrong, most=LONGEST_CLAIM)
    topic = _words(mark, "claim_topic", wrong, most=LONGEST_TOPIC)
    try:
        check_imported(draft, [hop.cue for chain in told for hop in chain], f"{claim} {topic}")
    except Refusal as refusal:
        raise _Wrong(_told(mark.file, mark.line, refusal)) from None
    both = (mark.chains, settled[1] if settled else ())
    if any(len(one) > MOST_CHAINS for one in both) or any(len(one) > MOST_HOPS for one in told):
        raise _Wrong(
            Problem(
                mark.file,
                mark.line,
                "item",
                {"message": _("At most 20 chains of at most 10 hops each.")},
            )
        )
    return PlannedMark(
        text=planned.sha256,
        person=mark.person,
        draft=draft,
        chains=tuple(chain for chain in mark.chains if chain),
        claim=claim,
        origin=origin if origin in (Origin.ADJUDICATED, Origin.SUGGESTED) else Origin.IMPORTED,
        anchor=_anchor(mark.extra.get("anchor")),
        accepted_at=_moment(mark.extra.get("accepted_at"), wrong),
        withdrawn_at=_moment(mark.extra.get("withdrawn_at"), wrong),
        order=(mark.made_at, mark.external_id if mark.made_at else ""),
        topic=topic,
        settled=settled,
    )


_MakeWrong = Callable[..., _Wrong]


def _words(mark: MarkRecord, name: str, wrong: _MakeWrong, *, most: int) -> str:
    said = mark.extra.get(name) or ""
    if not isinstance(said, str) or len(said) > most:
        raise wrong("wrong_type", name=name)
    return " ".join(said.split())


def _settled(
    said: Any, label_map: Mapping[str, str], wrong: _MakeWrong
) -> tuple[str, Chains] | None:
    if said is None:
        return None
    label, chains = label_map.get(said[0], said[0]), said[1]
    if label == SKIP:
        return None
    if label not in Label.values:
        raise wrong("wrong_type", name="settled")
    return label, tuple(chain for chain in chains if chain)


def _anchor(said: Any) -> str:
    return str(said) if said in Anchor.values else Anchor.KEPT


def _moment(said: Any, wrong: _MakeWrong) -> datetime | None:
    if said in (None, ""):
        return None
    try:
        moment = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    if (
        moment is None
        or moment.tzinfo is None
        or not FIRST_DAY.year <= moment.year <= LAST_DAY.year
    ):
        raise wrong("wrong_type", name="accepted_at")
    return moment


def _share(said: Any, wrong: _MakeWrong) -> float | None:
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise wrong("wrong_type", name="confidence")
    return float(said)


def _figure(said: Any, wrong: _MakeWrong) -> Figure | None:
    if not said:
        return None
    if not isinstance(said, Mapping):
        raise wrong("wrong_type", name="quantity")
    try:
        bounds = {name: _bound(said.get(name)) for name in ("lower", "upper")}
    except (InvalidOperation, TypeError, ValueError):
        raise wrong("wrong_type", name="quantity") from None
    if bounds["lower"] is None and bounds["upper"] is None:
        return None
    texts: dict[str, Any] = {name: said.get(name) or "" for name in _FIGURE_TEXTS}
    if not all(isinstance(words, str) for words in texts.values()):
        raise wrong("wrong_type", name="quantity")
    return Figure(
        lower=bounds["lower"],
        upper=bounds["upper"],
        lower_closed=said.get("lower_closed", True) is not False,
        upper_closed=said.get("upper_closed", True) is not False,
        is_approximate=said.get("is_approximate") is True,
        **texts,
    )


def _bound(said: Any) -> Decimal | None:
    if said is None or said == "":
        return None
    if isinstance(said, bool) or not isinstance(said, int | float | str) or len(str(said)) > 40:
        raise ValueError(said)
    return Decimal(str(said))


def _told(file: str, line: int | None, refusal: Refusal) -> Problem:
    return Problem(file, line, "item", {"message": refusal.message})
