"""Which tools a project names: by import, requirement, file, image or command. That shows no use (strength E0)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Tool, place
from readiness.evidence.signals.tools import TOOLS, Signature

EVIDENCE_LIMIT = 3


def inventory(seen: Seen) -> tuple[Tool, ...]:
    """Return every tool the project names, in the order of the table, with the first places that name it."""
    packages = _packages(seen)
    programs = _programs(seen)
    words = _words(seen)
    found = []
    for tool in TOOLS:
        places: dict[str, Evidence] = {}
        for evidence in _places(seen, tool, packages, programs, words):
            places.setdefault(str(evidence.location), evidence)
            if len(places) >= EVIDENCE_LIMIT:
                break
        if places:
            found.append(Tool(tool.name, tuple(places.values())))
    return tuple(found)


def _places(
    seen: Seen,
    tool: Signature,
    packages: dict[str, list[Evidence]],
    programs: dict[str, list[Evidence]],
    words: dict[str, list[Evidence]],
) -> Iterator[Evidence]:
    for name in tool.packages:
        yield from packages.get(name, ())
    for name in tool.files:
        held = seen.files.by_suffix.get(name, ()) if name.startswith(".") else ()
        for path in (*seen.files.by_name.get(name, ()), *held):
            yield place(path, 1, f"file {path.rpartition('/')[2]}")
    for name in tool.programs:
        yield from programs.get(name, ())
    yield from words.get(tool.name, ())


def _packages(seen: Seen) -> dict[str, list[Evidence]]:
    """Return imports by every leading part of their name, and requirements by their name."""
    found: dict[str, list[Evidence]] = {}
    for module in seen.modules:
        for name, line in module.import_lines.items():
            parts = name.split(".")
            for end in range(1, min(len(parts), 3) + 1):
                held = found.setdefault(".".join(parts[:end]), [])
                if len(held) < EVIDENCE_LIMIT:
                    held.append(place(module.path, line, f"imports {name}"))
    for requirement in seen.requirements.declared if seen.requirements is not None else ():
        for name in {requirement.name, requirement.name.replace("-", "_")}:
            held = found.setdefault(name, [])
            if len(held) < 2 * EVIDENCE_LIMIT:
                held.append(place(requirement.path, requirement.line, f"requires {requirement.name}"))
    return found


def _programs(seen: Seen) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for written in seen.commands:
        if written.kind != "document" and written.command.words:
            words = [
                word
                for word in written.command.words
                if word not in ("sudo", "run", "poetry", "pipenv", "-m", "python", "python3")
            ]
            held = found.setdefault(words[0].rpartition("/")[2] if words else "", [])
            if len(held) < EVIDENCE_LIMIT:
                held.append(written.at(f"runs {written.text[:40]}"))
    return found


def _words(seen: Seen) -> dict[str, list[Evidence]]:
    expressions = [(tool.name, re.compile(tool.words, re.MULTILINE)) for tool in TOOLS if tool.words]
    anything = re.compile("|".join(f"(?:{tool.words})" for tool in TOOLS if tool.words), re.MULTILINE)
    found: dict[str, list[Evidence]] = {}
    for path in seen.files.ending(".yml", ".yaml", ".tf"):
        text = seen.files.text(path)
        if not anything.search(text):
            continue
        for name, expression in expressions:
            match = expression.search(text)
            if match and len(found.setdefault(name, [])) < EVIDENCE_LIMIT:
                line = text.count("\n", 0, match.start()) + 1
                found[name].append(place(path, line, f"names {match.group().strip()[:40]}"))
    return found
