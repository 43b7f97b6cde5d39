"""Collector configurations that are no YAML, as blocks: Fluent Bit's sections, Fluentd's tags, Logstash's braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

Block = tuple[str, str, dict[str, str]]
LINE_LIMIT = 20_000
_SECTION = re.compile(r"^\[(\w+)\]$")
_OPENS = re.compile(r"^<(source|match|filter)\s*([^>]*)>$")
_SETTING = re.compile(r"^([@\w.]+)\s+(.+)$")
_PLUGIN = re.compile(r"^(\w+)\s*\{")
_ARROW = re.compile(r"^(\w+)\s*=>\s*(.+)$")


def classic_sections(text: str) -> Iterator[Block]:
    """Yield (role, plugin, settings) of the sections of a classic Fluent Bit file; setting names in lower case."""
    settings: dict[str, str] = {}
    role = ""
    for raw in [*text.splitlines()[:LINE_LIMIT], "[END]"]:
        line = raw.strip()
        section = _SECTION.match(line)
        if section:
            if role:
                yield role, settings.get("name", ""), settings
            role, settings = section[1].lower(), {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" ")
            settings[key.lower()] = value.strip()


def fluentd_blocks(text: str) -> Iterator[Block]:
    """Yield (role, plugin, settings) of the top-level blocks of a Fluentd file."""
    settings: dict[str, str] = {}
    role, depth = "", 0
    for raw in text.splitlines()[:LINE_LIMIT]:
        line = raw.strip()
        opening = _OPENS.match(line)
        if opening and not role:
            role = {"source": "input", "match": "output", "filter": "filter"}[opening[1]]
            settings = {"match": opening[2].strip()} if opening[2].strip() else {}
        elif line.startswith("</"):
            depth -= 1
            if depth < 0 and role:
                yield role, settings.get("@type", settings.get("type", "")), settings
                role, depth = "", 0
        elif line.startswith("<"):
            depth += 1
        elif role and depth == 0 and (setting := _SETTING.match(line)):
            settings[setting[1].lower()] = setting[2].strip()


def logstash_blocks(text: str) -> Iterator[Block]:
    """Yield (role, plugin, settings) of the plugins in the input and output of a Logstash pipeline."""
    for role in ("input", "output"):
        for start in re.finditer(rf"^\s*{role}\s*\{{", text, re.MULTILINE):
            body = _braced(text, start.end())
            settings: dict[str, str] = {}
            plugin = ""
            for raw in body.splitlines():
                line = raw.strip()
                named = _PLUGIN.match(line)
                if named and named[1] not in ("if", "else"):
                    if plugin:
                        yield role, plugin, settings
                    plugin, settings = named[1], {}
                    line = line[named.end() :].strip()
                if setting := _ARROW.match(line.rstrip("} ")):
                    settings[setting[1].lower()] = setting[2].strip("\" '[]")
            if plugin:
                yield role, plugin, settings


def _braced(text: str, start: int) -> str:
    depth = 1
    for at in range(start, min(len(text), start + 200_000)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[start:at]
    return text[start:]
