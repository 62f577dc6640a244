"""What the labels mean, and what other vocabularies call them."""

# https://fever.ai/dataset/averitec.html: the four veracity labels.
AVERITEC: dict[str, str] = {
    "confirmed": "Supported",
    "unverified": "Not Enough Evidence",
    "contested": "Conflicting Evidence/Cherrypicking",
    "refuted": "Refuted",
}
MEANINGS: dict[str, str] = {
    "confirmed": "The text establishes the claim, by evidence or by a second party.",
    "unverified": "Somebody asserts it, and the text offers nothing independent of them.",
    "contested": "Another party disputes it, or the text holds evidence both ways.",
}
"""A judgement on the claim as the text leaves it: not on the source, and not on what is true."""
