"""Shell text (a RUN line, a CI step, a Makefile recipe) as simple commands with lines; nothing is ever executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SCRIPT_LIMIT = 100_000

_TOKEN = re.compile(
    r"""(?P<newline>\n)
    |(?P<space>(?:[ \t\r]|\\\r?\n)+)
    |(?P<comment>\#[^\n]*)
    |(?P<word>(?:[0-9]?[<>]&|&>|\$\{\{[^}\n]*\}\}|\$\(|[^\s"'\\|&;()]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)
    |(?P<operator>\|\||&&|;;|[;|&()])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"""\$\{\{[^}\n]*\}\}|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)""", re.DOTALL)
_HEREDOC = re.compile(r"<<-?['\"]?([A-Za-z_][A-Za-z0-9_]*)['\"]?$")
_KEYWORDS = frozenset({"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "fi", "done"})
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_HARMLESS = frozenset({"true", ":", "echo", "printf"})


@dataclass(frozen=True)
class Command:
    """One simple command.

    Attributes
    ----------
    words
        Program and arguments, quotes removed, leading assignments and shell keywords dropped.
    line
        Line in the file it was read from.
    swallowed
        True when a failure of this command is turned into success (``|| true``, the condition of an ``if``).
    piped
        True when its output goes into another command: without ``pipefail`` its failure is then lost.
    """

    words: tuple[str, ...]
    line: int
    swallowed: bool = False
    piped: bool = False

    @property
    def text(self) -> str:
        """Return the words joined by blanks."""
        return " ".join(self.words)


@dataclass
class _Reading:
    words: list[str]
    line: int
    after: str = ""


def parse_commands(script: str, first_line: int = 1) -> tuple[Command, ...]:
    """Return the simple commands of a shell script in order, with lines counted from ``first_line``.

    Comments, here-documents and everything after ``SCRIPT_LIMIT`` characters are left out. Substitutions and
    functions are not expanded. Text that is no shell gives words, never an exception.
    """
    readings = list(_readings(script[:SCRIPT_LIMIT], first_line))
    commands: list[Command] = []
    for index, reading in enumerate(readings):
        words, conditional = _bare(reading.words)
        if not words:
            continue
        swallowed = conditional or (reading.after == "||" and _harmless(readings[index + 1 :]))
        commands.append(Command(words, reading.line, swallowed, reading.after == "|"))
    return tuple(commands)


def _readings(script: str, first_line: int) -> Iterator[_Reading]:
    line, position = first_line, 0
    current = _Reading([], line)
    heredoc = ""
    while match := _TOKEN.match(script, position):
        position, text = match.end(), match.group()
        if match.lastgroup == "word":
            current.line = current.line if current.words else line
            current.words.append(_unquoted(text))
            found = _HEREDOC.search(text)
            heredoc = found.group(1) if found else heredoc
        elif match.lastgroup in ("operator", "newline"):
            if current.words:
                current.after = text
                yield current
            current = _Reading([], line)
        line += text.count("\n")
        if match.lastgroup == "newline" and heredoc:
            end = re.compile(rf"^\s*{heredoc}\s*$", re.MULTILINE).search(script, position)
            stop = end.end() if end else len(script)
            line += script.count("\n", position, stop)
            position, heredoc = stop, ""
    if current.words:
        yield current


def _unquoted(word: str) -> str:
    return _QUOTED.sub(lambda match: match.group(1) or match.group(2) or match.group(3) or _expression(match), word)


def _expression(match: re.Match[str]) -> str:
    return match.group() if match.group().startswith("$") else ""


def _bare(words: list[str]) -> tuple[tuple[str, ...], bool]:
    position, conditional = 0, False
    while position < len(words) and (words[position] in _KEYWORDS or _ASSIGNMENT.match(words[position])):
        conditional = conditional or words[position] in ("if", "elif", "while", "until", "!")
        position += 1
    return tuple(words[position:]), conditional


def _harmless(following: list[_Reading]) -> bool:
    if not following or not following[0].words:
        return False
    first = following[0].words
    if first[0] in _HARMLESS:
        # "|| echo broken && exit 1" and "|| { echo broken; exit 1; }" do fail
        rest = following[1:3] if following[0].after in ("&&", ";") else []
        return not any(reading.words[:1] == ["exit"] and reading.words[1:2] != ["0"] for reading in rest)
    if first[0] == "{" and first[1:2] and first[1] in _HARMLESS:
        return not any(reading.words[:1] in (["exit"], ["false"]) for reading in following[1:4])
    return first[:2] == ["exit", "0"]
