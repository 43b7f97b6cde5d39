"""The app's entry is small, and opening the app loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "great_expectations",
    "shap",
    "fairlearn",
    "sklearn",
    "ibis",
    "duckdb",
    "polars",
    "matplotlib",
    "typst",
    "xgboost",
    "lightgbm",
)


def test_the_entry_only_imports_streamlit_and_ui() -> None:
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    names = [alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]

    assert {name.split(".")[0] for name in names} == {"streamlit", "ui"}
    assert len(source.splitlines()) <= 60


def test_pages_stay_short() -> None:
    for path in (ROOT / "ui" / "pages").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 80, path.name


def test_opening_the_app_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        f"test = AppTest.from_file({str(ROOT / 'app.py')!r}, default_timeout=30).run()\n"
        "assert not test.exception\nassert test.button\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"READINESS_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == ""


def test_everything_about_statistics_and_network_is_off() -> None:
    import tomllib

    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert written["browser"]["gatherUsageStats"] is False
    assert written["server"]["address"] == "localhost"
    assert "base" not in written["theme"]


def test_the_release_lists_the_samples_as_they_are() -> None:
    import hashlib

    for line in (ROOT / "sample_projects" / "digests.txt").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((ROOT / "sample_projects" / name).read_bytes()).hexdigest() == digest, name
