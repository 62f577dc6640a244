"""Which lines a site says of itself, and which only look alike."""

import pytest

from annotator.text.chrome import clean_html
from annotator.text.furniture import find_furniture

FURNITURE = [
    ("Home | Nieuws | Regio | Contact", "navigation"),
    ("Terms of use · Privacy policy · Contact us", "navigation"),
    ("Tags: soep, restjes, winter", "navigation"),
    ("Luister naar dit artikel", "share_bar"),
    ("Alles accepteren", "cookie_notice"),
    ("We value your privacy", "cookie_notice"),
    ("Log in om te reageren", "comment_form"),
    ("Les commentaires sont fermés.", "comment_form"),
    ("Subscribe to continue reading", "advertisement"),
    ("Nur für Abonnenten", "advertisement"),
    ("Already a subscriber? Log in", "advertisement"),
    ("Heb je een tip voor de redactie? Mail ons.", "other"),
    ("Notes to editors", "other"),
    ("Foto: Jan de Vries / ANP", "byline"),
]

BODY = [
    "Deel 2",
    "Aanmelden",
    "Register to vote before 3 May",
    "Foto: de brug in aanbouw, gezien vanaf de kade.",
    "Politiek en economie",
    "More news",
    "Contact met de buren bleef uit.",
    "Steun voor het plan kwam van de boeren.",
    "Themen: Wasser, Wald und Wege",
]

PAGE = """<html><head><title>{title} | The Mercury</title><meta name="author" content="Isolde Marr">
</head><body><article><p>The Mercury</p><p>Crafts</p><h1>{title}</h1>
<p>When Amos Tull sits down to work he takes his shoes off. The willow tells you, he says.</p>
<blockquote>The willow tells you, he says.</blockquote>
<p>He is eighty-three, and he has made baskets for the fishermen since he was nine years old.</p>
<p>There are perhaps a dozen people left in the country who can make one, he reckons today.</p>
<p>{last}</p></article></body></html>"""


@pytest.mark.parametrize(("line", "kind"), FURNITURE)
def test_a_line_of_the_site_is_furniture(line: str, kind: str) -> None:
    [found] = find_furniture([line])
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("line", BODY)
def test_a_line_that_only_looks_alike_stays(line: str) -> None:
    prose = (
        "Het water stond tot aan de drempel, en niemand wist nog hoe lang het zou blijven staan."
    )
    assert find_furniture([line, prose])[0] is None


def test_a_name_a_rubric_and_words_said_once_more_go() -> None:
    last = "Isolde Marr writes about work."
    cleaned = clean_html(PAGE.format(title="The last basket maker", last=last))
    reasons = {block.reason for block in cleaned.blocks}
    assert {"rubric_line", "pull_quote", "about_the_author"} <= reasons
    assert cleaned.text.startswith("The last basket maker")
    assert cleaned.text.count("The willow tells you") == 1
    assert last not in cleaned.text


def test_a_last_line_about_somebody_else_stays() -> None:
    last = "Amos Tull writes to the paper every week, and the paper prints it."
    assert last in clean_html(PAGE.format(title="The last basket maker", last=last)).text


def test_a_date_beside_the_name_of_who_wrote_it_goes_too() -> None:
    prose = (
        "Das Freibad öffnet am Samstag seine Tore, und der Bürgermeister will vom Turm springen."
    )
    found = find_furniture(["Freibad", "Von Heike Storm", "8. Juni 2022", prose])
    assert [one and one.kind for one in found] == [None, "byline", "byline", None]
