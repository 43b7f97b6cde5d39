"""All Python of a project as one index: modules, and what a dotted name leads to across files."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.notebooks import Notebook, Notebooks
from readiness.evidence.code.python_module import Call, Definition, Module
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_syntax import SourceUnreadable, parsed, tree_of
from readiness.evidence.files.project import Project, Skipped

MAX_BYTES = 1_000_000
MAX_MODULES = 20_000
MAX_HOPS = 8


@dataclass(frozen=True)
class Place:
    """A definition in a module; ``qualified`` is empty for the module itself."""

    module: Module
    qualified: str

    @property
    def definition(self) -> Definition | None:
        """Return the definition, or None for the module itself."""
        return self.module.definitions.get(self.qualified)


@dataclass(frozen=True)
class PythonSources(Fact):
    """Every Python file and notebook that could be parsed.

    Attributes
    ----------
    modules
        Sorted by path; notebooks last.
    skipped
        Files that could not be parsed, with the reason.
    by_path, by_name
        Modules by path, and by every dotted name under which an import could mean them.
    """

    modules: tuple[Module, ...]
    skipped: tuple[Skipped, ...] = ()
    by_path: dict[str, Module] = field(default_factory=dict, compare=False, repr=False)
    by_name: dict[str, list[Module]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        folders = {module.path.rpartition("/")[0] for module in self.modules if module.path.endswith("/__init__.py")}
        for module in self.modules:
            self.by_path[module.path] = module
            if not module.notebook:
                for name in _names(module, folders):
                    self.by_name.setdefault(name, []).append(module)

    def calls(self, tests: bool = False) -> Iterator[tuple[Module, Call]]:
        """Yield every call with its module; those of tests only on request."""
        for module in self.modules:
            if tests or not module.test:
                for call in module.calls:
                    yield module, call

    def module(self, name: str, near: Module | None = None) -> Module | None:
        """Return the module an import of this dotted name means, preferring the one closest to ``near``."""
        found = self.by_name.get(name, [])
        if len(found) > 1 and near is not None:
            return max(found, key=lambda module: (_shared(module.path, near.path), -module.path.count("/")))
        return found[0] if found else None

    def locate(self, name: str, near: Module | None = None, hops: int = MAX_HOPS) -> Place | None:
        """Return where a dotted name is defined in the project, through re-exports and base classes, or None.

        ``pkg.Class().method`` leads to the method of the class.
        """
        name = name.replace("()", "")
        if near is not None and name.startswith(f"{near.name}."):
            own = self._inside(near, name[len(near.name) + 1 :].split("."), hops)
            if own is not None:
                return own
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            module = self.module(".".join(parts[:end]), near)
            if module is not None:
                return self._inside(module, parts[end:], hops)
        home = self._starred(near, parts[0]) if near is not None else None
        return self._inside(home, parts, hops - 1) if home is not None and hops > 0 else None

    def _inside(self, module: Module, parts: list[str], hops: int) -> Place | None:
        if not parts:
            return Place(module, "")
        qualified = ".".join(parts)
        if qualified in module.definitions:
            return Place(module, qualified)
        owner = module.definitions.get(".".join(parts[:-1]))
        if owner is not None and owner.kind == "class" and hops > 0:
            for base in owner.bases:
                found = self.locate(f"{base}.{parts[-1]}", module, hops - 1)
                if found is not None and found.qualified:
                    return found
        first = module.imports.get(parts[0])
        if first is not None and hops > 0:
            return self.locate(".".join([first, *parts[1:]]), module, hops - 1)
        home = self._starred(module, parts[0]) if hops > 0 else None
        return self._inside(home, parts, hops - 1) if home is not None else None

    def _starred(self, module: Module, name: str) -> Module | None:
        """Return the module from which ``from ... import *`` brings a name, through any number of such imports."""
        seen, left = {module.path}, [module]
        while left:
            reader = left.pop()
            for base in reversed([value[:-2] for key, value in reader.imports.items() if key.startswith("*")]):
                target = self.module(base, reader)
                if target is None or target.path in seen:
                    continue
                if name in target.definitions or name in target.assigned or name in target.imports:
                    return target
                seen.add(target.path)
                left.append(target)
        return None

    def expanded(self, name: str, near: Module | None = None, hops: int = MAX_HOPS) -> str:
        """Return a name with project variables, attributes and function results replaced by what they hold.

        ``app.metrics.PREDICTIONS.inc`` becomes ``prometheus_client.Counter().inc`` where that is what it was assigned.
        """
        for _ in range(hops):
            changed = self._expanded_once(name, near)
            if changed is None or changed == name:
                return name
            name = changed
        return name

    def _expanded_once(self, name: str, near: Module | None) -> str | None:
        if near is not None and name.startswith(f"{near.name}."):
            return self._value(near, name[len(near.name) + 1 :].split("."))
        parts = name.split(".")
        plain = [part.replace("()", "").replace("[]", "") for part in parts]
        for end in range(len(parts), 0, -1):
            module = self.module(".".join(plain[:end]), near)
            if module is None or plain[end - 1] + "()" == parts[end - 1]:
                continue
            return self._value(module, parts[end:])
        if near is None:
            return None
        known = parts[0] in near.assigned or self._starred(near, plain[0]) is not None
        return self._value(near, parts) if known else None

    def _value(self, module: Module, parts: list[str]) -> str | None:
        for end in range(len(parts), 0, -1):
            rest = parts[end:]
            key = ".".join(parts[:end])
            held = module.assigned.get(key) or module.assigned.get(key.replace("()", ""))
            if held is not None and held != key:
                return ".".join([held, *rest])
            function = module.definitions.get(key.replace("()", ""))
            if key.endswith("()") and function is not None and function.kind == "function" and function.returns:
                return ".".join([function.returns[0], *rest])
        first = module.imports.get(parts[0].replace("()", "")) if parts else None
        if first is not None:
            return ".".join([first + ("()" if parts[0].endswith("()") else ""), *parts[1:]])
        home = self._starred(module, parts[0].replace("()", "")) if parts else None
        return ".".join([home.name, *parts]) if home is not None else None


def _names(module: Module, packages: set[str]) -> Iterator[str]:
    """Yield the dotted names under which a file can be imported: from the root, and from any folder on its way."""
    parts = module.name.split(".")
    folders = module.path.split("/")[:-1]
    for start in range(len(parts)):
        outside = start == 0 or "/".join(folders[:start]) not in packages
        name = ".".join(parts[start:])
        shadows = start > 0 and parts[start] in sys.stdlib_module_names
        if name and not shadows and (outside or len(parts) - start == 1):
            yield name


def _shared(left: str, right: str) -> int:
    count = 0
    for one, other in zip(left.split("/")[:-1], right.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count


@provides("code")
def python_sources(project: Project, notebooks: Notebooks | Absent) -> PythonSources | Absent:
    """Return the index of all Python files and notebooks; what cannot be parsed is skipped with its reason."""
    found = notebooks.notebooks if isinstance(notebooks, Notebooks) else ()
    with collection_paused():
        sources = PythonSources(*_modules(project, found))
    if not sources.modules and not sources.skipped:
        return Absent("the project holds no Python")
    return sources


def _modules(project: Project, notebooks: Iterable[Notebook]) -> tuple[tuple[Module, ...], tuple[Skipped, ...]]:
    modules: list[Module] = []
    skipped: list[Skipped] = []
    for file in project.matching("*.py"):
        source = project.text(file.path, MAX_BYTES)
        if source is None or len(modules) >= MAX_MODULES:
            skipped.append(Skipped(file.path, "binary, over 1 MB, or beyond the bound on Python files"))
            continue
        try:
            modules.append(read_module(file.path, source, tree=tree_of(project, file.path)))
        except SourceUnreadable as error:
            skipped.append(Skipped(file.path, str(error)))
    for notebook in notebooks:
        try:
            modules.append(notebook_module(notebook))
        except SourceUnreadable as error:
            skipped.append(Skipped(notebook.path, str(error)))
    return tuple(modules), tuple(skipped)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles: syntax trees have none, and it takes half the time of reading them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def notebook_module(notebook: Notebook) -> Module:
    """Return the code of a notebook as one module, cells in order; cells that do not parse are left out.

    Lines are those of the notebook file where they are known, else of the joined code.

    Raises
    ------
    SourceUnreadable
        Nested too deeply.
    """
    source, lines = joined_cells(notebook)
    return read_module(notebook.path, source, notebook=True, place=lambda line: lines[line - 1])


def joined_cells(notebook: Notebook) -> tuple[str, tuple[int, ...]]:
    """Return the cells that parse as one source, and for each of its lines the line in the notebook file."""
    source: list[str] = []
    lines: list[int] = []
    for cell in notebook.cells:
        try:
            parsed(cell.python)
        except SourceUnreadable:
            continue
        rows = cell.python.split("\n")
        lines += [cell.lines[at] if at < len(cell.lines) else len(lines) + at + 1 for at in range(len(rows))]
        source += rows
    return "\n".join(source), (*lines, len(lines) + 1)
