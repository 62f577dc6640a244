"""Which lines are furniture in four languages, and which only look like it."""

import time

import pytest

from annotator.text.furniture import Finding, find_furniture, says_when

BODY = (
    "Het waterschap zei dat de dijk bij Oosterwolde de hele nacht bleef staan, al liep het water "
    "op drie plekken over de kruin."
)


def kinds(*lines: str) -> list[str | None]:
    return [finding.kind if finding else None for finding in find_furniture(lines)]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("teaser", "LEZEN\u00a0 Oud-wethouder geeft toe dat hij de sluis open liet"),
        ("teaser", "LEES OOK Brug bij Zandwijk dicht tot maandag"),
        ("teaser", "LEES MEER: Brug dicht"),
        ("teaser", "Lees ook: Brug bij Zandwijk dicht"),
        ("teaser", "Lees ook op Polderbode: Zij bleef op het dak."),
        ("teaser", "Lees ook Brug bij Zandwijk dicht tot maandag"),
        ("teaser", "» Lees verder: De nacht van de dijk"),
        ("teaser", "Zie ook: De nacht van de dijk"),
        ("teaser", "READ: Mayor admits the gate stood open"),
        ("teaser", "READ MORE: Mayor admits the gate stood open."),
        ("teaser", "READ  Mayor admits the gate stood open"),
        ("teaser", "Also read: The night of the dike"),
        ("teaser", "Read more: the night of the dike"),
        ("teaser", "Related: The night of the dike"),
        ("teaser", "See also The night of the dike"),
        ("teaser", "Lesen Sie auch: Die Nacht am Deich"),
        ("teaser", "Mehr zum Thema: Die Nacht am Deich"),
        ("teaser", "À lire aussi : La nuit de la digue"),
        ("teaser", "Lire aussi La nuit de la digue"),
        ("teaser", "(Tekst gaat verder onder de foto)"),
        ("teaser", "Article continues after this advertisement"),
        ("related_posts", "Vergelijkbare berichten"),
        ("related_posts", "Gerelateerde artikelen:"),
        ("related_posts", "Lees ook"),
        ("related_posts", "Related Posts"),
        ("related_posts", "You may also like…"),
        ("related_posts", "Ähnliche Beiträge"),
        ("related_posts", "Articles similaires"),
        ("comment_form", "Geef een reactie"),
        ("comment_form", "Laat een reactie achter"),
        ("comment_form", "Leave a Reply"),
        ("comment_form", "Leave a Reply Cancel reply"),
        ("comment_form", "Schreibe einen Kommentar"),
        ("comment_form", "Laisser un commentaire"),
        ("comment_form", "Je e-mailadres wordt niet gepubliceerd."),
        (
            "comment_form",
            "Het e-mailadres wordt niet getoond. Verplichte velden zijn gemerkt met *",
        ),
        ("comment_form", "Your email address will not be published. Required fields are marked *"),
        ("comment_form", "Deine E-Mail-Adresse wird nicht veröffentlicht."),
        ("comment_form", "Votre adresse e-mail ne sera pas publiée."),
        ("comment_form", "Naam *"),
        ("comment_form", "Save my name, email, and website in this browser for the next time."),
        ("newsletter", "Schrijf je in voor onze nieuwsbrief"),
        ("newsletter", "Meld u aan voor de wekelijkse nieuwsbrief van De Polderbode!"),
        ("newsletter", "Sign up for our newsletter"),
        ("newsletter", "Get the day's news delivered to your inbox."),
        ("newsletter", "Melden Sie sich für unseren Newsletter an"),
        ("newsletter", "Abonnez-vous à notre newsletter"),
        ("cookie_notice", "Wij gebruiken cookies om deze site beter te maken."),
        ("cookie_notice", "This website uses cookies to improve your experience."),
        ("cookie_notice", "Accept all cookies"),
        ("cookie_notice", "Cookie-instellingen"),
        ("cookie_notice", "Wir verwenden Cookies."),
        ("share_bar", "Deel dit artikel"),
        ("share_bar", "Delen via Facebook, Twitter en WhatsApp"),
        ("share_bar", "Facebook | X | LinkedIn | E-mail"),
        ("share_bar", "Share on Facebook"),
        ("share_bar", "Teilen"),
        ("navigation", "Ga naar de inhoud"),
        ("navigation", "Skip to content"),
        ("navigation", "Home > Nieuws > Regio"),
        ("navigation", "Terug naar boven"),
        ("navigation", "Volgend bericht: De brug"),
        ("navigation", "© 2024 De Polderbode"),
        ("advertisement", "Advertentie"),
        ("advertisement", "ADVERTISEMENT"),
        ("byline", "Leestijd: 3 minuten"),
        ("byline", "4 min read"),
        ("byline", "Geplaatst op 17 december 2024 door redactie"),
    ],
)
def test_it_knows_furniture_in_the_middle_of_an_article(kind: str, line: str) -> None:
    assert kinds(BODY, "", line, "", BODY) == [None, None, kind, None, None]


@pytest.mark.parametrize(
    "line",
    [
        "Lezen is volgens de bibliotheek niet langer vanzelfsprekend.",
        "Lezen: dat is wat kinderen in de polder het minst doen.",
        "LEZEN IS LEUK",
        "Read more about it in the report, the ministry said.",
        "Lees ook maar eens wat de gemeente daarover schreef, zei hij.",
        "Reacties",
        "Comments",
        "Aanbevolen",
        "Facebook",
        "X",
        "Het e-mailadres van de burgemeester werd niet gepubliceerd.",
        "De nieuwsbrief van het waterschap noemde drie getallen.",
        "Cookies lagen op tafel toen de minister aankwam.",
        "Deel van de dijk verzakt",
        "Share prices fell after the storm",
        "Advertentie-inkomsten dalen",
        "Home Office denies the figures",
        "Next week the council decides",
        "Related industries employ 4,000 people.",
        "Ondertussen steeg het water.",
        "“Geef een reactie,” riep de menigte.",
        "De burgemeester en inwoners bij de dijk, in september 2023.",
        "",
        "Door Ann Brook",
    ],
)
def test_it_leaves_what_only_looks_like_furniture(line: str) -> None:
    assert kinds(BODY, "", line, "", BODY) == [None] * 5


def test_crossheads_that_are_also_headings_count_at_the_end() -> None:
    assert kinds(BODY, "Reacties", "Wat een nacht.", "Zeg dat wel") == [
        None,
        "comment_form",
        "comment_form",
        "comment_form",
    ]
    assert kinds(BODY, "Aanbevolen", "Brug dicht") == [None, "related_posts", "related_posts"]


def test_what_follows_a_related_heading_goes_up_to_the_next_prose() -> None:
    assert kinds(BODY, "Lees ook", "Brug dicht", "", "Sluis open", BODY, "Wat nu") == [
        None,
        "related_posts",
        "related_posts",
        None,
        "related_posts",
        None,
        None,
    ]
    assert kinds(BODY, "Lees ook", "“Ja,” zei zij zonder aarzelen.", BODY) == [
        None,
        "related_posts",
        None,
        None,
    ]


def test_a_comment_link_on_top_takes_nothing_with_it() -> None:
    assert kinds("Leave a comment", "Dijk houdt stand", BODY) == ["comment_form", None, None]


def test_a_share_bar_may_be_spread_over_lines() -> None:
    assert kinds(BODY, "Delen", "", "Facebook", "X", BODY) == [
        None,
        "share_bar",
        None,
        "share_bar",
        "share_bar",
        None,
    ]


@pytest.mark.parametrize(
    "line", ["a" * 300, "deel " * 60, "x, " * 99, "home > " * 42, "cookie " * 40, "- " * 149]
)
def test_no_line_takes_long(line: str) -> None:
    began = time.perf_counter()
    find_furniture([line] * 500)
    assert time.perf_counter() - began < 3


PARAGRAPH = (
    "De veerpont vaart sinds maandag weer tussen beide dorpen, nadat de motor drie weken lang "
    "was gerepareerd op de werf."
)


@pytest.mark.parametrize(
    "line",
    [
        "Door Roos Wielinga",
        "By Ned Corrie and Ada van der Laan",
        "Von Jutta Brandl",
        "Par Solène Marchais",
        "By Clara Penhale, coast correspondent",
        "Door onze verslaggever",
    ],
)
def test_who_wrote_it_is_furniture_above_the_text_only(line: str) -> None:
    assert find_furniture(["Kop", line, PARAGRAPH])[1] == Finding("byline", "byline_line")
    assert find_furniture(["Kop", PARAGRAPH, line])[2] is None


@pytest.mark.parametrize("line", ["Door de storm", "By sea", "Door het dorp liep hij.", "Door"])
def test_what_only_begins_like_a_byline_stays(line: str) -> None:
    assert find_furniture(["Kop", line, PARAGRAPH])[1] is None


@pytest.mark.parametrize(
    ("line", "is_when"),
    [
        ("14 maart 2023", True),
        ("Sunday, 19 July 2015", True),
        ("Lindermeer, 8 september 2020", True),
        ("March 4, 2021", True),
        ("16.40 uur", True),
        ("2023-03-14", True),
        ("Op 14 maart 2023 viel de dijk.", False),
        ("1.000 bezoekers", False),
    ],
)
def test_a_line_that_only_says_when_is_known(line: str, is_when: bool) -> None:
    assert says_when(line) is is_when
