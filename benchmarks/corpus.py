"""A news corpus of invented words: the same for everybody who gives the same seed."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 2026
MEAN_CHARACTERS = 3159
SHORTEST = 400
LONGEST = 20_000
PEOPLE = 10
PEOPLE_PER_ARTICLE = 4
LABELS = ("confirmed", "unverified", "contested")
STANCES = ("asserts", "denies", "leaves_open", "reports")
# Outside the BMP: a code point here is two units in a browser.
WIDE = ("\U0001f6a8", "\U0001f30a", "\U0001d54f", "\U00020bb7", "\U0001f3db")
_SYLLABLES = {
    "en": ("th", "a", "or", "ment", "ing", "ser", "con", "vel", "u", "dis", "ly", "ter", "ow"),
    "nl": ("ge", "oo", "ver", "schep", "ij", "be", "ling", "aa", "cht", "en", "oe", "den", "wer"),
}
_SMALL_WORDS = {
    "en": ("the", "of", "and", "to", "in", "that", "was", "on", "said", "by"),
    "nl": ("de", "van", "en", "het", "in", "dat", "was", "op", "zei", "door"),
}


@dataclass(frozen=True)
class InventedArticle:
    """One article: paragraphs of invented words, separated by an empty line."""

    number: int
    title: str
    text: str
    language: str
    published_on: str

    @property
    def address(self) -> str:
        """Where it would stand."""
        return f"https://outlet{self.number % 40}.example/story/{self.number}"


@dataclass(frozen=True)
class InventedSpan:
    """A stretch that one of the people (0 to 9) marks; `source` and `claim` are any numbers that
    the reader takes modulo what there is."""

    start: int
    end: int
    quote: str
    person: int
    label: str
    stance: str
    source: int
    claim: int


def invented_articles(
    count: int, *, seed: int = SEED, mean_characters: int = MEAN_CHARACTERS
) -> Iterator[InventedArticle]:
    """So many articles, alternately English and Dutch; lengths are spread as those of news are,
    around the given mean, and one in five holds characters beyond the BMP."""
    vocabularies = {language: _vocabulary(language, seed) for language in _SYLLABLES}
    for number in range(count):
        rng = random.Random(f"{seed}/article/{number}")
        language = "nl" if number % 2 else "en"
        length = rng.lognormvariate(math.log(mean_characters) - 0.6**2 / 2, 0.6)
        length = min(max(length, SHORTEST), LONGEST)
        text = _text(rng, language, vocabularies[language], int(length), is_wide=number % 5 == 0)
        title = _sentence(rng, vocabularies[language], language, words=7).rstrip(".")
        day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
        yield InventedArticle(number, title, text, language, day)


def invented_spans(
    article: InventedArticle, count: int, *, people: int = PEOPLE_PER_ARTICLE, seed: int = SEED
) -> Iterator[InventedSpan]:
    """So many spans: the same passages, each marked by so many people who mostly agree."""
    rng = random.Random(f"{seed}/spans/{article.number}")
    starts = _word_starts(article.text)
    for number in range(count):
        place, colleague = divmod(number, people)
        if colleague == 0:
            first = rng.randrange(len(starts) - 6)
            label, stance = rng.choice(LABELS), rng.choice(STANCES)
            source, claim = rng.randrange(10_000), rng.randrange(100_000)
        last = min(first + rng.randint(5, 9), len(starts) - 1)
        start, end = starts[first], len(article.text[: starts[last]].rstrip())
        yield InventedSpan(
            start=start,
            end=end,
            quote=article.text[start:end],
            person=(article.number + colleague) % PEOPLE,
            label=label if rng.random() < 0.8 else rng.choice(LABELS),
            stance=stance if rng.random() < 0.8 else rng.choice(STANCES),
            source=source,
            claim=claim + place % 2,
        )


def _vocabulary(language: str, seed: int) -> list[str]:
    rng = random.Random(f"{seed}/{language}")
    syllables = _SYLLABLES[language]
    return ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(4000)]


def _text(
    rng: random.Random, language: str, vocabulary: list[str], length: int, *, is_wide: bool
) -> str:
    paragraphs: list[str] = []
    written = 0
    while written < length:
        sentences = [
            _sentence(rng, vocabulary, language, words=rng.randint(8, 24))
            for _ in range(rng.randint(1, 4))
        ]
        if is_wide:
            sentences.append(f"{rng.choice(WIDE)} {_sentence(rng, vocabulary, language, words=5)}")
        paragraphs.append(" ".join(sentences))
        written += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)[: max(length, SHORTEST)].rstrip()


def _sentence(rng: random.Random, vocabulary: list[str], language: str, *, words: int) -> str:
    small = _SMALL_WORDS[language]
    said = [rng.choice(small if rng.random() < 0.4 else vocabulary) for _ in range(words)]
    return " ".join(said).capitalize() + "."


def _word_starts(text: str) -> list[int]:
    return [
        place
        for place, character in enumerate(text)
        if not character.isspace() and (place == 0 or text[place - 1].isspace())
    ]
