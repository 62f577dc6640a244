"""How Django finds this application, and what it listens to."""

from django.apps import AppConfig


class CredibilityConfig(AppConfig):
    """How far sources, and annotators, agree."""

    name = "credibility"
    verbose_name = "Agreement"

    def ready(self) -> None:
        """Connects the signals of annotator, in one list."""
        from annotator import signals
        from credibility import receivers

        for signal in (
            signals.annotation_changed,
            signals.article_changed,
            signals.claim_changed,
        ):
            signal.connect(receivers.queue_catch_up, dispatch_uid="credibility.queue_catch_up")
        signals.project_released.connect(
            receivers.freeze_release, dispatch_uid="credibility.freeze_release"
        )
