"""A locked process for foreign code: model files and rows go in as copies, JSON and numeric arrays come out."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from readiness.domain.isolation import Guard, Isolation
from readiness.sandbox import launch, reply
from readiness.sandbox.errors import (
    SandboxError,
    WeakIsolation,
    WorkerBroken,
    WorkerDied,
    WorkerMemory,
    WorkerTimeout,
)
from readiness.sandbox.frames import Frame, FrameError, FrameLimits, Json, read_frame, write_frame
from readiness.sandbox.limits import Limits
from readiness.sandbox.printed import Printed
from readiness.sandbox.private_folder import PrivateFolder

if TYPE_CHECKING:
    import numpy as np

OWN_PREFIXES = ("checks.", "readiness.")
MODEL_HOST = "readiness.sandbox.model_host"
LOOK_SECONDS = 0.25
PRINT_SECONDS = 0.5
END_SECONDS = 5.0


@dataclass(frozen=True)
class Reply:
    """What a call gave back: JSON values, arrays by name (read-only) and what was printed meanwhile."""

    values: Json
    arrays: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    printed: str = ""


class Worker:
    """One locked process; use it as a context manager, from one thread at a time.

    Parameters
    ----------
    files : mapping of str to Path
        Files and folders to copy in, by relative name. A function in the worker opens them under that name.
    limits : Limits
        Bounds of the process and of its answers.
    python : Path, optional
        Another interpreter (3.9 or later, with numpy and pandas for tables); ours by default.
    admitted : frozenset of str
        Dotted names that a person let the unpickler use beside the listed ones.
    modules : tuple of str
        Modules of our own packages whose functions may be called.
    accept_weak : bool
        Go on where files, network or new processes are not closed; otherwise entering raises WeakIsolation.

    Notes
    -----
    The process ends with this object, with our process, and when it breaks a limit or a rule of the frames.
    A worker can still see that a file exists and how large it is, and can make itself slow; its answers are as
    trustworthy as the code that ran in it.
    """

    def __init__(
        self,
        files: Mapping[str, Path],
        limits: Limits | None = None,
        python: Path | None = None,
        admitted: frozenset[str] = frozenset(),
        modules: tuple[str, ...] = (MODEL_HOST,),
        *,
        accept_weak: bool = False,
    ) -> None:
        foreign = [name for name in modules if not name.startswith(OWN_PREFIXES)]
        if foreign:
            raise ValueError(f"only modules of our own packages run in the worker, not {', '.join(foreign)}")
        self._files = dict(files)
        self._limits = limits or Limits()
        self._python = python or Path(sys.executable)
        self._admitted = admitted
        self._modules = modules
        self._accept_weak = accept_weak
        self._printed = Printed(self._limits.printed_bytes)
        self._ended = threading.Event()
        self._calls = 0
        self._folder: PrivateFolder | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None
        self._isolation: Isolation | None = None

    def __enter__(self) -> Self:
        """Starts, locks and probes the process; raises SandboxError or WeakIsolation, leaving nothing behind."""
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def isolation(self) -> Isolation:
        """What was in force before any foreign code ran, as the worker found it."""
        if self._isolation is None:
            raise SandboxError("the worker has not been started")
        return self._isolation

    def call(
        self,
        function: str,
        arguments: Mapping[str, Json] | None = None,
        tables: Mapping[str, Any] | None = None,
        timeout_seconds: float = 60.0,
    ) -> Reply:
        """The answer of one function, `package.module:name`, of the modules this worker was started for.

        `arguments` are JSON. `tables` are pandas frames, mappings of column to one-dimensional array (both arrive
        as a pandas frame) or numeric arrays. A function whose first parameter is `shelf` gets a dict that lives as
        long as the worker. Raises WorkerTimeout, WorkerMemory, WorkerDied, WorkerBroken (the worker is gone then),
        WorkerRefused or WorkerFailed (it goes on), ValueError for a table without a plain form.
        """
        self._calls += 1
        mark = f"\nend of call {secrets.token_hex(16)}\n"
        descriptors, buffers = reply.encoded_tables(tables or {}, self._limits.request_bytes)
        message = {
            "id": self._calls,
            "mark": mark,
            "function": function,
            "arguments": dict(arguments or {}),
            "tables": descriptors,
        }
        frame = self._exchange(message, buffers, timeout_seconds, self._limits.reply_bytes)
        printed = self._printed.take(mark, PRINT_SECONDS)
        try:
            values, arrays = reply.decoded(frame, self._calls)
        except FrameError as error:
            self._stop()
            raise WorkerBroken(f"the worker's answer was not used: {error}") from None
        return Reply(values, arrays, printed)

    def close(self) -> None:
        """Ends the process and removes its folder; may be called again."""
        self._stop()
        if self._keeper is not None:
            self._keeper.join(END_SECONDS)
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                with contextlib.suppress(OSError):
                    cast(Any, stream).close()
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def _start(self) -> None:
        self._folder = PrivateFolder()
        self._folder.copy_in(self._files, self._limits)
        started = threading.Event()
        failures: list[OSError] = []
        # The kernel kills the worker when the thread that started it ends, so that thread must live as long as we.
        self._keeper = threading.Thread(target=self._keep, args=(self._folder, started, failures), daemon=True)
        self._keeper.start()
        started.wait()
        if failures:
            raise SandboxError(f"{self._python} could not be started: {failures[0].strerror}")
        settings = launch.settings(self._folder, self._limits, self._admitted, self._modules)
        frame = self._exchange(settings, [], self._limits.start_seconds, 0)
        self._isolation = _isolation(frame)
        if not self._isolation.isolated and not self._accept_weak:
            raise WeakIsolation(self._isolation)

    def _keep(self, folder: PrivateFolder, started: threading.Event, failures: list[OSError]) -> None:
        """Starts the process, drains what it prints and waits for its end; the keeper thread's whole life."""
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                launch.command(self._python, folder.inside),
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env=launch.environment(folder.scratch, self._limits),
                cwd=folder.inside,
                close_fds=True,
                start_new_session=True,
            )
        except OSError as error:
            failures.append(error)
            return
        finally:
            started.set()
        self._printed.drain(cast(Any, self._process.stderr))
        self._process.wait()
        self._ended.set()

    def _exchange(
        self, message: dict[str, Json], buffers: list[memoryview], timeout_seconds: float, buffer_bytes: int
    ) -> Frame:
        """Sends one frame and waits for one, no longer than allowed and while the private folder stays small."""
        if self._process is None or self._ended.is_set():
            raise WorkerDied("the worker has already ended")
        outcome: list[Frame | Exception] = []
        limits = FrameLimits(self._limits.reply_text_bytes, buffer_bytes)
        talk = threading.Thread(target=_talk, args=(self._process, message, buffers, limits, outcome), daemon=True)
        talk.start()
        deadline = time.monotonic() + timeout_seconds
        while talk.is_alive():
            talk.join(max(0.0, min(LOOK_SECONDS, deadline - time.monotonic())))
            if talk.is_alive():
                self._look(deadline, timeout_seconds)
        answer = outcome[0]
        if isinstance(answer, Frame):
            return answer
        raise self._end_of(answer)

    def _look(self, deadline: float, timeout_seconds: float) -> None:
        """Stops the worker when it is late or has filled its folder."""
        if time.monotonic() >= deadline:
            self._stop()
            raise WorkerTimeout(f"no answer within {timeout_seconds:g} s")
        size, count = cast(PrivateFolder, self._folder).usage(self._limits.scratch_files + self._limits.copy_files)
        if size > self._limits.scratch_bytes + self._limits.copy_bytes or (
            count > self._limits.scratch_files + self._limits.copy_files
        ):
            self._stop()
            raise WorkerMemory("the worker wrote more to its temporary folder than allowed")

    def _end_of(self, error: Exception) -> SandboxError:
        """The exception that says how the worker ended, after an exchange that gave no frame."""
        if isinstance(error, (FrameError, ValueError, TypeError)):
            self._stop()
            return WorkerBroken(f"the worker's answer was not used: {error}")
        if not self._ended.wait(END_SECONDS):
            self._stop()
            return WorkerBroken("the worker closed its connection without an answer")
        code = cast(Any, self._process).returncode
        printed = self._printed.take("\0", 0.0)
        if code == -getattr(signal, "SIGXCPU", 0):
            return WorkerTimeout(f"the worker used its {self._limits.cpu_seconds} s of processor time")
        if "bad_alloc" in printed or "MemoryError" in printed:
            return WorkerMemory("the worker ended because it needed more memory than allowed")
        last = printed.strip().rpartition("\n")[2][:300]
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        message = f"the worker ended with {how}" + (f": {last}" if last else "")
        return WorkerDied(message, -code if code < 0 else None, code if code >= 0 else None)

    def _stop(self) -> None:
        """Kills the process and, where it could make any, its children."""
        process = self._process
        if process is None or self._ended.is_set():
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            process.kill()
        self._ended.wait(END_SECONDS)


def _talk(
    process: subprocess.Popen[bytes],
    message: dict[str, Json],
    buffers: list[memoryview],
    limits: FrameLimits,
    outcome: list[Frame | Exception],
) -> None:
    """One exchange, in a thread of its own because either pipe may block; puts one entry into `outcome`."""
    try:
        write_frame(cast(Any, process.stdin), message, buffers)
        outcome.append(read_frame(cast(Any, process.stdout), limits))
    except Exception as error:
        outcome.append(error)


def _isolation(frame: Frame) -> Isolation:
    """The guards that a worker reported; it ran only our own code until then."""
    guards = tuple(Guard(str(name), held is True, str(detail)) for name, held, detail in frame.message["guards"])
    return Isolation(guards, str(frame.message["platform"]), str(frame.message["python"]))
