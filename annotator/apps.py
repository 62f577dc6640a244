"""How Django finds this application and its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AnnotatorConfig(AppConfig):
    """Reading and marking articles."""

    name = "annotator"
    verbose_name = "Twosource"

    def ready(self) -> None:
        # Registers the system checks, and makes our Celery application the current one. The
        # admin's lists cannot register themselves when their package is imported: the site they
        # register with lives in it.
        from annotator import celery, checks, written_numbers  # noqa: F401
        from annotator.admin import people, records  # noqa: F401

        written_numbers.register()


class TwosourceAdminConfig(AdminConfig):
    """Django's admin, on our own site class."""

    default_site = "annotator.admin.site.TwosourceAdminSite"
