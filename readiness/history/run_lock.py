"""The lock of a run's folder: its process holds it for as long as it lives, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.domain.run import RunRefused


@contextmanager
def taken(folder: Path) -> Iterator[int]:
    """Yield the descriptor of the taken lock, for a process that inherits it.

    The kernel releases it when the last process that holds the descriptor is gone, so a number of a process that was
    given to another one meanwhile can never be mistaken for the run.

    Raises
    ------
    RunRefused
        The platform has no such locks (Windows outside WSL).
    """
    try:
        import fcntl
    except ImportError:
        raise RunRefused(
            "Starting an assessment from the dashboard needs Linux, macOS or WSL. "
            "Use `python -m readiness assess PATH` here."
        ) from None
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def held(folder: Path) -> bool:
    """Return whether a process still holds the lock."""
    try:
        import fcntl

        descriptor = os.open(folder / "lock", os.O_RDWR)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two who look never block each other
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def released(folder: Path, seconds: float) -> bool:
    """Return whether the lock was released within so many seconds."""
    end = time.monotonic() + seconds
    while held(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
