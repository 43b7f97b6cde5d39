"""The smallest pieces of HTML: escaped text, status shapes, chips and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from urllib.parse import urlencode

from ui.components.tokens import SHAPES

Glossary = Mapping[str, str]
NO_HELP: Glossary = MappingProxyType({})

_CODE = re.compile(r"`([^`\n]{1,300})`")


def text(value: object) -> str:
    """Return any value as text that cannot become markup, in element and attribute alike."""
    return escape(str(value), quote=True)


def prose(value: str) -> str:
    """Return a sentence as HTML; what stands between backticks becomes code, everything is escaped."""
    parts = _CODE.split(value)
    return "".join(f"<code>{text(part)}</code>" if index % 2 else text(part) for index, part in enumerate(parts))


def term(words: str, glossary: Glossary, *names: str) -> str:
    """Return words with the glossary's meaning of each name, shown on pointing at them or on focus."""
    meanings = [(name, glossary[name]) for name in names or (words,) if name in glossary]
    if not meanings:
        return text(words)
    said = "".join(f"<b>{text(name[:1].upper() + name[1:])}</b> {text(meaning)}<br>" for name, meaning in meanings)
    return (
        f"<span class='rd-term' tabindex='0'>{text(words)}<span class='tip' role='tooltip'>"
        f"{said.removesuffix('<br>')}</span></span>"
    )


def shape(kind: str, extra: str = "") -> str:
    """Return a status shape as an empty element; the word beside it says the same."""
    large = f"{kind}-large" if "e" not in extra.split() and "m" not in extra.split() else kind
    name = large if large in SHAPES else kind if kind in SHAPES else "unknown"
    return f"<span class='{' '.join(('rd-g', name, extra)).strip()}' aria-hidden='true'></span>"


def mark(kind: str, *, essential: bool, title: str = "") -> str:
    """Return a bare mark of 10 px (essential) or 7 px."""
    name = kind if kind in SHAPES or kind == "waiting" else "unknown"
    says = f" title='{text(title)}'" if title else ""
    return f"<span class='rd-g {name} m{' e' if essential else ''}'{says}></span>"


def chip(kind: str, words: str) -> str:
    """Return a status as a chip: shape and word on the tint of its token."""
    name = kind if kind in SHAPES else "unknown"
    return f"<span class='rd-chip {name}'>{shape(kind)}{text(words)}</span>"


def address(page: str, **query: str) -> str:
    """Return the relative address of a page with its query, escaped for an attribute."""
    kept = {key: value for key, value in query.items() if value}
    return text(f"{page}?{urlencode(kept)}" if kept else page)


def link(words: str, page: str, *, kind: str = "", current: bool = False, **query: str) -> str:
    """Return a link inside the app; ``data-soft`` lets the page change without loading the app again."""
    cls = f" class='{kind}'" if kind else ""
    now = " aria-current='page'" if current else ""
    return f"<a{cls}{now} data-soft='1' href='{address(page, **query)}'>{text(words)}</a>"


def known_bar(share: float) -> str:
    """Return the solid-and-hatched bar of a known share (0 to 1)."""
    return f"<span class='rd-known' aria-hidden='true'><i style='width:{min(max(share, 0), 1) * 100:.1f}%'></i></span>"


def block(body: str, kind: str = "") -> str:
    """Return the frame that carries our type and colours."""
    return f"<div class='{f'rd {kind}'.strip()}'>{body}</div>"
