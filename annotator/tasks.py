"""What the worker runs for annotator: thin wrappers, ids in and nothing out."""

from celery import shared_task

from annotator.services import deliveries, imports, jobs, notices, suggestions


@shared_task(name="annotator.sweep_jobs")
def sweep_jobs() -> None:
    """Sends again the jobs that the broker or a worker has lost; beat asks every 10 seconds."""
    jobs.sweep_jobs()
    imports.sweep_imports()


@shared_task(name="annotator.import_files", acks_late=True)
def import_files(job_id: str) -> None:
    """Carries out the import of a job."""
    imports.run_import(job_id)


@shared_task(name="annotator.sweep_suggestions")
def sweep_suggestions() -> None:
    """Finds what new texts, and new rules, leave to be proposed; beat asks every 10 seconds."""
    suggestions.sweep_suggestions()


@shared_task(name="annotator.fetch_article", acks_late=True)
def fetch_article(job_id: str) -> None:
    """Fetches the address of a job and adds what stands there."""
    # With the parts that call other machines, which few installations ever do.
    from annotator.services import article_fetching

    article_fetching.fetch_article(job_id)


@shared_task(name="annotator.tell_of_deadlines")
def tell_of_deadlines() -> None:
    """Tells people of deadlines near and past, each once; beat asks every minute."""
    notices.tell_of_deadlines()


@shared_task(name="annotator.sweep_webhooks")
def sweep_webhooks() -> None:
    """Sends what webhooks are to be told to the workers; beat asks every 10 seconds."""
    deliveries.sweep_webhooks()


@shared_task(name="annotator.deliver_webhook", acks_late=True)
def deliver_webhook(delivery_id: str, attempt: int) -> None:
    """Tells one webhook what changed."""
    deliveries.deliver(delivery_id, attempt)
