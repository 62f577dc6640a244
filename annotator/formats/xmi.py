"""UIMA's XMI, as INCEpTION exports it: a file for each text and person, with TypeSystem.xml.

dkpro-cassis reads the two and turns UTF-16 offsets into code points. XML that declares entities of
its own is refused before it is read, and what is no annotation of people (words, sentences, facts
of the document) is passed over. https://inception-project.github.io/releases/ (user guide, formats)
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from annotator.formats.files import SourceFile, decode, stem_of
from annotator.formats.offsets import StoredText
from annotator.formats.reading import LONGEST_NAME, Where, place_in
from annotator.formats.records import (
    BlankRecord,
    FileRefused,
    MarkRecord,
    Person,
    Problem,
    Reading,
    TextRecord,
)

_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
# What tools add to every text, and how INCEpTION keeps its own settings.
_NOT_BY_PEOPLE = (
    "uima.tcas.DocumentAnnotation",
    *(f"{_DKPRO}{part}." for part in ("segmentation", "metadata", "lexmorph", "syntax")),
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
)
_DOCUMENT = f"{_DKPRO}metadata.type.DocumentMetaData"
# INCEpTION's names for what is nobody's: the text as it came in, and what curators settled on.
_NOBODY = ("INITIAL_CAS", "CURATION_USER")
_PLAIN = ("uima.cas.String", "uima.cas.Boolean")
_PLACES = ("sofa", "begin", "end")


def read_xmi(files: Sequence[SourceFile]) -> Reading:
    """The texts and marks of all files; whose they are is told by the name of the file, unless
    that is the name of the document."""
    found = Reading()
    systems = [file for file in files if not _is_text(file)]
    for file in filter(_is_text, files):
        try:
            _read(found, file, _system_of(file, systems))
        except FileRefused as refused:
            found.problems.append(refused.problem)
    if len(systems) == len(files):
        found.problems += [Problem(file.name, None, "nothing_in_it") for file in files[:1]]
    return found


def _is_text(file: SourceFile) -> bool:
    return file.name.casefold().endswith(".xmi")


def _system_of(file: SourceFile, systems: Sequence[SourceFile]) -> SourceFile:
    """The type system that stands beside the file, else the only one there is."""
    folder = posixpath.dirname(file.name)
    beside = [one for one in systems if posixpath.dirname(one.name) == folder] or systems
    if len({one.content for one in beside}) != 1:
        raise FileRefused(Problem(file.name, None, "no_type_system"))
    return beside[0]


def _read(found: Reading, file: SourceFile, system: SourceFile) -> None:
    cas = _loaded(file, system)
    where = Where(file.name)
    if not isinstance(cas.sofa_string, str) or not cas.sofa_string.strip():
        where.refuse("no_text")
    stored = StoredText(cas.sofa_string)
    title, language = _facts(cas)
    person = _person(file.name, title)
    found.texts.append(
        TextRecord(
            key=file.name,
            text=stored.text,
            title=title[:500],
            language=language,
            is_exact=True,
            file=file.name,
        )
    )
    left_out: Counter[str] = Counter()
    marks = list(_marks(cas, stored, person, where, left_out))
    found.marks += marks
    if not marks and person.name:
        found.blanks.append(BlankRecord(file.name, person))
    for kind, count in sorted(left_out.items()):
        found.notes.append(where.problem("links_left_out", count=count, label=kind[:100]))


def _loaded(file: SourceFile, system: SourceFile) -> Any:
    # Imported where it is needed: whoever imports no XMI never pays for it.
    from cassis import load_cas_from_xmi, load_typesystem

    for one in (system, file):
        decode(one)
        if _DECLARES.search(one.content) or _ENCODING.match(one.content):
            raise FileRefused(Problem(one.name, None, "xml_declares"))
    try:
        return load_cas_from_xmi(
            BytesIO(file.content), typesystem=load_typesystem(BytesIO(system.content))
        )
    except Exception:  # it raises whatever its parts raise: of XML, of types, of numbers
        raise FileRefused(Problem(file.name, None, "not_xmi")) from None


def _facts(cas: Any) -> tuple[str, str]:
    """The document's title and language, as far as the file says."""
    if not cas.typesystem.contains_type(_DOCUMENT):
        return "", ""
    for told in cas.select(_DOCUMENT):
        language = str(told.get("language") or "")
        title = " ".join(str(told.get("documentTitle") or "").split())
        return title, language if re.fullmatch("[a-z]{2,3}", language) else ""
    return "", ""


def _person(name: str, title: str) -> Person:
    """INCEpTION names the file after the person in a project's export, after the document in a
    single one's."""
    stem = posixpath.basename(stem_of(name))
    is_nobody = stem in _NOBODY or stem in (title, stem_of(title))
    return Person("" if is_nobody else stem[:LONGEST_NAME])


def _marks(
    cas: Any, stored: StoredText, person: Person, where: Where, left_out: Counter[str]
) -> Iterator[MarkRecord]:
    """What people marked; links between marks are counted and left out."""
    for one in cas.select_all_annotations():
        kind = one.type.name
        if kind.startswith(_NOT_BY_PEOPLE) or not hasattr(one, "begin"):
            continue
        names = {feature.name for feature in one.type.all_features}
        short = kind.rpartition(".")[2]
        if {"Governor", "Dependent"} <= names:
            left_out[short] += 1
            continue
        if type(one.begin) is not int or type(one.end) is not int:
            where.refuse("span_out_of_range", end=one.end)
        if one.begin == one.end:
            left_out[short] += 1
            continue
        start, end = place_in(stored, one.begin, one.end, is_utf16=False, where=where)
        yield MarkRecord(
            text_key=where.file,
            start=start,
            end=end,
            foreign_type=short,
            person=person,
            external_id=str(one.xmiID or ""),
            attributes=tuple(_attributes(one)),
            file=where.file,
        )


def _attributes(one: Any) -> Iterator[str]:
    """What its features say, as `name=value`."""
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        if feature.name not in _PLACES and feature.rangeType.name in _PLAIN and value is not None:
            yield f"{feature.name}={value}"[:LONGEST_NAME]
