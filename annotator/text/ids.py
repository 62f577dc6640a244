"""Ids as text."""


def dashed_id(text: str) -> str:
    """A UUID in its usual form, of what a database writes for it: SQLite keeps it without dashes.

    >>> dashed_id("0190163d8694739ba5f7b8e3c1d2e4f6")
    '0190163d-8694-739b-a5f7-b8e3c1d2e4f6'
    """
    if len(text) == 36:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
