import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from annotator.static_storage import StaticStorage

IMPORT = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collectstatic` makes of our static files with the storage of a real installation."""
    target = tmp_path_factory.mktemp("static")
    storage = StaticStorage(location=target, base_url="/static/")
    ours = FileSystemStorage(location=settings.BASE_DIR / "annotator" / "static")
    paths = {}
    for file in sorted(Path(ours.location).rglob("*")):
        if file.is_file():
            name = str(file.relative_to(ours.location))
            with ours.open(name) as content:
                storage.save(name, content)
            paths[name] = (storage, name)
    outcome = list(storage.post_process(paths))
    assert [found for found in outcome if isinstance(found[2], Exception)] == []
    return target


def test_every_module_imports_its_neighbours_by_their_hashed_names(collected: Path) -> None:
    for module in collected.rglob("*.js"):
        if not re.search(r"\.[0-9a-f]{12}\.js$", module.name):
            continue
        for name in IMPORT.findall(module.read_text()):
            assert (module.parent / name).exists(), f"{module.name} imports {name}"
            assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{module.name} imports {name}"
