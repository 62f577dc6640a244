"""The keys of the annotating page in words, and keeping the keys a person chose."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from annotator.models.choices import Label
from annotator.pages.doors import answering_refusals, signed_in
from annotator.services.keys import DEFAULT_KEYS, FIXED_KEYS, save_keys

SHOWN: dict[str, Promise | str] = {
    " ": _("Space"),
    "Delete": "Del",
    "Escape": "Esc",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Enter": "↵",
}
"""Keys that are not shown by their own sign."""

WORDS: dict[str, Promise | str] = {
    "confirmed": Label.CONFIRMED.label,
    "unverified": Label.UNVERIFIED.label,
    "contested": Label.CONTESTED.label,
    "next": _("next sentence; in the list: next span"),
    "previous": _("previous sentence; in the list: previous span"),
    "caret": _(
        "a caret in the text: arrows move it, with Shift they select, Space opens the span at it"
    ),
    "open": _("open the span in this sentence, or at the caret"),
    "startBack": _("a word more at the start"),
    "startOn": _("a word less at the start"),
    "endOn": _("a word more at the end"),
    "endBack": _("a word less at the end"),
    "source": _("source: who says so"),
    "via": _("via: who passes it on"),
    "chain": _("another chain"),
    "stance": _("next stance"),
    "stanceBack": _("previous stance"),
    "claim": _("claim"),
    "figure": _("figure"),
    "note": _("note"),
    "cue": _("the words that say so: select them in the text"),
    "comments": _("comments: @ names a colleague"),
    "evidence": _("evidence on the claim (reviewers and managers)"),
    "guideline": _("the guideline, over the text"),
    "withdraw": _("withdraw"),
    "fence": _("put a part that was left out back into the text, or take it out again"),
    "undo": _("undo"),
    "redo": _("redo"),
    "done": _("done, and on to the next article"),
    "help": _("all keys"),
    "back": _("back to the text"),
}
"""Every command in words, in the order of the help."""

IN_LINE: dict[str, Promise | str] = {
    "next": _("next sentence"),
    "previous": _("previous"),
    "caret": _("caret"),
    "startBack": _("start earlier"),
    "startOn": _("later"),
    "endBack": _("end earlier"),
    "endOn": _("later"),
    "source": _("source"),
    "via": _("via"),
    "stance": _("stance"),
    "figure": _("figure"),
    "claim": _("claim"),
    "help": _("all keys"),
}
"""The commands that have a button below the text, in few words."""


@dataclass(frozen=True)
class KeyRow:
    """A command as the help shows it."""

    command: str
    words: Promise | str
    keys: list[str]

    @property
    def is_fixed(self) -> bool:
        """Whether its keys stay as they are."""
        return self.command in FIXED_KEYS


def usual_key_rows() -> list[KeyRow]:
    """Every command with the keys that do it for whoever changed none."""
    keys = DEFAULT_KEYS | FIXED_KEYS
    return [
        KeyRow(command, words, [shown_key(key) for key in keys[command]])
        for command, words in WORDS.items()
    ]


def shown_key(key: str) -> str:
    """A key as it stands on a keyboard; `js/keys.js` shows the same."""
    if key.startswith("+") and len(key) > 1:
        shift = "Shift " if key[1:].isupper() else ""
        return f"Ctrl {shift}{shown_key(key[1:])}"
    if key in SHOWN:
        return str(SHOWN[key])
    if len(key) > 1:
        return key
    return f"Shift {key}" if key.isalpha() and key.isupper() else key.upper()


@require_POST
@login_required
@answering_refusals
def set_keys(request: HttpRequest) -> HttpResponse:
    """Keeps the keys a person chose: `single`, and a field for each command that was changed."""
    changed = {name: str(key) for name, key in request.POST.items() if name in DEFAULT_KEYS}
    save_keys(signed_in(request), single="single" in request.POST, changed=changed)
    return HttpResponse(status=204)
