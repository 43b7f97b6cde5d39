"""A locked worker tries to break out, before foreign code does, and says what it could not do."""

# os.path, not pathlib: this runs before the lock and imports as little as it can.
# ruff: noqa: PTH101, PTH108, PTH112, PTH116, PTH118, PTH123, PTH208

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from collections.abc import Callable

from readiness.sandbox.lock import Step


def readable_before(candidates: list[str]) -> list[str]:
    """Those of the candidate files and folders that this process can open now, before it locks itself."""
    return [path for path in candidates if _opens(path)]


def probe(once_readable: list[str], outside_folder: str, parent: int) -> list[Step]:
    """What was tried from inside the lock: each step is in force only when every try of its kind failed.

    Parameters
    ----------
    once_readable : list of str
        Paths that could be opened before the lock, so that failing now proves something. Empty: not proven.
    outside_folder : str
        An existing folder outside the private one, where a file is tried to be made.
    parent : int
        Process number of the process that started this one; a signal 0 and a memory read are tried on it.
    """
    still_open = [path for path in once_readable if _opens(path)]
    wrote = _made_file(outside_folder) or _changed_mode(outside_folder)
    files = bool(once_readable) and not still_open and not wrote
    detail = f"{len(once_readable)} paths tried, {len(still_open)} opened" + (", writing worked" if wrote else "")
    return [
        Step("files closed", files, detail),
        Step("network closed", *_network_closed()),
        Step("no new process", *_no_new_process()),
        Step("other processes closed", *_others_closed(parent)),
    ]


def _opens(path: str) -> bool:
    try:
        if os.path.isdir(path):
            os.listdir(path)
            return True
        with open(path, "rb") as stream:
            stream.read(1)
    except OSError:
        return False
    return True


def _made_file(folder: str) -> bool:
    path = os.path.join(folder, "made-by-probe")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        os.unlink(path)
    except OSError:
        return False
    return True


def _changed_mode(folder: str) -> bool:
    try:
        os.chmod(folder, os.stat(folder).st_mode & 0o777)
    except OSError:
        return False
    return True


def _network_closed() -> tuple[bool, str]:
    opened = []
    for name in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
        family = getattr(socket, name, None)
        if family is None:
            continue
        try:
            socket.socket(family, socket.SOCK_STREAM if name != "AF_NETLINK" else socket.SOCK_RAW).close()
            opened.append(name)
        except OSError:
            continue
    return not opened, "no socket could be made" if not opened else "sockets could be made: " + ", ".join(opened)


def _no_new_process() -> tuple[bool, str]:
    if not hasattr(os, "fork"):
        return False, "new processes are not prevented on this system"
    worked = []
    if _forked():
        worked.append("fork")
    if not _refused(lambda: os.execve("/nonexistent/program", ["program"], {})):
        worked.append("exec")
    return not worked, "fork and exec refused" if not worked else "possible: " + ", ".join(worked)


def _forked() -> bool:
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def _others_closed(parent: int) -> tuple[bool, str]:
    worked = []
    if not hasattr(os, "getppid") or sys.platform == "win32":
        return False, "other processes are not closed on this system"
    if not _refused(lambda: os.kill(parent, 0)):
        worked.append("signal")
    if sys.platform.startswith("linux"):
        library = ctypes.CDLL(None, use_errno=True)
        if library.process_vm_readv(parent, None, ctypes.c_ulong(0), None, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0:
            worked.append("memory read")
    return not worked, "no signal, no memory read" if not worked else "possible: " + ", ".join(worked)


def _refused(action: Callable[[], object]) -> bool:
    """Whether the kernel said the action is not permitted (a missing file is another answer)."""
    try:
        action()
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False
