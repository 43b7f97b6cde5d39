"""Chosen projects: noted, cloned by a process of their own, cancelled, and removed when nothing names them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from readiness.domain.run import RunRefused
from readiness.history import sources as module
from readiness.history.sources import Sources, SourceState, remove_unnamed

URL = "https://example.org/ada/loans.git"
CLONES = "import sys, pathlib; pathlib.Path(sys.argv[-1]).mkdir(); "


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def until_ended(sources: Sources, identity: str) -> module.Source:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = sources.get(identity)
        assert found is not None
        if found.state is not SourceState.CLONING:
            return found
        time.sleep(0.02)
    raise AssertionError("the clone does not end")


def test_a_folder_is_noted(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "home")

    found = sources.get(sources.choose("folder", "loans", tmp_path))

    assert found is not None
    assert (found.state, found.kind, found.name, found.path) == (SourceState.READY, "folder", "loans", str(tmp_path))


def test_a_repository_is_cloned_into_the_data_folder(tmp_path: Path) -> None:
    sources = Sources(tmp_path, program=program(CLONES))

    found = until_ended(sources, sources.clone(URL))

    assert found.state is SourceState.READY
    assert Path(found.path).parent.parent == tmp_path / "clones"
    assert (found.name, found.url) == ("loans", URL)


def test_the_private_setting_reaches_the_process(tmp_path: Path) -> None:
    code = "import sys; print(' '.join(sys.argv[1:-1]), file=sys.stderr); sys.exit(1)"

    private = Sources(tmp_path, private=True, program=program(code))
    public = Sources(tmp_path, program=program(code))

    assert until_ended(private, private.clone(URL)).failure == f"--private {URL}"
    assert until_ended(public, public.clone(URL)).failure == URL


def test_a_clone_can_be_cancelled(tmp_path: Path) -> None:
    sources = Sources(tmp_path, program=program(f"{CLONES}import time; time.sleep(60)"))
    identity = sources.clone(URL)

    assert sources.cancel(identity)

    found = sources.get(identity)
    assert found is not None
    assert found.state is SourceState.CANCELLED
    assert not Path(found.path).parent.exists()
    assert not sources.cancel(identity)
    assert not sources.cancel("../../etc")


def test_too_many_clones_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CLONING", 1)
    sources = Sources(tmp_path, program=program("import time; time.sleep(60)"))
    identity = sources.clone(URL)

    with pytest.raises(RunRefused, match="being cloned"):
        sources.clone(URL)

    sources.cancel(identity)


def test_an_address_that_may_not_be_cloned_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match="https"):
        Sources(tmp_path).clone("file:///etc")
    with pytest.raises(RunRefused, match="READINESS_GIT=off"):
        Sources.of({"READINESS_HOME": str(tmp_path), "READINESS_GIT": "off"}).clone(URL)
    assert Sources.of({"READINESS_HOME": str(tmp_path), "READINESS_GIT_PRIVATE": "1"}).private


def test_what_nothing_names_is_removed(tmp_path: Path) -> None:
    sources = Sources(tmp_path)
    named, waiting, loose = (tmp_path / "clones" / name / "loans" for name in ("named", "waiting", "loose"))
    for folder in (named, waiting, loose):
        folder.mkdir(parents=True)
    sources.choose("git", "loans", waiting)

    remove_unnamed(tmp_path, [str(named)])

    assert [folder.exists() for folder in (named, waiting, loose)] == [True, True, False]


@pytest.mark.parametrize("identity", ["", "..", "../../etc", "20261120T194350-5f530fac"])
def test_an_unknown_id_is_none(tmp_path: Path, identity: str) -> None:
    assert Sources(tmp_path).get(identity) is None
