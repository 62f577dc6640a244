"""The field of a form in which a day is chosen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.text.dates import FIRST_DAY, LAST_DAY


class DayField(forms.DateField):
    """A day from the browser's own calendar, with room in the calendar to count days around it."""

    def __init__(self, label: Any = None, *, required: bool = False, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "label": label, "required": required} | options)

    def validate(self, value: Any) -> None:
        """Refuses a day that nothing here can lie on."""
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise ValidationError(_("Choose a day between the years 1600 and 2199."))
