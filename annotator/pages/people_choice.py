"""The field of a form in which some of a project's people are ticked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from annotator.models import User
from annotator.written_numbers import row_number

# Django's own class takes no parameter when it runs.
if TYPE_CHECKING:
    ChoiceOfUsers = forms.ModelMultipleChoiceField[User]
else:
    ChoiceOfUsers = forms.ModelMultipleChoiceField


class PeopleChoice(ChoiceOfUsers):
    """A box for each person of `queryset`, which the form sets when it knows the project."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Sequence[str]) -> QuerySet[User]:
        """The people ticked. Django asks the database for any number, however long; we do not."""
        return super().clean([str(row_number(str(one))) for one in value or ()])
