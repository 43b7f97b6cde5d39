"""Whether a project changed since it was assessed, told from file times alone."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

MOST_ENTRIES = 20_000
MOST_SECONDS = 0.5
SKIPPED = frozenset({".git", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".mypy_cache", ".pytest_cache"})


def changed_since(path: Path, moment: str) -> bool | None:
    """Return whether a file of a folder (or the .zip itself) was written after an ISO time; None where it is not told.

    A file that was only removed, or brought in with an older time, is not seen. Folders with more entries than
    ``MOST_ENTRIES``, or slow ones, are not told.
    """
    since = datetime.fromisoformat(moment).timestamp()
    try:
        if path.is_file():
            return path.stat().st_mtime > since
        if not path.is_dir():
            return None
    except OSError:
        return None
    seen, end = 0, time.monotonic() + MOST_SECONDS
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in files:
            seen += 1
            if seen > MOST_ENTRIES or time.monotonic() > end:
                return None
            try:
                if os.lstat(os.path.join(folder, name)).st_mtime > since:  # noqa: PTH118
                    return True
            except OSError:
                continue
    return False
