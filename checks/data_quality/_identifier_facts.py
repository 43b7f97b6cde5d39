"""Values that name a person directly, in tables and in other files that are committed with the project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Column, Tables
from readiness.evidence.files.project import Project

SAMPLE_ROWS = 5_000
PROVEN_VALUES = 20
PROVEN_SHARE = 0.5
FILES = ("*.log", "*.ipynb", "*.csv", "*.tsv", "*.jsonl", "*.sql", "*.txt")
FILE_LIMIT_BYTES = 1_000_000
FILE_COUNT = 300

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_PLACEHOLDER = re.compile(r"@(?:[\w-]+\.)*(?:example|test|invalid|localhost|domain|email)\b|noreply|no-reply", re.I)
_PHONE = re.compile(r"\+\d[\d ().-]{6,18}\d")
_SOCIAL = re.compile(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CARD = re.compile(r"[3-6]\d{12,18}")
_NAME = re.compile(r"[^\W\d_][\w'’-]+(?:,? [^\W\d_][\w'’.-]*){0,3}")
_NAME_COLUMN = re.compile(
    r"^((first|last|full|sur|given|family|middle|customer|patient|applicant|person|client|employee|holder)[_ ]?name"
    r"|surname|vorname|nachname)$",
    re.I,
)
_PHONE_COLUMN = re.compile(r"(^|[_ ])(phone|mobile|telephone|tel|cell|fax)([_ ]?(no|nr|number))?$", re.I)


def luhn(digits: str) -> bool:
    """Return whether the last digit is the right check digit (Luhn 1960); one random number in ten passes."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(text: str) -> bool:
    """Return whether the check digits are right: the rearranged number leaves 1 modulo 97 (ISO 13616)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


KINDS: dict[str, Callable[[str], bool]] = {
    "e-mail addresses": lambda text: bool(_EMAIL.fullmatch(text)) and not _PLACEHOLDER.search(text),
    "phone numbers": lambda text: bool(_PHONE.fullmatch(text)),
    "social security numbers": lambda text: bool(_SOCIAL.fullmatch(text)),
    "bank account numbers": lambda text: bool(_IBAN.fullmatch(text.replace(" ", ""))) and iban(text.replace(" ", "")),
    "card numbers": lambda text: bool(_CARD.fullmatch(re.sub(r"[ -]", "", text))) and luhn(re.sub(r"[ -]", "", text)),
}


@dataclass(frozen=True)
class Identified:
    """One column or file that holds direct identifiers.

    Attributes
    ----------
    column
        None for a file that is no table of the assessment.
    hits, looked
        Values recognised among those looked at; different values for files.
    proven
        Enough values of a checked form; otherwise a name or a form only suggests it.
    committed
        The file is not left out by the project's ignore files.
    masked
        One value with all but its first character hidden.
    """

    location: Location
    column: str | None
    kind: str
    hits: int
    looked: int
    proven: bool
    committed: bool
    masked: str


@dataclass(frozen=True)
class DirectIdentifiers(Fact):
    """What was recognised, and how many columns and files were looked at."""

    found: tuple[Identified, ...]
    columns: int
    files: int


@provides("data")
def direct_identifiers(project: Project, tables: Tables | Absent, settings: Settings) -> DirectIdentifiers | Absent:
    """Return direct identifiers in up to 5,000 rows of every table and in the text files beside them."""
    found: list[Identified] = []
    columns = with_rows = 0
    seen: set[str] = set()
    for dataset, table in {} if isinstance(tables, Absent) else tables.tables.items():
        seen.update(table.files)
        with_rows += table.rows > 0
        file = project.by_path.get(table.location.path)
        rows = tables.sample(dataset, SAMPLE_ROWS, settings.seed)  # type: ignore[union-attr]
        for column in table.columns:
            if column.kind in ("text", "integer"):
                columns += 1
                cells = [str(value).strip() for value in rows.column(column.name).to_pylist() if value is not None]
                hit = _in_column(table.location, column, cells, file is not None and not file.ignored)
                found += [hit] if hit else []
    texts = list(_texts(project, seen))
    for path, text, committed in texts:
        found += _in_text(path, text, committed)
    if not found and not with_rows:
        return Absent("no table with rows to look through")
    return DirectIdentifiers(tuple(found), columns, len(texts))


def _in_column(location: Location, column: Column, cells: list[str], committed: bool) -> Identified | None:
    for kind, matches in KINDS.items():
        hits = [cell for cell in cells if matches(cell)]
        if len(hits) < 2 or (kind == "card numbers" and 4 * len(hits) < len(cells)):
            continue
        proven = len(hits) >= PROVEN_VALUES and len(hits) >= PROVEN_SHARE * len(cells)
        return Identified(location, column.name, kind, len(hits), len(cells), proven, committed, masked(hits[0]))
    if _NAME_COLUMN.search(column.name) and column.kind == "text":
        hits = [cell for cell in cells if _NAME.fullmatch(cell)]
        proven = len(set(hits)) >= PROVEN_VALUES and len(hits) >= PROVEN_SHARE * len(cells)
        if len(hits) >= 2:
            return Identified(location, column.name, "names", len(hits), len(cells), proven, committed, masked(hits[0]))
    if _PHONE_COLUMN.search(column.name):
        hits = [
            cell for cell in cells if 7 <= len(re.sub(r"\D", "", cell)) <= 15 and re.fullmatch(r"[\d ()/.+-]+", cell)
        ]
        if len(hits) >= PROVEN_SHARE * max(1, len(cells)) and len(hits) >= 2:
            return Identified(
                location, column.name, "phone numbers", len(hits), len(cells), False, committed, masked(hits[0])
            )
    return None


def _texts(project: Project, seen: set[str]) -> Iterator[tuple[str, str, bool]]:
    count = 0
    for file in project.matching(*FILES):
        if file.path in seen or file.size > FILE_LIMIT_BYTES or count >= FILE_COUNT:
            continue
        if file.name.lower().startswith(("requirements", "license", "authors", "contributors")):
            continue
        text = project.text(file.path, FILE_LIMIT_BYTES)
        if text is not None:
            count += 1
            yield file.path, text, not file.ignored


def _in_text(path: str, text: str, committed: bool) -> list[Identified]:
    found = []
    for kind, pattern in (("e-mail addresses", _EMAIL), ("social security numbers", _SOCIAL)):
        bounded = re.compile(rf"(?<![\w.+-])(?:{pattern.pattern})(?![\w-])")
        matches = [match for match in bounded.finditer(text) if not _PLACEHOLDER.search(match.group())]
        values = sorted({match.group() for match in matches})
        if len(values) >= 3:
            line = text.count("\n", 0, matches[0].start()) + 1
            found.append(
                Identified(
                    Location(path, line), None, kind, len(values), len(values), len(values) >= PROVEN_VALUES,
                    committed, masked(values[0]),
                )
            )  # fmt: skip
    return found


def masked(value: str) -> str:
    """Return a value with its first character kept and every other letter or digit replaced by a dot sign."""
    return value[:1] + re.sub(r"\w", "•", value[1:40])
