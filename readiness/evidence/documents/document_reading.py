"""Markdown, reStructuredText, plain text and notebooks to sections, and which kind each document is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, provides
from readiness.evidence.documents.documents import Document, Documents, Section
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

DOCUMENT_LIMIT = 1_000
TEXT_LIMIT = 300_000
NOTEBOOK_LIMIT = 5_000_000
TOTAL_LIMIT = 20_000_000
_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_RULE = re.compile(r"^([=\-~^\"'#*+])\1{2,}\s*$")
_NOT_PROSE = ("requirements", "constraints", "license", "licence", "notice", "robots", "cmakelists")


@dataclass(frozen=True)
class Kind:
    """How a kind of document is recognised: by title or file name, and by what its headings cover."""

    name: str
    title: re.Pattern[str]
    headings: tuple[re.Pattern[str], ...]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


KINDS = (
    Kind(
        "model_card",
        _words(r"model[ _-]?card", r"about (?:this|the) model", r"model (?:description|documentation|report)"),
        (
            _words("intended|purpose|use case|out.of.scope"),
            _words("performance|metrics|evaluation|results|accuracy"),
            _words("limit|caveat|risk|bias|ethic"),
            _words("training|data"),
            _words("details|description|overview"),
        ),
    ),
    Kind(
        "data_dictionary",
        _words(r"data(?:set)?[ _-]?(?:sheet|dictionary|card|description|documentation|schema)", "codebook"),
        (
            _words("columns?|fields?|variables?|features?|attributes?|schema"),
            _words("source|origin|collection|provenance"),
            _words("target|label"),
            _words("motivation|composition|preprocess|maintenance|licen[cs]e"),
        ),
    ),
    Kind(
        "runbook",
        _words(r"run[ _-]?book", r"play[ _-]?book", r"on[ -]?call", r"incident (?:response|guide|handling)"),
        (
            _words("symptom|alert|trigger|detect"),
            _words("step|action|mitigat|procedure|what to do|response|diagnos"),
            _words("roll ?back|restore|recover"),
            _words("escalat|owner|contact|on.call"),
        ),
    ),
    Kind(
        "monitoring_plan",
        _words(r"monitoring[ _-]?(?:plan|strategy|concept)"),
        (
            _words("metric|signal|what (?:is|we) (?:monitor|watch)|indicator"),
            _words("drift|data quality"),
            _words("threshold|alert"),
            _words("owner|who|responsib|escalat|action"),
        ),
    ),
    Kind(
        "retraining_policy",
        _words(
            r"re-?train(?:ing)?[ _-]?(?:policy|plan|strategy|schedule)",
            "model (?:update|refresh) policy",
            "^re-?training$",
        ),
        (
            _words("trigger|when"),
            _words("cadence|schedule|frequen"),
            _words("threshold|criteria|gate"),
            _words("owner|who|responsib|approv"),
        ),
    ),
    Kind(
        "governance",
        _words(
            "governance", "risk (?:register|assessment|management)", "impact assessment", "responsible ai", r"\bethic"
        ),
        (
            _words("role|responsib|accountab|owner"),
            _words("risk|harm|impact"),
            _words("approv|review|sign"),
            _words("mitigat|control|safeguard"),
        ),
    ),
)


@provides("files")
def read_documents(project: Project) -> Documents | Absent:
    """Return the documents of the project; absent when it holds none with text."""
    documents = []
    total = 0
    for file in list(own_files(project, "*.md", "*.markdown", "*.rst", "*.txt", "*.ipynb"))[:DOCUMENT_LIMIT]:
        limit = NOTEBOOK_LIMIT if file.suffix == ".ipynb" else TEXT_LIMIT
        if file.name.lower().startswith(_NOT_PROSE) or file.size > limit or total > TOTAL_LIMIT:
            continue
        total += file.size
        document = parse_document(project.text(file.path, limit) or "", file.path)
        if document.sections:
            documents.append(document)
    if not documents:
        return Absent("no document with text in the project")
    return Documents(tuple(documents), {kind.name: _of_kind(kind, documents) for kind in KINDS})


def _of_kind(kind: Kind, documents: list[Document]) -> tuple[Document, ...]:
    scored = [(_score(kind, document), document) for document in documents]
    found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].path))
    return tuple(document for _, document in found)


def _score(kind: Kind, document: Document) -> int:
    """Return how well a document fits; 0 when neither name, heading nor all headings together are of the kind."""
    name = document.path.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
    titles = [section.title for section in document.sections if section.title]
    covered = sum(any(heading.search(title) for title in titles) for heading in kind.headings)
    named = bool(kind.title.search(name) or (titles and kind.title.search(titles[0])))
    if named:
        return 10 + covered
    if any(kind.title.search(title) for title in titles):
        return 5 + covered
    # without a name the headings alone must cover the whole of the kind, or a README would be everything
    return covered if covered == len(kind.headings) else 0


def parse_document(text: str, path: str) -> Document:
    """Return the sections of a document by the rules of its file type; a notebook gives its Markdown cells."""
    if path.lower().endswith(".ipynb"):
        text, first = _markdown_cells(text)
        lines = list(zip(first, text.splitlines(), strict=False))
    else:
        text = _without_comments(text[:TEXT_LIMIT])
        lines = list(enumerate(text.splitlines(), start=1))
    marked = list(_headings(lines, underlined=not path.lower().endswith(".txt")))
    return Document(path, tuple(_sections(lines, marked)))


def _without_comments(text: str) -> str:
    """Return the text with HTML comments blanked out; line numbers stay."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join((*parts, text[at:]))


def _markdown_cells(text: str) -> tuple[str, list[int]]:
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError, RecursionError):
        return "", []
    raw = text.splitlines()
    body: list[str] = []
    at: list[int] = []
    position = 0
    for cell in cells if isinstance(cells, list) else ():
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source = cell.get("source", "")
        parts = source if isinstance(source, list) else [source]
        joined = "".join(part for part in parts if isinstance(part, str))
        for line in [*joined.splitlines(), ""]:
            written = json.dumps(line, ensure_ascii=False)[1:-1]
            found = next(
                (i for i in range(position, min(position + 400, len(raw))) if line and written in raw[i]), None
            )
            position = position if found is None else found
            body.append(line)
            at.append(position + 1)
    return "\n".join(body), at


def _headings(lines: list[tuple[int, str]], *, underlined: bool) -> Iterator[tuple[int, int, int, str]]:
    """Yield index of the heading, index of the body's first line, level and title."""
    fence = ""
    styles: list[str] = []
    for index, (_, line) in enumerate(lines):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and line.strip().startswith(fence) else (fence or mark.group(1)[:3])
            continue
        if fence:
            continue
        if found := _ATX.match(line):
            yield index, index + 1, len(found.group(1)), found.group(2)
        elif underlined and index and (rule := _RULE.match(line)) and _titled(lines, index):
            if rule.group(1) not in styles:
                styles.append(rule.group(1))
            yield index - 1, index + 1, styles.index(rule.group(1)) + 1, lines[index - 1][1].strip()


def _titled(lines: list[tuple[int, str]], index: int) -> bool:
    title = lines[index - 1][1]
    plain = bool(title.strip()) and not title.startswith((" ", "\t", "|", "-", "*", "#", ">")) and len(title) < 120
    before = lines[index - 2][1].strip() if index >= 2 else ""
    return plain and (not before or bool(_RULE.match(before))) and len(lines[index][1].strip()) >= min(len(title), 3)


def _sections(lines: list[tuple[int, str]], marked: list[tuple[int, int, int, str]]) -> Iterator[Section]:
    first = marked[0][0] if marked else len(lines)
    opening, line = _body(lines[:first])
    if opening:
        yield Section("", 0, lines[0][0], opening, (), line)
    path: list[tuple[int, str]] = []
    for position, (index, start, level, title) in enumerate(marked):
        stop = marked[position + 1][0] if position + 1 < len(marked) else len(lines)
        body, line = _body(lines[start:stop])
        path = [entry for entry in path if entry[0] < level]
        yield Section(title, level, lines[index][0], body, tuple(name for _, name in path), line)
        path.append((level, title))


def _body(lines: list[tuple[int, str]]) -> tuple[str, int]:
    """Return the text of some lines without blank ones around it, and the line it starts on."""
    filled = [index for index, (_, text) in enumerate(lines) if text.strip()]
    if not filled:
        return "", lines[0][0] if lines else 1
    inside = lines[filled[0] : filled[-1] + 1]
    return "\n".join(text for _, text in inside), inside[0][0]
