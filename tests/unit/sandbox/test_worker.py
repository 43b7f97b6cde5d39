"""A worker answers, and whatever foreign code does to it costs the worker only."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from readiness.sandbox import launch
from readiness.sandbox.errors import (
    SandboxError,
    WeakIsolation,
    WorkerBroken,
    WorkerDied,
    WorkerFailed,
    WorkerMemory,
    WorkerTimeout,
)
from readiness.sandbox.limits import Limits
from readiness.sandbox.worker import Reply, Worker

LOAD = "readiness.sandbox.model_host:load"
Foreign = Callable[..., AbstractContextManager[Callable[[], Reply]]]
REPOSITORY = Path(__file__).parents[3]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux's resource limits")
REPLY = """
import os, struct, json
def reply(data):
    for number in (3, 4, 5):
        try: os.write(number, data)
        except OSError: pass
"""


def test_reports_its_isolation_before_any_foreign_code() -> None:
    with Worker({}, accept_weak=True) as worker:
        isolation = worker.isolation

    names = [guard.name for guard in isolation.guards]
    assert names[-4:] == ["files closed", "network closed", "no new process", "other processes closed"]
    assert isolation.python == sys.version.split()[0]


@linux
def test_is_isolated_here() -> None:
    with Worker({}) as worker:
        assert worker.isolation.isolated


def test_weak_isolation_is_an_error_unless_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    full = launch.settings
    monkeypatch.setattr(launch, "settings", lambda *arguments: {**full(*arguments), "candidates": []})

    with pytest.raises(WeakIsolation, match="files closed") as caught, Worker({}):
        pass

    assert "files closed" in caught.value.isolation.weaknesses
    with Worker({}, accept_weak=True) as worker:
        assert not worker.isolation.isolated


def test_prints_are_kept_apart_from_answers(foreign: Foreign) -> None:
    text = "import os, sys; print('{1}', flush=True); os.write(1, b'raw '); sys.stderr.write('err\\x1b[31m')"
    with foreign(text) as load:
        reply = load()

    assert reply.printed.split() == ["{1}", "raw", "err\ufffd[31m"]
    assert reply.values["class_name"] == "NoneType"


def test_much_printing_is_bounded(foreign: Foreign) -> None:
    with foreign("print('x' * 5_000_000)", Limits(printed_bytes=1000)) as load:
        printed = load().printed

    assert len(printed) < 2000
    assert "bytes more were not kept" in printed


def test_a_hanging_model_is_stopped(foreign: Foreign) -> None:
    started = time.monotonic()
    with foreign("while True: pass", timeout_seconds=0.5) as load, pytest.raises(WorkerTimeout, match=r"0\.5 s"):
        load()
    assert time.monotonic() - started < 20


@linux
def test_processor_time_is_limited(foreign: Foreign) -> None:
    with (
        foreign("while True: pass", Limits(cpu_seconds=1)) as load,
        pytest.raises(WorkerTimeout, match="1 s of processor"),
    ):
        load()


@linux
def test_memory_is_limited(foreign: Foreign) -> None:
    with foreign("x = bytearray(3 << 30)", Limits(memory_bytes=1 << 30)) as load, pytest.raises(WorkerMemory):
        load()


@linux
def test_one_file_is_limited(foreign: Foreign) -> None:
    text = "open('big', 'wb').write(bytes(2 << 20))"
    with foreign(text, Limits(file_bytes=1 << 20)) as load, pytest.raises(WorkerFailed) as caught:
        load()
    assert os.strerror(errno.EFBIG) in caught.value.message


def test_many_files_are_limited(foreign: Foreign) -> None:
    text = "import itertools\nfor n in itertools.count(): open(str(n), 'w').write('x')"
    limits = Limits(scratch_files=50, copy_files=10)
    with foreign(text, limits) as load, pytest.raises(WorkerMemory, match="temporary folder"):
        load()


def test_a_model_that_exits_is_reported(foreign: Foreign) -> None:
    with foreign("import os; os._exit(7)") as load:
        with pytest.raises(WorkerDied) as caught:
            load()
        assert caught.value.exit_code == 7
        with pytest.raises(WorkerDied, match="already"):
            load()


@linux
def test_a_model_that_crashes_is_reported(foreign: Foreign) -> None:
    with foreign("import ctypes; ctypes.string_at(0)") as load, pytest.raises(WorkerDied) as caught:
        load()
    assert caught.value.signal == signal.SIGSEGV


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="calls of 32-bit x86")
@linux
def test_calls_of_another_architecture_kill_the_worker(foreign: Foreign) -> None:
    # mov eax, 20 (getpid); int 0x80; ret
    text = (
        "import mmap, ctypes\n"
        "code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "code.write(bytes.fromhex('b814000000cd80c3'))\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()\n"
    )
    with foreign(text) as load, pytest.raises(WorkerDied) as caught:
        load()
    assert caught.value.signal == signal.SIGSYS


def test_an_exception_becomes_its_kind_and_text(foreign: Foreign) -> None:
    with foreign("raise KeyError('\\x1b[2J' + 'a' * 5000)") as load:
        with pytest.raises(WorkerFailed) as caught:
            load()
        assert caught.value.kind == "KeyError"
        assert len(caught.value.message) < 600
        assert "\x1b" not in caught.value.message
        with pytest.raises(WorkerFailed):
            load()  # the worker itself goes on


def test_leaving_by_system_exit_is_an_exception_too(foreign: Foreign) -> None:
    with foreign("raise SystemExit(3)") as load, pytest.raises(WorkerFailed, match="SystemExit"):
        load()


HEADER = "struct.pack('>4sIQ', b'RDF1', {text}, {buffers})"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEADER.format(text=2**32 - 1, buffers=0), "bytes of JSON"),
        (HEADER.format(text=2, buffers=2**60), "bytes of buffers"),
        ("b'HTTP/1.1 200 OK' * 9", "not a frame"),
        (HEADER.format(text=4, buffers=0) + " + b'null'", "not a JSON object"),
        (HEADER.format(text=100_000, buffers=0) + " + b'[' * 100_000", "not JSON"),
        (HEADER.format(text=8, buffers=0) + " + b'{\"id\":9}'", "another call"),
    ],
)
def test_a_forged_frame_is_thrown_away_with_the_worker(foreign: Foreign, data: str, why: str) -> None:
    with foreign(f"{REPLY}\nreply({data})") as load:
        with pytest.raises(WorkerBroken, match=why):
            load()
        with pytest.raises(WorkerDied):
            load()


@pytest.mark.parametrize(
    "descriptor",
    [
        "{'name': 'a', 'kind': 'plain', 'dtype': '|O', 'shape': [1]}",
        "{'name': 'a', 'kind': 'plain', 'dtype': '<f8', 'shape': [2]}",
        "{'name': 'a', 'kind': 'plain', 'dtype': '<f8', 'shape': [-1]}",
        "{'name': 'a', 'kind': 'plain', 'dtype': '<f8', 'shape': [10**9, 10**9]}",
        "{'name': 'a', 'kind': 'category', 'shape': [2], 'categories': ['x']}",
        "{'name': 'a', 'kind': 'category', 'shape': [2], 'categories': [['x']]}",
        "{'kind': 'plain', 'dtype': '<f8', 'shape': [1]}",
        "'a'",
    ],
)
def test_a_forged_array_is_thrown_away(foreign: Foreign, descriptor: str) -> None:
    text = (
        f"{REPLY}\ntext = json.dumps({{'id': 1, 'values': 0, 'arrays': [{descriptor}]}}).encode()\n"
        "reply(struct.pack('>4sIQ', b'RDF1', len(text), 8) + text + struct.pack('<ii', 0, 5))"
    )
    with foreign(text) as load, pytest.raises(WorkerBroken):
        load()


def test_closing_the_answer_stream_is_noticed(foreign: Foreign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.sandbox.worker.END_SECONDS", 0.5)
    text = "import os, time\nfor n in (3, 4, 5):\n    try: os.close(n)\n    except OSError: pass\ntime.sleep(60)"
    with foreign(text) as load, pytest.raises(WorkerBroken, match="closed"):
        load()


def test_only_our_own_modules_may_be_called() -> None:
    with pytest.raises(ValueError, match="own packages"):
        Worker({}, modules=("os",))
    with Worker({}, accept_weak=True) as worker:
        for function in (
            "os:system",
            "readiness.sandbox.worker:Worker",
            "readiness.sandbox.model_host:Answer",
            LOAD[:-4],
        ):
            with pytest.raises(WorkerFailed, match=r"not a (module|function)"):
                worker.call(function, {"path": "x"})


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "c:x", "a\\b", "scratch/x"])
def test_copies_stay_inside_the_private_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "m").write_bytes(b"x")
    with pytest.raises(SandboxError, match="inside"), Worker({name: tmp_path / "m"}):
        pass


def test_links_and_devices_are_not_copied(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "link", tmp_path / "pipe", Path("/dev/zero"), tmp_path / "missing"):
        with pytest.raises(SandboxError), Worker({"m": source}):
            pass


def test_copies_are_bounded(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).write_bytes(b"x" * 100)
    with pytest.raises(SandboxError, match="larger"), Worker({"m": tmp_path}, Limits(copy_bytes=250)):
        pass
    with pytest.raises(SandboxError, match="more than 2"), Worker({"m": tmp_path}, Limits(copy_files=2)):
        pass


@linux
def test_its_folder_goes_away_whatever_is_left_in_it(
    foreign: Foreign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    text = (
        "import os\nfor n in range(3000):\n    os.mkdir('d' * 100)\n    os.chdir('d' * 100)\n"
        "os.mkdir('closed', 0)\nopen('file', 'w')"
    )
    with foreign(text) as load:
        load()
        assert list(tmp_path.glob("readiness-worker-*"))
    assert not list(tmp_path.glob("readiness-worker-*"))


@linux
def test_the_worker_ends_when_our_process_is_killed(tmp_path: Path) -> None:
    text = (
        "import sys, os\nfrom readiness.sandbox.worker import Worker\nworker = Worker({}).__enter__()\n"
        "print(worker._process.pid, worker._folder.root, flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as ours:
        assert ours.stdout is not None
        pid = int(ours.stdout.readline().split()[0])
        os.kill(pid, 0)
        ours.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]:
        assert time.monotonic() < deadline, "the worker outlived us"
        time.sleep(0.02)


def test_a_worker_outlives_the_thread_that_started_it() -> None:
    worker = Worker({}, accept_weak=True)
    thread = threading.Thread(target=worker.__enter__)
    thread.start()
    thread.join()
    try:
        with pytest.raises(WorkerFailed):
            worker.call(LOAD, {"path": "missing", "format": "pickle"})
    finally:
        worker.close()
