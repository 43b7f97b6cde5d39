"""What the project's documents and schema files say about each column of its data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.documents.documents import Document, Documents
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

WORDS_NEEDED = 2
COLUMN_LIMIT = 20_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_ITEM = re.compile(
    r"^\s*[-*+]\s+(?:\*\*|`|\*\*`)?([\w .%/-]{1,80}?)(?:`\*\*|\*\*|`)?\s*(?:\([^)]*\))?\s*(?::|—|–|\s-\s)\s*(.+)$"
)
_TEMPLATE = re.compile(r"\btodo\b|\btbd\b|lorem ipsum|more information needed", re.IGNORECASE)
_FILES = (
    "*dictionary*",
    "*schema*",
    "*codebook*",
    "*datasheet*",
    "*data_card*",
    "*columns*",
    "*metadata*",
    "*features*",
)
_SAYS = ("description", "meaning", "desc", "definition", "explanation", "label", "doc", "comment", "notes")
_NAMES = ("name", "column", "field", "variable", "feature", "attribute", "id")


@dataclass(frozen=True)
class ColumnDescriptions(Fact):
    """Described columns: normalised name to where it is described."""

    columns: dict[str, Location]

    def place(self, column: str) -> Location | None:
        """Return where a column is described, or None."""
        return self.columns.get(column_key(column))


def column_key(name: str) -> str:
    """Return a column name as it is compared: lower case, blanks and dashes as underscores."""
    return re.sub(r"[\s\-.]+", "_", name.strip().strip("`*_ ").lower())


@provides("files")
def read_column_descriptions(project: Project, documents: Documents | Absent) -> ColumnDescriptions | Absent:
    """Return the columns that a table row, list item or schema entry describes; absent when there is none.

    A description is text of at least ``WORDS_NEEDED`` words beside the name. Template text is none.
    """
    found: dict[str, Location] = {}
    for document in documents.documents if isinstance(documents, Documents) else ():
        for name, line in in_document(document):
            found.setdefault(column_key(name), Location(document.path, line))
    for file in own_files(
        project, *(f"{name}.{ending}" for name in _FILES for ending in ("json", "y*ml", "csv", "tsv"))
    ):
        text = project.text(file.path, 1_000_000) or ""
        for name, line in in_schema(text, file.suffix):
            found.setdefault(column_key(name), Location(file.path, line))
    if not found:
        return Absent("no document or schema file describes a column")
    return ColumnDescriptions(dict(list(found.items())[:COLUMN_LIMIT]))


def in_document(document: Document) -> Iterator[tuple[str, int]]:
    """Yield described names of a document with their lines: rows of tables and items of lists."""
    for section in document.sections:
        for offset, text in enumerate(section.body.splitlines()):
            line = section.body_line + offset
            if text.lstrip().startswith("|"):
                cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", text.strip().strip("|"))]
                if len(cells) > 1 and _describes(" ".join(cells[1:])):
                    yield cells[0], line
            elif (match := _ITEM.match(text)) and _describes(match.group(2)):
                yield match.group(1), line
        if section.title and len(section.title) < 60 and section.level >= 2 and _describes(section.body):
            yield section.title, section.line


def _describes(text: str) -> bool:
    return len(_WORD.findall(text)) >= WORDS_NEEDED and not _TEMPLATE.search(text)


def in_schema(text: str, suffix: str) -> Iterator[tuple[str, int]]:
    """Yield described names of a JSON, YAML or CSV schema with the line their name stands on."""
    lines = text.splitlines()
    if suffix in (".csv", ".tsv"):
        yield from _in_table(text, "\t" if suffix == ".tsv" else ",")
        return
    try:
        root = json.loads(text) if suffix == ".json" else load_document(text)
    except (ValueError, RecursionError, YamlRefused):
        return
    for name in _described(root, 0):
        quoted = re.compile(rf"[\"'\s]{re.escape(name)}[\"'\s:,]")
        yield name, next((number for number, line in enumerate(lines, 1) if quoted.search(f" {line} ")), 1)


def _in_table(text: str, delimiter: str) -> Iterator[tuple[str, int]]:
    try:
        rows = list(csv.reader(io.StringIO(text[:1_000_000]), delimiter=delimiter))
    except csv.Error:
        return
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    names = [index for index, cell in enumerate(header) if any(word in cell for word in _NAMES)]
    says = [index for index, cell in enumerate(header) if any(word in cell for word in _SAYS)]
    if names and says:
        for number, row in enumerate(rows[1:], start=2):
            if len(row) > max(names[0], says[0]) and _describes(row[says[0]]):
                yield row[names[0]], number


def _described(node: Any, depth: int) -> Iterator[str]:
    if depth > 8:
        return
    if isinstance(node, dict):
        own = next((node[key] for key in _NAMES if isinstance(node.get(key), str)), None)
        if own is not None and any(_describes(str(node.get(key) or "")) for key in _SAYS):
            yield own
        for key, value in list(node.items())[:COLUMN_LIMIT]:
            if isinstance(value, dict) and any(_describes(str(value.get(says) or "")) for says in _SAYS):
                yield str(key)
            yield from _described(value, depth + 1)
    elif isinstance(node, list):
        for item in node[:COLUMN_LIMIT]:
            yield from _described(item, depth + 1)
