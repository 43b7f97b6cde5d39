"""A project opened for reading: a folder as it lies there, a .zip unpacked for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.domain.settings import Settings
    from readiness.evidence.files.project import Project


@contextmanager
def opened(path: Path, settings: Settings) -> Iterator[Project]:
    """Yield the indexed project of a folder or of a .zip, which is unpacked for as long as it is open.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    """
    from readiness.evidence.files.archive import unpacked
    from readiness.evidence.files.project_index import open_project

    if path.suffix.lower() == ".zip" and path.is_file():
        with unpacked(path) as folder:
            yield open_project(folder, settings)
    else:
        yield open_project(path, settings)
