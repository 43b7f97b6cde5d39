"""Files in which people declare dependencies as requirements with lines: pip lists, pyproject, conda, Pipfile."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.evidence.code.syntax_tree import syntax_tree
from readiness.evidence.delivery.requirements import Requirement, is_exact, normalised
from readiness.evidence.files.bounded_toml import TomlRefused, load_toml
from readiness.evidence.files.bounded_yaml import YamlList, YamlRefused, load_document, mapping

ENTRY_LIMIT = 5_000
_CONDA = re.compile(r"^(?:[\w./-]+::)?([A-Za-z0-9_.-]+)\s*(.*)$")
_URL_NAME = re.compile(r"#egg=([A-Za-z0-9_.-]+)")
_COMMIT = re.compile(r"@([0-9a-f]{40})\b")


class RequirementsUnreadable(ValueError):
    """The file is not what its name says; the message says why."""


def parse_pip_list(text: str, path: str) -> list[Requirement]:
    """Return the requirements of a pip requirements file; options, constraints and nested files are left out."""
    found = []
    for line, entry in _logical(text):
        hashed = "--hash=" in entry
        entry = re.split(r"\s--", entry, maxsplit=1)[0].strip()
        if entry.startswith("-e "):
            entry = entry[3:].strip()
        if not entry or entry.startswith("-"):
            continue
        requirement = requirement_of(entry, path, line, hashed=hashed)
        if requirement is not None:
            found.append(requirement)
    return found[:ENTRY_LIMIT]


def _logical(text: str) -> Iterator[tuple[int, str]]:
    parts: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), start=1):
        start = start if parts else number
        if line.lstrip().startswith("#"):
            continue
        parts.append(re.sub(r"(^|\s)#.*$", "", line).rstrip().removesuffix("\\"))
        if not line.rstrip().endswith("\\"):
            yield start, " ".join(parts).strip()
            parts = []
    if parts:
        yield start, " ".join(parts).strip()


def requirement_of(
    entry: str, path: str, line: int | None, *, hashed: bool = False, group: str = ""
) -> Requirement | None:
    """Return the requirement written in PEP 508 form, or as a URL with a name; None when it is neither."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(entry)
    except InvalidRequirement:
        named = _URL_NAME.search(entry)
        if not named:
            return None
        exact = bool(_COMMIT.search(entry))
        return Requirement(normalised(named.group(1)), "", path, line, exact, hashed, group)
    specifier = str(parsed.specifier)
    exact = is_exact(specifier) or bool(parsed.url and (_COMMIT.search(parsed.url) or parsed.url.endswith(".whl")))
    return Requirement(normalised(parsed.name), specifier, path, line, exact, hashed, group)


def parse_pyproject(text: str, path: str) -> list[Requirement]:
    """Return what a pyproject.toml declares: PEP 621, dependency groups (PEP 735), Poetry, uv and PDM.

    Raises
    ------
    RequirementsUnreadable
        The text is no TOML.
    """
    document = _toml(text)
    line = _finder(text)
    project, tool = _table(document, "project"), _table(document, "tool")
    found: list[Requirement | None] = [
        requirement_of(entry, path, line(entry)) for entry in _strings(project.get("dependencies"))
    ]
    groups = {**_table(project, "optional-dependencies"), **_table(document, "dependency-groups")}
    groups |= {"dev": _table(tool, "uv").get("dev-dependencies")} if "dev-dependencies" in _table(tool, "uv") else {}
    for group, entries in groups.items():
        found += (requirement_of(entry, path, line(entry), group=group) for entry in _strings(entries))
    poetry = _table(tool, "poetry")
    found += _versions(_table(poetry, "dependencies"), path, line, "")
    found += _versions(_table(poetry, "dev-dependencies"), path, line, "dev")
    for group, body in _table(poetry, "group").items():
        if isinstance(body, dict):
            found += _versions(_table(body, "dependencies"), path, line, group)
    return [requirement for requirement in found if requirement is not None][:ENTRY_LIMIT]


def parse_pipfile(text: str, path: str) -> list[Requirement]:
    """Return what a Pipfile declares.

    Raises
    ------
    RequirementsUnreadable
        The text is no TOML.
    """
    document = _toml(text)
    line = _finder(text)
    packages = _versions(_table(document, "packages"), path, line, "")
    return [*packages, *_versions(_table(document, "dev-packages"), path, line, "dev")]


def _versions(table: dict[str, Any], path: str, line: Callable[[str], int | None], group: str) -> Iterator[Requirement]:
    for name, value in table.items():
        if name.lower() == "python":
            continue
        written = value.get("version", "") if isinstance(value, dict) else value
        specifier = pep440(written) if isinstance(written, str) else ""
        commit = isinstance(value, dict) and bool(re.fullmatch(r"[0-9a-f]{40}", str(value.get("rev") or "")))
        exact = is_exact(specifier) or commit
        yield Requirement(normalised(name), specifier, path, line(name), exact, group=group)


def pep440(written: str) -> str:
    """Return a Poetry or Pipfile range in PEP 440 form: carets and tildes written out, a bare version exact."""
    parts = [part.strip() for part in written.split(",")]
    return ",".join(part for part in map(_range, parts) if part)


def _range(part: str) -> str:
    if part in ("", "*"):
        return ""
    if part[0] == "^" or (part[0] == "~" and part[1:2] not in ("=",)):
        numbers = re.findall(r"\d+", part)[:4]
        if not numbers:
            return ""
        if part[0] == "~":
            keep = min(2, len(numbers))
        else:
            keep = next((index + 1 for index, number in enumerate(numbers) if int(number)), len(numbers))
        upper = [*numbers[: keep - 1], str(int(numbers[keep - 1]) + 1)]
        return f">={part[1:].strip()},<{'.'.join(upper)}"
    return f"=={part}" if part[0].isdigit() else part


def parse_conda(text: str, path: str) -> list[Requirement]:
    """Return what a conda environment file declares, its pip part included; Python itself is left out.

    ``name=1.2.3`` counts as exact, ``name=1.2`` as a range of patch versions, as conda itself reads it.

    Raises
    ------
    RequirementsUnreadable
        The text is no YAML with dependencies.
    """
    try:
        entries = mapping(load_document(text)).get("dependencies")
    except YamlRefused as error:
        raise RequirementsUnreadable(str(error)) from error
    if not isinstance(entries, YamlList):
        raise RequirementsUnreadable("no list of dependencies")
    found: list[Requirement] = []
    for entry, line in zip(entries, entries.lines, strict=True):
        inner = mapping(entry).get("pip")
        if isinstance(inner, YamlList):
            pairs = zip(inner, inner.lines, strict=True)
            found += (r for item, at in pairs if (r := requirement_of(str(item), path, at)) is not None)
        elif isinstance(entry, str) and (match := _CONDA.match(entry)) and match.group(1) not in ("python", "pip"):
            found.append(_conda(match.group(1), match.group(2).strip(), path, line))
    return found[:ENTRY_LIMIT]


def _conda(name: str, version: str, path: str, line: int) -> Requirement:
    number = version.split("=")[1] if version.startswith("=") and not version.startswith("==") else ""
    if number:
        specifier = f"=={number}" if number.count(".") >= 2 or version.count("=") > 1 else f"=={number}.*"
    else:
        specifier = version.replace(" ", "")
    return Requirement(normalised(name), specifier, path, line, is_exact(specifier))


def parse_setup_cfg(text: str, path: str) -> list[Requirement]:
    """Return ``install_requires`` of a setup.cfg.

    Raises
    ------
    RequirementsUnreadable
        The text is no configuration file.
    """
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise RequirementsUnreadable("not a valid configuration file") from error
    line = _finder(text)
    entries = parser.get("options", "install_requires", fallback="").splitlines()
    return [r for entry in entries if entry.strip() and (r := requirement_of(entry.strip(), path, line(entry.strip())))]


def parse_setup_py(text: str, path: str) -> list[Requirement]:
    """Return literal ``install_requires`` entries of a setup.py, read without running it.

    Raises
    ------
    RequirementsUnreadable
        The text is no Python.
    """
    try:
        tree = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RequirementsUnreadable("not valid Python") from error
    found: list[Requirement] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "install_requires" and isinstance(node.value, ast.List):
            for item in node.value.elts:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    requirement = requirement_of(item.value, path, item.lineno)
                    found += [requirement] if requirement else []
    return found


def _toml(text: str) -> dict[str, Any]:
    try:
        return load_toml(text)
    except TomlRefused as error:
        raise RequirementsUnreadable(str(error)) from error


def _table(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _finder(text: str) -> Callable[[str], int | None]:
    """Return a function that finds the line of an entry: one that begins with it as a key, else one that holds it."""
    lines = text.splitlines()

    def line(entry: str) -> int | None:
        key = re.compile(rf"\s*[\"']?{re.escape(entry)}[\"']?\s*=")
        tests = (key.match, lambda text: entry in text)
        found = ((number for number, text in enumerate(lines, start=1) if test(text)) for test in tests)
        return next((number for numbers in found for number in numbers), None)

    return line
