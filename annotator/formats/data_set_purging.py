"""A data set once more, without what was purged; it says itself what went."""

from collections.abc import Collection, Iterator
from zipfile import ZipFile

import orjson

from annotator.formats.data_set import File, Tally, checked, checksums
from annotator.formats.zips import zipped

_TEXTS, _CARD, _SUMS = "data/articles.jsonl", "README.md", "SHA256SUMS"
# By which name each row tells the article it is, or is about.
_ARTICLE_OF = {"data/annotations.jsonl": "article", _TEXTS: "id"}
HEADING = "## Purged"


def holds_one_of(archive: ZipFile, articles: Collection[int]) -> bool:
    """Whether the data set has the text of one of the articles."""
    with archive.open(_TEXTS) as lines:
        return any(orjson.loads(line)["id"] in articles for line in lines)


def data_set_without(
    archive: ZipFile, articles: Collection[int], *, day: str, sha256: str, gone: Tally
) -> Iterator[bytes]:
    """The ZIP anew, without the rows of the articles: the card says at its end how many went on
    which day, and from which checksum. Complete when all is read, `gone` has the labels and the
    number of articles that went, and the files as they are now."""
    return zipped(_files(archive, articles, day, sha256, gone))


def _files(
    archive: ZipFile, articles: Collection[int], day: str, sha256: str, gone: Tally
) -> Iterator[File]:
    for name in archive.namelist():
        if name in _ARTICLE_OF:
            yield checked(name, _left(archive, name, articles, gone), gone)
        elif name == _CARD:  # after the rows: by then all that it tells is counted
            yield checked(name, _card(archive, day, sha256, gone), gone)
        elif name != _SUMS:
            yield checked(name, [archive.read(name)], gone)
    yield _SUMS, (checksums(gone) for _ in (1,))


def _left(archive: ZipFile, name: str, articles: Collection[int], gone: Tally) -> Iterator[bytes]:
    with archive.open(name) as lines:
        for line in lines:
            row = orjson.loads(line)
            if row[_ARTICLE_OF[name]] not in articles:
                yield line
            elif name == _TEXTS:
                gone.articles += 1
            else:
                gone.labels[row["label"]] += 1


def _card(archive: ZipFile, day: str, sha256: str, gone: Tally) -> Iterator[bytes]:
    card = archive.read(_CARD).decode().rstrip("\n")
    if HEADING not in card.splitlines():
        card += f"\n\n{HEADING}\n"
    yield (
        f"{card}\n- On {day}: {gone.articles} article(s) with {gone.labels.total()} annotation(s), "
        "taken out for good. What is said further up was counted with them. Until then the ZIP had "
        f"the checksum sha256:{sha256}.\n"
    ).encode()
