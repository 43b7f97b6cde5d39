"""Declared and locked dependencies."""

import pytest

CASES = [
    ("dependency-file", True, {"requirements.txt": "scikit-learn\n"}),
    ("dependency-file", True, {"renv.lock": '{"Packages": {"caret": {"Package": "caret", "Version": "6.0"}}}'}),
    ("dependency-file", True, {"DESCRIPTION": "Package: m\nImports:\n    caret\n", "R/a.R": "f <- function() 1\n"}),
    ("dependency-file", True, {"package.json": '{"dependencies": {"express": "4"}}'}),
    ("dependency-file", False, {"pyproject.toml": "[tool.black]\nline-length = 100\n", "a.py": "x = 1\n"}),
    ("dependency-file", False, {"README.md": "# Setup\n\npip install scikit-learn pandas\n"}),
    ("dependencies-locked", True, {"requirements.txt": "scikit-learn==1.5.0\npandas==2.2.0\n"}),
    ("dependencies-locked", True, {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["scikit-learn>=1"]\n',
                                   "uv.lock": 'version = 1\n[[package]]\nname = "scikit-learn"\nversion = "1.5.0"\n'}),
    ("dependencies-locked", True, {"renv.lock": '{"Packages": {"caret": {"Package": "caret", "Version": "6.0"}}}'}),
    ("dependencies-locked", False, {"requirements.txt": "scikit-learn>=1.0\npandas==2.2.0\n"}),
    ("dependencies-locked", False, {"requirements.txt": "scikit-learn\n", "frontend/package.json": '{"dependencies": {"a": "1"}}',
                                    "frontend/package-lock.json": '{"packages": {}}'}),
    ("dependencies-locked", False, {"environment.yml": "dependencies:\n  - python=3.8\n  - numpy=1.18.*\n  - scikit-learn\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_dependencies(agrees, signal, expected, files):
    agrees(signal, expected, files)
