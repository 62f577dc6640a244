"""`python -m benchmarks.all_pages FOLDER [name ...]`: photographs every page of the demo.

Each page in both widths, both schemes and both languages, and what is printed as PDF, so that
somebody can look at all of it; a page wider than its window is told on the way.
"""

import argparse
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from playwright.sync_api import Browser, Page

from benchmarks.__main__ import prepared_installation

WIDTHS = (1280, 360)
HEIGHT = 800
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = ("nl", "en")
PRINTED = ("board", "claim", "story", "texts-same-words")
MANAGER, REVIEWER, ANNOTATOR = "manager", "reviewer", "annotator1"


@dataclass(frozen=True)
class Shot:
    """A page as somebody sees it; `who` empty: nobody is signed in."""

    name: str
    who: str
    path: str


def main() -> None:
    """Loads the demo into an installation of its own, and photographs it from all sides."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.all_pages", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only the pages of these names")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with prepared_installation():
        from benchmarks.browser import running_browser
        from benchmarks.server import running_server
        from seeds.loader import load_demo

        load_demo()
        shots = [shot for shot in _shots() if not asked.names or shot.name in asked.names]
        with running_server(), running_browser() as browser:
            _wait_for_scores()
            for width, scheme, language in itertools.product(WIDTHS, SCHEMES, LANGUAGES):
                for shot, page in _opened(browser, shots, width, scheme, language):
                    _photograph(page, shot, asked.folder, f"{width}-{scheme}-{language}")


def _wait_for_scores() -> None:
    """Until the worker has computed something; at most a minute."""
    from credibility.models import PairScore

    deadline = time.monotonic() + 60
    while not PairScore.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.5)


def _shots() -> list[Shot]:
    from annotator.models import Article, Claim, Source, Topic

    home = "/p/koersk/"
    article = Article.objects.get(url__endswith="/kursk-north-koreans").pk
    english = Article.objects.get(title__startswith="Kim's men fall").pk
    dutch = Article.objects.get(title__startswith="Kyiv spreekt van verliezen").pk
    again = Article.objects.get(title__startswith="Dertig Noord-Koreanen").pk
    hit = Claim.objects.get(text__startswith="North Korean soldiers have been killed").pk
    lead = Claim.objects.get(text__startswith="Het kraanwater in het Havenkwartier van")
    standing = lead.verdicts.order_by("as_of", "pk").last()
    assert standing is not None
    gur = Source.objects.get(name__startswith="GUR").pk
    kremlin = Source.objects.get(name="Kremlin").pk
    later = Article.objects.get(current__number=2)
    story = Topic.objects.get(name__startswith="Losses in Kursk").pk
    of_project = {
        "queue": "",
        "annotate": f"articles/{article}/",
        "details": f"articles/{article}/details/",
        "import": "import/",
        "import-files": "import/files/",
        "board": "board/?as_of=2024-12-20",
        "claims": "claims/",
        "claim": f"claims/{hit}/",
        "claim-figure": f"claims/{_claim('At least 30')}/",
        "claim-corrected": f"claims/{lead.pk}/",
        "verdict": f"claims/{hit}/verdict/",
        "verdict-correct": f"claims/{lead.pk}/verdict/?corrects={standing.pk}",
        "stories": "stories/",
        "story": f"stories/{story}/?as_of=2024-12-20",
        "story-now": f"stories/{lead.topic_id}/",
        "story-edit": f"stories/{story}/edit/",
        "sources": "sources/",
        "source": f"sources/{gur}/",
        "source-claims": f"sources/{gur}/claims/",
        "source-spans": f"sources/{gur}/spans/",
        "source-edit": f"sources/{gur}/edit/",
        "agreement": "agreement/",
        "agreement-pair": f"agreement/pairs/{min(gur, kremlin)}/{max(gur, kremlin)}/",
        "agreement-runs": "agreement/runs/",
        "agreement-competence": "agreement/competence/",
        "agreement-spans": "agreement/spans/",
        "agreement-spans-article": f"agreement/spans/?article={article}",
        "confidence": "agreement/competence/?confidence=0",
        "texts-same-words": f"texts/{again}/{dutch}/",
        "texts-two-languages": f"texts/{english}/{dutch}/",
        "adjudicate": "adjudicate/",
        "decided": "decided/",
        "exports": "exports/",
        "releases": "releases/",
        "members": "members/",
        "project": "project/",
        "assignments": "assignments/",
        "guideline": "guideline/",
        "guideline-edit": "guideline/edit/",
        "webhooks": "webhooks/",
    }
    shots = [Shot(name, MANAGER, home + path) for name, path in of_project.items()]
    shots += [
        Shot("queue-annotator", ANNOTATOR, home),
        Shot("decided-annotator", ANNOTATOR, f"{home}decided/"),
        Shot("differences", "admin", f"/p/haven/articles/{later.pk}/differences/"),
        Shot("story-to-read-again", "admin", f"/p/haven/stories/{later.topic_id}/"),
        Shot("home", "admin", "/"),
        Shot("account", MANAGER, "/me/"),
        Shot("password", MANAGER, "/me/password/"),
        Shot("notices", ANNOTATOR, "/me/notices/"),
        Shot("mentions", MANAGER, "/me/mentions/"),
        Shot("project-new", "admin", "/projects/new/"),
        Shot("not-found", MANAGER, "/no/such/page"),
        Shot("sign-in", "", "/sign-in/"),
    ]
    return shots


def _claim(words: str) -> int:
    from annotator.models import Claim

    return Claim.objects.filter(text__icontains=words).values_list("pk", flat=True)[0]


def _opened(
    browser: Browser,
    shots: list[Shot],
    width: int,
    scheme: Literal["light", "dark"],
    language: str,
) -> Iterator[tuple[Shot, Page]]:
    """Each page, opened by the person it is for."""
    from annotator.models import User
    from benchmarks.requests_in_process import session_cookie

    User.objects.update(language=language)
    address = f"http://127.0.0.1:{settings.PORT}"
    for who, of_person in itertools.groupby(sorted(shots, key=lambda s: s.who), lambda s: s.who):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, locale=language
        )
        if who:
            user = User.objects.get(email=f"{who}@demo.example")
            name, _equals, value = session_cookie(user).partition("=")
            context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        for shot in of_person:
            page.goto(address + shot.path)
            page.wait_for_load_state("networkidle")
            yield shot, page
        context.close()


def _photograph(page: Page, shot: Shot, folder: Path, way: str) -> None:
    page.screenshot(path=folder / f"{shot.name}-{way}.png", full_page=True)
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width[0] > width[1]:
        print(f"{shot.name} {way}: {width[0]} wide in a window of {width[1]}")
    if shot.name in PRINTED and way.startswith("1280-light"):
        page.pdf(path=folder / f"{shot.name}-{way}.pdf", format="A4", print_background=False)


if __name__ == "__main__":
    main()
