"""Reading an indexed file, and globs over its paths."""

import pytest

from readiness.evidence.files.project import Project, ProjectFile, decoded, glob_expression


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "src/deep/train.py", True),
        ("*.py", "train.pyc", False),
        ("Dockerfile", "serving/dockerfile", True),
        ("src/*.py", "src/train.py", True),
        ("src/*.py", "src/deep/train.py", False),
        ("src/**/*.py", "src/train.py", True),
        ("src/**/*.py", "src/a/b/train.py", True),
        (".github/workflows/*.y*ml", ".github/workflows/ci.yml", True),
        ("./data/train.csv", "data/train.csv", True),
        ("data/**", "data/a/b.csv", True),
        ("part-[0-9].csv", "x/part-3.csv", True),
        ("part-[!0-9].csv", "x/part-3.csv", False),
        ("a[.csv", "a[.csv", True),
        ("*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", False),
    ],
)
def test_globs(pattern, path, expected):
    assert bool(glob_expression(pattern).fullmatch(path)) is expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfa,b", "a,b"),
        ("préce".encode("utf-16"), "préce"),
        ("café".encode("latin-1"), "café"),
        (b"PK\x03\x04\x00\x00", None),
        (b"", ""),
    ],
)
def test_decoding(content, text):
    assert decoded(content) == text


def test_text_is_bounded_and_absent_files_are_none(tmp_path):
    (tmp_path / "a.txt").write_text("abc")
    project = Project(tmp_path, "p", (ProjectFile("a.txt", 3),))
    assert project.text("a.txt", limit=2) is None
    assert project.text("a.txt") == "abc"
    assert project.text("b.txt") is None
    with pytest.raises(KeyError):
        project.located("../b.txt")
