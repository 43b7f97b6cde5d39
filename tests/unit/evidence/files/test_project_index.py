"""Indexing a folder: what is seen, what is left out and why, and what the digest covers."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest_file import ManifestInvalid
from readiness.evidence.files.project import ProjectUnreadable
from readiness.evidence.files.project_index import open_project

NOW = Settings(datetime(2026, 11, 20, tzinfo=UTC))


def paths(project):
    return [file.path for file in project.files]


def reasons(project):
    return {item.path: item.reason for item in project.skipped}


def test_ignore_files_hide_neither_tables_nor_models_nor_what_the_manifest_names(tmp_path):
    for path, text in {
        ".gitignore": "data/\nmodels/\n.env\n*.log\nreports/\n",
        "data/train.csv": "a\n1\n",
        "data/notes.txt": "x",
        "models/m.joblib": "x",
        ".env": "KEY=1",
        "run.log": "x",
        "reports/metrics.json": "{}",
        "reports/other.json": "{}",
        "sub/.gitignore": "!keep.log\n",
        "sub/keep.log": "x",
        "sub/drop.log": "x",
        "readiness.yaml": "model: {metrics: reports/metrics.json}\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    project = open_project(tmp_path, NOW)
    assert paths(project) == [
        ".gitignore",
        "data/train.csv",
        "models/m.joblib",
        "readiness.yaml",
        "reports/metrics.json",
        "sub/.gitignore",
        "sub/keep.log",
    ]
    assert project.by_path["data/train.csv"].ignored
    assert not project.by_path["sub/keep.log"].ignored
    assert reasons(project)[""] == "named by .gitignore and no table or model: 5 files"


def test_stores_environments_and_caches_are_skipped_and_counted(tmp_path):
    for path in (".git/config", "node_modules/a.js", "__pycache__/a.pyc", "myenv/pyvenv.cfg", "src/a.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    project = open_project(tmp_path, NOW)
    assert paths(project) == ["src/a.py"]
    assert reasons(project) == {
        ".git": "version control store",
        "node_modules": "installed dependencies",
        "__pycache__": "cache",
        "myenv": "Python environment",
    }


def test_links_pipes_and_bad_names_get_a_reason(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    root = tmp_path / "project"
    root.mkdir()
    (root / "real.csv").write_text("a\n")
    (root / "latest.csv").symlink_to("real.csv")
    (root / "out.txt").symlink_to(outside)
    (root / "loop").symlink_to("loop")
    (root / "folder").symlink_to(".")
    os.mkfifo(root / "pipe.csv")
    (root / "bad\nname.py").write_text("x")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.py")).write_text("x")
    project = open_project(root, NOW)
    assert paths(project) == ["latest.csv", "real.csv"]
    assert project.text("latest.csv") == "a\n"
    assert reasons(project) == {
        "out.txt": "symbolic link out of the project",
        "loop": "symbolic link that leads nowhere or to itself",
        "folder": "symbolic link to a folder: not followed",
        "pipe.csv": "no regular file (device, pipe or socket)",
        "bad\\nname.py": "name holds a control character or cannot be decoded",
        "\\udcff.py": "name holds a control character or cannot be decoded",
    }


def test_the_digest_leaves_signatures_out_and_covers_content(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    first = open_project(tmp_path, NOW).root_digest
    (tmp_path / "readiness-attestations.yaml").write_text("version: 1\n")
    (tmp_path / "readiness-waivers.yaml").write_text("waivers: []\n")
    assert open_project(tmp_path, NOW).root_digest == first
    (tmp_path / "a.py").write_text("x = 2\n")
    assert open_project(tmp_path, NOW).root_digest != first


def test_the_digest_is_the_published_formula(tmp_path):
    import hashlib

    (tmp_path / "b").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    one, two = hashlib.sha256(b"1").hexdigest(), hashlib.sha256(b"2").hexdigest()
    expected = hashlib.sha256(f"a\0{one}\nb\0{two}\n".encode()).hexdigest()
    project = open_project(tmp_path, NOW)
    assert project.root_digest == expected
    assert project.digest("a") == one


def test_another_root_appears_under_its_reserved_prefix(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "here" / "a.py").write_text("x")
    (tmp_path / "there" / "main.tf").write_text("y")
    project = open_project(tmp_path / "here", Settings(NOW.now, roots={"infra": tmp_path / "there"}))
    assert paths(project) == ["@infra/main.tf", "a.py"]
    assert project.text("@infra/main.tf") == "y"
    assert project.located("@infra/main.tf") == (tmp_path / "there" / "main.tf").resolve()


@pytest.mark.parametrize("kind", ["absent", "file", "empty"])
def test_what_cannot_be_assessed_is_refused_with_a_way_out(tmp_path, kind):
    root = tmp_path / kind
    if kind == "file":
        root.write_text("x")
    if kind == "empty":
        root.mkdir()
    with pytest.raises(ProjectUnreadable) as refusal:
        open_project(root, NOW)
    assert refusal.value.fix


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\n", 2), ("- a\n", 1), ("name: x\nversion: 2\n", 2), ("a: &a [*a]\n", None)]
)
def test_a_manifest_that_cannot_be_used_is_refused_with_its_line(tmp_path, text, line):
    (tmp_path / "readiness.yaml").write_text(text)
    with pytest.raises(ManifestInvalid) as refusal:
        open_project(tmp_path, NOW)
    assert refusal.value.path == "readiness.yaml"
    if line:
        assert refusal.value.line == line
