"""Static files of an installation: small, hashed, compressed, and few.

The sources stay plain ES modules, which browsers load as they are; `collectstatic` shortens our own
and lays all modules of a page that has many into one file.
"""

import itertools
import posixpath
import re
import string
from collections.abc import Iterator
from typing import Any

import rcssmin
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("annotator/", "credibility/")
"""What is shortened; what others made is given as they made it."""
ENTRIES = ("annotator/js/annotate.js",)
"""Modules that come with everything they import, in one file under their own name."""

# The forms our modules keep to; whatever else begins with import or export is refused.
_IMPORT = re.compile(
    r'^import (?:\* as (?P<whole>\w+)|\{(?P<names>[^}]*)\}) from "\./(?P<file>[\w.-]+)";$', re.M
)
_AWAITED = re.compile(r"^(?:export )?const \w+ = await ", re.M)
_LAZY = re.compile(r'\bimport\("\./(?P<file>[\w.-]+)"\)')
_EXPORT = re.compile(r"^export (?P<what>(?:async )?function|const|class) (?P<name>\w+)", re.M)
_FUNCTION = re.compile(r"^(?:export )?(?:async )?function (\w+)", re.M)
_CAPITALS = re.compile(r"^(?:export )?const ([A-Z][A-Z_]+) =", re.M)
# What laying together writes itself: there a name stands for a module's own, whatever follows it.
_EXCHANGE = re.compile(r'let ?\{[^{}]*\}=_get\("[\w.-]+"\);|\nreturn\{[^{}]*\}\}$')
_WORD = re.compile(r"(?<![\w$])[A-Za-z_]\w*")
# A property, a word in a text, a key.
_NOT_BEFORE, _NOT_AFTER = ".\"'`#-", ":\"'`-"
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.M)
# A line ends in no string and no pattern: such commas are code.
_COMMA_AT_THE_END = re.compile(r",(?=\n\s*[)\]}])")
_ONE_ARGUMENT = re.compile(r"(?<![\w$.])\((\w+)\)=>")
# One word for what is never given another value, and the same words again and again.
_CONSTANT = re.compile(r"""(?<![\w$."'`-])const(?=[ {\[])""")
_PLACE_IN_TEMPLATE = re.compile(r"\$\{[^}]*\}")


class UnusualModule(ValueError):
    """A module is written in a way that cannot be shortened or laid together safely."""


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed, so that browsers may keep every file for ever."""

    # Without this, a module that changed is fetched under its old name by those that import it.
    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._known: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """As Django's, looked up once: a page asks for the addresses of ten files."""
        found = self._known.get(name or "")
        if found is None:
            found = super().url(name, force)
            # What changes from one request to the next, where one develops, is not kept.
            if name and not settings.DEBUG:
                self._known[name] = found
        return found

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """As Django's, over our files in their short form."""
        self._known.clear()
        short = {
            name: (_Short(storage, name), path)
            for name, (storage, path) in paths.items()
            if name.startswith(OURS) and name.endswith((".css", ".js"))
        }
        yield from super().post_process({**paths, **short}, *args, **options)


class _Short:
    """The storage of one file, which gives its short form where it is read."""

    def __init__(self, storage: Storage, name: str) -> None:
        self.storage = storage
        self.name = name

    def open(self, path: str) -> "ContentFile[bytes]":
        """What is served in place of the file at `path`."""
        if self.name in ENTRIES:
            short = one_file(self.storage, path)
        elif path.endswith(".css"):
            short = str(rcssmin.cssmin(_text(self.storage, path)))
        else:
            short = short_module(path, _text(self.storage, path))
        return ContentFile(short.encode())


def short_module(file: str, source: str) -> str:
    """A module without comments and needless spaces; refuses templates within templates."""
    short = str(rjsmin.jsmin(_COMMA_AT_THE_END.sub("", source)))
    # The minifier takes the inner one for the end of the outer, and shortens words people read.
    if any("${" in _PLACE_IN_TEMPLATE.sub("", words) for words in short.split("`")[1::2]):
        raise UnusualModule(f"{file}: a template literal within another; give the inner one a name")
    return _CONSTANT.sub("let", _ONE_ARGUMENT.sub(r"\1=>", short))


def one_file(storage: Storage, entry: str) -> str:
    """The module `entry` and all it imports, in short form, as one module.

    Each becomes a function that is called when it is first asked for, and answers its exports: the
    order in which modules begin stays, and each still has names of its own. Exports are constants
    (importers get the value, not the binding), and modules must not import each other in a circle.
    One that awaits what it exports begins before all others, which then wait for it.
    """
    folder, name = posixpath.split(entry)
    modules: dict[str, str] = {}
    exports: dict[str, list[str]] = {}
    own: dict[str, set[str]] = {}

    def add(file: str, above: tuple[str, ...]) -> None:
        if file in above:
            raise UnusualModule(" > ".join((*above, file)) + ": imports go in a circle")
        if file in modules:
            return
        source = _text(storage, posixpath.join(folder, file))
        exports[file] = [found["name"] for found in _EXPORT.finditer(source)]
        for found in _IMPORT.finditer(source):
            add(found["file"], (*above, file))
        own[file] = _names_at_top(source)
        modules[file] = _as_function(file, source, exports)
        waiting.extend(found["file"] for found in _LAZY.finditer(source))

    waiting = [name]
    while waiting:
        add(waiting.pop(), ())
    first = "".join(
        f'_made["{_key(file)}"]=await _get("{_key(file)}");\n'
        for file, module in modules.items()
        if module.startswith("async ")
    )
    return (
        "let _made={},_all={\n" + ",\n".join(_with_short_names(modules, own)) + "\n};\n"
        f'let _get=name=>_made[name]??=_all[name]();\n{first}_get("{_key(name)}");\n'
    )


def _as_function(file: str, source: str, exports: dict[str, list[str]]) -> str:
    for found in _IMPORT.finditer(source):
        if missing := set(re.findall(r"(\w+)(?:\s+as\s+\w+)?", found["names"] or "")) - set(
            exports[found["file"]]
        ):
            raise UnusualModule(f"{file}: {found['file']} exports no {', '.join(missing)}")
    source = _IMPORT.sub(_as_constants, source)
    source = _LAZY.sub(
        lambda found: f'Promise.resolve().then(() => _get("{_key(found["file"])}"))', source
    )
    source = _EXPORT.sub(r"\g<what> \g<name>", source)
    if unknown := _LEFT_OVER.search(source):
        raise UnusualModule(f"{file}: {unknown[0]!r} is not a form this can lay together")
    answer = f"\nreturn{{{','.join(exports[file])}}}}}"
    kind = "async " if _AWAITED.search(source) else ""
    return f'{kind}"{_key(file)}"(){{{short_module(file, source)}{answer}'


def _names_at_top(source: str) -> set[str]:
    """The functions and the constants in capitals that a module declares or imports."""
    imported = " ".join(found["names"] or "" for found in _IMPORT.finditer(source))
    names = re.findall(r"\w+", re.sub(r"\w+\s+as\s", "", imported))
    return {*_FUNCTION.findall(source), *_CAPITALS.findall(source), *names}


def _with_short_names(modules: dict[str, str], own: dict[str, set[str]]) -> list[str]:
    """The modules with two letters for each name that certainly is nothing but a name: a function
    that is only ever called, or a constant in capitals, wherever it is written the module's own."""
    candidates = {name for names in own.values() for name in names if len(name) > 2}
    words: set[str] = set()
    for file, module in modules.items():
        plain = _EXCHANGE.sub("", module)
        for found in _WORD.finditer(plain):
            name, before, after = found[0], plain[found.start() - 1], plain[found.end()]
            is_plain = after not in _NOT_AFTER if name.isupper() else after == "("
            if name not in own[file] or before in _NOT_BEFORE or not is_plain:
                candidates.discard(name)
        words.update(_WORD.findall(module))
    pairs = map("".join, itertools.product(string.ascii_uppercase, repeat=2))
    free = (letters for letters in pairs if letters not in words)
    short = dict(zip(sorted(candidates), free, strict=False))
    return [
        _WORD.sub(lambda found: short.get(found[0], found[0]), module)
        for module in modules.values()
    ]


def _as_constants(found: re.Match[str]) -> str:
    names = found["whole"] or "{" + re.sub(r"\s+as\s+", ": ", found["names"]) + "}"
    return f'const {names} = _get("{_key(found["file"])}");'


def _key(file: str) -> str:
    """A module's name within the one file."""
    return file.removesuffix(".js")


def _text(storage: Storage, path: str) -> str:
    with storage.open(path) as file:
        return str(file.read().decode())
