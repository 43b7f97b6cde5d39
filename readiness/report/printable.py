"""Text of a project as the bundled fonts can show it: what has no glyph is spelled out as its code point.

A PDF/UA export stops at the first character without a glyph, and a control character may hide or reorder what stands
beside it. Both are printed as ``[U+202E]``, so the reader sees that something is there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

# Code points (letters, numbers, punctuation, symbols, two spaces) that Libertinus Serif or DejaVu Sans Mono has in
# every weight used.
GLYPHS = Path(__file__).parent / "typst" / "glyphs.txt"
# Where a long word may break; the template turns it into a space of no width.
BREAK = "\u200b"
ELLIPSIS = "…"
_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r"\[U\+[0-9A-F]{4,6}\]|[^/\\._\-=&?,;:\[]{0,23}[/\\._\-=&?,;:]|[^/\\._\-=&?,;:\[]{1,24}|\[")


@dataclass(frozen=True)
class Glyphs:
    """The code points that can be printed."""

    points: frozenset[int]

    @classmethod
    def bundled(cls) -> Glyphs:
        """Return those of the fonts inside the Typst wheel."""
        points: set[int] = set()
        for line in GLYPHS.read_text(encoding="ascii").split():
            low, _, high = line.partition("-")
            points.update(range(int(low, 16), int(high or low, 16) + 1))
        return cls(frozenset(points))

    @classmethod
    def ascii(cls) -> Glyphs:
        """Return printable ASCII alone, for when even the bundled fonts cannot show a text."""
        return cls(frozenset(range(0x20, 0x7F)))

    def text(self, text: str, limit: int = 1200) -> str:
        """Return a text in one line: composed, cut to ``limit`` characters, spelled out, long words breakable."""
        return _WORD.sub(_breakable, self.label(text, limit))

    def label(self, text: str, limit: int = 1200) -> str:
        """Return the same without marks for breaking, for what is no running text: titles, alternative texts."""
        return self.spelled(shortened(text, limit))

    def code(self, text: str, lines: int, width: int = 160) -> list[str]:
        """Return at most ``lines`` source lines, tabs as four spaces, each cut to ``width`` characters."""
        return [
            _WORD.sub(_breakable, self.spelled(shortened(line.expandtabs(4).rstrip(), width)))
            for line in re.split(r"\r\n|\n|\r", text)[:lines]
        ]

    def spelled(self, text: str) -> str:
        """Return the text with every character that cannot be shown as ``[U+XXXX]``."""
        if text.isascii() and text.isprintable():
            return text
        composed = unicodedata.normalize("NFC", text)
        return "".join(char if ord(char) in self.points else f"[U+{ord(char):04X}]" for char in composed)

    def everywhere(self, value: object) -> object:
        """Return nested lists and dictionaries with every string spelled; what `text` made is left as it is."""
        if isinstance(value, str):
            return value if value.isascii() and value.isprintable() else self._net(value)
        if isinstance(value, dict):
            return {key: self.everywhere(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.everywhere(item) for item in value]
        return value

    def _net(self, text: str) -> str:
        return BREAK.join(self.spelled(piece) for piece in text.split(BREAK))


def shortened(text: str, limit: int) -> str:
    """Return the text, or its first characters and an ellipsis, ``limit`` characters in all."""
    return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS


def _breakable(match: re.Match[str]) -> str:
    return BREAK.join(_PIECE.findall(match[0]))


def visible(text: str) -> str:
    """Return the text in one line with every control, formatting, surrogate or private character as ``[U+XXXX]``.

    For screens and files whose reader has more fonts than the paper.
    """
    if text.isascii() and text.isprintable():
        return text
    hidden = ("C", "Zl", "Zp")
    return "".join(f"[U+{ord(char):04X}]" if unicodedata.category(char).startswith(hidden) else char for char in text)
