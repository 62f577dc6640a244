"""Keys of the annotating page: which key does what, by default and as a person has it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from annotator.errors import BadInput
from annotator.models import User

DEFAULT_KEYS: dict[str, tuple[str, ...]] = {
    "confirmed": ("1",),
    "unverified": ("2",),
    "contested": ("3",),
    "next": ("j",),
    "previous": ("k",),
    "caret": ("t", "ArrowLeft", "ArrowRight"),
    "startBack": ("[",),
    "startOn": ("{",),
    "endOn": ("]",),
    "endBack": ("}",),
    "source": ("s",),
    "via": ("v",),
    "chain": ("a",),
    "stance": ("d",),
    "stanceBack": ("D",),
    "claim": ("c",),
    "figure": ("f",),
    "note": ("n",),
    "cue": ("w",),
    "comments": ("m",),
    "evidence": ("e",),
    "guideline": ("g",),
    "withdraw": ("Delete", "Backspace"),
    "fence": ("x",),
    "help": ("?",),
}
"""Command -> its keys, as browsers name them; a person may give each another, or none."""

FIXED_KEYS: dict[str, tuple[str, ...]] = {
    "open": ("Enter", " "),
    "undo": ("+z",),
    "redo": ("+Z", "+y"),
    "done": ("+Enter",),
    "back": ("Escape",),
}
"""The same of commands whose keys stay; + stands for Ctrl or Cmd."""


def keys_of(user: User) -> dict[str, list[str]]:
    """Command -> the keys that do it for this person."""
    changed = user.keys.get("changed", {})
    own = {
        command: ([changed[command]] if changed[command] else [])
        if command in changed
        else list(keys)
        for command, keys in DEFAULT_KEYS.items()
    }
    return own | {command: list(keys) for command, keys in FIXED_KEYS.items()}


def has_single_keys(user: User) -> bool:
    """Whether keys without Ctrl work for this person."""
    return bool(user.keys.get("single", True))


def save_keys(user: User, *, single: bool, changed: Mapping[str, str]) -> None:
    """Keeps what the person changed: command -> one character, or "" for no key.

    BadInput when a command is unknown or stays as it is, when a key is not one visible character,
    or when two commands would have the same key.
    """
    for command, key in changed.items():
        is_key = key == "" or (len(key) == 1 and key.isprintable() and not key.isspace())
        if command not in DEFAULT_KEYS or not is_key:
            text = _("%(key)s cannot be the key of a command.") % {"key": key or command}
            raise BadInput("key_wrong", text, fields={command: [text]})
    user.keys = {"single": single, "changed": dict(changed)}
    taken: set[str] = set()
    for command, keys in keys_of(user).items():
        if not taken.isdisjoint(keys):
            text = _("Two commands would have the same key.")
            raise BadInput("key_taken", text, fields={command: [text]})
        taken.update(keys)
    user.save(update_fields=["keys"])
