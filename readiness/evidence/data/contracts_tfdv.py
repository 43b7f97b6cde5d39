"""Features of a TensorFlow Data Validation schema in text form, read by a small bounded parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TOKEN_LIMIT = 200_000
DEPTH_LIMIT = 40
_TOKEN = re.compile(
    r"(?P<skip>\s+|#[^\n]*|[,;])|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<word>[\w.+-]+)|(?P<sign>.)"
)
_UNUSED = frozenset({"DEPRECATED", "DISABLED", "PLANNED", "ALPHA", "DEBUG_ONLY"})


@dataclass
class _Message:
    line: int
    entries: list[tuple[str, str | _Message]] = field(default_factory=list)

    def word(self, name: str) -> str | None:
        return next((value for key, value in self.entries if key == name and isinstance(value, str)), None)

    def parts(self, name: str) -> list[_Message]:
        return [value for key, value in self.entries if key == name and isinstance(value, _Message)]

    def has(self, *names: str) -> bool:
        return any(key in names for key, _ in self.entries)


def tfdv_features(text: str) -> Iterator[tuple[int, Mapping[str, frozenset[str]]]]:
    """Yield line, and features with the kinds of their rules, of a schema; nothing when it cannot be read."""
    try:
        root = _message(_tokens(text), 1, 0)
    except _Unreadable:
        return
    domains = {name for domain in root.parts("string_domain") if (name := domain.word("name")) and domain.has("value")}
    found: dict[str, frozenset[str]] = {}
    lines = []
    for feature in root.parts("feature"):
        name = feature.word("name")
        if name and feature.word("lifecycle_stage") not in _UNUSED:
            found[name] = frozenset(_kinds(feature, domains))
            lines.append(feature.line)
    if found:
        yield lines[0], found


def _kinds(feature: _Message, domains: set[str]) -> Iterator[str]:
    if feature.word("type") not in (None, "TYPE_UNKNOWN"):
        yield "type"
    if any(presence.has("min_fraction", "min_count") for presence in feature.parts("presence")):
        yield "gaps"
    if any(part.has("min", "max") for name in ("int_domain", "float_domain") for part in feature.parts(name)):
        yield "range"
    listed = any(part.has("value") for part in feature.parts("string_domain"))
    if listed or feature.word("domain") in domains or feature.parts("bool_domain"):
        yield "values"
    if any(part.has("min", "max") for part in feature.parts("unique_constraints")):
        yield "unique"


class _Unreadable(ValueError):
    """The text is no schema, or is beyond a bound."""


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and line of each token; a repeated list's brackets are dropped, as if written one by one."""
    line = 1
    for count, match in enumerate(_TOKEN.finditer(text)):
        if count > TOKEN_LIMIT:
            raise _Unreadable
        kind, written = str(match.lastgroup), match.group()
        if kind != "skip":
            yield kind, written[1:-1] if kind == "text" else written, line
        line += written.count("\n")


def _message(tokens: Iterator[tuple[str, str, int]], line: int, depth: int) -> _Message:
    if depth > DEPTH_LIMIT:
        raise _Unreadable
    made = _Message(line)
    for kind, name, place in tokens:
        if kind == "sign" and name in "}>" and depth:
            return made
        if kind != "word":
            raise _Unreadable
        made.entries.extend((name, value) for value in _values(tokens, place, depth))
    if depth:
        raise _Unreadable
    return made


def _values(tokens: Iterator[tuple[str, str, int]], line: int, depth: int) -> Iterator[str | _Message]:
    """Yield the value after a name, or each value of a bracketed list."""
    listed = False
    for kind, written, place in tokens:
        if kind == "sign" and written == ":":
            continue
        if kind == "sign" and written == "[":
            listed = True
            continue
        if kind == "sign" and written == "]" and listed:
            return
        if kind == "sign" and written in "{<":
            yield _message(tokens, place, depth + 1)
        elif kind in ("text", "word"):
            yield written
        else:
            raise _Unreadable
        if not listed:
            return
    raise _Unreadable
