"""Labels and stances, and which stance the cue words of an attribution suggest."""

import json
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import regex

LABELS = ("confirmed", "unverified", "contested")
"""How, with what a text offers, a claim can stand."""

STANCES = ("asserts", "denies", "leaves_open", "reports", "declines", "not_acknowledged")
"""What the source of a hop can do with the claim as written."""

ORIGIN_DEFAULT = "asserts"
HOP_DEFAULT = "reports"

GAP_WORDS = 6
"""How many words "..." in a pattern may stand for, at most."""

_MOST_WORDS = 60
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['\-][\p{L}\p{N}]+)*")

# Verbs of saying that suggest no stance by themselves.
_REPORTING_VERBS = (
    "zei|zegt|zeiden|zeggen|gezegd|meld*|gemeld|beweer*|beweren|claim*|schat|schatte|schatten|stelt"
    "|stelde|volgens|deny|denies|denied|denying|said|say|says|alleg*|report*|estimat*|state|states"
    "|stated|according|suggest*|warn*|waarschuw*|suggereer*|verklaar*|verklaren"
)

# A pattern is words in order. "word*" is any word that begins so, "a|b" one of these, "..." at
# most GAP_WORDS words, and "$" the end of the cue. The pattern with the most words wins, so
# that a negation ("niet ... bevestig*") beats what it negates ("bevestig*").
_PATTERNS: dict[str, dict[str, tuple[str, ...]]] = {
    "nl": {
        "asserts": (
            "bevestig*",
            "bevestigend",
            "erken*",
            "geeft|gaf|geven|gaven ... toe",
            "toegegeven",
        ),
        "denies": (
            "ontken*",
            "spreek*|sprak|spraken ... tegen $",
            "tegenspr*",
            "tegengesproken",
            "weerspreek*|weersprak|weerspraken|weersproken",
            "bestrijd*|bestreed|bestreden",
            "betwist*",
            "verwerp*|verwierp|verwierpen|verworpen",
            "weerleg*",
            "ontkracht*",
            "wijst|wees|wijzen|wezen ... van de hand",
            "noemt|noemde|noemen|noemden ... onzin|onwaar|onjuist|nepnieuws|leugen*|verzonnen",
            "is|was|zijn|waren ... onjuist|onwaar|verzonnen|nepnieuws",
            "niet waar",
            "klopt|klopte|kloppen ... niet",
            "geen sprake van",
            "sluit|sloot|sluiten|sloten ... uit",
        ),
        "leaves_open": (
            "niet ... bevestig*",
            "nog niet ... bevestig*",
            "niet ... kunnen|kan|kon|konden ... bevestig*",
            "kan|kon|kunnen|konden ... niet ... bevestig*",
            "kan|kon|kunnen|konden ... niet ... verifi*|vaststel*|nagaan",
            "kan|kon|kunnen|konden ... bevestig* noch ontken*",
            "geen ... bevestig*",
            "wil|wilde|willen|wilden ... niet ... bevestig*",
            "bevestig* noch ontken*",
            "bevestig* of ontken*",
            "niet ... bevestig* of ontken*",
            "ontken* noch bevestig*",
            "ontken* niet",
            "niet ... ontken*",
            "spreek*|sprak|spraken ... niet tegen",
            "niet ... verifi*|geverifieerd",
            "niet onafhankelijk ... bevestig*|verifi*|vaststel*|geverifieerd",
            "sluit|sloot|sluiten|sloten ... niet uit",
            "niet ... uitsluit*|uitgesloten|uit te sluiten",
            "houdt|hield|houden|hielden ... open|midden|vlakte",
            "laat|liet|laten|lieten ... open|midden",
            "weet|wist|weten|wisten ... niet",
            "onduidelijk",
            "niet duidelijk",
            "onderzoekt|onderzocht|onderzoeken",
            "niet vooruitlopen op",
            "niet ... zeggen of",
            "betwijfel*",
        ),
        "declines": (
            "weiger* ... commentaar|reactie|antwoord*|reageren|toelichting|ingaan",
            "geen commentaar|reactie|antwoord|toelichting",
            "wil|wilde|willen|wilden ... niet ... reageren|ingaan|zeggen|kwijt|antwoorden",
            "wil|wilde|willen|wilden ... geen ... commentaar|reactie|antwoord|toelichting",
            "reageer* ... niet",
            "niet ... reageer*|gereageerd|reageren",
            "antwoord* ... niet",
            "niet ... antwoord*|beantwoord*|geantwoord",
            "liet|laat ... vragen ... onbeantwoord",
            "onbeantwoord",
            "onbereikbaar",
            "niet bereikbaar",
            "onthield|onthoudt|onthielden|onthouden ... commentaar|reactie",
            "verwijst|verwees|verwijzen|verwezen ... door",
            "verwijst|verwees|verwijzen|verwezen ... vragen|verzoek ... naar",
            "doorverwezen|doorverwijst|doorverwees",
            "zweeg|zwijgt|zwegen|zwijgen",
        ),
        "not_acknowledged": (
            "niet ... erken*",
            "nooit ... erken*",
            "niet officieel ... erken*",
            "heeft|hebben|had|hadden ... niet ... erken*",
            "heeft|hebben|had|hadden ... nooit ... erken*",
            "niet ... toegegeven",
            "nooit ... toegegeven",
            "geeft|gaf|geven|gaven ... niet toe",
        ),
        "reports": (),
    },
    "en": {
        "asserts": ("confirm*", "acknowledg*", "admit*", "conced*"),
        "denies": (
            "deny|denies|denied|denying|denial|denials",
            "disput*",
            "reject*",
            "refut*",
            "rebut*",
            "rebuff*",
            "contradict*",
            "dismiss*",
            "call|calls|called|calling ... false|untrue|lie|lies|nonsense|fake|fabricat*",
            "is|was|are|were ... false|untrue|fabricated",
            "not true",
            "rul* out",
        ),
        "leaves_open": (
            "not ... confirm*",
            "cannot|can't|couldn't|could|unable ... confirm|verify|determine|establish",
            "could|can not ... confirm|verify|determine|establish",
            "not ... able to ... confirm|verify|determine|establish",
            "not ... verif*",
            "not independently ... confirm*|verif*",
            "hasn't|haven't|didn't|doesn't ... confirm*",
            "neither confirm* nor den*",
            "not confirm or deny",
            "would|could not confirm or deny",
            "declin*|refus* to confirm or deny",
            "declin*|refus* to confirm",
            "not ... deny|denied",
            "didn't|doesn't|hasn't|haven't ... deny|denied",
            "not ... rul* out",
            "could|can|cannot not ... say",
            "cannot|couldn't|can't say",
            "is|are|was|were investigating",
            "doubt*",
            "cannot|can't|couldn't|won't|didn't ... rul* out",
            "not ... know",
            "doesn't|didn't|don't know",
            "unclear",
            "not clear",
            "leave|leaves|left ... open",
            "investigat*",
            "looking into",
        ),
        "declines": (
            "declin* ... comment*|answer*|respond*|say|elaborate|discuss",
            "refus* ... comment*|answer*|respond*|say|elaborate|discuss",
            "declined",
            "no comment",
            "no immediate comment|response|reply",
            "no response|reply|answer",
            "not ... respond*|reply|replied|answer*",
            "not ... comment*",
            "not immediately ... respond*|reply|replied|answer*|comment*",
            "didn't|hasn't|haven't|doesn't ... respond*|reply|replied|answer*|comment*",
            "won't|wouldn't ... respond*|reply|answer*|comment*",
            "not be reached",
            "couldn't be reached",
            "unavailable for comment",
            "unanswered",
            "not answered|returned",
            "would|will|did not say|disclose|specify",
            "declin*|refus* to say|disclose|specify",
            "not be drawn",
            "refer|refers|referred|referring ... questions|request|requests|inquiries ... to",
            "silent",
        ),
        "not_acknowledged": (
            "not ... acknowledg*|admit*",
            "never ... acknowledg*|admit*",
            "not officially|publicly|formally ... acknowledg*|admit*|confirm*",
            "hasn't|haven't|didn't|doesn't ... acknowledg*|admit*",
            "has|have|had|did|does not ... acknowledg*|admit*",
        ),
        "reports": (),
    },
}


def stance_for_cue(cue: str, *, is_origin: bool) -> str:
    """The stance that cue words such as "kon niet bevestigen" suggest.

    The longest pattern that occurs in the cue decides, in Dutch or English. Without one, the
    origin of a chain asserts and an earlier hop reports.
    """
    words = cue_words(cue)
    best = (0, 0)
    stance = ORIGIN_DEFAULT if is_origin else HOP_DEFAULT
    for pattern, suggested in _rows():
        weight = _weight(pattern, words)
        if weight > best:
            best, stance = weight, suggested
    return stance


def cue_words(cue: str) -> list[str]:
    """The words of a cue in lower case, as patterns are compared with."""
    plain = unicodedata.normalize("NFKC", cue).lower().replace("’", "'").replace("‑", "-")
    return list(_WORD.findall(plain))[:_MOST_WORDS]


def cue_verbs(words: Sequence[str]) -> list[str]:
    """Those of the words that say what a source does with a claim: "zei", "denied"."""
    return [word for word in words if any(_fits(term, word) for term in _verb_terms())]


def cue_table() -> dict[str, Any]:
    """The patterns as the page's JavaScript reads them, with the rules to read them by."""
    return {
        "gap_words": GAP_WORDS,
        "most_words": _MOST_WORDS,
        "origin_default": ORIGIN_DEFAULT,
        "hop_default": HOP_DEFAULT,
        "stances": list(STANCES),
        "rows": [{"pattern": list(pattern), "stance": stance} for pattern, stance in _rows()],
    }


def cues_file() -> str:
    """What stands in `static/annotator/cues.json`; `python -m annotator.text.cues > ...` writes it.

    In a pattern "word*" is a prefix, "a|b" a choice, "..." at most gap_words words and "$" the end.
    The match of the most words wins, then of the most letters, then the first. Words are NFKC,
    lower case, letters and digits joined by ' or -. Each run is a stance and its patterns.
    """
    table = cue_table()
    runs = [
        [stance, *(" ".join(row["pattern"]) for row in run)]
        for stance, run in groupby(table.pop("rows"), key=lambda row: row["stance"])
    ]
    return json.dumps(table | {"runs": runs}, ensure_ascii=False, indent=1) + "\n"


@lru_cache(maxsize=1)
def _verb_terms() -> tuple[str, ...]:
    prefixes = (
        choice
        for pattern, _ in _rows()
        for term in pattern
        for choice in term.split("|")
        if choice.endswith("*")
    )
    return (*dict.fromkeys(prefixes), _REPORTING_VERBS)


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(
        (tuple(pattern.split()), stance)
        for by_stance in _PATTERNS.values()
        for stance, patterns in by_stance.items()
        for pattern in patterns
    )


def _weight(pattern: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """How many words and letters of the cue the pattern takes at its best; (0, 0) for none."""
    return max((_match(pattern, words, at) for at in range(len(words))), default=(0, 0))


def _match(pattern: Sequence[str], words: Sequence[str], at: int) -> tuple[int, int]:
    taken = letters = 0
    position = at
    gap = 0
    for term in pattern:
        if term == "...":
            gap = GAP_WORDS
            continue
        if term == "$":
            return (taken, letters) if position == len(words) else (0, 0)
        # The nearest word that fits is taken: patterns are short, and a later one adds nothing.
        fits = next(
            (
                place
                for place in range(position, min(position + gap + 1, len(words)))
                if _fits(term, words[place])
            ),
            None,
        )
        if fits is None:
            return 0, 0
        taken += 1
        letters += len(words[fits])
        position, gap = fits + 1, 0
    return taken, letters


def _fits(term: str, word: str) -> bool:
    return any(
        word.startswith(choice[:-1]) if choice.endswith("*") else word == choice
        for choice in term.split("|")
    )


if __name__ == "__main__":
    print(cues_file(), end="")
