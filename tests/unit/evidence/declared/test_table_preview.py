"""The start of a table is read for its names; junk is no table."""

import gzip
import json

import pytest

from readiness.evidence.declared.table_preview import table_preview


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"x,y\n1,\n2,b\n"),
        ("a.csv", b"\xef\xbb\xbfx;y\n1;\n2;b\n"),
        ("a.tsv", b"x\ty\n1\t\n2\tb\n"),
        ("a.csv.gz", gzip.compress(b"x,y\n1,\n2,b\n", mtime=0)),
        ("a.jsonl", json.dumps({"x": 1, "y": None}).encode() + b"\nbroken\n" + json.dumps({"x": 2, "y": "b"}).encode()),
        ("a.csv", "x,y\n1,\n2,b\n".encode("utf-16")),
    ],
    ids=["csv", "semicolon", "tsv", "gz", "jsonl", "utf-16"],
)
def test_columns_and_values(tmp_path, written, name, content):
    (tmp_path / name).write_bytes(content)
    preview = table_preview(written({"b.txt": "x"}), name)
    assert preview.columns == ("x", "y")
    assert (preview.values("x"), preview.values("y")) == (("1", "2"), ("b",))


def test_parquet(tmp_path, written):
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"x": [1, 2], "y": [None, "b"]}), tmp_path / "a.parquet")
    preview = table_preview(written({"b.txt": "x"}), "a.parquet")
    assert (preview.columns, preview.values("y")) == (("x", "y"), ("b",))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", b"x" * 600_000),
        ("a.csv.gz", b"no gzip"),
        ("a.parquet", b"PAR1 junk"),
        ("a.jsonl", b"[1, 2]\n"),
        ("a.csv", b"," * 6_000),
    ],
)
def test_junk_is_no_table(tmp_path, written, name, content):
    (tmp_path / name).write_bytes(content)
    preview = table_preview(written({"b.txt": "x"}), name)
    assert preview is None or preview.rows == ()
