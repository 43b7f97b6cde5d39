"""PromQL to a tree: the part of the language that alert conditions with a baseline use."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0, "y": 31_536_000.0}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:e[+-]?\d+)?(?![\w]))|(?P<duration>\d+(?:ms|[smhdwy]))|(?P<name>[A-Za-z_:][\w:]*)"
    r"|(?P<operator>==|!=|>=|<=|[-+*/%^><()\[\],]))"
)
_LABELS = re.compile(r"\{[^{}]*\}")
_MATCHING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*(?:\([^()]*\))?", re.IGNORECASE)
_RANGE = re.compile(r"\[(\d+(?:ms|[smhdwy]))(?::(?:\d+(?:ms|[smhdwy]))?)?\]")
_LEVELS = (("or",), ("and", "unless"), ("==", "!=", ">=", "<=", ">", "<"), ("+", "-"), ("*", "/", "%"))
_DEPTH = 60


class QueryUnread(ValueError):
    """The condition uses a part of the language that is not read."""


@dataclass(frozen=True)
class Query:
    """One node: ``kind`` is number, metric, call, operator, window or offset.

    Attributes
    ----------
    name
        Of the metric, function or operator.
    value
        The number, or the seconds of a window or offset.
    parts
        Operands, arguments, or what the window or offset is about.
    """

    kind: str
    name: str = ""
    value: float = 0.0
    parts: tuple[Query, ...] = ()

    def metrics(self) -> frozenset[str]:
        """Return the metrics named in it."""
        own = {self.name} if self.kind == "metric" else set()
        return frozenset(own.union(*(part.metrics() for part in self.parts)))

    def reach(self) -> float:
        """Return how many seconds of the past it looks at."""
        own = self.value if self.kind in ("window", "offset") else 0.0
        return own + max((part.reach() for part in self.parts), default=0.0)


def query_of(expression: str) -> Query:
    """Return the tree of a condition; label selections and matchings are left out.

    Raises
    ------
    QueryUnread
        The condition is longer or deeper than conditions are, or uses other parts of the language.
    """
    text = _MATCHING.sub(" ", _LABELS.sub(" ", expression))
    text = _RANGE.sub(lambda match: f"[{match.group(1)}]", text).strip()
    if len(text) > 4000:
        raise QueryUnread("too long")
    tokens, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise QueryUnread(f"at {text[place : place + 20]!r}")
        tokens.append((str(match.lastgroup), match.group(match.lastgroup or 0)))
        place = match.end()
    reading = _Reading(tokens)
    tree = reading.level(0, 0)
    if reading.place != len(tokens):
        raise QueryUnread(f"at {tokens[reading.place][1]!r}")
    return tree


def seconds(text: str) -> float:
    """Return the seconds of a duration such as ``5m``."""
    match = re.fullmatch(r"(\d+)(ms|[smhdwy])", text)
    if match is None:
        raise QueryUnread(text)
    return int(match.group(1)[:9]) * SECONDS[match.group(2)]


@dataclass
class _Reading:
    tokens: list[tuple[str, str]]
    place: int = 0

    def _next(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _take(self, expected: str = "") -> tuple[str, str]:
        if self.place >= len(self.tokens) or (expected and self._next() != expected):
            raise QueryUnread(f"expected {expected or 'more'}")
        self.place += 1
        return self.tokens[self.place - 1]

    def level(self, level: int, depth: int) -> Query:
        """Return the expression whose operators bind at least as strongly as a level."""
        if depth > _DEPTH:
            raise QueryUnread("too deep")
        if level == len(_LEVELS):
            return self._followed(self._operand(depth + 1))
        left = self.level(level + 1, depth + 1)
        while self._next().lower() in _LEVELS[level]:
            operator = self._take()[1].lower()
            left = Query("operator", operator, parts=(left, self.level(level + 1, depth + 1)))
        return left

    def _followed(self, query: Query) -> Query:
        while self._next().lower() in ("[", "offset"):
            if self._take()[1] == "[":
                query = Query("window", value=seconds(self._take()[1]), parts=(query,))
                self._take("]")
            else:
                query = Query("offset", value=seconds(self._take()[1]), parts=(query,))
        return query

    def _operand(self, depth: int) -> Query:
        kind, text = self._take()
        if text == "-":
            return Query("operator", "-", parts=(Query("number"), self.level(len(_LEVELS), depth + 1)))
        if text == "(":
            inner = self.level(0, depth + 1)
            self._take(")")
            return inner
        if kind == "number":
            return Query("number", value=float(text))
        if kind != "name":
            raise QueryUnread(text)
        if self._next() != "(":
            return Query("metric", text)
        self._take("(")
        parts = []
        while self._next() != ")":
            parts.append(self.level(0, depth + 1))
            if self._next() == ",":
                self._take()
        self._take(")")
        return Query("call", text.lower(), parts=tuple(parts))
