"""What people write, checked before it reaches a column: storable, and not too long for it."""

import re

from django.utils.translation import gettext as _

from annotator.errors import BadInput

LONGEST_TEXT = 10_000
LONGEST_LANGUAGE = 8
LONGEST_TOPIC = 200
# PostgreSQL takes no NUL, and half a character is no UTF-8 in any database.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def check_words(field: str, words: str, *, most: int = LONGEST_TEXT) -> None:
    """BadInput that names the field when its words cannot be stored, or are more than `most`
    characters."""
    if _UNSTORABLE.search(words):
        text = _("It holds a character that cannot be stored (NUL, or half a character).")
        raise BadInput("not_storable", text, fields={field: [text]})
    if len(words) > most:
        text = _("That is too long: at most %(most)s characters.") % {"most": most}
        raise BadInput("too_long", text, fields={field: [text]})
