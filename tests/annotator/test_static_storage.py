import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from annotator.static_storage import StaticStorage, UnusualModule, one_file, short_module

SCRIPTS_AT_MOST_BYTES = 40_000
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


def hashed(folder: Path, pattern: str) -> str:
    """The text of the collected file whose name fits, hash and all."""
    (found,) = [file for file in folder.rglob(pattern) if re.search(r"\.[0-9a-f]{12}\.", file.name)]
    return found.read_text()


def test_the_annotating_page_comes_with_all_its_modules_in_one_file(collected: Path) -> None:
    together = hashed(collected, "annotate.*.js")
    assert IMPORT.findall(together) == []
    for module in ("store", "outbox", "suggestions"):
        assert together.count(f'"{module}"(){{') == 1


def test_everything_the_annotating_page_can_load_keeps_to_its_size(collected: Path) -> None:
    scripts = (hashed(collected, "annotate.*.js"), hashed(collected, "signout.*.js"))
    assert sum(len(gzip.compress(one.encode())) for one in scripts) <= SCRIPTS_AT_MOST_BYTES


def test_what_is_served_has_neither_comments_nor_needless_spaces(collected: Path) -> None:
    assert "/*" not in hashed(collected, "base.*.css")
    assert "\n  " not in hashed(collected, "annotate.*.js")


def test_words_in_a_template_stay_as_they_are() -> None:
    source = "const a = `two  spaces ${ b }\n  // not a comment`; // a comment\n"
    assert short_module("a.js", source) == "let a=`two  spaces ${ b }\n  // not a comment`;"


def test_a_template_within_another_is_refused() -> None:
    with pytest.raises(UnusualModule, match=r"a\.js"):
        short_module("a.js", "const a = `one ${ b ? `  two  ` : c }`;")


def lay_together(folder: Path, **modules: str) -> str:
    """What becomes of these modules, beginning with `entry`."""
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return one_file(FileSystemStorage(location=folder), "entry.js")


def test_modules_are_laid_together_with_what_they_import_under_which_name(tmp_path: Path) -> None:
    together = lay_together(
        tmp_path,
        entry=(
            'import * as all from "./first.js";\n'
            'import {\n  one,\n  two as second,\n} from "./first.js";\n'
            'const later = () => import("./lazy.js");\nconst all = [second];\n'
        ),
        first="export const one = 1;\nexport async function two() { return [two]; }\n",
        lazy='import { one } from "./first.js";\nexport class Lazy {}\n',
    )
    assert 'let all=_get("first");' in together
    assert 'second}=_get("first");' in together
    assert 'Promise.resolve().then(()=>_get("lazy"))' in together
    assert together.count('"first"(){') == 1
    assert "return{one,two}}" in together
    assert "return{Lazy}}" in together
    assert together.endswith('_get("entry");\n')


def test_a_module_that_awaits_what_it_exports_begins_before_those_that_use_it(
    tmp_path: Path,
) -> None:
    together = lay_together(
        tmp_path,
        entry='import { words } from "./words.js";\nwords();\n',
        words="export const words = await fetch(place);\n",
    )
    assert 'async "words"(){let words=await fetch(place)' in together
    assert together.endswith('_made["words"]=await _get("words");\n_get("entry");\n')


def test_names_that_are_nothing_but_names_become_short(tmp_path: Path) -> None:
    together = lay_together(
        tmp_path,
        entry=(
            'import { LIMIT, called, handed, keyed, seen } from "./first.js";\n'
            'import * as all from "./first.js";\n'
            "called(LIMIT, handed);\nkeyed({ keyed: 1 });\nall.seen();\nseen();\n"
            'const told = "called";\n'
        ),
        first="".join(
            f"export function {name}() {{}}\n" for name in ("called", "handed", "keyed", "seen")
        )
        + "export const LIMIT = 3;\n",
    )
    assert 'let{AA,called,handed,keyed,seen}=_get("first");' in together
    assert "called(AA,handed);keyed({keyed:1});all.seen();seen();" in together
    alone = lay_together(
        tmp_path,
        entry='import { called } from "./first.js";\ncalled();\n',
        first="export function called() {}\n",
    )
    assert 'let{AA}=_get("first");AA();' in alone
    assert "function AA(){}\nreturn{AA}" in alone


def test_a_name_that_another_module_uses_otherwise_stays(tmp_path: Path) -> None:
    together = lay_together(
        tmp_path,
        entry=(
            'import { open } from "./first.js";\nimport { more } from "./second.js";\nopen(more);\n'
        ),
        first="export function open() {}\n",
        second='export const more = () => open("/");\n',
    )
    assert 'let more=()=>open("/")' in together
    assert "function open(){}" in together


def test_commas_before_the_end_of_a_list_and_brackets_around_one_argument_go() -> None:
    source = 'const a = [\n  (b) => b,\n  async (c) => c,\n];\nconst d = "(e) => const, ]";\n'
    short = 'let a=[b=>b,async(c)=>c];let d="(e) => const, ]";'
    assert short_module("a.js", source) == short


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('import { gone } from "./first.js";\n', "exports no gone"),
        ("export let changing = 1;\n", "export let changing"),
        ("const a = 1;\nexport { a };\n", "export { a }"),
        ('import "https://elsewhere.example/x.js";\n', "elsewhere"),
        ('import { one } from "./first.js";\nimport { two } from "./second.js";\n', "circle"),
    ],
)
def test_what_cannot_be_laid_together_safely_is_refused(
    tmp_path: Path, entry: str, said: str
) -> None:
    with pytest.raises(UnusualModule, match=said):
        lay_together(
            tmp_path,
            entry=entry,
            first="export const one = 1;\n",
            second='import { three } from "./third.js";\nexport const two = 2;\n',
            third='import { two } from "./second.js";\nexport const three = 3;\n',
        )
