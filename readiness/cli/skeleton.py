"""The skeleton of a new check and its test, ready to be filled."""

from __future__ import annotations

import re
from pathlib import Path

from readiness import api
from readiness.cli.exits import Exit, Stop

ROOT = Path(__file__).parents[2]

_CHECK = '''"""{title}: say here in one line which property a ready project has."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.evidence.files.project import Project


@check(title="{title}", effort=Effort.SMALL, states_fact=True)
def {name}(project: Project) -> CheckResult:
    """Return whether ... (first line: what is returned, with unit and range).

    What it measures
    ----------------
    Which evidence counts, and what looks like it and does not.

    Why it matters
    --------------
    What goes wrong in production without it.

    How to fix
    ----------
    What to change, and where.

    Limits
    ------
    What this check cannot see.

    Source
    ------
    Author, title, year of every formula and threshold.
    """
    holds = "README.md" in project
    return measured(holds=holds, strength=Strength.E1)
'''

_TEST = '''"""{title}: good, bad, edge and absent evidence."""

from pathlib import Path

import pytest

from checks.{family}.{name} import {name}
from readiness.domain.check import Outcome
from readiness.evidence.files.project import Project, ProjectFile


def project(*paths: str) -> Project:
    return Project(Path("/nowhere"), "sample", tuple(ProjectFile(path, 1) for path in paths))


@pytest.mark.parametrize(
    ("evidence", "holds"),
    [
        pytest.param(project("README.md"), True, id="good"),
        pytest.param(project("main.py"), False, id="bad"),
        pytest.param(project("docs/README.md"), False, id="edge"),
        pytest.param(project(), False, id="absent"),
    ],
)
def test_{name}(evidence: Project, holds: bool) -> None:
    result = {name}(evidence)
    assert result.outcome is Outcome.MEASURED
    assert result.holds is holds
'''


def written(family: str, name: str, root: Path = ROOT) -> list[Path]:
    """Write the check and its test; return their paths.

    Raises
    ------
    Stop
        The family does not exist, the name is no Python name, or one of the files exists.
    """
    families = sorted({check.family for check in api.checks().values()})
    if family not in families:
        raise Stop(Exit.USAGE, f"there is no family {family!r}; use one of {', '.join(families)}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise Stop(Exit.USAGE, f"{name!r} is no property name; use lower case and underscores, such as late_rows")
    words = {"family": family, "name": name, "title": name.replace("_", " ").capitalize()}
    check = root / "checks" / family / f"{name}.py"
    test = root / "tests" / "unit" / "checks" / family / f"test_{name}.py"
    for path in (check, test):
        if path.exists():
            raise Stop(Exit.USAGE, f"{path} exists; choose another property or remove it first")
    for path, text in ((check, _CHECK), (test, _TEST)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words), encoding="utf-8")
    return [check, test]
