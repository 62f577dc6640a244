"""doccano: its own import into a database of its own, and its own export of it."""

import json
import os
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def main(exported: Path) -> dict[str, Any]:
    """The marks as they stand in doccano's database; `written` is what it exports again."""
    found = find_spec("backend")
    assert found is not None
    assert found.origin is not None
    home = exported.parent
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{home}/doccano.db",
        "MEDIA_ROOT": str(home),
        "STANDALONE": "True",
    }
    sys.path.insert(0, str(Path(found.origin).parent))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("create_roles", verbosity=0)
    from data_export.celery_tasks import export_dataset
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import create_file_format
    from data_import.pipeline.readers import FileName
    from django.contrib.auth import get_user_model
    from labels.models import Span
    from projects.models import Member, ProjectType, SequenceLabelingProject
    from roles.models import Role

    user = get_user_model().objects.create(username="reader")
    project = SequenceLabelingProject.objects.create(
        name="p",
        project_type=ProjectType.SEQUENCE_LABELING,
        created_by=user,
        allow_overlapping=True,
        collaborative_annotation=True,
    )
    Member.objects.create(user=user, project=project, role=Role.objects.get(name="project_admin"))
    name = FileName(str(exported), exported.name, exported.name)
    # What its page for imports sends along when nothing is changed there.
    said = {"column_data": "text", "column_label": "label", "encoding": "utf_8"}
    read = load_dataset("SequenceLabeling", create_file_format("JSONL"), [name], project, **said)
    read.save(user)
    marks = [
        [_units(span.example.text, span.start_offset, span.end_offset), span.label.text]
        for span in Span.objects.filter(example__project=project).select_related()
    ]
    return {
        "version": version("doccano"),
        "marks": marks,
        "refused": [error.dict() for error in read.errors],
        "written": export_dataset(project.pk, "JSONL"),
    }


def _units(text: str, start: int, end: int) -> str:
    """The words as doccano's editor cuts them: JavaScript's strings count UTF-16 units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
