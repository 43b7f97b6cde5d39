"""The project's tables: what each holds, and a lazy expression and seeded samples of it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.settings import Settings
from readiness.evidence.data.tables_connection import connection_files
from readiness.evidence.data.tables_source import TableFiles, table_files
from readiness.evidence.data.tables_store import ROW_NUMBER, TableStore, literal, opened, quoted
from readiness.evidence.data.tables_text_values import TextValues, text_values
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.files.ignore_rules import is_table
from readiness.evidence.files.project import Project

KINDS = ("number", "integer", "text", "boolean", "datetime", "other")
SAMPLED = b"readiness.sample"
UNNAMED = Settings(now=datetime.min.replace(tzinfo=UTC))
"""Settings of a caller that names no connection."""


@dataclass(frozen=True)
class Column:
    """A column by its name in the file; ``kind`` is one of ``KINDS``, from the values for text formats.

    ``text`` holds counts over its values where the file stores it as text, whatever the kind.
    """

    name: str
    kind: str
    text: TextValues | None = field(default=None, repr=False)

    @property
    def is_number(self) -> bool:
        """Return whether arithmetic makes sense on it: kind number or integer."""
        return self.kind in ("number", "integer")


@dataclass(frozen=True)
class Table:
    """One dataset of the project.

    Attributes
    ----------
    dataset
        train, test, production or reference.
    location
        Its file, or the first of several.
    format
        csv, parquet, json, arrow or excel.
    rows
        Exact number of rows, above 0.
    digest
        SHA-256 of the file (of ``digest path`` lines when there are several).
    files
        Every file it is read from.
    notes
        How it had to be read where that is not plain: renamed columns, lines left out, another encoding.
    """

    dataset: str
    location: Location
    format: str
    rows: int
    columns: tuple[Column, ...]
    digest: str
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        """Return a column by name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Tables(Fact):
    """The tables that could be read, and why the others could not.

    Attributes
    ----------
    tables
        Dataset name to table; only tables with rows.
    absent
        Declared dataset to the reason why it is not in ``tables``.
    problems
        One finding per missing file, unreadable or empty table, absent target column or odd column name.
    """

    tables: Mapping[str, Table]
    problems: tuple[Finding, ...] = ()
    absent: Mapping[str, Absent] = field(default_factory=dict)
    store: TableStore = field(default_factory=TableStore, compare=False, repr=False)

    def get(self, dataset: str) -> Table | Absent:
        """Return a dataset's table, or why there is none."""
        found = self.tables.get(dataset)
        if found is not None:
            return found
        return self.absent.get(dataset, Absent(f"no {dataset} table is declared or found", Absence.NOTHING_FOUND))

    def expression(self, dataset: str) -> Any:
        """Return the dataset as a lazy Ibis table with one typed column per `Column`.

        In number, boolean and datetime columns a missing-value word, blank or NaN is null; text is as in the file,
        blank cells null. Its backend is a private, locked DuckDB connection: see `rows_of` to run an expression.

        Raises
        ------
        KeyError
            The dataset is not in ``tables``.
        """
        names = list(self.tables[dataset].names)
        with self.store.limited():  # Ibis asks the connection for the column types
            return self.store.backend.table(dataset).select(*names)

    def rows_of(self, expression: Any) -> list[dict[str, Any]]:
        """Return the rows of an Ibis expression as dictionaries."""
        return self.store.fetch(expression)

    def sample(self, dataset: str, rows: int, seed: int, columns: Sequence[str] | None = None) -> Any:
        """Return at most ``rows`` rows as a pyarrow.Table, in file order, the same ones for the same seed.

        The schema's metadata says ``readiness.sample: true`` when rows were left out. Rows are drawn by a hash of
        their place in the file, so every row has the same chance and columns can be asked for in several calls.

        Raises
        ------
        KeyError
            The dataset or a column is not there.
        """
        table = self.tables[dataset]
        names = list(table.names) if columns is None else list(columns)
        unknown = [name for name in names if table.column(name) is None]
        if unknown:
            raise KeyError(f"{dataset} has no column {unknown[0]!r}")
        chosen = ", ".join(quoted(name) for name in names) or "1 AS nothing"
        place = quoted(ROW_NUMBER)
        source = quoted(dataset)
        if table.rows > rows:
            drawn = f"SELECT {place} FROM {source} ORDER BY hash({place}, {int(seed)}), {place} LIMIT {int(rows)}"
            source = f"(SELECT * FROM {source} WHERE {place} IN ({drawn}))"
        with self.store.limited() as connection:
            arrow = connection.sql(f"SELECT {chosen} FROM {source} ORDER BY {place}").to_arrow_table()
        return arrow.replace_schema_metadata({SAMPLED: b"true" if table.rows > rows else b"false"})


def _undeclared(project: Project) -> Absent:
    """Return why no table is read: there is none, or nobody says which of them is which."""
    lying = [file.path for file in project.files if is_table(file.path)]
    fix = "Name the training table in readiness.yaml: data: {train: path/to/table.parquet}."
    if not lying:
        return Absent("no data table is declared, and none was found in the folder", Absence.NOTHING_FOUND, fix=fix)
    shown = ", ".join(lying[:3]) + (" ..." if len(lying) > 3 else "")
    return Absent(
        f"none of the tables found is declared, so their roles are open: {shown}", Absence.CANNOT_TELL, fix=fix
    )


@provides("data")
def tables(project: Project, manifest: Manifest, settings: Settings = UNNAMED) -> Tables | Absent:
    """Return the tables the manifest names (declared or inferred), or why there is none.

    Text is read without default missing-value words. A connection is opened only when the user has named it.
    """
    sources = manifest.data.tables()
    if not sources:
        return _undeclared(project)
    store = TableStore()
    found = {
        name: connection_files(name, source, settings.connections, Path(store.folder.name))
        if source.connection and not source.path
        else table_files(project, name, source)
        for name, source in sources.items()
    }
    absent = {name: _placed(entry, name, manifest) for name, entry in found.items() if isinstance(entry, Absent)}
    store, readable, packed = opened([entry for entry in found.values() if isinstance(entry, TableFiles)], store)
    absent.update({name: _placed(entry, name, manifest) for name, entry in packed.items()})
    result: dict[str, Table] = {}
    for files in readable:
        table = _table(store, files, manifest.data)
        if isinstance(table, Absent):
            absent[files.dataset] = _placed(table, files.dataset, manifest)
        else:
            result[files.dataset] = table
    if not result:
        return next(iter(absent.values()))
    problems = [_problem(name, reason) for name, reason in absent.items()]
    problems += [finding for table in result.values() for finding in _oddities(table, manifest)]
    return Tables(result, tuple(problems), absent, store)


def _table(store: TableStore, files: TableFiles, data: DataManifest) -> Table | Absent:
    loaded = store.load(files, _named(data))
    if isinstance(loaded, Absent):
        return loaded
    rows = int(store.rows(f"SELECT count(*) FROM {quoted(loaded.relation)}")[0][0])
    location = Location(files.paths[0])
    if rows == 0:
        return Absent(
            f"{files.paths[0]} has a header but no rows",
            Absence.NOTHING_FOUND,
            location=location,
            fix=f"Write the rows of the {files.dataset} table to {files.paths[0]}.",
        )
    typed = [_typed(store, loaded.relation, files.format, *entry) for entry in store.describe(loaded.relation)]
    kept = [entry for entry in typed if entry[0].name != ROW_NUMBER]
    select = ", ".join(f"{expression} AS {quoted(column.name)}" for column, expression in kept)
    store.rows(
        f"CREATE OR REPLACE VIEW {quoted(files.dataset)} AS "
        f"SELECT {select}, {quoted(ROW_NUMBER)} FROM {quoted(loaded.relation)}"
    )
    columns = tuple(column for column, _ in kept)
    return Table(files.dataset, location, files.format, rows, columns, files.digest, files.paths, loaded.notes)


def _typed(store: TableStore, relation: str, form: str, name: str, kind: str) -> tuple[Column, str]:
    """Return the column and the SQL expression that gives its typed values."""
    column = quoted(name)
    if kind in ("DOUBLE", "FLOAT"):
        return Column(name, "number"), f"CASE WHEN isnan({column}) THEN NULL ELSE {column} END"
    if kind.startswith("DECIMAL") or kind in ("HUGEINT", "UHUGEINT"):
        return Column(name, "number"), f"CAST({column} AS DOUBLE)"
    if kind.endswith("INT") or kind in ("INTEGER", "UINTEGER"):
        return Column(name, "integer"), column
    if kind == "BOOLEAN":
        return Column(name, "boolean"), column
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return Column(name, "datetime"), column
    if kind != "VARCHAR" and not kind.startswith("ENUM"):
        return Column(name, "other"), column
    values = text_values(store, relation, name)
    read_as = values.kind if form in ("csv", "excel") else "text"
    trimmed = f"trim({column}, ' \t\r\n')"
    to = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "datetime": "TIMESTAMP"}.get(read_as)
    if to is not None:
        return Column(name, read_as, values), f"TRY_CAST({trimmed} AS {to})"
    plain = f"CAST({column} AS VARCHAR)"
    return Column(name, "text", values), f"nullif({plain}, {literal('')})" if not values.blank else (
        f"CASE WHEN {trimmed} = '' THEN NULL ELSE {plain} END"
    )


def model_inputs(table: Table, data: DataManifest) -> tuple[str, ...]:
    """Return the columns that are model inputs: all but target, id, group, time, ignored and recorded predictions."""
    single = (data.target, data.id, data.group, data.time, data.prediction, data.score)
    left_out = {*single, *data.ignore}
    return tuple(name for name in table.names if name not in left_out)


def _named(data: DataManifest) -> frozenset[str]:
    single = (data.target, data.id, data.group, data.time, data.prediction, data.score)
    return frozenset(name for name in (*single, *data.ignore, *data.sensitive) if name)


def _placed(absent: Absent, dataset: str, manifest: Manifest) -> Absent:
    location = absent.location or manifest.location(f"data.{dataset}")
    return Absent(absent.reason, absent.kind, absent.own_fault, "Tables", location, absent.fix)


def _problem(dataset: str, absent: Absent) -> Finding:
    severity = Severity.HIGH if absent.own_fault or absent.kind is Absence.NOTHING_FOUND else Severity.MEDIUM
    return Finding(severity, f"{absent.reason[:1].upper()}{absent.reason[1:]}.", absent.location, fix=absent.fix)


def _oddities(table: Table, manifest: Manifest) -> list[Finding]:
    path = table.location.path
    findings = [
        Finding(Severity.LOW, f"{path}: {note}.", table.location, fix=f"Correct {path} where it is written.")
        for note in table.notes
    ]
    target = manifest.data.target
    if target and table.column(target) is None and table.dataset in ("train", "test"):
        close = difflib.get_close_matches(target, table.names, 3) or list(table.names[-3:])
        findings.append(
            Finding(
                Severity.HIGH,
                f"The target column {target} is not in {path}.",
                manifest.location("data.target") or table.location,
                target,
                f"Set data.target in readiness.yaml to a column of {path}, such as {', '.join(close)}.",
            )
        )
    return findings
