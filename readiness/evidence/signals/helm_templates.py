"""Helm templates as YAML, line for line: filled with the chart's own values as far as plain paths go."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from readiness.evidence.files.bounded_yaml import YamlMap

_BLOCK = re.compile(r"^\s*\{\{-?\s*(if|with|range|else if|else|end|define)\b\s*(.*?)\s*-?\}\}\s*$")
_VALUES = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_WHOLE = re.compile(
    r"^(\s*)\{\{-?\s*(?:toYaml|tpl \(toYaml)\s+\(?\.Values((?:\.\w+)+)\)?.*?(?:n?indent\s+(\d+))?.*\}\}\s*$"
)
_AFTER_KEY = re.compile(r"^(\s*[\w.-]+:)\s*\{\{-?\s*toYaml\s+\(?\.Values((?:\.\w+)+)\)?.*\}\}\s*$")
_INLINE = re.compile(r"\{\{.*?\}\}")


def filled(text: str, values: YamlMap) -> str:
    """Return a template as YAML, line for line: blocks whose value is false or empty are blanked."""
    lines: list[str] = []
    shown: list[tuple[bool, bool]] = []
    scope: list[Any] = []
    for line in text.split("\n"):
        block = _BLOCK.match(line)
        if block:
            _enter(block, values, shown, scope)
            lines.append("")
        elif not all(open_ for open_, _ in shown):
            lines.append("")
        else:
            lines.append(_line(line, values, scope))
    return "\n".join(lines)


def _enter(block: re.Match[str], values: YamlMap, shown: list[tuple[bool, bool]], scope: list[Any]) -> None:
    word, condition = block.group(1), block.group(2)
    if word in ("if", "with", "range", "define"):
        value = _truth(condition, values)
        shown.append((value and word != "define", value))
        scope.append(_value(condition, values) if word == "with" else None)
    elif word.startswith("else") and shown:
        _, taken = shown[-1]
        shown[-1] = (not taken and word == "else", True)
    elif word == "end" and shown:
        shown.pop()
        scope.pop()


def _truth(condition: str, values: YamlMap) -> bool:
    """Return whether a condition holds; what is no plain path into the values is taken to hold."""
    negated = condition.startswith("not ")
    paths = _VALUES.findall(condition)
    if not paths or condition.startswith(("eq", "ne", "or", "gt", "lt")):
        return True
    holds = all(bool(_at(values, path)) for path in paths)
    return not holds if negated else holds


def _value(condition: str, values: YamlMap) -> Any:
    paths = _VALUES.findall(condition)
    return _at(values, paths[0]) if paths else None


def _at(values: YamlMap, path: str) -> Any:
    node: Any = values
    for part in path.strip(".").split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return node


def _line(line: str, values: YamlMap, scope: Sequence[Any]) -> str:
    if "{{" not in line:
        return line
    whole = _WHOLE.match(line)
    if whole:
        indent = int(whole.group(3)) if whole.group(3) else len(whole.group(1))
        indent = int(found.group(1)) if (found := re.search(r"indent\s+(\d+)", line)) else indent
        return " " * indent + _flow(_at(values, whole.group(2)))
    after = _AFTER_KEY.match(line)
    if after:
        return f"{after.group(1)} {_flow(_at(values, after.group(2)))}"
    if re.match(r"^\s*\{\{-?\s*toYaml\s+\.\s*\|", line) and scope:
        found = re.search(r"indent\s+(\d+)", line)
        return " " * int(found.group(1) if found else 0) + _flow(scope[-1])
    if line.strip().startswith("{{") and line.strip().endswith("}}"):
        return ""
    return _INLINE.sub(lambda match: _scalar(match.group(), values), line)


def _flow(value: Any) -> str:
    return json.dumps(value, default=str) if value not in (None, {}, []) else ""


def _scalar(expression: str, values: YamlMap) -> str:
    paths = _VALUES.findall(expression)
    value = _at(values, paths[0]) if len(paths) == 1 else None
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value) else "x"
