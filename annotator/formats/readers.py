"""Which reader takes which kind of file, and a ZIP of several kinds."""

import posixpath
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.formats.brat import read_brat
from annotator.formats.doccano import read_doccano
from annotator.formats.files import SourceFile, decode, decode_page
from annotator.formats.labelstudio import read_labelstudio
from annotator.formats.reading import Options
from annotator.formats.records import FileRefused, Problem, Reading, TextRecord
from annotator.formats.rows import read_csv, read_jsonl
from annotator.formats.webannotation import read_webannotation
from annotator.formats.xmi import read_xmi

KINDS = (
    *("jsonl", "csv", "txt", "html", "zip"),
    *("brat", "webannotation", "doccano", "labelstudio", "xmi"),
)
PLAIN_ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "txt",
    ".md": "txt",
    ".html": "html",
    ".htm": "html",
    ".jsonld": "webannotation",
    ".json": "json",
    ".ann": "brat",
    ".xmi": "xmi",
    ".xml": "xmi",
    ".zip": "zip",
}
_Reader = Callable[[SourceFile, Options], Reading]


def read_files(
    files: Iterable[SourceFile],
    kind: str,
    options: Options,
    *,
    on_file: Callable[[], None] = lambda: None,
) -> Reading:
    """Everything in the files, and all that is wrong with them; `on_file` is called after each.

    `zip` means of mixed kinds, told by their endings; files of brat, and those of UIMA, are read
    as one corpus.
    """
    corpora: dict[str, list[SourceFile]] = {"brat": [], "xmi": []}
    found = Reading()
    several = list(files)
    has_annotations = any(file.name.casefold().endswith(".ann") for file in several)
    for file in several:
        one = _kind_in_zip(file, has_annotations) if kind == "zip" else kind
        if one in corpora:
            corpora[one].append(file)
            continue
        try:
            found.add(_read_one(file, one, options, of_a_person=len(several) > 1))
        except FileRefused as refused:
            found.problems.append(refused.problem)
        on_file()
    if corpora["brat"]:
        found.add(read_brat(corpora["brat"], options))
        on_file()
    if corpora["xmi"]:
        found.add(read_xmi(corpora["xmi"]))
        on_file()
    if not (found.texts or found.marks or found.problems):
        found.problems.append(Problem(several[0].name if several else "", None, "nothing_in_it"))
    return found


def kind_of(name: str) -> str | None:
    """The kind a file's name tells; `json` is one of two, and None is none that we read."""
    return PLAIN_ENDINGS.get(posixpath.splitext(name.casefold())[1])


def _kind_in_zip(file: SourceFile, has_annotations: bool) -> str | None:
    kind = kind_of(file.name)
    if kind == "txt" and has_annotations:
        return "brat"
    if kind == "json":
        head = file.content[:4096]
        return "webannotation" if b'"@context"' in head else "labelstudio"
    return kind


def _read_one(
    file: SourceFile, kind: str | None, options: Options, *, of_a_person: bool
) -> Reading:
    if kind == "doccano":
        return read_doccano(file, options, of_a_person=of_a_person)
    if kind not in _READERS:
        raise FileRefused(Problem(file.name, None, "file_kind"))
    return _READERS[kind](file, options)


def _read_text(file: SourceFile, options: Options) -> Reading:
    return Reading(texts=[TextRecord(key=file.name, text=decode(file), file=file.name)])


def _read_page(file: SourceFile, options: Options) -> Reading:
    return Reading(texts=[TextRecord(key=file.name, html=decode_page(file), file=file.name)])


def with_marks_exact(texts: Sequence[TextRecord], marked: frozenset[str]) -> list[TextRecord]:
    """The texts; those that have marks are stored as they are."""
    return [
        replace(text, is_exact=True) if text.key in marked and text.text else text for text in texts
    ]


_READERS: dict[str, _Reader] = {
    "jsonl": read_jsonl,
    "csv": read_csv,
    "txt": _read_text,
    "html": _read_page,
    "webannotation": lambda file, options: read_webannotation(file),
    "labelstudio": read_labelstudio,
}
