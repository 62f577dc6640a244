"""What the annotating page knows of colleagues: who has the article, the guideline, comments."""

from typing import Any

from django.urls import reverse

from annotator.models import User
from annotator.models.choices import Role
from annotator.queries.annotate import ArticleForAnnotating
from annotator.queries.company import company_of
from annotator.services.access import DECIDE

PRACTISED_KEYS = 6
PRACTISED_SECONDS = 1.2
"""A span with label and source: measured by benchmarks/bench_shift.py, without reading."""


def together_context(page: ArticleForAnnotating, user: User) -> dict[str, Any]:
    """What the template shows of it."""
    role = role_on(page)
    return {
        "company": company_of(user, page.article, role=role),
        "overlap": page.article.project.overlap,
        "guideline_number": vars(page.article)["guideline"],
        "practised": {"keys": PRACTISED_KEYS, "seconds": PRACTISED_SECONDS},
        "shows_tour": page.may_write and not vars(page.article)["has_marked"],
    }


def together_data(page: ArticleForAnnotating) -> dict[str, Any]:
    """What the scripts begin with."""
    project, role = page.article.project, role_on(page)
    is_blind = project.is_blind and not project.is_released
    return {
        "guideline": vars(page.article)["guideline"],
        "may_decide": role in DECIDE,
        "is_blinded": is_blind and role == Role.ANNOTATOR,
    }


def together_urls(page: ArticleForAnnotating) -> dict[str, str]:
    """Where the scripts ask."""
    slug = page.article.project.slug
    return {
        "comments": "/api/v1/comments/",
        "evidence": "/api/v1/evidence/",
        "figures": "/api/v1/figures/",
        "members": f"/api/v1/projects/{slug}/members/",
        "guideline": reverse("guideline", args=[slug]),
    }


def role_on(page: ArticleForAnnotating) -> str:
    """The reader's role in the article's project."""
    return str(vars(page.article)["role"])
