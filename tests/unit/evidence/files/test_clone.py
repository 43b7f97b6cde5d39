"""Clones of local repositories, one of them hostile: shallow, inert, bounded, and nothing left behind on failure."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.evidence.files.clone import CloneFailed, CloneLimits, cloned, main

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *IDENTITY, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository with 60 commits, an LFS filter, a hook file and a submodule entry."""
    work = tmp_path_factory.mktemp("work")
    git(work, "init", "-q", "-b", "main")
    (work / "train.py").write_text("print('trained')\n")
    (work / ".gitattributes").write_text("*.bin filter=lfs\n*.py filter=evil\n")
    (work / "model.bin").write_text("version https://git-lfs.github.com/spec/v1\n")
    (work / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch /tmp/pwned"\n')
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "first")
    stream = "".join(
        f"commit refs/heads/main\ncommitter Ada <ada@example.org> {1_700_000_000 + n} +0000\ndata 2\n{n % 10}\n"
        f"{'from refs/heads/main^0' if n == 0 else ''}\n"
        for n in range(60)
    )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=work, input=stream.encode(), check=True)
    bare = tmp_path_factory.mktemp("served") / "project.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True, capture_output=True)
    return bare


@pytest.fixture
def daemon(repository: Path) -> Iterator[str]:
    """Yield the address of a git daemon on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["git", "daemon", "--reuseaddr", "--export-all", f"--base-path={repository.parent}"]
    server = subprocess.Popen([*command, "--listen=127.0.0.1", f"--port={port}"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"git://127.0.0.1:{port}/project.git"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
def test_a_server_is_cloned_when_its_protocol_is_allowed(daemon: str, tmp_path: Path) -> None:
    place = cloned(daemon, tmp_path / "project", protocol="git")

    assert (place / "train.py").read_text() == "print('trained')\n"
    with pytest.raises(CloneFailed):
        cloned(daemon, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_clone_is_shallow_and_inert(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = tmp_path / "home"
    evil.mkdir()
    (evil / ".gitconfig").write_text(f'[filter "evil"]\n\tsmudge = touch {tmp_path}/ran\n\trequired = true\n')
    monkeypatch.setenv("HOME", str(evil))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(evil / ".gitconfig"))

    place = cloned(f"file://{repository}", tmp_path / "project", protocol="file")

    assert (place / ".git" / "shallow").is_file()
    assert not (tmp_path / "ran").exists()
    assert not (place / ".git" / "hooks").exists()
    assert not (place / "x").exists() or not any((place / "x").iterdir())
    assert (place / "model.bin").read_text().startswith("version https://git-lfs")
    log = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=place, capture_output=True, check=True)
    assert int(log.stdout) == 50


def test_what_is_too_large_is_stopped_and_removed(repository: Path, tmp_path: Path) -> None:
    for limits, said in ((CloneLimits(bytes=100), "larger than"), (CloneLimits(files=2), "more than 2 files")):
        with pytest.raises(CloneFailed, match=said):
            cloned(f"file://{repository}", tmp_path / "project", protocol="file", limits=limits)
        assert not (tmp_path / "project").exists()


def test_a_server_that_never_answers_is_left_in_time(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"git://127.0.0.1:{silent.getsockname()[1]}/a"
        with pytest.raises(CloneFailed, match=r"more than 0\.3 seconds"):
            cloned(url, tmp_path / "a", protocol="git", limits=CloneLimits(seconds=0.3))


def test_a_repository_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CloneFailed, match=r"could not be cloned|no such public repository"):
        cloned(f"file://{tmp_path}/nothing", tmp_path / "project", protocol="file")


def test_without_git_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CloneFailed, match=r"Upload the project as a \.zip"):
        cloned("https://example.org/a/b", tmp_path / "project")


def test_the_process_says_in_one_line_why_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["file:///etc", str(tmp_path / "x")]) == 1
    assert main(["https://127.0.0.1/a/b", str(tmp_path / "x")]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert "https://" in lines[0]
    assert "private network" in lines[1]
