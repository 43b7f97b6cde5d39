"""Ignore files are read as git reads them, within bounds; tables and models are known by name."""

import time

import pytest

from readiness.evidence.files.ignore_rules import ignored, is_model, is_table, read_ignore_file


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        ("*.log", "a/b.log", True),
        ("/data/", "data/", True),
        ("/data/", "src/data/", False),
        ("build", "x/build/", True),
        ("*.csv\n!keep.csv", "keep.csv", False),
        ("*.csv\n!keep.csv", "drop.csv", True),
        ("# comment\n\n", "# comment", False),
        ("doc/**/*.txt", "doc/a/b.txt", True),
    ],
)
def test_patterns(lines, path, expected):
    assert ignored(path, [read_ignore_file("", lines)]) is expected


def test_the_innermost_file_decides():
    outer, inner = read_ignore_file("", "*.log\n"), read_ignore_file("sub/", "!keep.log\n")
    assert ignored("sub/keep.log", [outer, inner]) is False
    assert ignored("sub/other.log", [outer, inner]) is True


def test_hostile_patterns_take_no_time():
    file = read_ignore_file("", "\n".join(["*a" * 30, "[", "\\", "*a*a*a*b"] * 50))
    started = time.process_time()
    ignored("a" * 255, [file])
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("path", "table", "model"),
    [
        ("a/B.CSV.gz", True, False),
        ("x.parquet", True, False),
        ("m.joblib", False, True),
        ("m.pkl.gz", False, True),
        ("run/MLmodel", False, True),
        ("notes.json", False, False),
    ],
)
def test_formats_by_name(path, table, model):
    assert (is_table(path), is_model(path)) == (table, model)
