"""Where the data is fetched: chosen, looked at, and taken by a click or by a script."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from annotator.errors import BadInput
from annotator.formats.outgoing import Row
from annotator.models.choices import Label, VerdictValue
from annotator.pages.doors import Room, in_project
from annotator.pages.export_forms import FilterForm
from annotator.queries.claim_reviews import NO_EVIDENCE, NO_VERDICT, PROTECTED_NAME
from annotator.queries.queue import sees_everyones_work
from annotator.services.exports import KINDS, Preview, check_can_be_made, preview_export

AGREEMENT = "agreement.csv"
HUGGING_FACE = "huggingface.zip"
EXPLAINED = {
    "annotations.jsonl": gettext_lazy("One annotation a line, exact; what an import takes back."),
    "annotations.csv": gettext_lazy(
        "A table for a spreadsheet; cells it would run are made harmless."
    ),
    "annotations.parquet": gettext_lazy("The same table for pandas, DuckDB and their like."),
    "articles.jsonl": gettext_lazy("The texts, character by character."),
    "webannotation.jsonld": gettext_lazy("W3C Web Annotations, as linked data."),
    "claimreview.jsonld": gettext_lazy(
        "Checked claims with verdict and evidence, as search engines read them."
    ),
    "doccano.jsonl": gettext_lazy("For doccano: a line for each text and person."),
    "labelstudio.json": gettext_lazy("For Label Studio: a task for each text."),
    "brat.zip": gettext_lazy("For brat: a folder for each person."),
    "spacy.jsonl": gettext_lazy("For spaCy's span categorizer."),
    HUGGING_FACE: gettext_lazy("A folder with a data card, under pseudonyms."),
    AGREEMENT: gettext_lazy("How alike the annotators label, with intervals."),
}


class ExportForm(FilterForm):
    """In which form it leaves, and what."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Form"),
        # Called for each form: it is the reader's language that counts.
        choices=lambda: [(kind, f"{kind} – {text}") for kind, text in EXPLAINED.items()],
    )
    field_order = ["kind"]


@dataclass(frozen=True)
class Shown:
    """What the page shows of the chosen export; `sample` is None where it has no rows to show."""

    kind: str
    explained: Any
    path: str
    curl: str
    sample: Preview | None
    counted: str
    left_out: list[str]
    missing: str = ""

    @property
    def is_of_claims(self) -> bool:
        """Whether its rows are claims."""
        return self.kind in KINDS and KINDS[self.kind].is_of_claims


@require_safe
@in_project()
def exports(request: HttpRequest, room: Room) -> HttpResponse:
    """The form and its filters, the first rows of what they choose, and how to take it."""
    form = ExportForm(room, request.GET if "kind" in request.GET else {"kind": next(iter(KINDS))})
    is_open = not room.is_closed_to_me and form.is_valid()
    context = {
        "project": room.project,
        "section": "exports",
        "room": room,
        "form": form,
        "shown": _shown(request, room, form) if is_open else None,
        "is_narrowed": bool(form.filters()) or bool(form.errors),
        "only_own": not sees_everyones_work(room.project, room.role),
    }
    return render(request, "annotator/exports.html", context)


def _shown(request: HttpRequest, room: Room, form: ExportForm) -> Shown:
    kind = form.cleaned_data["kind"]
    origin = f"{request.scheme}://{request.get_host()}"
    asked = f"?project={room.project.slug}" if kind == AGREEMENT else form.address()
    path = f"/api/v1/exports/{kind}/{asked}"
    sample, missing = None, ""
    if kind != AGREEMENT:
        known = "annotations.jsonl" if kind == HUGGING_FACE else kind
        said = {"project": room.project.slug, **form.filters()}
        sample = preview_export(room.user, kind=known, said=said)
        for row in sample.rows:
            row["label_name"] = _label_name(row)
        try:
            check_can_be_made(kind)
        except BadInput as refusal:
            missing = refusal.message
    return Shown(
        kind=kind,
        explained=EXPLAINED[kind],
        path=path,
        curl=f'curl -H "Authorization: Bearer $TOKEN" "{origin}{path}" -o {kind}',
        sample=sample,
        counted=_counted(kind, sample) if sample else "",
        left_out=_left_out(sample) if sample else [],
        missing=missing,
    )


def _label_name(row: Row) -> str:
    """The label, or the verdict of a claim, in the reader's language."""
    return str(Label(row["label"]).label if "label" in row else VerdictValue(row["verdict"]).label)


def _counted(kind: str, sample: Preview) -> str:
    count = sample.row_count
    if kind in KINDS and KINDS[kind].is_of_claims:
        return ngettext("%(count)s claim", "%(count)s claims", count) % {"count": count}
    return ngettext("%(count)s annotation", "%(count)s annotations", count) % {"count": count}


def _left_out(sample: Preview) -> list[str]:
    """Why what stays behind stays behind, a sentence for each reason."""
    reasons = dict(sample.reasons) or {PROTECTED_NAME: sample.left_out}
    return [_why(reason, count) for reason, count in reasons.items() if count]


def _why(reason: str, count: int) -> str:
    if reason == NO_VERDICT:
        text = ngettext(
            "%(count)s claim has no verdict yet.", "%(count)s claims have no verdict yet.", count
        )
    elif reason == NO_EVIDENCE:
        text = ngettext(
            "%(count)s verdict names no evidence.", "%(count)s verdicts name no evidence.", count
        )
    else:
        text = ngettext(
            "%(count)s is left out because it holds the name of a protected source.",
            "%(count)s are left out because they hold the name of a protected source.",
            count,
        )
    return text % {"count": count}
