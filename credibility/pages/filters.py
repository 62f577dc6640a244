"""What the agreement pages can be narrowed to; it stands in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.pages.day_field import DayField
from annotator.pages.words import language_name
from credibility import inputs
from credibility.queries import EVERYTHING, Scope

LONGEST_WORDS = 200
NAMES = ("topic", "language", "since", "as_of")


class ScopeForm(forms.Form):
    """Topic, language and period; anything else in the address is a mistake."""

    topic = forms.ChoiceField(label=gettext_lazy("Story"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the texts"), required=False)
    since = DayField(gettext_lazy("Published from"))
    as_of = DayField(gettext_lazy("As of (up to and including)"))

    def __init__(self, project_id: int, data: QueryDict) -> None:
        super().__init__(data)
        topic, language = self.fields["topic"], self.fields["language"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(language, forms.ChoiceField)
        topic.choices = [("", _("all")), *inputs.topics_of(project_id)]
        spoken = inputs.languages_of(project_id)
        language.choices = [("", _("all")), *((code, language_name(code)) for code in spoken)]

    def clean(self) -> dict[str, Any]:
        """Refuses a period that ends before it begins."""
        said: dict[str, Any] = super().clean() or {}
        since, as_of = said.get("since"), said.get("as_of")
        if since and as_of and as_of < since:
            self.add_error("as_of", _("This day lies before the first. Choose a later one."))
        return said

    @property
    def scope(self) -> Scope:
        """What to count from: everything where the address makes no sense."""
        if not self.is_valid():
            return EVERYTHING
        said = self.cleaned_data
        return Scope(
            int(said["topic"]) if said["topic"] else None,
            inputs.Texts(said["language"], said["since"], said["as_of"]),
        )


def scope_form(request: HttpRequest, project: inputs.Project) -> ScopeForm:
    """The form as the address fills it in."""
    return ScopeForm(project.pk, request.GET)


def address_of(scope: Scope, **more: Any) -> str:
    """The part of an address that keeps the scope, from the question mark on; empty for all."""
    said: Mapping[str, Any] = {
        "topic": scope.topic,
        "language": scope.texts.language,
        "since": scope.texts.since,
        "as_of": scope.texts.as_of,
        **more,
    }
    kept = {name: str(value) for name, value in said.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def searched_words(request: HttpRequest, name: str) -> str:
    """The words the address asks for. A NUL in them, on which a database breaks, is no word."""
    return request.GET.get(name, "").replace("\0", " ")[:LONGEST_WORDS]


def page_number(request: HttpRequest) -> int:
    """Which page the address asks for; the first where it makes no sense."""
    written = request.GET.get("page", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1
