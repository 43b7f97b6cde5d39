"""The project's own function that answers for the model: the module it stands in, and the files it may read."""

from __future__ import annotations

from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project

MOST_FILES = 4_000
MOST_BYTES = 1 << 30
MOST_FILE_BYTES = 256 << 20
ROOTS = ("", "src/")


def entry_point_module(project: Project, entry_point: str) -> str | None:
    """Return the file of ``package.module:function``, below the root or ``src``; None when there is none."""
    module = entry_point.partition(":")[0].replace(".", "/")
    for root in ROOTS:
        for path in (f"{root}{module}.py", f"{root}{module}/__init__.py"):
            if path in project:
                return path
    return None


def entry_point_files(project: Project, manifest: Manifest) -> list[str]:
    """Return the files that are copied for an entry point, smallest first: all but tables, up to 1 GB."""
    tables = {
        file.path for source in manifest.data.tables().values() if source.path for file in project.matching(source.path)
    }
    left = MOST_BYTES
    found: list[str] = []
    for file in sorted(project.files, key=lambda file: (file.size, file.path)):
        if file.path in tables or file.size > MOST_FILE_BYTES:
            continue
        left -= file.size
        if left < 0 or len(found) >= MOST_FILES:
            break
        found.append(file.path)
    return found
