"""What services say when they refuse: a stable code, a sentence for a person, and the fields."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """A request that is not carried out; nothing was stored.

    `code` is stable and for programs, `message` says what happened and what to do,
    `fields` names the inputs at fault, `details` is anything else the answer should hold.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = {
            name: [str(text) for text in texts] for name, texts in (fields or {}).items()
        }
        self.details = details


class BadInput(Refusal):
    """What was sent cannot be right."""


class NotAllowed(Refusal):
    """The person may see the thing, but may not do this to it."""


class NotFound(Refusal):
    """It is not there, or not for this person; the two are never told apart."""

    def __init__(self, what: str = "", *, field: str | None = None) -> None:
        from django.utils.translation import gettext as _

        message = what or _("There is nothing here, or it is not open to you.")
        super().__init__("not_found", message, fields={field: [message]} if field else None)


class Conflict(Refusal):
    """It clashes with what is already stored."""


class Stale(Refusal):
    """Somebody changed the row since it was read; `current` is the row as it stands."""


class PreconditionRequired(Refusal):
    """The write did not say which version it was made against."""


class TooLarge(Refusal):
    """More was sent than is taken in one go."""
