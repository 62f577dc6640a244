"""What is said of the files of an import: a sentence for each problem, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.formats.records import Problem

MOST_ROWS = 500
"""Rows of a report; what is more is counted."""

_REASONS = {
    "archive_broken": gettext_noop("This archive is broken or cut off. Make it anew."),
    "archive_nested": gettext_noop("There is an archive inside the archive. Unpack it first."),
    "authors_unknown": gettext_noop("There is no member “%(name)s” here to give this work to."),
    "cells_wrong": gettext_noop("This row has %(count)s cells; the header has %(expected)s."),
    "column_twice": gettext_noop("Two columns of the header have the same name."),
    "columns_ignored": gettext_noop("Columns that were not read: %(names)s."),
    "decision_not_yours": gettext_noop(
        "This is a reviewer's decision; only reviewers and managers can import those."
    ),
    "encrypted": gettext_noop("This file is locked with a password. Send it unlocked."),
    "file_empty": gettext_noop("There is nothing in this file."),
    "file_kind": gettext_noop("This kind of file is not read. Take it out of what you send."),
    "file_twice": gettext_noop("This file is twice in the archive."),
    "has_nul": gettext_noop("This line holds a NUL character, so this is not a text file."),
    "id_twice": gettext_noop("The id %(id)s stands twice in this file."),
    "item": gettext_noop("%(message)s"),
    "key_twice": gettext_noop("A name stands twice in one object, so it could be read two ways."),
    "label_unmapped": gettext_noop(
        "The label “%(label)s” (%(count)s marks) is none of ours. Say what it becomes, or that it "
        "is to be skipped."
    ),
    "lines_left_out": gettext_noop(
        "%(count)s lines of kinds that are not read (references, groups) were left out."
    ),
    "links_left_out": gettext_noop(
        "%(count)s of the type %(label)s link marks or mark nothing; they were left out."
    ),
    "lone_surrogate": gettext_noop("A text here holds half a character (a lone surrogate)."),
    "marks_skipped": gettext_noop("%(count)s marks “%(label)s” are skipped, as you asked."),
    "no_selector": gettext_noop("This annotation does not say where in the text it is."),
    "no_target": gettext_noop("This annotation does not say which text it is about."),
    "no_text": gettext_noop("There is no text here. Say in the mapping which field holds it."),
    "no_text_column": gettext_noop(
        "No column is called text or html. Say in the mapping which column holds the text."
    ),
    "no_text_for_annotations": gettext_noop(
        "There is no text to these annotations: send NAME.txt with NAME.ann."
    ),
    "not_a_file": gettext_noop("This is a link, not a file. Put the file itself in the archive."),
    "not_a_list": gettext_noop("This file holds no list of tasks."),
    "not_a_number": gettext_noop("JSON has no NaN and no Infinity. Use null for what is unknown."),
    "not_a_whole_number": gettext_noop("“%(name)s” must be a whole number."),
    "not_an_object": gettext_noop('This is not a JSON object, like {"text": "…"}.'),
    "not_brat": gettext_noop("This line is not one of brat's standoff format."),
    "not_csv": gettext_noop("From this line on the table cannot be read: a quotation is open."),
    "not_json": gettext_noop("This is not JSON."),
    "no_type_system": gettext_noop(
        "The type system that belongs to this file is missing. Send both, as INCEpTION packs them."
    ),
    "not_xmi": gettext_noop("This is not UIMA XMI, or not of the type system sent with it."),
    "xml_declares": gettext_noop(
        "This XML declares entities or another encoding than UTF-8, which an export never does."
    ),
    "not_utf8": gettext_noop("This line is not UTF-8. Save the file as UTF-8 and send it again."),
    "nothing_in_it": gettext_noop("There is nothing in it to import."),
    "nul_character": gettext_noop("A text here holds the NUL character, which cannot be stored."),
    "number_too_large": gettext_noop("A number here does not fit in 64 bits."),
    "packed_too_tightly": gettext_noop(
        "This file unpacks to far more than it weighs, as a bomb does. It was not unpacked."
    ),
    "path_outside": gettext_noop("The path of this file leads out of the archive."),
    "path_unprintable": gettext_noop("The name of this file holds characters that do not print."),
    "put_away": gettext_noop(
        "The project has this article, but a manager put it away. Ask a manager to bring it back."
    ),
    "quote_mismatch": gettext_noop("The words “%(quote)s” are not what stands there in the text."),
    "span_inside_grapheme": gettext_noop("The span begins or ends inside one character."),
    "span_out_of_range": gettext_noop("The span ends behind the end of the text."),
    "span_reversed": gettext_noop("The span ends before it begins, or is empty."),
    "stance_unknown": gettext_noop("There is no such stance: “%(name)s”."),
    "text_differs": gettext_noop("This text is not the one that its sha256 was taken of."),
    "text_or_html": gettext_noop("An article has either text or html, not both and not neither."),
    "text_unknown": gettext_noop(
        "The text of this annotation is neither in the files nor in the project."
    ),
    "too_deep": gettext_noop("This is nested more than 20 levels deep."),
    "too_long": gettext_noop("The outlet's name or the language code is too long."),
    "too_many_columns": gettext_noop("This table has more than 200 columns."),
    "too_many_files": gettext_noop("The archive holds %(count)s files; at most %(most)s."),
    "unknown_key": gettext_noop(
        "The field “%(name)s” is not known here. Take it out, or say in the mapping what it is."
    ),
    "unpacks_too_large": gettext_noop("This unpacks to more than is taken in one import."),
    "wrong_type": gettext_noop("“%(name)s” has a value of a wrong kind."),
    "and_more": gettext_noop("%(count)s further problems are not listed."),
}


def reason_of(problem: Problem) -> str:
    """The problem as a sentence.

    >>> reason_of(Problem("a.txt", 1, "not_json"))
    'This is not JSON.'
    """
    written = _REASONS.get(problem.code)
    return _(written) % problem.values if written else problem.code


def report_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """File, line and reason of each problem, by file and line; many are cut short and counted."""
    ordered = sorted(problems, key=lambda one: (one.file, one.line or 0))
    rows = [
        {"file": problem.file, "line": problem.line, "reason": reason_of(problem)}
        for problem in ordered[:MOST_ROWS]
    ]
    more = len(ordered) - len(rows)
    if more:
        text = reason_of(Problem("", None, "and_more", {"count": more}))
        rows.append({"file": "", "line": None, "reason": text})
    return rows
