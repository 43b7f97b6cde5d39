"""Training and test rows kept apart as tables on disk."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.declared.table_preview import table_preview
from readiness.evidence.files.project import Project


@dataclass(frozen=True)
class SplitTables(Fact):
    """Two different files with training and test rows.

    Attributes
    ----------
    labelled
        Whether the test table has the target column; None when its columns or the target are not known.
    """

    train: Location
    test: Location
    labelled: bool | None = None


@provides("data")
def split_tables(project: Project, manifest: Manifest) -> SplitTables | Absent:
    """Return the training and the test file where both are there and differ."""
    train, test = manifest.data.train, manifest.data.test
    if train is None or test is None or not train.path or not test.path or train.path == test.path:
        return Absent("no separate training and test tables are declared or found")
    first, second = next(project.matching(train.path), None), next(project.matching(test.path), None)
    if first is None or second is None or first.path == second.path:
        return Absent("the training or the test table is not in the folder")
    preview = table_preview(project, second.path)
    target = manifest.data.target
    labelled = None if preview is None or target is None else target in preview.columns
    return SplitTables(Location(first.path), Location(second.path), labelled)
