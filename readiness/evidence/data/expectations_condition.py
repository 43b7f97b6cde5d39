"""Row conditions of expectations, read by a small grammar of our own: column, comparison, literal, and, or, not."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LENGTH_LIMIT = 2_000
DEPTH_LIMIT = 20
Literal = str | int | float | bool | None


class ConditionRefused(Exception):
    """The text is no condition of the grammar; the message says what stands in the way."""


@dataclass(frozen=True)
class Comparison:
    """``column operator value``; operators are == != < <= > >= in and not in (value a tuple)."""

    column: str
    operator: str
    value: Literal | tuple[Literal, ...]


@dataclass(frozen=True)
class Nullity:
    """Whether a column is null."""

    column: str
    is_null: bool


@dataclass(frozen=True)
class Joined:
    """Conditions joined by and, or; not holds exactly one."""

    word: str
    parts: tuple[Condition, ...]


Condition = Comparison | Nullity | Joined

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<col>col\(\s*(?:"(?P<dq>[^"\\]*)"|'(?P<sq>[^'\\]*)')\s*\))
    | (?P<null>\.(?:notNull|notnull|isNull|isnull|isna|notna)\(\s*\))
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<text>"[^"\\]*"|'[^'\\]*')
    | (?P<op>==|!=|<>|<=|>=|<|>|=)
    | (?P<mark>[()\[\],&|~])
    | `(?P<tick>[^`]+)`
    | (?P<word>[A-Za-z_]\w*)
    )""",
    re.X,
)
_WORDS = {"true": True, "false": False, "none": None, "null": None}


def parse_condition(written: Any) -> Condition:
    """Return the condition of a ``row_condition`` argument: text, or the nested form of Great Expectations 1.x.

    Raises
    ------
    ConditionRefused
        It is anything else. Nothing is ever evaluated to find out.
    """
    if isinstance(written, Mapping):
        return _nested(written, 0)
    if not isinstance(written, str):
        raise ConditionRefused("it is neither text nor a nested condition")
    if len(written) > LENGTH_LIMIT:
        raise ConditionRefused(f"it is longer than {LENGTH_LIMIT} characters")
    reader = _Reader(_tokens(written))
    condition = reader.either(0)
    if reader.kind() != "end":
        raise ConditionRefused(f"unexpected {reader.value()!r}")
    return condition


def _nested(written: Mapping[str, Any], depth: int) -> Condition:
    if depth > DEPTH_LIMIT:
        raise ConditionRefused("it is nested too deep")
    kind = written.get("type")
    if kind in ("and", "or") and isinstance(written.get("conditions"), list) and written["conditions"]:
        parts = [_nested(part, depth + 1) for part in written["conditions"] if isinstance(part, Mapping)]
        if len(parts) == len(written["conditions"]):
            return Joined(str(kind), tuple(parts))
    column = written.get("column")
    name = column.get("name") if isinstance(column, Mapping) else None
    if kind == "nullity" and isinstance(name, str):
        return Nullity(name, bool(written.get("is_null")))
    if kind == "comparison" and isinstance(name, str):
        symbol = {"IN": "in", "NOT_IN": "not in"}.get(str(written.get("operator")), str(written.get("operator")))
        return Comparison(name, *_checked(symbol, written.get("parameter")))
    if kind == "pass_through":
        return parse_condition(written.get("pass_through_filter"))
    raise ConditionRefused(f"a nested condition of type {str(kind)[:40]!r} is not known")


def _checked(symbol: str, value: Any) -> tuple[str, Any]:
    if symbol in ("in", "not in"):
        if isinstance(value, list) and all(isinstance(item, (str, int, float, bool)) for item in value):
            return symbol, tuple(value)
        raise ConditionRefused("the set is no list of plain values")
    if symbol in _COMPARE and isinstance(value, (str, int, float, bool)):
        return symbol, value
    raise ConditionRefused(f"the comparison {symbol[:20]!r} is not known")


def _tokens(text: str) -> list[tuple[str, Any]]:
    tokens: list[tuple[str, Any]] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise ConditionRefused(f"unexpected {text[place:].strip()[:20]!r}")
        tokens.append(_token(match))
        place = match.end()
    return [*tokens, ("end", "the end")]


def _token(match: re.Match[str]) -> tuple[str, Any]:
    kind = str(match.lastgroup) if match.lastgroup not in ("dq", "sq") else "col"
    text = match.group(kind)
    if kind == "col":
        return "column", match.group("dq") if match.group("dq") is not None else match.group("sq")
    if kind == "tick":
        return "column", text
    if kind == "number":
        return "literal", float(text) if re.search(r"[.eE]", text) else int(text)
    if kind == "text":
        return "literal", text[1:-1]
    if kind == "null":
        return "null", text.strip().lower().startswith(".is")
    if kind == "op":
        return "op", {"=": "==", "<>": "!="}.get(text, text)
    if kind == "mark":
        return {"&": ("and", text), "|": ("or", text), "~": ("not", text)}.get(text, (text, text))
    lowered = text.lower()
    if lowered in ("and", "or", "not", "in", "is"):
        return lowered, text
    return ("literal", _WORDS[lowered]) if lowered in _WORDS else ("column", text)


class _Reader:
    """Reads the tokens by recursive descent, with a bound on depth."""

    def __init__(self, tokens: list[tuple[str, Any]]) -> None:
        self.tokens = tokens
        self.place = 0

    def kind(self) -> str:
        return self.tokens[self.place][0]

    def value(self) -> Any:
        return self.tokens[self.place][1]

    def take(self, kind: str) -> Any:
        if self.kind() != kind:
            raise ConditionRefused(f"unexpected {self.value()!r}")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def either(self, depth: int) -> Condition:
        return self.joined("or", self.both, depth)

    def both(self, depth: int) -> Condition:
        return self.joined("and", self.single, depth)

    def joined(self, word: str, part: Callable[[int], Condition], depth: int) -> Condition:
        if depth > DEPTH_LIMIT:
            raise ConditionRefused("it is nested too deep")
        parts = [part(depth + 1)]
        while self.kind() == word:
            self.place += 1
            parts.append(part(depth + 1))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def single(self, depth: int) -> Condition:
        if self.kind() == "not":
            self.place += 1
            return Joined("not", (self.single(depth + 1),)) if depth < DEPTH_LIMIT else self.either(depth)
        if self.kind() == "(":
            self.place += 1
            inside = self.either(depth + 1)
            self.take(")")
            return inside
        return self.comparison(str(self.take("column")))

    def comparison(self, column: str) -> Condition:
        if self.kind() == "null":
            return Nullity(column, bool(self.take("null")))
        if self.kind() == "is":
            self.take("is")
            negated = self.kind() == "not"
            self.place += negated
            if self.take("literal") is not None:
                raise ConditionRefused("only null can follow is")
            return Nullity(column, not negated)
        negated = self.kind() == "not"
        self.place += negated
        if self.kind() == "in":
            self.take("in")
            return Comparison(column, "not in" if negated else "in", self.values())
        if negated:
            raise ConditionRefused(f"unexpected {self.value()!r}")
        symbol = str(self.take("op"))
        value = self.take("literal")
        if value is None:
            raise ConditionRefused("null is compared with is, not with a sign")
        return Comparison(column, symbol, value)

    def values(self) -> tuple[Literal, ...]:
        closing = {"[": "]", "(": ")"}.get(self.kind())
        if closing is None:
            raise ConditionRefused("a list must follow in")
        self.place += 1
        values = [self.take("literal")]
        while self.kind() == ",":
            self.place += 1
            if self.kind() != closing:
                values.append(self.take("literal"))
        self.take(closing)
        return tuple(values)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def rows_where(condition: Condition, table: Any, kinds: Mapping[str, str]) -> Any:
    """Return an Ibis boolean that is true on the rows of the condition; a null compares as pandas has it.

    Raises
    ------
    ConditionRefused
        A column is not there, or the value is of another kind than the column.
    """
    if isinstance(condition, Joined):
        parts = [rows_where(part, table, kinds) for part in condition.parts]
        if condition.word == "not":
            return ~parts[0]
        whole = parts[0]
        for part in parts[1:]:
            whole = (whole & part) if condition.word == "and" else (whole | part)
        return whole
    if condition.column not in kinds:
        raise ConditionRefused(f"there is no column {condition.column!r}")
    cells = table[condition.column]
    if isinstance(condition, Nullity):
        return cells.isnull() if condition.is_null else cells.notnull()
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if not all(fits(value, kinds[condition.column]) for value in values):
        raise ConditionRefused(f"{condition.column!r} is compared with a value of another kind")
    if condition.operator in ("in", "not in"):
        inside = cells.isin(list(values)).fill_null(False)
        return inside if condition.operator == "in" else ~inside
    return _COMPARE[condition.operator](cells, values[0]).fill_null(condition.operator == "!=")


def fits(value: Any, kind: str) -> bool:
    """Return whether a literal can be compared with a column of this kind."""
    if kind in ("number", "integer"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    return kind == "text" and isinstance(value, str)
