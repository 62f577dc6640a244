"""The form of an analyst's mark: who has it from whom, how probably, on which claims, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.written_numbers import MOST_DIGITS, row_number
from credibility.services.derivations import LONGEST_NOTE

LARGEST_NUMBER = 10**MOST_DIGITS - 1
FROM_OTHER, TO_OTHER = "from", "to"


class MarkForm(forms.Form):
    """What a reviewer knows of two sources; one of them is the page's own."""

    direction = forms.ChoiceField(
        choices=[
            (FROM_OTHER, _("This source has it from the other")),
            (TO_OTHER, _("The other has it from this source")),
        ]
    )
    other = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={"required": _("Choose the other source.")},
    )
    share = forms.FloatField(
        min_value=0,
        max_value=100,
        error_messages={"required": _("Say how probable it is, from 0 to 100.")},
    )
    claim = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER, required=False)
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say how you know: colleagues see it beside the mark.")},
    )

    def ends_with(self, source_id: int) -> dict[str, int]:
        """Who has it from whom, as the service takes it."""
        said: dict[str, Any] = self.cleaned_data
        one, other = source_id, said["other"]
        if said["direction"] == TO_OTHER:
            one, other = other, one
        return {"source": one, "from_source": other}

    @classmethod
    def begun(cls, said: Mapping[str, str]) -> "MarkForm":
        """The form with what an address fills in; what makes no sense there is passed over."""
        initial: dict[str, Any] = {
            name: said[name] for name in ("other", "claim") if row_number(said.get(name, ""))
        }
        initial["note"] = said.get("note", "")[:LONGEST_NOTE]
        if said.get("direction") in (FROM_OTHER, TO_OTHER):
            initial["direction"] = said["direction"]
        return cls(initial={name: value for name, value in initial.items() if value})

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in yet."""
        return self.is_bound or bool(self.initial)

    @property
    def troubles(self) -> list[str]:
        """What is wrong with what was filled in, in sentences, each once."""
        return list(dict.fromkeys(str(text) for texts in self.errors.values() for text in texts))
