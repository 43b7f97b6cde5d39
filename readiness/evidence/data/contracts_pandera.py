"""Pandera schemas read from syntax: the columns of ``DataFrameSchema`` calls and of ``DataFrameModel`` classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from readiness.evidence.code.python_syntax import SourceUnreadable, parsed

_CHECKS = {
    "range": "ge gt le lt in_range between greater_than greater_than_or_equal_to less_than less_than_or_equal_to",
    "values": "isin notin eq ne equal_to not_equal_to unique_values_eq",
    "pattern": "str_matches str_contains str_startswith str_endswith",
    "length": "str_length",
}
_KIND_OF = {name: kind for kind, names in _CHECKS.items() for name in names.split()}
_MODELS = frozenset({"DataFrameModel", "SchemaModel"})
_NAMED_CHECKS = re.compile(r"(field_|dataframe_)?check$")


def pandera_schemas(text: str) -> Iterator[tuple[int, Mapping[str, frozenset[str]]]]:
    """Yield line, and columns with the kinds of their rules, of each schema in a module's text.

    Only literal names and keywords are read; columns named by a pattern and inherited ones are left out.
    """
    try:
        tree = parsed(text)
    except SourceUnreadable:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last(node.func) == "DataFrameSchema":
            written = _argument(node, 0, "columns")
            if isinstance(written, ast.Dict):
                yield node.lineno, dict(_columns(written))
        elif isinstance(node, ast.ClassDef) and any(_last(base) in _MODELS for base in node.bases):
            yield node.lineno, _fields(node)


def _columns(written: ast.Dict) -> Iterator[tuple[str, frozenset[str]]]:
    for key, value in zip(written.keys, written.values, strict=True):
        name = _text(key)
        if name is None or not isinstance(value, ast.Call) or _last(value.func) != "Column":
            continue
        words = {word.arg: word.value for word in value.keywords if word.arg}
        if _constant(words.get("regex")) is True:
            continue
        kind = _argument(value, 0, "dtype")
        checks = _argument(value, 1, "checks")
        kinds = _of_words(words) | (_of_checks(checks) if checks is not None else set())
        yield name, frozenset(kinds | ({"type"} if kind is not None and _constant(kind) is not None else set()))


def _fields(model: ast.ClassDef) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for item in model.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            field = item.value if isinstance(item.value, ast.Call) and _last(item.value.func) == "Field" else None
            words = {word.arg: word.value for word in field.keywords if word.arg} if field else {}
            if _constant(words.get("regex")) is True:
                continue
            names[item.target.id] = _text(words.get("alias")) or item.target.id
            own = {_KIND_OF[word] for word in words if word in _KIND_OF}
            found[names[item.target.id]] = {"type"} | own | _of_words(words)
        elif isinstance(item, ast.FunctionDef):
            for name in _checked_by(item):
                found.setdefault(names.get(name, name), set()).add("own check")
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _checked_by(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the columns that a ``@check("column")`` method names."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and _NAMED_CHECKS.match(_last(mark.func)):
            yield from (name for argument in mark.args if (name := _text(argument)) is not None)


def _of_words(words: Mapping[str, ast.expr]) -> set[str]:
    """Return the kinds that keywords say: cells may not be empty unless ``nullable``, and may be unique."""
    gaps = {"gaps"} if "nullable" not in words or _constant(words["nullable"]) is False else set()
    return gaps | ({"unique"} if _constant(words.get("unique")) is True else set())


def _of_checks(written: ast.expr) -> set[str]:
    calls = written.elts if isinstance(written, (ast.List, ast.Tuple)) else [written]
    named = [_last(call.func) for call in calls if isinstance(call, ast.Call)]
    return {_KIND_OF.get(name, "own check") for name in named}


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((word.value for word in call.keywords if word.arg == name), None)


def _constant(node: ast.expr | None) -> object:
    """Return a literal's value, the node itself for anything else, None for nothing."""
    return node.value if isinstance(node, ast.Constant) else node


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
