"""Terraform and OpenTofu files as resources with lines: literal values, expressions as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.evidence.files.bounded_yaml import YamlList, YamlMap

TEXT_LIMIT = 150_000
DEPTH_LIMIT = 40
NESTING_LIMIT = 60
TOKEN_LIMIT = 25_000
_TOKEN = re.compile(r"\w+|[^\w\s]")
_NAMED = re.compile(r"(?:var|local)\.[A-Za-z_][\w-]*")
_WHOLE = re.compile(r"(?:\$\{)?\s*((?:var|local)\.[A-Za-z_][\w-]*)\s*\}?")


class TerraformRefused(ValueError):
    """The text is no HCL, or breaks a bound; the message says which, with the line where there is one."""


@dataclass(frozen=True)
class Block:
    """One top-level block: its kind (resource, variable, module ...), labels, attributes, and the line it starts on.

    ``body`` holds attributes by name; nested blocks are lists of mappings under the block's name. Text, numbers and
    booleans are plain; every other expression is the text as it stands in the file.
    """

    kind: str
    labels: tuple[str, ...]
    body: YamlMap
    line: int


def parse_terraform(text: str) -> tuple[Block, ...]:
    """Return the top-level blocks of a Terraform file.

    Functions, conditions and loops are not evaluated: their text is kept, and ``dynamic`` blocks stay as they are.

    Raises
    ------
    TerraformRefused
        Not HCL, longer than 150,000 characters or 25,000 words and signs, or nested beyond a bound.
    """
    if len(text) > TEXT_LIMIT:
        raise TerraformRefused(f"larger than {TEXT_LIMIT:,} characters")
    if tokens(text) > TOKEN_LIMIT:
        raise TerraformRefused(f"more than {TOKEN_LIMIT:,} words and signs")
    if _nesting(text) > NESTING_LIMIT:
        raise TerraformRefused(f"nested deeper than {NESTING_LIMIT} brackets")
    import hcl2
    from lark.exceptions import LarkError, UnexpectedInput

    try:
        body = hcl2.parses_to_tree(text.lstrip("\ufeff")).children[0]
    except UnexpectedInput as error:
        line = getattr(error, "line", None)
        where = f" on line {line}" if isinstance(line, int) and line > 0 else ""
        raise TerraformRefused(f"not valid HCL{where}") from None
    except (LarkError, RecursionError, ValueError):
        raise TerraformRefused("not valid HCL") from None
    source = f"{text.lstrip(chr(0xFEFF))}\n"
    return tuple(_Reader(source).block(part) for part in body.children if getattr(part, "data", "") == "block")


def tokens(text: str) -> int:
    """Return how many words and signs a text has; reading takes about 0.1 ms for each."""
    return sum(1 for _ in _TOKEN.finditer(text))


def literals(blocks: Iterator[Block] | tuple[Block, ...]) -> dict[str, Any]:
    """Return what ``var.<name>`` and ``local.<name>`` stand for where that is a literal value: the default counts."""
    found: dict[str, Any] = {}
    for block in blocks:
        if block.kind == "variable" and block.labels and "default" in block.body:
            found[f"var.{block.labels[0]}"] = block.body["default"]
        elif block.kind == "locals":
            found.update({f"local.{name}": value for name, value in block.body.items()})
    return found


def settled(value: Any, known: Mapping[str, Any], depth: int = 0) -> Any:
    """Return a value in which variables with a known literal are filled in; lines are kept."""
    if depth > DEPTH_LIMIT:
        return value
    if isinstance(value, YamlMap):
        filled = YamlMap({key: settled(inner, known, depth + 1) for key, inner in value.items()})
        filled.line, filled.lines = value.line, value.lines
        return filled
    if isinstance(value, YamlList):
        items = YamlList(settled(inner, known, depth + 1) for inner in value)
        items.line, items.lines = value.line, value.lines
        return items
    if isinstance(value, str):
        whole = _WHOLE.fullmatch(value)
        if whole and not isinstance(known.get(whole[1], value), (YamlMap, YamlList)):
            return known.get(whole[1], value)
        return _NAMED.sub(lambda match: _scalar(known.get(match[0], match[0]), match[0]), value)
    return value


def _scalar(value: Any, otherwise: str) -> str:
    return str(value) if isinstance(value, (str, int, float)) and len(str(value)) < 200 else otherwise


def _nesting(text: str) -> int:
    depth = deepest = 0
    for letter in re.findall(r"[\[({\])}]", text):
        depth += 1 if letter in "[({" else -1
        deepest = max(deepest, depth)
    return deepest


class _Reader:
    """Reads the parse tree of one file; positions in it are positions in the text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def block(self, node: Any) -> Block:
        words: list[str] = []
        for part in node.children:
            kind = getattr(part, "data", "")
            if kind == "body":
                return Block(words[0], tuple(words[1:]), self.body(part, node.meta.line, 0), node.meta.line)
            if kind in ("identifier", "keyword", "literal_value", "string"):
                words.append(self.written(part).strip('"'))
        return Block(words[0] if words else "", tuple(words[1:]), self.mapping(node.meta.line), node.meta.line)

    def body(self, node: Any, line: int, depth: int) -> YamlMap:
        found = self.mapping(line)
        for part in node.children if depth < DEPTH_LIMIT else ():
            kind = getattr(part, "data", "")
            if kind == "attribute":
                name = self.written(part.children[0])
                found[name], found.lines[name] = self.value(part.children[-1], depth + 1), part.meta.line
            elif kind == "block":
                inner = self.block_in(part, depth + 1)
                name = inner.kind if not inner.labels else ".".join((inner.kind, *inner.labels))
                items = found.setdefault(name, self.sequence(part.meta.line))
                if isinstance(items, YamlList):
                    items.append(inner.body)
                    items.lines.append(inner.line)
                found.lines.setdefault(name, part.meta.line)
        return found

    def block_in(self, node: Any, depth: int) -> Block:
        words = [
            self.written(part).strip('"') for part in node.children
            if getattr(part, "data", "") in ("identifier", "keyword", "literal_value", "string")
        ]  # fmt: skip
        inner = next((part for part in node.children if getattr(part, "data", "") == "body"), None)
        body = self.body(inner, node.meta.line, depth) if inner is not None else self.mapping(node.meta.line)
        return Block(words[0] if words else "", tuple(words[1:]), body, node.meta.line)

    def value(self, node: Any, depth: int) -> Any:
        kind = getattr(node, "data", "")
        if depth > DEPTH_LIMIT or not kind:
            return self.written(node)
        parts = [part for part in node.children if getattr(part, "data", "") not in ("", "new_line_or_comment")]
        if kind == "expr_term" and len(parts) == 1:
            return self.value(parts[0], depth + 1)
        if kind == "function_call" and self.written(node.children[0]) in ("jsonencode", "yamlencode", "tolist"):
            inner = [part for part in parts if part.data == "arguments"]
            values = [p for p in inner[0].children if getattr(p, "data", "") not in ("", "new_line_or_comment")]
            return self.value(values[0], depth + 1) if len(values) == 1 else self.written(node)
        if kind == "tuple":
            items = self.sequence(node.meta.line)
            items.extend(self.value(part, depth + 1) for part in parts)
            items.lines.extend(part.meta.line for part in parts)
            return items
        return self.pairs(parts, node, depth) if kind == "object" else self.plain(kind, node)

    def pairs(self, parts: list[Any], node: Any, depth: int) -> YamlMap:
        found = self.mapping(node.meta.line)
        for part in parts:
            if part.data == "object_elem":
                name = self.written(part.children[0]).strip('"() ')
                found[name], found.lines[name] = self.value(part.children[-1], depth + 1), part.meta.line
        return found

    def plain(self, kind: str, node: Any) -> Any:
        text = self.written(node)
        if kind == "int_lit" and len(text) < 19:
            return int(text)
        if kind == "float_lit" and len(text) < 30:
            return float(text)
        if kind in ("literal_value", "identifier") and text in ("true", "false", "null"):
            return {"true": True, "false": False}.get(text)
        if kind == "string":
            return text[1:-1].replace('\\"', '"').replace("\\n", "\n")
        return re.sub(r"\A<<-?\w+\n|\n\s*\w+\s*\Z", "", text) if kind.startswith("heredoc") else text

    def written(self, node: Any) -> str:
        meta = getattr(node, "meta", node)
        start, end = getattr(meta, "start_pos", None), getattr(meta, "end_pos", None)
        return self.text[start:end].strip() if start is not None and end is not None else str(node)

    @staticmethod
    def mapping(line: int) -> YamlMap:
        empty = YamlMap()
        empty.line, empty.lines = line, {}
        return empty

    @staticmethod
    def sequence(line: int) -> YamlList:
        empty = YamlList()
        empty.line, empty.lines = line, []
        return empty
