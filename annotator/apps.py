"""How Django finds this application and its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AnnotatorConfig(AppConfig):
    """Reading and marking articles."""

    name = "annotator"
    verbose_name = "Twosource"

    def ready(self) -> None:
        from annotator import checks  # noqa: F401 - registers the system checks


class TwosourceAdminConfig(AdminConfig):
    """Django's admin, on our own site class."""

    default_site = "annotator.admin.site.TwosourceAdminSite"
