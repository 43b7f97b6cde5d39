"""Helm templates as YAML, line for line: filled with the chart's own values as far as plain paths go.

How deep it reads: values at plain paths, ``toYaml``, ``default``, ``if``/``else`` and ``with`` on values, named
templates of the chart (``include``) that give labels or a name. Loops are passed once without their variable, functions
of Sprig are not evaluated (a placeholder stands there), and charts a chart depends on are not fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readiness.evidence.files.bounded_yaml import YamlMap

INCLUDE_DEPTH = 6
LINE_LIMIT = 2_000
_BLOCK = re.compile(r"^\s*\{\{-?\s*(if|with|range|else if|else|end|define)\b\s*(.*?)\s*-?\}\}\s*$")
_VALUES = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_WHOLE = re.compile(
    r"^(\s*)\{\{-?\s*(?:toYaml|tpl \(toYaml)\s+\(?\.Values((?:\.\w+)+)\)?.*?(?:n?indent\s+(\d+))?.*\}\}\s*$"
)
_AFTER_KEY = re.compile(r"^(\s*[\w.-]+:)\s*\{\{-?\s*toYaml\s+\(?\.Values((?:\.\w+)+)\)?.*\}\}\s*$")
_INLINE = re.compile(r"\{\{.*?\}\}")
_INCLUDE = re.compile(r"\b(?:include|template)\s+\"([^\"\n]{1,120})\"")
_INCLUDED_LINE = re.compile(r"^(\s*)\{\{-?\s*(?:include|template)\s+\"([^\"\n]{1,120})\".*\}\}\s*$")
_DEFINE = re.compile(r"\{\{-?\s*define\s+\"([^\"\n]{1,120})\"\s*-?\}\}")
_PAIR = re.compile(r"^\s*([\w./-]+):\s*(\S.*?)\s*$")
_DEFAULT = re.compile(r"\bdefault\s+(?:\"([^\"\n]*)\"|([\w.-]+))")
_CHART = re.compile(r"\.Chart\.(Name|AppVersion|Version)")
PLACEHOLDER = "x"


def filled(
    text: str, values: YamlMap, named: Mapping[str, str] | None = None, chart: Mapping[str, str] | None = None
) -> str:
    """Return a template as YAML, line for line: blocks whose value is false or empty are blanked.

    Parameters
    ----------
    named
        Bodies of the chart's named templates, by name (`named_templates`).
    chart
        ``Name``, ``Version`` and ``AppVersion`` of the chart.
    """
    return _Template(values, named or {}, chart or {}).filled(text)


def named_templates(texts: Iterator[str]) -> dict[str, str]:
    """Return the body of every ``define`` in a chart's files, by its name."""
    found: dict[str, str] = {}
    for text in texts:
        starts = list(_DEFINE.finditer(text))
        for index, match in enumerate(starts):
            end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
            found[match[1]] = text[match.end() : end]
    return found


class _Template:
    def __init__(self, values: YamlMap, named: Mapping[str, str], chart: Mapping[str, str]) -> None:
        self.values, self.named, self.chart = values, named, chart

    def filled(self, text: str) -> str:
        lines: list[str] = []
        shown: list[tuple[bool, bool]] = []
        scope: list[Any] = []
        for written in text.split("\n"):
            # an expression on a line longer than any template's would be searched again and again
            line = written if len(written) <= LINE_LIMIT else ""
            block = _BLOCK.match(line)
            if block:
                self.enter(block, shown, scope)
                lines.append("")
            elif not all(open_ for open_, _ in shown):
                lines.append("")
            else:
                lines.append(self.line(line, scope))
        return "\n".join(lines)

    def enter(self, block: re.Match[str], shown: list[tuple[bool, bool]], scope: list[Any]) -> None:
        word, condition = block.group(1), block.group(2)
        if word in ("if", "with", "range", "define"):
            value = self.truth(condition)
            shown.append((value and word != "define", value))
            scope.append(self.value(condition) if word == "with" else None)
        elif word.startswith("else") and shown:
            _, taken = shown[-1]
            shown[-1] = (not taken and word == "else", True)
        elif word == "end" and shown:
            shown.pop()
            scope.pop()

    def truth(self, condition: str) -> bool:
        """Return whether a condition holds; what is no plain path into the values is taken to hold."""
        negated = condition.startswith("not ")
        paths = _VALUES.findall(condition)
        if not paths or condition.startswith(("eq", "ne", "or", "gt", "lt")):
            return True
        holds = all(bool(self.at(path)) for path in paths)
        return not holds if negated else holds

    def value(self, condition: str) -> Any:
        paths = _VALUES.findall(condition)
        return self.at(paths[0]) if paths else None

    def at(self, path: str) -> Any:
        node: Any = self.values
        for part in path.strip(".").split("."):
            node = node.get(part) if isinstance(node, dict) else None
        return node

    def line(self, line: str, scope: Sequence[Any]) -> str:
        if "{{" not in line:
            return line
        found = re.search(r"indent\s+(\d+)", line)
        whole = _WHOLE.match(line)
        if whole:
            indent = int(found.group(1)) if found else len(whole.group(1))
            return " " * indent + _flow(self.at(whole.group(2)))
        after = _AFTER_KEY.match(line)
        if after:
            return f"{after.group(1)} {_plain_flow(self.at(after.group(2)))}"
        included = _INCLUDED_LINE.match(line)
        if included:
            pairs = self.pairs(included.group(2), INCLUDE_DEPTH)
            return " " * (int(found.group(1)) if found else len(included.group(1))) + _flow(pairs) if pairs else ""
        if re.match(r"^\s*\{\{-?\s*toYaml\s+\.\s*\|", line) and scope:
            return " " * int(found.group(1) if found else 0) + _flow(scope[-1])
        if line.strip().startswith("{{") and line.strip().endswith("}}"):
            return ""
        return _INLINE.sub(lambda match: self.scalar(match.group(), INCLUDE_DEPTH), line)

    def pairs(self, name: str, depth: int) -> dict[str, str]:
        """Return the ``key: value`` lines of a named template, those of the templates it includes among them."""
        found: dict[str, str] = {}
        for line in self.named.get(name, "").split("\n") if depth else ():
            pair, inner = _PAIR.match(line), _INCLUDED_LINE.match(line)
            if inner:
                found.update(self.pairs(inner[2], depth - 1))
            elif pair and not line.lstrip().startswith("{{"):
                written = _INLINE.sub(lambda match: self.scalar(match.group(), depth - 1), pair[2])
                found[pair[1]] = written.strip("\"'")
        return found

    def scalar(self, expression: str, depth: int) -> str:
        paths = _VALUES.findall(expression)
        value = self.at(paths[0]) if paths else None
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value):
            return str(value)
        chart, default = _CHART.search(expression), _DEFAULT.search(expression)
        if chart and self.chart.get(chart[1]):
            return self.chart[chart[1]]
        include = _INCLUDE.search(expression)
        if include and depth and include[1].lower().endswith("name"):
            # every chart's own way to its name ends in the override, else in the name of release and chart
            override = self.at("fullnameOverride") or self.at("nameOverride")
            return str(override or self.chart.get("Name") or PLACEHOLDER)
        if default and paths:
            return default[1] if default[1] is not None else default[2]
        return PLACEHOLDER


def _flow(value: Any) -> str:
    """Return a value on one line; a mapping as a merge, so that further keys may follow on the next lines."""
    text = _plain_flow(value)
    return f"<<: {text}" if isinstance(value, dict) and text else text


def _plain_flow(value: Any) -> str:
    return json.dumps(value, default=str) if value not in (None, {}, []) else ""
