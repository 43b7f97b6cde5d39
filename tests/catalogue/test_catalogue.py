"""Every check is whole: text, rubric line, test with a good and a bad case, page; every module imports alone."""

from __future__ import annotations

import ast
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from readiness import api

ROOT = Path(__file__).parents[2]
CHECKS = api.checks()
RUBRIC = api.rubric()
FED = {line.check for _, practice in RUBRIC.practices() for line in practice.lines}


@pytest.mark.parametrize("identity", list(CHECKS))
def test_a_check_has_a_test_with_a_good_and_a_bad_case(identity: str) -> None:
    family, name = identity.split(".")
    test = ROOT / "tests" / "unit" / "checks" / family / f"test_{name}.py"
    assert test.exists(), f"write {test.relative_to(ROOT)}"
    text = test.read_text(encoding="utf-8")
    assert len(re.findall(r"^def test_", text, re.M)) + text.count("pytest.param(") >= 2, f"{test}: good and bad"


@pytest.mark.parametrize("identity", list(CHECKS))
def test_a_check_feeds_a_practice(identity: str) -> None:
    assert identity in FED, f"add a line for {identity} under a practice in rubrics/*.yaml"


@pytest.mark.parametrize("identity", list(CHECKS))
def test_a_check_is_short_and_its_text_names_a_source(identity: str) -> None:
    check = CHECKS[identity]
    path = ROOT / "checks" / identity.replace(".", "/")
    lines = path.with_suffix(".py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300
    assert check.text.summary.startswith("Return ")
    assert check.text.source


def test_all_108_practices_are_there_from_the_first_day() -> None:
    assert sum(1 for _ in RUBRIC.practices()) == 108
    assert [len(criterion.practices) for criterion in RUBRIC.criteria] == [19, 19, 18, 18, 16, 18]


def test_a_measured_target_name_is_measured_by_some_check() -> None:
    """The names the contract fixes for targets exist as measures."""
    names = {measure.name for check in CHECKS.values() for measure in check.measures}
    assert {"roc_auc", "demographic_parity_ratio", "latency_p95_ms"} <= names


def modules() -> list[str]:
    found = []
    for package in ("readiness", "checks", "ui"):
        found += [entry.name for entry in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")]
    return [name for name in found if not name.endswith(("__main__", "worker_main")) and ".migrations" not in name]


def test_every_module_imports_alone_without_heavy_libraries() -> None:
    """One process per root package; none may pull in GX, SHAP, Fairlearn or scikit-learn by being imported."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n    importlib.import_module(name)\n"
        "heavy = {'great_expectations', 'shap', 'fairlearn', 'sklearn', 'torch'} & set(sys.modules)\n"
        "sys.exit(f'imported {sorted(heavy)}' if heavy else 0)"
    )
    names = [name for name in modules() if not name.startswith("ui.pages")]
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_the_domain_rests_on_the_standard_library() -> None:
    for path in (ROOT / "readiness" / "domain").glob("*.py"):
        tops = {name.split(".")[0] for name in imported(path)}
        assert tops <= set(sys.stdlib_module_names) | {"readiness", ""}, path.name


def test_expectations_shap_and_fairlearn_stay_in_the_facts() -> None:
    for path in (*(ROOT / "readiness").rglob("*.py"), *(ROOT / "checks").rglob("*.py")):
        heavy = {name.split(".")[0] for name in imported(path)} & {"great_expectations", "shap", "fairlearn"}
        assert not heavy or path.name in ("_facts.py", "_worker.py"), f"{path.relative_to(ROOT)} imports {heavy}"


def test_the_entry_page_stays_small() -> None:
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert {name.split(".")[0] for name in imported(ROOT / "app.py")} <= {"streamlit", "ui", "pathlib", "__future__"}


def test_the_generated_docs_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
