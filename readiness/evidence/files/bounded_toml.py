"""TOML of a stranger, under bounds on size and on dotted keys (which take the standard parser quadratic time)."""

from __future__ import annotations

import re
import tomllib
from typing import Any

TEXT_LIMIT = 8_000_000
_LONG_KEY = re.compile(r"^[ \t\[]*(?:[\w\"'-]+[ \t]*\.[ \t]*){40}", re.MULTILINE)


class TomlRefused(ValueError):
    """The text is no TOML, or beyond a bound."""


def load_toml(text: str) -> dict[str, Any]:
    """Return the document of a TOML text.

    Raises
    ------
    TomlRefused
        Not TOML, over ``TEXT_LIMIT`` characters, nested too deeply, or with a key of more than 40 parts.
    """
    if len(text) > TEXT_LIMIT:
        raise TomlRefused(f"larger than {TEXT_LIMIT:,} characters")
    if _LONG_KEY.search(text):
        raise TomlRefused("a key of more than 40 parts")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, OverflowError) as error:
        raise TomlRefused(f"not valid TOML: {error}"[:160]) from error
