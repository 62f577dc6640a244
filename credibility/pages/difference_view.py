"""What the page of one difference shows: the sentence, a row for each person, what was decided."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.templatetags.marks import SYMBOLS, quantity_words
from annotator.text.segments import paragraphs
from annotator.text.sentences import sentences
from credibility import inputs
from credibility.differing import (
    CHAINS,
    CLAIM,
    DECIDED,
    FIGURE,
    LABEL,
    SPAN,
    UNMARKED,
    Difference,
)
from credibility.inputs import Marking
from credibility.services.deciding import (
    BACK,
    INTERSECTION,
    LABEL_AS,
    NOT_A_CLAIM,
    TAKE,
    UNION,
    letter_at,
)

LETTERS_WITH_KEYS = "ABCDEFGH"
COUNTED_KINDS = frozenset({LABEL, SPAN, CHAINS, CLAIM, FIGURE})
CATEGORY_KEYS = "456789"
MOST_STEPS = 12
MOST_LISTED = 100
SHOWN_BEFORE, SHOWN_AFTER = 160, 120
MOST_AROUND = 600
LAST_ACT_FOR = datetime.timedelta(days=1)
DRAWN_CLASSES = {"confirmed": "c c0", "unverified": "u u0", "contested": "x x0"}


@dataclass(frozen=True)
class HopShown:
    """One hop of a chain in words; without a name where the text gives none."""

    name: str
    stance: str
    cue: str


@dataclass(frozen=True)
class RowShown:
    """What one person, or the decision that stands there, says; `label` "" marks nothing."""

    letter: str
    key: str
    is_decision: bool
    label: str = ""
    label_name: str = ""
    css: str = ""
    symbol: str = ""
    before: str = ""
    words: str = ""
    after: str = ""
    chains: tuple[tuple[HopShown, ...], ...] = ()
    figure: str = ""
    claim: str = ""
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """A difference as it is shown: its article and paragraph, in what people differ, the paragraph
    with the sentence and the stretch in it, and the rows."""

    article: Any
    paragraph: int
    differ: list[str]
    before: str
    sentence_before: str
    stretch: str
    sentence_after: str
    after: str
    rows: list[RowShown]


@dataclass(frozen=True)
class LastAct:
    """What the reviewer did last: a decision (with who had said what), or a place given back."""

    id: int
    quote: str
    is_back: bool
    label: str = ""
    label_name: str = ""
    people: tuple[tuple[str, str, str], ...] = ()
    reviewer: str = ""
    category: str = ""
    category_name: str = ""
    reason: str = ""


def key_of(row: Difference) -> str:
    """The place in one word."""
    return "{}-{}-{}".format(*row.place)


def address_of(slug: str, row: Difference) -> str:
    """The page of a difference."""
    return reverse("adjudicate-one", args=[slug, *row.place])


def categories() -> list[tuple[str, str, str]]:
    """The sorts of error: value, name, and the key that gives it after deciding."""
    named = inputs.error_categories()
    return [(value, name, key) for (value, name), key in zip(named, CATEGORY_KEYS, strict=True)]


def steps(at: int, total: int) -> list[str]:
    """One dash for each difference, few enough to count: done is what lies before this one."""
    if total > MOST_STEPS:
        return []
    return ["past" if place < at else "now" if place == at else "" for place in range(total)]


def waiting_lines(
    slug: str, project_id: int, found: Sequence[Difference], row: Difference
) -> list[tuple[str, Any, str, bool]]:
    """The queue as links: address, article, in what people differ, and whether it is this one."""
    listed = found[:MOST_LISTED]
    articles = inputs.article_rows(project_id, {one.article for one in listed})
    return [
        (address_of(slug, one), articles.get(one.article), ", ".join(_differ(one, {})), one is row)
        for one in listed
    ]


def drawn(user: inputs.User, project_id: int, row: Difference) -> Drawn:
    """The difference in words and marks; a fixed number of statements."""
    article = inputs.article_rows(project_id, [row.article])[row.article]
    text = inputs.text_of_revision(row.revision)
    first, last, number = _paragraph(text, row)
    begin, end = _sentences(text, first, last, row, language=article.language)
    names = {source: row.name for source, row in _names(project_id, row).items()}
    return Drawn(
        article=article,
        paragraph=number,
        differ=_differ(row, names),
        before=_tail(text[first:begin], MOST_AROUND),
        sentence_before=text[begin : row.start],
        stretch=text[row.start : row.end],
        sentence_after=text[row.end : end],
        after=_head(text[end:last], MOST_AROUND),
        rows=_rows(user, row, text[begin:end], begin),
    )


def _names(project_id: int, row: Difference) -> dict[int, inputs.SourceName]:
    if not row.undecided_sources:
        return {}
    return inputs.source_names(project_id, among=row.undecided_sources)


def _differ(row: Difference, names: dict[int, str]) -> list[str]:
    """In what people differ, in words."""
    said = [*row.takes, row.decided] if row.decided is not None else list(row.takes)
    found = []
    if row.undecided_sources:
        who = ", ".join(names[source] for source in row.undecided_sources if source in names)
        found.append(
            _("no majority on what %(names)s says") % {"names": who}
            if who
            else _("a position without a majority")
        )
    found += [_counted(kind, row.takes, said) for kind in row.kinds if kind in COUNTED_KINDS]
    if UNMARKED in row.kinds:
        said_nothing = ngettext("%(n)s marked nothing", "%(n)s marked nothing", len(row.silent))
        found.append(said_nothing % {"n": len(row.silent)})
    if DECIDED in row.kinds:
        found.append(_("not as it was decided"))
    return found


def _counted(kind: str, takes: Sequence[Marking], said: Sequence[Marking]) -> str:
    """How many labels, boundaries and so on there are, in words."""
    if kind == LABEL:
        n = _many(one.label for one in said)
        text = ngettext("%(n)s label", "%(n)s labels", n)
    elif kind == SPAN:
        n = _many(one.span[:2] for one in takes)
        text = ngettext("%(n)s boundary", "%(n)s boundaries", n)
    elif kind == CHAINS:
        n = _many(frozenset(one.chains) for one in said)
        text = ngettext("%(n)s chain", "%(n)s chains", n)
    elif kind == CLAIM:
        n = _many(one.group for one in said)
        text = ngettext("%(n)s claim", "%(n)s claims", n)
    else:
        n = _many(one.figure for one in said)
        text = ngettext("%(n)s figure", "%(n)s figures", n)
    return text % {"n": n}


def _many(values: Iterable[Any]) -> int:
    return len({value for value in values if value is not None})


def _paragraph(text: str, row: Difference) -> tuple[int, int, int]:
    """Where the paragraphs that the stretch lies in begin and end, and the first one's number."""
    touched = [one for one in paragraphs(text) if one.start < row.end and row.start < one.end]
    if not touched:
        return row.start, row.end, 1
    first, last = min(touched[0].start, row.start), max(touched[-1].end, row.end)
    return first, last, touched[0].number


def _sentences(
    text: str, first: int, last: int, row: Difference, *, language: str
) -> tuple[int, int]:
    """Where the sentences that the stretch lies in begin and end."""
    touched = [
        (first + start, first + end)
        for start, end in sentences(text[first:last], language or None)
        if first + start < row.end and row.start < first + end
    ]
    if not touched:
        return row.start, row.end
    return min(touched[0][0], row.start), max(touched[-1][1], row.end)


def _rows(user: inputs.User, row: Difference, words: str, begin: int) -> list[RowShown]:
    whole = inputs.annotations_by_id(user, {take.span.id for take in row.takes})
    shown = [
        _row(letter_at(place), take, whole[take.span.id], words, begin)
        for place, take in enumerate(row.takes)
    ]
    last = len(row.takes) + len(row.silent)
    left = [letter_at(place) for place in range(len(row.takes), last)]
    shown += [RowShown(letter, _key(letter), False) for letter in left]
    if row.decided is not None and row.decided.decided is not None:
        found = inputs.adjudications_by_id(user, [row.decided.decided])
        decision = found[row.decided.decided].decision
        letter = letter_at(len(row.takes))
        if decision is None:
            shown.append(RowShown(letter, _key(letter), True))
        else:
            shown.append(_row(letter, row.decided, decision, words, begin, is_decision=True))
    return shown


def _row(
    letter: str,
    take: Marking,
    whole: inputs.Annotation,
    words: str,
    begin: int,
    *,
    is_decision: bool = False,
) -> RowShown:
    start, end = whole.start - begin, whole.end - begin
    return RowShown(
        letter=letter,
        key=_key(letter),
        is_decision=is_decision,
        label=take.label,
        label_name=inputs.label_name(take.label),
        css=DRAWN_CLASSES[take.label],
        symbol=SYMBOLS[take.label],
        before=_tail(words[: max(start, 0)], SHOWN_BEFORE),
        words=whole.quote,
        after=_head(words[max(end, 0) :], SHOWN_AFTER),
        chains=_chains(whole),
        figure=quantity_words(inputs.figure_as_json(whole)),
        claim=whole.claim.text if whole.claim else "",
        note=whole.note,
    )


def _key(letter: str) -> str:
    return letter if letter in list(LETTERS_WITH_KEYS) else ""


def _chains(whole: inputs.Annotation) -> tuple[tuple[HopShown, ...], ...]:
    found: dict[int, list[HopShown]] = {}
    for hop in sorted(whole.attributions.all(), key=lambda hop: (hop.chain, hop.position)):
        name = hop.source.name if hop.source else ""
        stance = inputs.stance_name(hop.stance) if hop.stance else ""
        found.setdefault(hop.chain, []).append(HopShown(name, stance, hop.cue))
    return tuple(map(tuple, found.values()))


def _tail(words: str, most: int) -> str:
    """The end of the words, cut where a word begins."""
    if len(words) <= most:
        return words
    return "…" + words[-most:].partition(" ")[2]


def _head(words: str, most: int) -> str:
    if len(words) <= most:
        return words
    return words[:most].rpartition(" ")[0] + "…"


# --- what was decided -----------------------------------------------------------------------


def last_act(user: inputs.User, project_id: int) -> LastAct | None:
    """What the reviewer did last, of today and yesterday, and can undo."""
    acts = inputs.last_acts(user, project_id)
    if not acts or acts[0].created_at < timezone.now() - LAST_ACT_FOR:
        return None
    act = acts[0]
    if isinstance(act, inputs.SentBack):
        return LastAct(act.pk, _stretch_words(act.stretch), is_back=True)
    return decided_line(user, project_id, act.pk)


def act_in_words(act: str) -> str:
    """What somebody chose to do with a difference; "" where it is no such act."""
    named = {
        NOT_A_CLAIM: _("not a claim"),
        BACK: _("back with a note"),
        UNION: _("the union of what they marked"),
        INTERSECTION: _("what they all marked"),
        **{f"{LABEL_AS}{value}": name for value, name in inputs.label_names()},
    }
    letter = act.removeprefix(TAKE)
    if act.startswith(TAKE) and letter.isascii() and letter.isupper():
        return _("what %(letter)s said") % {"letter": letter}
    return named.get(act, "")


def decided_line(user: inputs.User, project_id: int, adjudication_id: int) -> LastAct:
    """A decision with who had said what, by name: it is decided now."""
    one = inputs.adjudications_by_id(user, [adjudication_id])[adjudication_id]
    label = one.decision.label if one.decision else ""
    people = sorted(
        (row.author.display_name, row.label, inputs.label_name(row.label))
        for row in one.inputs.all()
    )
    return LastAct(
        id=one.pk,
        quote=one.decision.quote if one.decision else _stretch_words(one.stretch),
        is_back=False,
        label=label,
        label_name=inputs.label_name(label) if label else "",
        people=tuple(people),
        reviewer=one.reviewer.display_name,
        category=one.error_category,
        category_name=inputs.category_name(one.error_category),
        reason=one.reason,
    )


def _stretch_words(stretch: inputs.Stretch) -> str:
    return stretch.revision.text[stretch.start : stretch.end]
