"""`python -m benchmarks.gold_plan A`: what the sentences of a gold set of figures are to hold.

Language, theme and forms of each sentence are drawn by chance, so that whoever writes the set does
not choose what the parser is good at. The sets A, B and C were written after what this prints.
"""

import argparse
import random
import sys
from collections.abc import Iterator


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


THEMES = _listed(
    "courts|health|sport finances|weather|war|elections|economy|science|traffic|farming|housing"
    "|education|energy|migration|culture|a fire or disaster"
)

QUANTITIES = _listed(
    "count in digits|thousands parted as the language does|thousands parted by space or apostrophe"
    "|decimals|number word below twenty|compound number word|hundreds or thousands in words"
    "|digits with million or billion|short scale (mln, mld, bn, m, k)"
    "|half a million, one and a half"
    "|fraction of a whole|half of|one in three|two of the five|percent sign|percent in words"
    "|percentage points|money with its sign|money in words|money with scale|other currency"
    "|between two numbers|from one to another as a range|range with a hyphen|range, scale said once"
    "|two or three|at least|more than|nearly|at most|less than|about|rarer lower bound"
    "|negated bound"
    "|bound after the number|dozens or hundreds of|tens of thousands|a couple of dozen, twintigtal"
    "|dozen|change from one to another|rise by, to|doubled, tripled|so many times as|halved"
    "|distance or length|area|weight|volume or energy|temperature|speed|duration|rate per so many"
    "|bare number, noun understood|two counts in one sentence|things without a unit"
    "|vehicles, animals or houses|number opens the sentence|adjective before the noun"
    "|within quotation marks or brackets|a record, as many as"
)

NO_QUANTITIES = _listed(
    "date|year|time of day|age|score|telephone number or address|model or name|ordinal"
    "|article, room or bus|turn of phrase|decade|case number"
)

SENTENCES = 66


def draw(name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Language, theme and forms of each sentence of a set; every second one is Dutch. One in six
    holds no figure; one in six of the others has something beside it that is none."""
    drawn = random.Random(f"figures {name}")
    forms = [form for _ in range(2) for form in drawn.sample(QUANTITIES, len(QUANTITIES))]
    for at in range(SENTENCES):
        language, theme = ("nl", "en")[at % 2], drawn.choice(THEMES)
        if drawn.random() < 1 / 6:
            yield language, theme, (drawn.choice(NO_QUANTITIES),)
            continue
        taken = tuple(forms.pop() for _ in range(1 + (drawn.random() < 0.5)))
        beside = (drawn.choice(NO_QUANTITIES),) if drawn.random() < 1 / 6 else ()
        yield language, theme, (*taken, *beside)


def main() -> int:
    """Prints the plan of the set named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold_plan", description=__doc__)
    parser.add_argument("set", help="the name of the set, such as A")
    for language, theme, forms in draw(parser.parse_args().set):
        print(language, theme, "; ".join(forms), sep=" | ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
