"""The form of a verdict: the judgement, and the evidence it rests on."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.pages.day_field import DayField
from annotator.services.verdicts import LONGEST_TEXT, EvidenceDraft
from annotator.text.dates import FIRST_DAY, LAST_DAY
from credibility import inputs

NEW_EVIDENCE = 3
LONGEST_ADDRESS = 2000


def _long(label: Any, *, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class VerdictForm(forms.Form):
    """The judgement as of a day, why, and which evidence already known it rests on."""

    value = forms.ChoiceField(label=gettext_lazy("Verdict"), widget=forms.RadioSelect)
    as_of = DayField(
        gettext_lazy("As of"),
        required=True,
        help_text=gettext_lazy(
            "The day up to which you know it. Not before the evidence was read."
        ),
    )
    rationale = _long(
        gettext_lazy("Why"),
        rows=4,
        help_text=gettext_lazy(
            "For a reader who knows nothing of it: what settles it, or what lacks."
        ),
    )
    reason = _long(gettext_lazy("Why the earlier verdict is corrected"), rows=2)
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Evidence already on this claim"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: QueryDict | None, *, known: list[tuple[str, str]], corrects: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        value, evidence = self.fields["value"], self.fields["evidence"]
        assert isinstance(value, forms.ChoiceField)
        assert isinstance(evidence, forms.MultipleChoiceField)
        value.choices = inputs.verdict_values()
        evidence.choices = known
        if not known:
            del self.fields["evidence"]
        if not corrects:
            del self.fields["reason"]

    def said(self) -> dict[str, Any]:
        """What the service takes, without the new evidence."""
        said = dict(self.cleaned_data)
        return said | {"evidence": [int(pk) for pk in said.get("evidence", [])]}


class EvidenceForm(forms.Form):
    """One more resource; an empty one is left out."""

    url = forms.CharField(
        label=gettext_lazy("Address (http or https)"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    quote = _long(gettext_lazy("What it says there, word for word"), rows=2)
    archived_url = forms.CharField(
        label=gettext_lazy("Archived copy (address), if there is one"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    retrieved_at = forms.DateTimeField(
        label=gettext_lazy("Read at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_retrieved_at(self) -> datetime.datetime | None:
        """The moment; at the ends of the calendar it has no place in other time zones."""
        moment: datetime.datetime | None = self.cleaned_data["retrieved_at"]
        if moment and not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
            raise forms.ValidationError(_("Choose a day between the years 1600 and 2199."))
        return moment

    @property
    def is_filled(self) -> bool:
        """Whether anything but the moment was written."""
        said = self.cleaned_data
        return bool(said.get("url") or said.get("quote") or said.get("archived_url"))

    @property
    def is_filled_in(self) -> bool:
        """Whether anything was sent, right or wrong, so that the page shows it."""
        names = (self.add_prefix(name) for name in ("url", "quote", "archived_url"))
        return self.is_bound and any(self.data.get(name) for name in names)

    def clean(self) -> dict[str, Any]:
        """Asks for the address and the moment where anything else was written."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("url") or said.get("quote") or said.get("archived_url"):
            if not said.get("url") and "url" not in self.errors:
                self.add_error("url", _("Give the address at which this stands."))
            if not said.get("retrieved_at") and "retrieved_at" not in self.errors:
                self.add_error("retrieved_at", _("Say when you read it."))
        return said

    def draft(self) -> EvidenceDraft:
        """What the service takes."""
        said = self.cleaned_data
        return EvidenceDraft(
            url=said["url"].strip(),
            quote=said["quote"],
            archived_url=said["archived_url"].strip(),
            retrieved_at=said["retrieved_at"],
        )


def evidence_forms(data: QueryDict | None) -> list[EvidenceForm]:
    """Places for new evidence, the moment filled in with now."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return [
        EvidenceForm(data, prefix=f"new-{place}", initial={"retrieved_at": now})
        for place in range(NEW_EVIDENCE)
    ]


def first_values(standing: inputs.Judged | None, again: inputs.Judged | None) -> dict[str, Any]:
    """What the form begins with: today; for a correction what stands, or what is to stand again."""
    like = again or standing
    values: dict[str, Any] = {"as_of": timezone.localdate()}
    if like is not None:
        values |= {
            "value": like.verdict.value,
            "rationale": like.verdict.rationale,
            "evidence": [str(row.pk) for row in like.evidence],
        }
    if again is not None:
        day: datetime.date = again.verdict.as_of
        values["reason"] = _("Back to the verdict of %(day)s.") % {"day": day.isoformat()}
    return values
