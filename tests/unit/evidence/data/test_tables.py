"""Tables of every format, hostile ones too, become typed relations or one clear reason."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data import tables_source
from readiness.evidence.data.tables import SAMPLED, Tables, model_inputs, tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

Read = Callable[..., Tables | Absent]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes one file of bytes and reads it as the training table."""

    def reader(content: bytes | str, name: str = "train.csv", **data: object) -> Tables | Absent:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return read_folder(tmp_path, train=name, **data)

    return reader


def read_folder(folder: Path, train: str, **data: object) -> Tables | Absent:
    project = open_project(folder, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
    return tables(project, Manifest(data=DataManifest(train=TableSource(train), **data)))  # type: ignore[arg-type]


def kinds(found: Tables | Absent) -> dict[str, str]:
    assert isinstance(found, Tables), found
    return {column.name: column.kind for column in found.tables["train"].columns}


def rows(found: Tables | Absent) -> list[dict[str, object]]:
    assert isinstance(found, Tables), found
    return found.sample("train", 100, seed=1).to_pylist()


def test_a_table_has_kinds_rows_and_a_digest(read: Read) -> None:
    found = read("age,name,paid,when,ok\n31,ann,1.5,2024-01-02,true\n44,bob,2,2024-02-03,false\n")
    assert kinds(found) == {"age": "integer", "name": "text", "paid": "number", "when": "datetime", "ok": "boolean"}
    table = found.tables["train"]
    assert table.rows == 2
    content = b"age,name,paid,when,ok\n31,ann,1.5,2024-01-02,true\n44,bob,2,2024-02-03,false\n"
    assert table.digest == hashlib.sha256(content).hexdigest()
    assert rows(found)[1] == {
        "age": 44, "name": "bob", "paid": 2.0, "when": dt.date(2024, 2, 3), "ok": False,
    }  # fmt: skip


def test_missing_value_words_are_kept_apart_from_empty_cells(read: Read) -> None:
    found = read("age,city\n31,Rome\nN/A,unknown\n,\n?,N/A\n44,Oslo\n")
    assert kinds(found) == {"age": "integer", "city": "text"}
    age = found.tables["train"].column("age").text
    assert (age.null, dict(age.words)) == (1, {"?": 1, "n/a": 1})
    assert [row["age"] for row in rows(found)] == [31, None, None, None, 44]
    assert [row["city"] for row in rows(found)] == ["Rome", "unknown", None, "N/A", "Oslo"]


def test_codes_with_leading_zeros_stay_text_when_read_as_text(read: Read) -> None:
    found = read("code,n\n00123,1\nN/A,2\n00456,3\n")
    assert kinds(found)["code"] == "text"


def test_a_late_word_in_a_long_number_column_is_found(read: Read) -> None:
    numbers = "\n".join(str(value) for value in range(30_000))
    found = read(f"a\n{numbers}\nN/A\n")
    assert kinds(found) == {"a": "integer"}
    assert dict(found.tables["train"].column("a").text.words) == {"n/a": 1}
    assert found.tables["train"].rows == 30_001


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.tsv", "a\tb\n1\tx\n2\ty\n"),
        ("t.csv", "a;b\n1;x\n2;y\n"),
        ("t.csv", "\ufeffa,b\n1,x\n2,y\n"),
        ("t.csv", "a,b\r\n1,x\r\n2,y\r\n"),
        ("t.csv", "a,b\n1,x\n2,y\n".encode("utf-16")),
        ("t.csv.gz", gzip.compress(b"a,b\n1,x\n2,y\n", mtime=0)),
        ("t.jsonl", '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n'),
        ("t.jsonl.gz", gzip.compress(b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n', mtime=0)),
        ("it's a [1] *.csv", "a,b\n1,x\n2,y\n"),
        ("x'); DROP TABLE t; --.csv", "a,b\n1,x\n2,y\n"),
    ],
)
def test_formats_and_file_names(read: Read, name: str, content: str | bytes) -> None:
    assert rows(read(content, name)) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_binary_formats(tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2], "b": ["x", "y"]})
    pq.write_table(table, tmp_path / "t.parquet")
    feather.write_feather(table, tmp_path / "t.feather")
    for name in ("t.parquet", "t.feather"):
        assert rows(read_folder(tmp_path, name)) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_parquet_keeps_its_types_and_nan_is_missing(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1.0, float("nan")], "n": ["1", "2"]}), tmp_path / "t.parquet")
    found = read_folder(tmp_path, "t.parquet")
    assert kinds(found) == {"a": "number", "n": "text"}
    assert [row["a"] for row in rows(found)] == [1.0, None]


def test_several_files_of_a_glob_are_one_table(tmp_path: Path) -> None:
    for index in (1, 2):
        (tmp_path / f"part-{index}.csv").write_text(f"a\n{index}\n")
    found = read_folder(tmp_path, "part-*.csv")
    assert [row["a"] for row in rows(found)] == [1, 2]
    assert found.tables["train"].files == ("part-1.csv", "part-2.csv")


def test_repeated_empty_and_odd_column_names(read: Read) -> None:
    found = read('a,a,,A,<b>x</b>,"=1+1","say ""hi"""\n1,2,3,4,5,6,7\n')
    assert list(kinds(found)) == ["a", "a.1", "Unnamed: 2", "A.2", "<b>x</b>", "=1+1", 'say "hi"']
    assert list(rows(found)[0].values()) == [1, 2, 3, 4, 5, 6, 7]
    assert len(found.problems) == 3
    expression = found.expression("train")
    assert found.rows_of(expression.aggregate(total=expression["=1+1"].sum())) == [{"total": 6}]


def test_ragged_rows_are_left_out_and_said(read: Read) -> None:
    found = read("a,b\n1,2\n3,4,5\n6\n7,8\n")
    assert rows(found) == [{"a": 1, "b": 2}, {"a": 7, "b": 8}]
    assert "2 lines do not have the same number of cells" in found.problems[0].message


def test_latin_1_is_read_and_said(read: Read) -> None:
    found = read("name,n\nMüller,1\n".encode("latin-1"))
    assert rows(found) == [{"name": "Müller", "n": 1}]
    assert "Latin-1" in found.problems[0].message


def test_a_table_without_header_line(read: Read) -> None:
    assert list(kinds(read("A11,6,x\nA12,48,y\n"))) == ["column0", "column1", "column2"]


@pytest.mark.parametrize(
    ("content", "name", "kind", "said"),
    [
        (b"a,b\n", "train.csv", Absence.NOTHING_FOUND, "no rows"),
        (b"", "train.csv", Absence.NOTHING_FOUND, "empty"),
        (bytes(range(256)) * 50, "train.csv", Absence.BLOCKED, "binary data"),
        (b"x" * 3_000_000, "train.csv", Absence.BLOCKED, "no readable first line"),
        (b"not parquet", "train.parquet", Absence.BLOCKED, "no parquet file"),
        (b"PAR1" + b"\x00" * 100, "train.parquet", Absence.BLOCKED, "cannot be read"),
        (b"ARROW1" + b"\x00" * 100, "train.arrow", Absence.BLOCKED, "cannot be read"),
        (b"junk", "train.xlsx", Absence.BLOCKED, "cannot be read as Excel"),
        (b"\x1f\x8bjunk", "train.csv.gz", Absence.BLOCKED, "cannot be read"),
        (b"{]", "train.jsonl", Absence.BLOCKED, "cannot be read"),
        (b"version https://git-lfs.github.com/spec/v1\n", "train.csv", Absence.CANNOT_TELL, "git lfs"),
        (b"a,b\n1,2\n", "train.sav", Absence.CANNOT_TELL, "not known from its name"),
    ],
)
def test_what_cannot_be_read_has_one_reason(read: Read, content: bytes, name: str, kind: Absence, said: str) -> None:
    found = read(content, name)
    assert isinstance(found, Absent)
    assert found.kind is kind
    assert said.lower() in f"{found.reason} {found.fix}".lower()
    assert found.fix


def test_a_long_line_after_the_header_is_refused_not_loaded(read: Read) -> None:
    found = read(b"a\n1\n" + b"9" * 4_000_000)
    assert isinstance(found, Absent) or found.tables["train"].rows <= 1


def test_a_small_gzip_file_that_grows_is_left_out(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_source, "UNPACKED_LIMIT_BYTES", 10_000)
    found = read(gzip.compress(b"a\n" + b"1\n" * 50_000, mtime=0), "train.csv.gz")
    assert isinstance(found, Absent)
    assert "unpacks to more than" in found.reason


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "data/../../x.csv"])
def test_a_path_outside_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "readme.md").write_text("x")
    found = read_folder(tmp_path, path)
    assert isinstance(found, Absent)
    assert found.own_fault
    assert "outside the project" in found.reason


def test_a_missing_file_blocks_and_a_connection_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("x")
    missing = read_folder(tmp_path, "train.csv")
    assert isinstance(missing, Absent)
    assert (missing.kind, missing.own_fault) == (Absence.BLOCKED, True)
    project = open_project(tmp_path, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
    source = TableSource(connection="env:DATABASE_URL", table="public.train")
    behind = tables(project, Manifest(data=DataManifest(train=source)))
    assert isinstance(behind, Absent)
    assert behind.kind is Absence.CANNOT_TELL


def test_one_bad_table_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a,y\n1,0\n2,1\n")
    (tmp_path / "test.csv").write_bytes(b"\x00\x01\x02")
    found = read_folder(tmp_path, "train.csv", test=TableSource("test.csv"), target="label")
    assert isinstance(found, Tables)
    assert list(found.tables) == ["train"]
    assert isinstance(found.get("test"), Absent)
    assert [problem.column for problem in found.problems] == [None, "label"]
    assert "such as" in found.problems[1].fix


def test_samples_are_the_same_for_the_same_seed_and_say_so(read: Read) -> None:
    found = read("a,b\n" + "\n".join(f"{value},{value * 2}" for value in range(1_000)) + "\n")
    assert isinstance(found, Tables)
    first, again = found.sample("train", 50, 7), found.sample("train", 50, 7, ["b"])
    assert first.num_rows == 50
    assert first.schema.metadata[SAMPLED] == b"true"
    assert first.column("b").to_pylist() == again.column("b").to_pylist()
    assert first.column("a").to_pylist() == sorted(first.column("a").to_pylist())
    assert found.sample("train", 50, 8).column("a").to_pylist() != first.column("a").to_pylist()
    assert found.sample("train", 5_000, 7).schema.metadata[SAMPLED] == b"false"
    with pytest.raises(KeyError, match="no column"):
        found.sample("train", 5, 7, ["c"])


def test_the_store_reads_and_writes_nothing_else(read: Read, tmp_path: Path) -> None:
    import duckdb

    found = read("a\n1\n")
    assert isinstance(found, Tables)
    for query in (
        "SELECT * FROM read_csv('/etc/passwd')",
        f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        f"ATTACH '{tmp_path}/x.db'",
        "SELECT * FROM glob('/etc/*')",
    ):
        with pytest.raises(duckdb.Error):
            found.store.rows(query)


def test_model_inputs_leave_out_what_is_declared_otherwise(read: Read) -> None:
    data = DataManifest(target="y", id="i", group="g", time="t", ignore=("n",), prediction="p", score="s")
    found = read("i,g,t,n,p,s,y,age,sex\n1,1,2024-01-01,x,0,0.1,0,3,f\n")
    assert isinstance(found, Tables)
    assert model_inputs(found.tables["train"], data) == ("age", "sex")


SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1">{names}</row><row r="2">{first}</row><row r="3">{second}</row></sheetData></worksheet>'
)
BOOK = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1"'
    ' r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def cell(place: str, value: str) -> str:
    number = value.replace(".", "").isdigit()
    inner = f"<v>{value}</v>" if number else f"<is><t>{value}</t></is>"
    return f'<c r="{place}">{inner}</c>' if number else f'<c r="{place}" t="inlineStr">{inner}</c>'


def test_the_first_sheet_of_an_excel_file(tmp_path: Path) -> None:
    texts = [("a", "b", "c"), ("1", "x", "0.5"), ("2", "N/A", "1.5")]
    rows_of_cells = [
        "".join(cell(f"{letter}{number}", value) for letter, value in zip("ABC", row, strict=True))
        for number, row in enumerate(texts, start=1)
    ]
    sheet = SHEET.format(names=rows_of_cells[0], first=rows_of_cells[1], second=rows_of_cells[2])
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as book:
        for name, content in {**BOOK, "xl/worksheets/sheet1.xml": sheet}.items():
            book.writestr(name, content)
    found = read_folder(tmp_path, "t.xlsx")
    assert rows(found) == [{"a": 1, "b": "x", "c": 0.5}, {"a": 2, "b": "N/A", "c": 1.5}]
    assert kinds(found) == {"a": "integer", "b": "text", "c": "number"}


def test_tables_whose_roles_nobody_declares_are_not_called_absent(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n", encoding="utf-8")
    project = open_project(tmp_path, Settings(now=dt.datetime(2026, 11, 20, tzinfo=dt.UTC)))
    absent = tables(project, Manifest())
    assert isinstance(absent, Absent)
    assert (absent.kind, "a.csv" in absent.reason) == (Absence.CANNOT_TELL, True)
