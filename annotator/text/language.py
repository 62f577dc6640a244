"""Which language a text is in, or that it is not clear."""

from functools import lru_cache
from typing import Any

# Below this, a name or a loan word decides more than the language does.
SHORTEST_LETTERS = 20

# The share of all probability that the best guess must have.
LEAST_PROBABILITY = 0.8

_LONGEST_SAMPLE = 20_000


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None when it is short or unclear."""
    sample = text[:_LONGEST_SAMPLE]
    if sum(character.isalpha() for character in sample) < SHORTEST_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    # The model's codes of three letters are rare languages and "zxx": not a language.
    is_clear = probability >= LEAST_PROBABILITY and len(language) == 2
    return str(language) if is_clear else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # The model takes a second and some memory: only processes that need it pay.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
