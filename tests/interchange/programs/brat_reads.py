"""brat: the tools that come with it, and a parser of its files by somebody else."""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any


def main(folder: Path) -> dict[str, Any]:
    """The marks of an unpacked export as both read them; both raise at a line they do not know."""
    from brat_tools.annalign import parse
    from pybrat.parser import BratParser

    ours = ("confirmed", "unverified", "contested")
    marks: list[list[str]] = []
    events, lines, in_pieces = 0, 0, 0
    for path in sorted(folder.glob("*/*.ann")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            # The tools are older than spans in pieces; brat's server knows them.
            if ";" in line.split("\t")[1]:
                in_pieces += 1
            else:
                parse(line, number)
                lines += 1
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        for example in BratParser(error="raise").parse(str(person)):
            events += len(example.events)
            marks += [
                [" ".join(example.text[span.start : span.end] for span in one.spans), one.type]
                for one in example.entities
                if one.type in ours
            ]
    return {
        "version": f"brat-tools {version('brat-tools')}, pybrat {version('pybrat')}",
        "marks": marks,
        "lines": lines,
        "in_pieces": in_pieces,
        "events": events,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
