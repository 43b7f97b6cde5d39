"""What a project's ignore files name, nested as git reads them, and what is never read at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_LINES = 2_000
MAX_WILDCARDS = 3
MAX_LINES_BY_WILDCARDS = {2: 200, 3: 20}
MAX_PATTERN_LENGTH = 300

VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".bzr"})
ENVIRONMENTS = frozenset({".venv", "venv", ".virtualenv", "virtualenv", "site-packages", ".tox", ".nox", "conda-meta"})
DEPENDENCIES = frozenset({"node_modules", "bower_components", ".terraform", ".eggs"})
CACHES = frozenset(
    {
        "__pycache__",
        ".cache",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".ipynb_checkpoints",
        ".hypothesis",
        ".import_linter_cache",
        ".gradle",
        ".parcel-cache",
        ".next",
    }
)
TABLE_SUFFIXES = (
    ".csv",
    ".tsv",
    ".parquet",
    ".jsonl",
    ".ndjson",
    ".arrow",
    ".feather",
    ".xlsx",
    ".xls",
    ".xlsb",
    ".ods",
)
MODEL_SUFFIXES = (
    ".pkl",
    ".pickle",
    ".joblib",
    ".sav",
    ".dill",
    ".onnx",
    ".skops",
    ".ubj",
    ".bst",
    ".xgb",
    ".cbm",
    ".lgb",
    ".h5",
    ".hdf5",
    ".keras",
    ".pt",
    ".pth",
    ".safetensors",
    ".pb",
    ".tflite",
)
COMPRESSED = (".gz", ".zst", ".bz2", ".xz")


def is_table(path: str) -> bool:
    """Return whether a file's name is that of a table format of the contract, compressed or not."""
    return _uncompressed(path).endswith(TABLE_SUFFIXES)


def is_model(path: str) -> bool:
    """Return whether a file's name is that of a trained model (``MLmodel`` of MLflow included)."""
    name = _uncompressed(path)
    return name.endswith(MODEL_SUFFIXES) or name.rsplit("/", 1)[-1] == "mlmodel"


def _uncompressed(path: str) -> str:
    name = path.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    return name


def skipped_folder(name: str) -> str | None:
    """Return why a folder of this name is never read, or None."""
    if name in VERSION_CONTROL:
        return "version control store"
    if name in ENVIRONMENTS:
        return "Python environment"
    if name in DEPENDENCIES:
        return "installed dependencies"
    if name in CACHES or name.endswith(".egg-info"):
        return "cache"
    return None


@dataclass(frozen=True)
class IgnoreFile:
    """The rules of one ``.gitignore``.

    Attributes
    ----------
    base
        Folder it stands in, relative to the root with a trailing slash; empty for the root.
    rules
        Compiled expression and whether it ignores (False: takes back), last line first.
    quick
        One expression that matches whenever any ignoring line does.
    takes_back
        Whether a line takes something back with ``!``.
    """

    base: str
    rules: tuple[tuple[re.Pattern[str], bool], ...]
    quick: re.Pattern[str] | None
    takes_back: bool

    def verdict(self, path: str) -> bool | None:
        """Return True (ignored), False (taken back) or None (not named); folders end with a slash."""
        local = path[len(self.base) :]
        if not self.takes_back and (self.quick is None or not self.quick.match(local)):
            return None
        return next((ignores for pattern, ignores in self.rules if pattern.match(local)), None)


def read_ignore_file(base: str, text: str) -> IgnoreFile:
    """Return the rules of an ignore file; lines that cannot be read, or with too many wildcards, are left out."""
    from pathspec import GitIgnoreSpec

    rules: list[tuple[re.Pattern[str], bool]] = []
    left = dict(MAX_LINES_BY_WILDCARDS)
    for line in dict.fromkeys(text.splitlines()[:MAX_LINES]):
        # Each wildcard multiplies the time of a hostile name, so their number is bounded.
        wildcards = len(re.findall(r"\*+", line))
        left[wildcards] = left.get(wildcards, MAX_LINES) - 1
        if len(line) > MAX_PATTERN_LENGTH or wildcards > MAX_WILDCARDS or left[wildcards] < 0:
            continue
        try:
            patterns = GitIgnoreSpec.from_lines([line]).patterns
        except (ValueError, re.error):
            continue
        for pattern in patterns:
            regex = getattr(pattern, "regex", None)
            if pattern.include is not None and regex is not None:
                rules.append((regex, pattern.include))
    rules.reverse()
    return IgnoreFile(base, tuple(rules), _combined(rules), any(not ignores for _, ignores in rules))


def _combined(rules: Iterable[tuple[re.Pattern[str], bool]]) -> re.Pattern[str] | None:
    parts = [re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, ignores in rules if ignores]
    return re.compile("|".join(parts)) if parts else None


def ignored(path: str, files: Iterable[IgnoreFile]) -> bool:
    """Return whether the innermost ignore file with a say ignores a path (files from the root inwards)."""
    for file in reversed(tuple(files)):
        verdict = file.verdict(path)
        if verdict is not None:
            return verdict
    return False
