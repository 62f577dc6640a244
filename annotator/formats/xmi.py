"""UIMA's XMI, as INCEpTION exports it: a file for each text and person, with TypeSystem.xml.

dkpro-cassis reads the two and turns UTF-16 offsets into code points. XML that declares entities of
its own is refused before it is read, and what is no annotation of people (words, sentences, facts
of the document) is passed over. https://inception-project.github.io/releases/ (user guide, formats)
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from annotator.formats.files import SourceFile, decode, stem_of
from annotator.formats.offsets import StoredText
from annotator.formats.reading import LONGEST_NAME, Where, place_in
from annotator.formats.records import (
    BlankRecord,
    FileRefused,
    MarkRecord,
    NamedHop,
    Person,
    Problem,
    Reading,
    TextRecord,
)
from annotator.formats.roles import linked, role_of

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
    ones = [one for one in cas.select_all_annotations() if _is_by_people(one)]
    chains, in_roles = _attributions(ones, stored, where, left_out)
    marks = [
        _mark(one, chains.get(_id(one), ()), stored, person, where)
        for one in _spans(ones, where, left_out)
        if _id(one) not in in_roles
    ]
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


def _is_by_people(one: Any) -> bool:
    return not one.type.name.startswith(_NOT_BY_PEOPLE) and hasattr(one, "begin")


def _spans(ones: Iterable[Any], where: Where, left_out: Counter[str]) -> Iterator[Any]:
    """Those that mark words; what marks none is counted."""
    for one in ones:
        if _is_relation(one):
            continue
        if type(one.begin) is not int or type(one.end) is not int:
            where.refuse("span_out_of_range", end=one.end)
        if one.begin == one.end:
            left_out[_short(one)] += 1
        else:
            yield one


def _mark(
    one: Any,
    chains: tuple[tuple[NamedHop, ...], ...],
    stored: StoredText,
    person: Person,
    where: Where,
) -> MarkRecord:
    start, end = _place(one, stored, where)
    return MarkRecord(
        text_key=where.file,
        start=start,
        end=end,
        foreign_type=_short(one),
        person=person,
        external_id=_id(one),
        attributes=tuple(_attributes(one)),
        chains=chains,
        file=where.file,
    )


# --- who said what: relations, and links in features ------------------------------------------


def _attributions(
    ones: Sequence[Any], stored: StoredText, where: Where, left_out: Counter[str]
) -> tuple[dict[str, tuple[tuple[NamedHop, ...], ...]], set[str]]:
    """Chains by the id of the content, and the ids that are only sources or cues. A layer, a
    relation, a link or a feature of one of them may be called by the role; other links are
    counted and left out."""
    spans = {_id(one): one for one in _spans(ones, where, Counter())}
    types = {key: _called(one) for key, one in spans.items()}
    words = {key: stored.text[slice(*_place(one, stored, where))] for key, one in spans.items()}
    links = [link for one in ones for link in _links(one)]
    chains, in_roles = linked((link[:3] for link in links), types, words)
    for first, second, _kind, layer in links:
        ends = {first, second}
        if not (ends & in_roles and ends & chains.keys()):
            left_out[layer] += 1
    return chains, in_roles


def _links(one: Any) -> Iterator[tuple[str, str, str, str]]:
    """(from, to, what it is called, its layer): a relation, or what the features of a mark hold."""
    if _is_relation(one):
        yield _id(one.Governor), _id(one.Dependent), _called(one), _short(one)
        return
    for feature in one.type.all_features:
        held = getattr(getattr(one, feature.name, None), "elements", None)
        for link in held if isinstance(held, list) else ():
            if hasattr(link, "role") and hasattr(link, "target"):
                role = str(link.role or "") or feature.name
                yield _id(one), _id(link.target), role, f"{_short(one)}.{feature.name}"


def _is_relation(one: Any) -> bool:
    return hasattr(one, "Governor") and hasattr(one, "Dependent")


def _called(one: Any) -> str:
    """What tells its role: a feature's value, or the name of its layer."""
    said = [attribute.partition("=")[2] for attribute in _attributes(one)]
    return next((name for name in (*said, _short(one)) if role_of(name)), _short(one))


def _place(one: Any, stored: StoredText, where: Where) -> tuple[int, int]:
    return place_in(stored, one.begin, one.end, is_utf16=False, where=where)


def _id(one: Any) -> str:
    return str(getattr(one, "xmiID", None) or "")


def _short(one: Any) -> str:
    return str(one.type.name.rpartition(".")[2])


def _attributes(one: Any) -> Iterator[str]:
    """What its features say, as `name=value`."""
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        if feature.name not in _PLACES and feature.rangeType.name in _PLAIN and value is not None:
            yield f"{feature.name}={value}"[:LONGEST_NAME]
