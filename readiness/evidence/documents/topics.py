"""Which topics a document really says something about, whether under a heading, in a table row or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.evidence.documents.documents import Document, Section

_WORD = re.compile(r"[^\W_]+")
_RULER = re.compile(r"^[\s|:=+-]*$")
WORDS_NEEDED = 4


@dataclass(frozen=True)
class Topic:
    """Something a document must say: its name for people and the expression its heading or sentence matches."""

    name: str
    pattern: re.Pattern[str]


def topic(name: str, *alternatives: str) -> Topic:
    """Return a topic recognised by any of the expressions, letter case ignored."""
    return Topic(name, re.compile("|".join(alternatives), re.IGNORECASE))


def covered(document: Document, topics: Iterable[Topic]) -> dict[str, int | None]:
    """Return for every topic the line that covers it, or None.

    A topic is covered by a heading that matches and whose section (sub-sections included) says something, or by a line
    of text or table row that matches and holds at least ``WORDS_NEEDED`` more words and no template text.
    """
    return {wanted.name: _line(document, wanted.pattern) for wanted in topics}


def _line(document: Document, pattern: re.Pattern[str]) -> int | None:
    for section in document.matching(pattern):
        if section.filled:
            return section.line
    for section in document.sections:
        lines = section.body.splitlines()
        for offset, text in enumerate(lines):
            below = lines[offset + 1] if offset + 1 < len(lines) else ""
            heads_table = "|" in text and "-" in below and bool(_RULER.match(below))
            if not heads_table and pattern.search(text) and says_something(pattern.sub(" ", text, count=1)):
                return section.body_line + offset
    return None


def says_something(text: str) -> bool:
    """Return whether a line holds enough words of its own and no template text."""
    if _RULER.match(text):
        return False
    line = Section("", 0, 1, text)
    return len(_WORD.findall(text)) >= WORDS_NEEDED and not line.placeholders
