"""The file `readiness.yaml` itself: where it lies, what it holds with lines, and the paths it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from readiness.evidence.files.project import decoded, open_plain
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

MANIFEST = "readiness.yaml"
MAX_BYTES = 256_000
PATH_KEYS = (
    ("data", "train"),
    ("data", "test"),
    ("data", "production"),
    ("data", "reference"),
    ("model", "path"),
    ("model", "metrics"),
)


class ManifestInvalid(Exception):
    """The manifest cannot be used at all: file, line (None where unknown), what is wrong and the way out."""

    def __init__(self, path: str, line: int | None, message: str, fix: str) -> None:
        super().__init__(f"{path}{f':{line}' if line else ''}: {message}. {fix}")
        self.path = path
        self.line = line
        self.message = message
        self.fix = fix


def read_manifest(root: Path, elsewhere: Path | None) -> Written | None:
    """Return the manifest as written, or None when the folder holds none and none is kept elsewhere.

    Raises
    ------
    ManifestInvalid
        It cannot be read, is no YAML mapping, or its version is not 1.
    """
    path = elsewhere if elsewhere is not None else root / MANIFEST
    shown = str(path) if elsewhere is not None else MANIFEST
    if elsewhere is None and (path.is_symlink() or not path.is_file()):
        return None
    try:
        with open_plain(path.resolve()) as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ManifestInvalid(shown, None, f"cannot be read ({error.strerror})", "Check the path") from None
    text = decoded(content) if len(content) <= MAX_BYTES else None
    if text is None:
        raise ManifestInvalid(shown, None, f"no text of at most {MAX_BYTES:,} bytes", "Write it as UTF-8 YAML")
    try:
        written = read_yaml(text)
    except YamlUnreadable as error:
        raise ManifestInvalid(shown, error.line, error.message, "Correct the YAML there") from None
    return _of_version_1(shown, written)


def _of_version_1(shown: str, written: Written | None) -> Written | None:
    if written is None:
        return None
    if not isinstance(written.value, dict):
        raise ManifestInvalid(shown, written.line, "not a mapping of keys to values", "Begin with `version: 1`")
    version = written.get("version")
    if version is not None and version.value != 1:
        raise ManifestInvalid(shown, version.line, f"version {version.text or '?'} is not known", "Write `version: 1`")
    return written


def named_paths(root: Path, elsewhere: Path | None) -> tuple[str, ...]:
    """Return the files and globs that the manifest names, relative to the root.

    Raises
    ------
    ManifestInvalid
        As `read_manifest`.
    """
    written = read_manifest(root, elsewhere)
    return () if written is None else tuple(dict.fromkeys(_paths(written)))


def _paths(written: Written) -> Iterator[str]:
    for keys in PATH_KEYS:
        found = written.get(*keys)
        if found is not None and isinstance(found.value, str):
            path = found.value.removeprefix("./")
            yield path
            yield f"{path.rstrip('/')}/**"
