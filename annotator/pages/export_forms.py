"""What of a project is taken out, as a form: the filters of exports and releases."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.models import Claim, Membership, Source
from annotator.models.choices import Label
from annotator.pages.day_field import DayField
from annotator.pages.doors import Room
from annotator.queries.queue import sees_everyones_work

MOST_CHOICES = 500
CLAIM_WIDTH = 80


class FilterForm(forms.Form):
    """Labels, people, source, claim, days, and whose marks; everything where nothing is said."""

    label = forms.MultipleChoiceField(
        label=gettext_lazy("Labels"),
        required=False,
        choices=Label.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.TypedChoiceField(label=gettext_lazy("Source"), required=False, coerce=int)
    claim = forms.TypedChoiceField(label=gettext_lazy("Claim"), required=False, coerce=int)
    author = forms.TypedChoiceField(label=gettext_lazy("Marked by"), required=False, coerce=int)
    adjudicated = forms.ChoiceField(
        label=gettext_lazy("Whose marks"),
        required=False,
        choices=[
            ("", gettext_lazy("people's own and reviewers' decisions")),
            ("false", gettext_lazy("people's own only")),
            ("true", gettext_lazy("reviewers' decisions only")),
        ],
    )
    published_from = DayField(gettext_lazy("Published from"))
    published_until = DayField(gettext_lazy("Published until"))
    texts = forms.ChoiceField(
        label=gettext_lazy("Texts"),
        required=False,
        choices=[
            ("", gettext_lazy("those with one of these marks")),
            ("all", gettext_lazy("all, also those without a mark")),
        ],
        help_text=gettext_lazy("Where whole texts leave; tables of marks stay the same."),
    )

    def __init__(self, room: Room, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.room = room
        if sees_everyones_work(room.project, room.role):
            self._offer("author", _people(room))
        else:
            del self.fields["author"]
        self._offer("source", _sources(room))
        self._offer("claim", _claims(room))

    def clean(self) -> dict[str, Any]:
        """Refuses a period that ends before it begins."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("published_from"), said.get("published_until")
        if first and last and last < first:
            self.add_error(
                "published_until", _("This day lies before the first. Choose a later one.")
            )
        return said

    def filters(self) -> dict[str, Any]:
        """What was chosen, in the words of `chosen_annotations`; nothing where it makes no
        sense."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        said = {
            name: [value] for name in ("source", "claim", "author") if (value := data.get(name))
        }
        plain = ("label", "published_from", "published_until", "texts")
        said |= {name: data[name] for name in plain if data[name]}
        if data["adjudicated"]:
            said["adjudicated"] = data["adjudicated"] == "true"
        return said

    def address(self) -> str:
        """The part of an API address that says the same, from the question mark on."""
        said: dict[str, str] = {"project": self.room.project.slug}
        for name, value in self.filters().items():
            many = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            said[name] = many.lower() if isinstance(value, bool) else many
        return f"?{urlencode(said, safe=',')}"

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *choices]


def _people(room: Room) -> list[tuple[int, str]]:
    members = Membership.objects.visible_to(room.user).filter(project=room.project)
    found = members.select_related("user").order_by("user__name", "user__email")
    return [(member.user_id, member.user.display_name) for member in found[:MOST_CHOICES]]


def _sources(room: Room) -> list[tuple[int, str]]:
    rows = Source.objects.visible_to(room.user).roots().filter(project=room.project)
    return list(rows.order_by("name").values_list("pk", "name")[:MOST_CHOICES])


def _claims(room: Room) -> list[tuple[int, str]]:
    rows = Claim.objects.visible_to(room.user).roots().filter(project=room.project)
    newest = rows.order_by("-pk").values_list("pk", "text")[:MOST_CHOICES]
    return [(claim, Truncator(text).chars(CLAIM_WIDTH)) for claim, text in newest]
