"""Notebooks as cells of code with the line each stands on in the file; outputs are bounded, nothing is run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.files.project import Project, Skipped

MAX_BYTES = 30_000_000
MAX_CELLS = 2_000
MAX_CELL_LENGTH = 200_000
MAX_OUTPUT_LENGTH = 4_000
MAGIC = re.compile(r"^(\s*)([%!?].*|.*\?)$")


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes
    ----------
    number
        Position among the code cells, from 1.
    source
        As written, magics included.
    lines
        For every source line, its line in the notebook file; empty where it could not be found.
    output
        Text it printed or showed, at most ``MAX_OUTPUT_LENGTH`` characters.
    run
        Execution count as stored, or None when it never ran.
    """

    number: int
    source: str
    lines: tuple[int, ...]
    output: str = ""
    run: int | None = None

    @property
    def python(self) -> str:
        """Return the source with magics and shell commands blanked, line for line; empty for another language."""
        if self.source.lstrip().startswith("%%") and not re.match(r"\s*%%(time|timeit|capture)\b", self.source):
            return ""
        return "\n".join(MAGIC.sub(r"\1pass", line) for line in self.source.split("\n"))


@dataclass(frozen=True)
class Notebook:
    """One notebook: its code cells in order, and the text of its prose cells."""

    path: str
    cells: tuple[Cell, ...]
    prose: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notebooks(Fact):
    """Every notebook that could be read, and why others could not."""

    notebooks: tuple[Notebook, ...]
    skipped: tuple[Skipped, ...] = ()


@provides("code")
def notebooks(project: Project) -> Notebooks | Absent:
    """Return the Python notebooks of the project."""
    found: list[Notebook] = []
    skipped: list[Skipped] = []
    for file in project.matching("*.ipynb"):
        if file.size > MAX_BYTES:
            skipped.append(Skipped(file.path, f"notebook over {MAX_BYTES // 1_000_000} MB"))
            continue
        read = read_notebook(file.path, project.text(file.path, MAX_BYTES) or "")
        if isinstance(read, Notebook):
            found.append(read)
        else:
            skipped.append(Skipped(file.path, read))
    if not found and not skipped:
        return Absent("the project holds no notebook")
    return Notebooks(tuple(found), tuple(skipped))


def read_notebook(path: str, text: str) -> Notebook | str:
    """Return a notebook from its JSON text (formats 3 and 4), or why it cannot be read."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "notebook is not valid JSON"
    if not isinstance(content, dict):
        return "notebook is not a JSON object"
    metadata = content.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = str(kernel.get("language", "python")) if isinstance(kernel, dict) else "python"
    if language.lower() not in ("python", "python3", "ipython"):
        return f"notebook in {language[:40]}"
    cells = [cell for cell in _raw_cells(content) if isinstance(cell, dict)][:MAX_CELLS]
    prose = tuple(
        _joined(cell.get("source"))[:MAX_CELL_LENGTH] for cell in cells if cell.get("cell_type") == "markdown"
    )
    return Notebook(path, tuple(_code_cells(cells, text)), prose)


def _raw_cells(content: dict[str, object]) -> list[object]:
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = content.get("worksheets")
    first = sheets[0] if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else {}
    cells = first.get("cells")
    return cells if isinstance(cells, list) else []


def _code_cells(cells: list[dict[str, object]], text: str) -> Iterator[Cell]:
    finder = _LineFinder(text)
    number = 0
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        number += 1
        raw = cell.get("source", cell.get("input"))
        source = _joined(raw)
        if len(source) > MAX_CELL_LENGTH:
            continue
        count = cell.get("execution_count", cell.get("prompt_number"))
        lines = finder.lines([str(item) for item in raw]) if isinstance(raw, list) else ()
        yield Cell(number, source, lines, _output(cell.get("outputs")), count if isinstance(count, int) else None)


class _LineFinder:
    """Finds the lines of a notebook file on which source lines stand, in file order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def lines(self, source: list[str]) -> tuple[int, ...]:
        """Return the file line of each source line; empty when the file is laid out otherwise."""
        found = []
        for item in source:
            # The closing quote is left out: the last line of a cell has no comma behind it.
            forms = (json.dumps(item, ensure_ascii=False), json.dumps(item))
            places = [place for place in (self.text.find(form, self.at) for form in forms) if place >= 0]
            if not places:
                return ()
            self.line += self.text.count("\n", self.at, min(places))
            self.at = min(places)
            found.append(self.line)
            self.at += 1
        return tuple(found)


def _joined(source: object) -> str:
    if isinstance(source, list):
        return "".join(str(item) for item in source[:50_000])
    return source if isinstance(source, str) else ""


def _output(outputs: object) -> str:
    parts: list[str] = []
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict):
            data = output.get("data")
            plain = data.get("text/plain") if isinstance(data, dict) else None
            parts.append(_joined(output.get("text") or plain)[:MAX_OUTPUT_LENGTH])
        if sum(map(len, parts)) > MAX_OUTPUT_LENGTH:
            break
    return "".join(parts)[:MAX_OUTPUT_LENGTH]
