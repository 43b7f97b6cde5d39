"""Files that belong to the project itself, as against copies of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.evidence.files.project import Project, ProjectFile

_FOREIGN = frozenset({
    "vendor", "vendored", "third_party", "third-party", "thirdparty", "node_modules", "site-packages",
    "bower_components", "_vendor", "deps",
})  # fmt: skip


def own_files(project: Project, *patterns: str) -> Iterator[ProjectFile]:
    """Yield the files that match one of the globs and lie in no folder of vendored code."""
    for file in project.matching(*patterns):
        if not _FOREIGN & set(file.path.lower().split("/")[:-1]):
            yield file
