"""Credentials in earlier commits."""

from datetime import UTC, datetime

import pygit2
import pytest

from checks.infrastructure.secrets_in_history import secrets_in_history
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.files.git import git
from readiness.evidence.files.history_secrets import HistorySecrets, history_secrets
from readiness.evidence.files.project_index import open_project

KEY = "AKIA" + "Q3TZ7RVB5KXWM2LD"


@pytest.fixture
def history(tmp_path):
    """Return a function that commits states of the folder one after the other and searches their history."""

    def made(*states):
        repository = pygit2.init_repository(str(tmp_path / "repo"))
        someone = pygit2.Signature("A", "a@example.com", 1_700_000_000, 0)
        parents = []
        for state in states:
            repository.index.clear()
            for path, text in state.items():
                (tmp_path / "repo" / path).write_text(text)
                repository.index.add(path)
            for path in (tmp_path / "repo").glob("*.*"):
                if path.name not in state and path.is_file():
                    path.unlink()
            tree = repository.index.write_tree()
            parents = [repository.create_commit("HEAD", someone, someone, "change", tree, parents)]
        repository.index.write()
        project = open_project(tmp_path / "repo", Settings(now=datetime(2026, 1, 2, tzinfo=UTC)))
        return history_secrets(project, git(project))

    return made


def test_good(history):
    found = history({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"})
    assert (found.found, found.commits, found.versions, found.whole) == ((), 2, 1, True)
    assert secrets_in_history(found).measurements[0].value == 0.0


def test_key_that_was_deleted_later(history):
    found = history({"a.py": f'key = "{KEY}"\n'}, {"a.py": "key = None\n"})
    result = secrets_in_history(found)
    assert result.measurements[0].value == 1.0
    (finding,) = result.findings
    assert "a.py:1 in commit " in finding.message
    assert KEY not in finding.message


def test_key_of_a_deleted_file(history):
    assert len(history({"old.py": f'key = "{KEY}"\n', "a.py": "x\n"}, {"a.py": "x\n"}).found) == 1


def test_key_that_still_stands_there_is_told_by_the_other_check(history):
    assert history({"a.py": f'key = "{KEY}"\n'}, {"a.py": f'key = "{KEY}"\nx = 1\n'}).found == ()


def test_no_history():
    assert secrets_in_history(Absent("the folder is no Git repository")).outcome is Outcome.NOT_APPLICABLE
    assert "older ones were not" in secrets_in_history(HistorySecrets((), 300, 10, False)).evidence[0].why


def test_another_key_of_the_same_kind_stands_there_today(history):
    other = "AKIA" + "W7NC4YHE9PGS3JQF"
    assert len(history({"a.py": f'key = "{KEY}"\n'}, {"a.py": f'key = "{other}"\n'}).found) == 1
