"""Files of other programs, as they write them, read into texts and marks."""

import json

import pytest

from annotator.formats.files import SourceFile
from annotator.formats.readers import KINDS, kind_of, read_files
from annotator.formats.reading import Options
from annotator.formats.records import MarkRecord, NamedHop, Reading
from annotator.formats.webannotation import find_place

FACE = "\U0001f60a"
TEXT = f"The mayor {FACE} said that\nthirty houses were flooded.\nThe army denied it."


def read(kind: str, options: Options | None = None, /, **files: str | bytes) -> Reading:
    """What is read from files, named with `__` for a dot and `___` for a slash."""
    named = [
        SourceFile(
            name.replace("___", "/").replace("__", "."),
            content.encode() if isinstance(content, str) else content,
        )
        for name, content in files.items()
    ]
    return read_files(named, kind, options or Options())


def words(found: Reading, mark: MarkRecord) -> str:
    """The words of a mark, in its text."""
    [text] = [text for text in found.texts if text.key == mark.text_key]
    assert text.text is not None
    return text.text[mark.start : mark.end]


def problems(found: Reading) -> list[tuple[str, int | None, str]]:
    """File, line and code of each problem."""
    return [(one.file, one.line, one.code) for one in found.problems]


# --- brat -----------------------------------------------------------------------------------


def at(quote: str, text: str = TEXT) -> str:
    """The offsets of a quote as brat writes them."""
    start = text.index(quote)
    return f"{start} {start + len(quote)}"


ANNOTATED = "\n".join(
    [
        f"T1\tSource {at('The mayor')}\tThe mayor",
        f"T2\tCue {at('said')}\tsaid",
        f"T3\tContent {at('thirty houses were flooded')}\tthirty houses were flooded",
        f"T4\tPlace {at('thirty')};{at('flooded')}\tthirty flooded",
        "E1\tCue:T2 Source:T1 Content:T3",
        "A1\tFactuality E1 Certain",
        "A2\tNested T3",
        "#1\tAnnotatorNotes T3\tas the board has it",
        "N1\tReference T1 Wikidata:Q1\tmayor",
        "",
    ]
)


def test_an_attribution_event_becomes_a_mark_on_the_content_with_a_chain() -> None:
    found = read("brat", a__txt=TEXT, a__ann=ANNOTATED)
    assert not found.problems
    content = found.marks[0]
    assert words(found, content) == "thirty houses were flooded"
    assert content.foreign_type == "Content"
    assert content.chains == ((NamedHop("The mayor", "said"),),)
    assert content.note == "as the board has it"
    assert content.attributes == ("Nested", "Factuality=Certain")
    assert [note.code for note in found.notes] == ["lines_left_out"]


def test_a_span_in_pieces_becomes_a_mark_for_each_piece_and_keeps_its_name() -> None:
    found = read("brat", a__txt=TEXT, a__ann=ANNOTATED)
    pieces = [mark for mark in found.marks if mark.foreign_type == "Place"]
    assert [words(found, mark) for mark in pieces] == ["thirty", "flooded"]
    assert [mark.external_id for mark in pieces] == ["T4#1", "T4#2"]


def test_pieces_with_only_a_line_end_between_them_are_one_span() -> None:
    start, middle = TEXT.index("that"), TEXT.index("thirty")
    line = f"T1\tClaim {start} {start + 4};{middle} {middle + 6}\tthat thirty\n"
    found = read("brat", a__txt=TEXT, a__ann=line)
    assert [words(found, mark) for mark in found.marks] == ["that\nthirty"]


def test_relations_tell_of_source_and_cue_as_events_do() -> None:
    lines = "\n".join(
        [
            f"T1\tclaim {at('thirty houses were flooded')}\tthirty houses were flooded",
            f"T2\tsource-span {at('The mayor')}\tThe mayor",
            f"T3\tcue-span {at('said')}\tsaid",
            "R1\tSource Arg1:T1 Arg2:T2",
            "R2\tCue Arg1:T1 Arg2:T3",
        ]
    )
    [mark] = read("brat", a__txt=TEXT, a__ann=lines).marks
    assert mark.chains == ((NamedHop("The mayor", "said"),),)


def test_two_sources_of_one_content_are_two_chains() -> None:
    lines = "\n".join(
        [
            f"T1\tContent {at('thirty houses were flooded')}\tthirty houses were flooded",
            f"T2\tSource {at('The mayor')}\tThe mayor",
            f"T3\tSource {at('The army')}\tThe army",
            f"T4\tCue {at('said')}\tsaid",
            "E1\tAttribution:T4 Source:T2 Source2:T3 Content:T1",
        ]
    )
    [mark] = read("brat", a__txt=TEXT, a__ann=lines).marks
    assert mark.chains == ((NamedHop("The mayor", "said"),), (NamedHop("The army", "said"),))


def test_line_ends_of_two_characters_and_a_bom_count_in_brat_but_not_in_our_text() -> None:
    theirs = "\ufeff" + TEXT.replace("\n", "\r\n")
    line = f"T1\tClaim {at('The army denied it', theirs)}\tThe army denied it\r\n"
    found = read("brat", a__txt=theirs, a__ann=line)
    assert [words(found, mark) for mark in found.marks] == ["The army denied it"]


@pytest.mark.parametrize(
    "names",
    [
        ("a__txt", "ann___a__ann", "bob___a__ann"),
        ("a__txt", "a_ann__ann", "a_bob__ann"),
        ("texts___a__txt", "ann___a__ann", "bob___a__ann"),
        ("ann___a__txt", "ann___a__ann", "bob___a__txt", "bob___a__ann"),
    ],
)
def test_several_annotators_files_on_one_text_are_several_peoples_marks(
    names: tuple[str, ...],
) -> None:
    files = {name: TEXT if name.endswith("txt") else ANNOTATED for name in names}
    found = read("brat", **files)
    assert not found.problems
    assert len(found.texts) == 1
    assert {mark.person.name for mark in found.marks} == {"ann", "bob"}


def test_an_empty_file_of_annotations_is_somebody_who_marked_nothing() -> None:
    found = read("brat", a__txt=TEXT, ann___a__ann="", bob___a__ann=ANNOTATED)
    assert [(blank.text_key, blank.person.name) for blank in found.blanks] == [("a.txt", "ann")]


def test_what_is_wrong_with_brat_files_is_told_by_file_and_line() -> None:
    wrong = "T1\tX 0 3\tThe\nT1\tX 0 3\tThe\nT2\tX 0 3\tShe\nT3\tX 90 99\tThe\nnonsense\n"
    found = read("brat", a__txt=TEXT, a__ann=wrong, b__ann="T1\tX 0 3\tThe\n", c__doc="x")
    assert problems(found) == [
        ("a.ann", 2, "id_twice"),
        ("a.ann", 3, "quote_mismatch"),
        ("a.ann", 4, "span_out_of_range"),
        ("a.ann", 5, "not_brat"),
        ("b.ann", None, "no_text_for_annotations"),
        ("c.doc", None, "file_kind"),
    ]


def units(quote: str) -> int:
    """Where a quote begins, in UTF-16 units."""
    return len(TEXT[: TEXT.index(quote)].encode("utf-16-le")) // 2


# --- doccano --------------------------------------------------------------------------------


def test_doccanos_two_forms_give_the_same_marks() -> None:
    start = units("thirty")
    old = {"id": 1, "text": TEXT, "label": [[start, start + 6, "Claim"]], "Comments": ["sure?"]}
    entity = {"id": 7, "label": "Claim", "start_offset": start, "end_offset": start + 6}
    new = {"id": 1, "text": TEXT, "entities": [entity], "relations": [], "title": "Water"}
    first = read("doccano", a__jsonl=json.dumps(old))
    second = read("doccano", a__jsonl=json.dumps(new))
    assert not first.problems + second.problems
    assert [words(first, mark) for mark in first.marks] == ["thirty"]
    assert [words(second, mark) for mark in second.marks] == ["thirty"]
    assert first.marks[0].note == "sure?"
    assert second.texts[0].title == "Water"


def test_doccanos_files_of_several_people_are_named_after_them() -> None:
    line = json.dumps({"text": TEXT, "label": [[0, 3, "Claim"]]})
    found = read("doccano", ann__jsonl=line, bob__jsonl=line, all__jsonl=line)
    assert [mark.person.name for mark in found.marks] == ["ann", "bob", ""]


def test_doccanos_relations_to_a_source_make_a_chain() -> None:
    spans = [
        (name, units(quote), quote, kind)
        for name, quote, kind in ((1, "thirty houses", "Claim"), (2, "The mayor", "Source"))
    ]
    entities = [
        {"id": name, "label": kind, "start_offset": start, "end_offset": start + len(quote)}
        for name, start, quote, kind in spans
    ]
    row = {
        "text": TEXT,
        "entities": entities,
        "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "says"}],
    }
    [mark] = read("doccano", a__jsonl=json.dumps(row)).marks
    assert mark.chains == ((NamedHop("The mayor"),),)


# --- Label Studio ---------------------------------------------------------------------------


def task(*, start: int, end: int, quote: str = "thirty") -> dict[str, object]:
    """A task with one span by one person."""
    value = {"start": start, "end": end, "text": quote, "labels": ["Claim"]}
    result = {"id": "x1", "type": "labels", "from_name": "l", "to_name": "text", "value": value}
    done = {"id": 5, "completed_by": {"id": 3, "email": "ann@x.example"}, "result": [result]}
    return {"id": 1, "data": {"text": TEXT, "title": "Water"}, "annotations": [done]}


def test_label_studio_counts_code_points() -> None:
    start = TEXT.index("thirty")
    found = read("labelstudio", a__json=json.dumps([task(start=start, end=start + 6)]))
    assert not found.problems
    [mark] = found.marks
    assert words(found, mark) == "thirty"
    assert mark.person.email == "ann@x.example"
    assert found.texts[0].title == "Water"


def test_label_studio_files_that_count_in_utf16_are_seen_by_their_words() -> None:
    start = units("thirty")
    found = read("labelstudio", a__json=json.dumps([task(start=start, end=start + 6)]))
    assert [words(found, mark) for mark in found.marks] == ["thirty"]


def test_label_studios_other_words_are_refused_with_the_number_of_the_task() -> None:
    wrong = json.dumps([task(start=0, end=3, quote="The"), task(start=0, end=3, quote="She")])
    assert problems(read("labelstudio", a__json=wrong)) == [("a.json", 2, "quote_mismatch")]


def test_label_studios_short_form_is_read_too() -> None:
    span = {"start": 0, "end": 9, "text": "The mayor", "labels": ["Claim", "Person"]}
    row = {"id": 1, "text": TEXT, "label": [span], "annotator": 4}
    found = read("labelstudio", a__json=json.dumps([row]))
    assert [(mark.foreign_type, mark.person.name) for mark in found.marks] == [
        ("Claim", "4"),
        ("Person", "4"),
    ]


# --- W3C ------------------------------------------------------------------------------------


def web_annotation(**position: int) -> dict[str, object]:
    """One annotation with a quote, and a position where one is given."""
    quote = {"type": "TextQuoteSelector", "exact": "thirty", "prefix": "that\n", "suffix": " h"}
    selectors: list[object] = [quote]
    if position:
        selectors.append({"type": "TextPositionSelector", **position})
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:1",
        "type": "Annotation",
        "creator": {"id": "https://x.example/ann", "name": "Ann"},
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "Claim"},
            {"type": "TextualBody", "purpose": "commenting", "value": "sure?"},
        ],
        "target": {"source": "https://x.example/water", "selector": selectors},
    }


@pytest.mark.parametrize("count", ["code points", "utf16", "neither", "none"])
def test_a_web_annotation_is_found_by_position_or_by_its_words(count: str) -> None:
    start = TEXT.index("thirty")
    places = {
        "code points": {"start": start, "end": start + 6},
        "utf16": {"start": start + 1, "end": start + 7},
        "neither": {"start": 0, "end": 6},
        "none": {},
    }
    found = read("webannotation", a__jsonld=json.dumps(web_annotation(**places[count])))
    [mark] = found.marks
    assert find_place(mark, TEXT) == (start, start + 6)
    assert find_place(mark, "Something else altogether.") is None
    assert (mark.foreign_type, mark.note, mark.person.name) == ("Claim", "sure?", "Ann")
    assert mark.text_url == "https://x.example/water"


def test_web_annotations_come_as_lists_pages_and_lines_too() -> None:
    one = web_annotation()
    page = {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [one]}}
    for written in (json.dumps([one]), json.dumps(page), f"{json.dumps(one)}\n{json.dumps(one)}\n"):
        found = read("webannotation", a__jsonld=written)
        assert not found.problems
        assert found.marks


# --- our own rows ---------------------------------------------------------------------------


def test_articles_and_annotations_are_told_apart_in_one_file() -> None:
    article = {"id": 9, "text": TEXT, "title": "Water", "sha256": "0" * 64, "publisher_name": "X"}
    mark = {"article": 9, "start": 0, "end": 3, "quote": "The", "label": "contested", "id": "u"}
    hops = [[{"source": 4, "source_name": "The army", "cue": "denied", "stance": "denies"}]]
    lines = [article, {**mark, "author": 3, "author_name": "Ann", "attributions": hops}]
    found = read("jsonl", a__jsonl="\n".join(map(json.dumps, lines)))
    assert not found.problems
    assert (found.texts[0].key, found.texts[0].is_exact, found.texts[0].publisher) == (
        "9",
        True,
        "X",
    )
    assert found.marks[0].text_key == "9"
    assert found.marks[0].chains == ((NamedHop("The army", "denied", "denies"),),)
    assert (found.marks[0].person.name, found.marks[0].person.key) == ("Ann", "3")


def test_lines_that_cannot_be_right_are_told_one_by_one() -> None:
    lines = [
        b'{"text": "a", "text": "b"}',
        b'{"text": "a", "title": NaN}',
        b'{"text": "a", "blocks": ' + b"[" * 21 + b"]" * 21 + b"}",
        b'{"text": "\\ud800"}',
        b'{"text": "a\\u0000"}',
        b'{"text": 5}',
        b'{"txet": "a"}',
        b"[1]",
        b'{"text": "a", "revision": 99999999999999999999}',
        b"{",
        b'{"text": "a", "html": "b"}',
    ]
    found = read("jsonl", a__jsonl=b"\n".join(lines))
    assert [code for _file, _line, code in problems(found)] == [
        *("key_twice", "not_a_number", "too_deep", "lone_surrogate", "nul_character"),
        *("wrong_type", "unknown_key", "not_an_object", "number_too_large", "not_json"),
        "text_or_html",
    ]
    assert [line for _file, line, _code in problems(found)] == list(range(1, 12))


def test_a_table_is_read_whatever_stands_between_its_cells() -> None:
    for delimiter in (",", ";", "\t"):
        table = delimiter.join(["body", "title", "authors", "other"]) + "\r\n"
        table += delimiter.join([f'"{TEXT}"', "'=Water", "A; B", "x"])
        if delimiter == ";":
            table = table.replace("A; B", '"A; B"')
        found = read("csv", Options(fields={"text": "body"}), a__csv=table)
        assert not found.problems
        [text] = found.texts
        assert (text.text, text.title, text.authors) == (TEXT, "=Water", ("A", "B"))
        assert [note.code for note in found.notes] == ["columns_ignored"]


@pytest.mark.parametrize(
    ("table", "line", "code"),
    [
        ("text," * 1_000_000 + "\n", 1, "too_many_columns"),
        ("title\nx\n", 1, "no_text_column"),
        ("text,text\nx,y\n", 1, "column_twice"),
        ("text,title\nx\n", 2, "cells_wrong"),
        ('text,title\n"x\n', 2, "not_csv"),
        ("text\nx\0\n", 2, "has_nul"),
    ],
)
def test_a_table_that_is_none_is_refused(table: str, line: int, code: str) -> None:
    assert problems(read("csv", a__csv=table)) == [("a.csv", line, code)]


# --- pages, texts, and all of it at once ------------------------------------------------------


def test_a_page_may_say_what_it_is_written_in() -> None:
    page = '<meta charset="windows-1252"><p>Café</p>'.encode("cp1252")
    assert "Café" in (read("html", a__html=page).texts[0].html or "")
    assert problems(read("html", a__html="<p>Café</p>".encode("cp1252"))) == [
        ("a.html", 1, "not_utf8")
    ]
    assert problems(read("txt", a__txt=b"fine\n\xff\xfe")) == [("a.txt", 2, "not_utf8")]


def test_a_zip_may_hold_several_kinds() -> None:
    row = json.dumps({"text": "Another text."})
    note = json.dumps(web_annotation())
    found = read(
        "zip",
        a__txt=TEXT,
        b__html="<p>Page</p>",
        c__jsonl=row,
        d__csv="text\nMore.\n",
        e__json=json.dumps([task(start=0, end=3, quote="The")]),
        f__json=note,
    )
    assert not found.problems
    assert len(found.texts) == 5
    assert len(found.marks) == 2
    assert problems(read("zip", a__exe=b"MZ")) == [("a.exe", None, "file_kind")]


def test_every_kind_refuses_nothing_at_all_and_noise() -> None:
    for kind in KINDS:
        assert read(kind, a__jsonl=b"").problems, kind
        assert read(kind, a__txt=bytes(range(128, 256))).problems, kind
    assert kind_of("x.PDF") is None
    assert kind_of("X.HTM") == "html"
