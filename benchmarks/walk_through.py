"""`python -m benchmarks.walk_through`: takes the pictures of docs/walk-through.md from the demo."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from benchmarks.__main__ import prepared_installation

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 800


def main() -> None:
    """Loads the demo into an installation of its own, and photographs page after page."""
    with prepared_installation():
        from benchmarks.browser import fresh_window, running_browser
        from benchmarks.server import running_server
        from seeds.loader import load_demo

        load_demo()
        addresses = _addresses()
        with running_server(), running_browser() as browser:
            from annotator.models import User

            reader = User.objects.get(email="reviewer@demo.example")
            reader.language = "en"
            reader.save(update_fields=["language"])
            with fresh_window(browser, reader) as page:
                page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
                for name, path in addresses.items():
                    _photograph(page, name, path)


def _addresses() -> dict[str, str]:
    """What is photographed, in the order of the walk."""
    from annotator.models import Article, Claim, Topic

    article = Article.objects.get(url__endswith="/kursk-north-koreans").pk
    hit = Claim.objects.get(text__startswith="North Korean soldiers have been killed").pk
    lead = Claim.objects.get(text__startswith="Het kraanwater in het Havenkwartier van")
    story = Topic.objects.get(name__startswith="Losses in Kursk").pk
    standing = lead.verdicts.order_by("as_of").last()
    assert standing is not None
    return {
        "walk-1-queue": "",
        "walk-2-annotate": f"articles/{article}/",
        "walk-3-decide": "adjudicate/",
        "walk-4-claim": f"claims/{hit}/",
        "walk-5-board": "board/?as_of=2024-12-20",
        "walk-6-verdict": f"claims/{lead.pk}/verdict/?corrects={standing.pk}",
        "walk-7-story": f"stories/{story}/?since=2024-12-19",
        "walk-8-exports": "exports/",
    }


def _photograph(page: Page, name: str, path: str) -> None:
    page.goto(f"http://127.0.0.1:{settings.PORT}/p/koersk/{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
