"""spaCy: the lines become documents with spans, go through a DocBin to disk, and come back."""

import json
import sys
from pathlib import Path
from typing import Any


def main(exported: Path) -> dict[str, Any]:
    """The spans by their words as spaCy has them, after training data was written and read;
    `refused` counts texts that `Example.from_dict` does not take, `cut` the spans at fault."""
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example

    refused, cut = 0, []
    nlp = spacy.blank("nl")
    docs = DocBin()
    for line in exported.read_text().splitlines():
        row = json.loads(line)
        doc = nlp.make_doc(row["text"])
        try:
            Example.from_dict(doc.copy(), row["annotations"])
        except ValueError:
            refused += 1
        # As docs/formats.md tells it.
        doc.spans["sc"] = [
            doc.char_span(*span, alignment_mode="expand")
            for span in row["annotations"]["spans"]["sc"]
        ]
        cut += [
            row["text"][span[0] : span[1]]
            for span in row["annotations"]["spans"]["sc"]
            if doc.char_span(*span) is None
        ]
        docs.add(doc)
    stored = exported.with_suffix(".spacy")
    docs.to_disk(stored)
    marks = [
        [span.text, span.label_]
        for doc in DocBin().from_disk(stored).get_docs(nlp.vocab)
        for span in doc.spans["sc"]
    ]
    return {"version": spacy.__version__, "marks": marks, "refused": refused, "cut": cut}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
