"""A private DuckDB connection that holds the tables of one assessment and reads nothing else."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables_source import LINE_LIMIT_BYTES, TableFiles, text_encoding, unpacked
from readiness.evidence.data.tables_text import Layout, layout_of, unique_names

LOAD_LIMIT_SECONDS = 300.0
MEMORY_LIMIT_BYTES = 1_500 * 2**20
SPILL_LIMIT_BYTES = 64 * 2**30
COLUMN_LIMIT = 5_000
EXCEL_LIMIT_BYTES = 64 * 2**20
_CSV_TYPES = "['BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']"
_REJECT_LIMIT = 10_000
ROW_NUMBER = "readiness row number"


@dataclass(frozen=True)
class Loaded:
    """A relation in the store: its name, and notes about how it had to be read."""

    relation: str
    notes: tuple[str, ...] = ()


@dataclass
class TableStore:
    """The connection, its private folder, and the relations in it.

    Only files handed to it can be read: DuckDB's external access is off but for their exact paths, extensions are
    never loaded, and the configuration is locked. File names of a project never reach SQL text: relations read
    links with names of our own.
    """

    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="readiness-tables-", ignore_cleanup_errors=True)
    )
    connection: Any = None
    backend: Any = None
    one_at_a_time: Any = field(default_factory=threading.RLock)  # a DuckDB connection refuses a second caller

    def open(self, files: Sequence[Path]) -> None:
        """Connect, with access to these files only."""
        import duckdb
        import ibis

        spill = Path(self.folder.name, "spill")
        spill.mkdir(exist_ok=True)
        memory = min(MEMORY_LIMIT_BYTES, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)
        self.connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
                "memory_limit": f"{memory // 2**20}MiB",
                "temp_directory": str(spill),
                "max_temp_directory_size": f"{SPILL_LIMIT_BYTES // 2**30}GiB",
            }
        )
        self.backend = ibis.duckdb.from_connection(self.connection)
        self.connection.execute(f"SET allowed_paths = {_list(str(file.resolve()) for file in files)}")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    @contextlib.contextmanager
    def limited(self, seconds: float = LOAD_LIMIT_SECONDS) -> Iterator[Any]:
        """Yield the connection to one caller at a time; a statement still running after the limit is interrupted."""
        with self.one_at_a_time:
            timer = threading.Timer(seconds, self.connection.interrupt)
            timer.daemon = True
            timer.start()
            try:
                yield self.connection
            finally:
                timer.cancel()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query written by us, within the time limit."""
        with self.limited() as connection:
            return list(connection.execute(query).fetchall())

    def fetch(self, expression: Any) -> list[dict[str, Any]]:
        """Return the rows of an Ibis expression over this store as dictionaries."""
        with self.limited() as connection:
            query = str(self.backend.compile(expression))
            result = connection.execute(query)
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def describe(self, relation: str) -> list[tuple[str, str]]:
        """Return column names and DuckDB types of a relation."""
        return [(str(row[0]), str(row[1])) for row in self.rows(f"DESCRIBE {quoted(relation)}")]

    def load(self, files: TableFiles, known: Collection[str]) -> Loaded | Absent:
        """Read a dataset's files into a relation called ``raw <dataset>``, or say why they cannot be read.

        Each row keeps its place in the files in a column of its own, so that samples are the same on every run.
        """
        import duckdb

        relation = f"raw {files.dataset}"
        try:
            if files.format == "excel":
                return self._excel(files, relation)
            if files.format == "arrow":
                return self._arrow(files, relation)
            links = self._links(files)
            if files.format == "csv":
                return self._csv(files, links, relation, known)
            return self._direct(files, links, relation)
        except duckdb.InterruptException:
            return _blocked(files, f"was not read within {LOAD_LIMIT_SECONDS:.0f} s", "Ship it as Parquet.")
        except (duckdb.Error, OSError, ValueError, MemoryError) as error:
            return _blocked(files, f"cannot be read: {first_line(error)}", "Export the table again and open it once.")

    def _links(self, files: TableFiles) -> list[str]:
        links = []
        for index, file in enumerate(files.absolute):
            link = Path(self.folder.name, f"{files.dataset}_{index}.{files.format}")
            if not link.exists():
                link.symlink_to(file.resolve())
            links.append(str(link))
        return links

    def _direct(self, files: TableFiles, links: list[str], relation: str) -> Loaded:
        if files.format == "parquet":
            place = f"(list_position({_list(links)}, filename) - 1) * 1099511627776 + file_row_number"
            self._view(
                relation,
                f"SELECT * EXCLUDE (file_row_number, filename), {place} AS {quoted(ROW_NUMBER)} "
                f"FROM read_parquet({_list(links)}, file_row_number = true, filename = true, union_by_name = true)",
            )
            return Loaded(relation)
        options = f"format = 'auto', maximum_object_size = {8 * LINE_LIMIT_BYTES}, map_inference_threshold = -1"
        self._table(relation, f"SELECT * FROM read_json({_list(links)}, {options})")
        return Loaded(relation)

    def _view(self, relation: str, query: str) -> None:
        self.rows(f"CREATE OR REPLACE VIEW {quoted(relation)} AS {query}")

    def _table(self, relation: str, query: str) -> None:
        self.rows(f"CREATE OR REPLACE TABLE {quoted(relation + ' store')} AS {query}")
        self._view(relation, f"SELECT *, rowid AS {quoted(ROW_NUMBER)} FROM {quoted(relation + ' store')}")

    def _csv(self, files: TableFiles, links: list[str], relation: str, known: Collection[str]) -> Loaded | Absent:
        import duckdb

        encoding = text_encoding(files.absolute)
        notes: list[str] = []
        layout = layout_of(_start(files.absolute[0], encoding), files.paths[0], known)
        if layout is None:
            return _blocked(files, "has no readable first line", f"A line may hold {LINE_LIMIT_BYTES:,} bytes.")
        if len(layout.names) > COLUMN_LIMIT:
            return _blocked(files, f"has more than {COLUMN_LIMIT} columns", "Split the table.")
        for extra in (_TYPED, _TEXT, _LENIENT):
            for code in dict.fromkeys((encoding, "latin-1")):
                try:
                    self._table(relation, f"SELECT * FROM {_read_csv(links, layout, code, extra)}")
                except duckdb.InterruptException:
                    raise
                except duckdb.Error as error:
                    failure = first_line(error)
                    if "unicode" not in str(error).lower():
                        break
                    continue
                if code == "latin-1":
                    notes.append("the text is not UTF-8 and was read as Latin-1: letters with accents may be wrong")
                if extra is _LENIENT:
                    notes.append(self._rejected())
                return Loaded(relation, (*layout.notes, *notes))
        return _blocked(files, f"cannot be read as a table: {failure}", "Export the table again and open it once.")

    def _rejected(self) -> str:
        found = self.rows("SELECT DISTINCT line FROM reject_errors ORDER BY line LIMIT 5")
        count = int(self.rows("SELECT count(DISTINCT line) FROM reject_errors")[0][0])
        many = f"{count:,}" if count < _REJECT_LIMIT else f"{_REJECT_LIMIT:,} or more"
        lines = ", ".join(str(row[0]) for row in found)
        return f"{many} lines do not have the same number of cells as the header and were left out (lines {lines})"

    def _arrow(self, files: TableFiles, relation: str) -> Loaded | Absent:
        import pyarrow as pa
        from pyarrow import feather

        try:
            parts = [feather.read_table(file, memory_map=False) for file in files.absolute]
            for part in parts:
                part.validate(full=True)
            table = pa.concat_tables(parts, promote_options="default")
        except (pa.ArrowException, ValueError, OSError) as error:
            return _blocked(files, f"cannot be read as Arrow: {first_line(error)}", "Write it again as Feather.")
        return self.take(table, relation)

    def take(self, table: Any, relation: str) -> Loaded:
        """Copy an Arrow table into the store under the given name."""
        names, notes = unique_names(table.column_names)
        with self.limited() as connection:
            connection.register("incoming", table.rename_columns(list(names)))
            try:
                self._table(relation, "SELECT * FROM incoming")
            finally:
                connection.unregister("incoming")
        return Loaded(relation, notes)

    def _excel(self, files: TableFiles, relation: str) -> Loaded | Absent:
        from readiness.evidence.data.tables_excel import sheet_table

        if any(file.stat().st_size > EXCEL_LIMIT_BYTES for file in files.absolute):
            return _blocked(files, f"is an Excel file over {EXCEL_LIMIT_BYTES:,} bytes", "Export it as Parquet or CSV.")
        table = sheet_table(files)
        return table if isinstance(table, Absent) else self.take(table, relation)


_TYPED = f"auto_type_candidates = {_CSV_TYPES}"
_TEXT = "all_varchar = true"
_LENIENT = f"all_varchar = true, store_rejects = true, rejects_limit = {_REJECT_LIMIT}"


def _read_csv(links: list[str], layout: Layout, encoding: str, extra: str) -> str:
    options = [
        f"delim = {literal(layout.separator)}",
        "quote = '\"'",
        "escape = '\"'",
        "comment = ''",
        f"header = {str(layout.header).lower()}",
        "skip = 0",
        f"names = {_list(layout.names)}",
        f"encoding = {literal(encoding)}",
        f"max_line_size = {LINE_LIMIT_BYTES}",
        extra,
    ]
    return f"read_csv({_list(links)}, {', '.join(options)})"


def _start(file: Path, encoding: str) -> str:
    with file.open("rb") as stream:
        return stream.read(LINE_LIMIT_BYTES + 2).decode(encoding, errors="replace")


def _blocked(files: TableFiles, what: str, fix: str) -> Absent:
    return Absent(f"{files.paths[0]} {what}", Absence.BLOCKED, own_fault=True, fix=fix)


def first_line(error: BaseException) -> str:
    """Return the first line of an error, without the text of the file it quotes, at most 160 characters."""
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:160]


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _list(texts: Iterator[str] | Sequence[str]) -> str:
    return "[" + ", ".join(literal(text) for text in texts) + "]"


def opened(
    found: Sequence[TableFiles], store: TableStore | None = None
) -> tuple[TableStore, tuple[TableFiles, ...], dict[str, Absent]]:
    """Return a store opened on these datasets, the datasets with plain files, and those that did not unpack.

    Parameters
    ----------
    store
        One not yet open, in whose folder some of the files may lie already; a new one where it is None.
    """
    store = store or TableStore()
    plain: list[TableFiles] = []
    failed: dict[str, Absent] = {}
    for files in found:
        paths, problem = unpacked(files, Path(store.folder.name))
        if problem is not None:
            failed[files.dataset] = problem
        else:
            plain.append(TableFiles(files.dataset, files.paths, paths, files.format, files.digest))
    store.open([path for files in plain for path in files.absolute])
    return store, tuple(plain), failed
