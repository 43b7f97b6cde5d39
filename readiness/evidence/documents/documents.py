"""Written documents as headings and sections with lines, told apart by what they say rather than by their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact

_PLACEHOLDER = re.compile(
    r"\btodo\b|\btbd\b|\btba\b|\bfixme\b|\bxxx+\b|lorem ipsum|more information needed|coming soon|placeholder|"
    r"to be (?:added|completed|defined|determined|written|filled)|fill (?:this )?in\b|insert .{1,40} here|"
    r"\byour[ _-](?:name|text|model)\b|\{\{[^}]{0,80}\}\}|"
    r"\[(?:insert|add|your|describe|name|date|owner|link)[^\]]{0,80}\](?!\()",
    re.IGNORECASE,
)
# <model name>: words in angle brackets that are neither HTML nor a link
_BRACKETED = re.compile(
    r"(?<![\w`])<(?!(?:img|br|a|p|div|details|summary|sub|sup|kbd|b|i|ul|li|ol|h\d|table|t[rdh]|thead|tbody|span|center|"
    r"picture|source|code|pre|em|strong|hr|video|svg|style|script)\b)[A-Za-z][A-Za-z _-]{2,60}>",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_EMPTY = re.compile(r"^(?:n/?a|none|-+|\.+|\?+|unknown)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """A heading with the text up to the next heading of any level.

    Attributes
    ----------
    level
        1 for the document's title; 0 for text before the first heading (``title`` is then empty).
    body
        The text below, without the headings of sub-sections.
    parents
        Titles of the sections around it, outermost first.
    body_line
        Line on which the body starts.
    """

    title: str
    level: int
    line: int
    body: str
    parents: tuple[str, ...] = ()
    body_line: int = 1

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return template text left in the body, such as ``TODO`` or ``[More information needed]``."""
        prose = _CODE.sub(" ", self.body)
        return tuple(match.group() for pattern in (_PLACEHOLDER, _BRACKETED) for match in pattern.finditer(prose))

    @property
    def words(self) -> int:
        """Return the number of words in the body, template text not counted."""
        return len(_WORD.findall(_BRACKETED.sub(" ", _PLACEHOLDER.sub(" ", self.body))))

    @property
    def filled(self) -> bool:
        """Return whether the body says something: at least five words, or a number, and no more template than text."""
        if _EMPTY.match(self.body.strip()):
            return False
        return (self.words >= 5 or bool(re.search(r"\d", self.body))) and self.words > 4 * len(self.placeholders)


@dataclass(frozen=True)
class Document:
    """One document: its path and sections in order."""

    path: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Return the first heading, or the file's name."""
        return next((section.title for section in self.sections if section.title), self.path.rsplit("/", 1)[-1])

    @property
    def text(self) -> str:
        """Return headings and bodies, one after the other."""
        return "\n".join(f"{section.title}\n{section.body}" for section in self.sections)

    def under(self, section: Section) -> str:
        """Return the text of a section with that of its sub-sections."""
        start = self.sections.index(section)
        parts = [section.body]
        for inner in self.sections[start + 1 :]:
            if inner.level <= section.level:
                break
            parts += (inner.title, inner.body)
        return "\n".join(parts)

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Section]:
        """Yield the sections whose heading matches, sub-section text counted as their own."""
        for section in self.sections:
            if section.title and pattern.search(section.title):
                body = self.under(section)
                yield Section(section.title, section.level, section.line, body, section.parents, section.body_line)


@dataclass(frozen=True)
class Documents(Fact):
    """Every readable document of the project, and by kind those that are one by their content.

    Attributes
    ----------
    kinds
        ``model_card``, ``data_dictionary``, ``runbook``, ``monitoring_plan``, ``retraining_policy``, ``governance`` to
        the documents recognised as one, best first.
    """

    documents: tuple[Document, ...]
    kinds: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Document, ...]:
        """Return the documents of a kind, best first."""
        return self.kinds.get(kind, ())
