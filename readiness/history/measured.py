"""What was measured on a project, kept so that an unchanged one is not measured again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from readiness.history.data_home import data_home

KEPT = 40
LARGEST_BYTES = 50_000_000


@dataclass(frozen=True)
class Measured:
    """Results by key, one file each; the oldest go when there are too many.

    A key is a digest of everything a result depends on, so a file is never stale, only unused.
    """

    folder: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Measured:
        """Return the results kept on this machine."""
        return cls(data_home(environment) / "measured")

    def recall(self, key: str) -> bytes | None:
        """Return what was kept under a key, or None."""
        path = self.folder / key
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            os.utime(path)
            return data
        return None

    def keep(self, key: str, data: bytes) -> None:
        """Keep a result; a full disk or a folder that may not be written leaves it out."""
        if len(data) > LARGEST_BYTES:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(data)
            Path(file.name).replace(self.folder / key)
            self._trim()

    def _trim(self) -> None:
        kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[KEPT:]:
            path.unlink(missing_ok=True)
