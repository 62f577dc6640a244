"""Texts of Django's own that people read here: named, so that our catalogue has its Dutch for them.

Django's Dutch keeps a distance that our pages do not. The words themselves are Django's.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

PASSWORD_TEXTS = (
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Your old password was entered incorrectly. Please enter it again."),
)
PASSWORD_LENGTH = ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
    "min_length",
)
