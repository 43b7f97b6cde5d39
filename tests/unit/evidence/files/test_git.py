"""The Git history is read without running anything of the repository."""

from dataclasses import replace

import pygit2
import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.files.git import git


@pytest.fixture
def repository(tmp_path):
    found = pygit2.init_repository(str(tmp_path), initial_head="main")
    for number, author in enumerate(["Ada", "Ada", "Grace"]):
        (tmp_path / "a.py").write_text(f"x = {number}\n")
        found.index.add("a.py")
        found.index.write()
        who = pygit2.Signature(author, "a@example.org", 1_700_000_000 + number, 0)
        parents = [] if number == 0 else [found.head.target]
        found.create_commit("refs/heads/main", who, who, "m", found.index.write_tree(), parents)
    found.references.create("refs/tags/v1", found.head.target)
    return found


def test_commits_authors_dates_tags_and_tracked_files(repository, written):
    history = git(written({"untracked.txt": "x"}))
    assert history.commit == str(repository.head.target)
    assert history.commits == 3
    assert history.authors == (("Ada", 2), ("Grace", 1))
    assert (history.first.timestamp(), history.last.timestamp()) == (1_700_000_000, 1_700_000_002)
    assert history.tags == ("v1",)
    assert history.tracked == {"a.py"}


def test_no_repository_an_empty_one_and_junk(tmp_path, written):
    project = written({"a.py": "x = 1\n"})
    assert git(project).kind is Absence.NOTHING_FOUND
    pygit2.init_repository(str(tmp_path))
    assert git(project).kind is Absence.NOTHING_FOUND
    (tmp_path / ".git" / "HEAD").write_bytes(b"\xff\x00junk")
    assert isinstance(git(project), Absent)


def test_a_folder_inside_a_larger_repository_cannot_tell(tmp_path, written, repository):
    whole = written({"sub/a.py": "x = 1\n"})
    found = git(replace(whole, root=tmp_path / "sub"))
    assert found.kind is Absence.CANNOT_TELL


def test_a_store_outside_the_folder_is_not_followed(tmp_path, written):
    (tmp_path / ".git").write_text("gitdir: /somewhere/else\n")
    assert git(written({"a.py": "x"})).kind is Absence.CANNOT_TELL
