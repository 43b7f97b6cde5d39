"""Where this machine keeps what Readiness remembers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def data_home(environment: Mapping[str, str]) -> Path:
    """Return READINESS_HOME, else the platform's folder for a user's application data.

    Linux: XDG Base Directory Specification 0.8 (2021); macOS: Application Support; Windows: LOCALAPPDATA.
    """
    if environment.get("READINESS_HOME"):
        return Path(environment["READINESS_HOME"]).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "readiness"
    if os.name == "nt":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "readiness"
    data = environment.get("XDG_DATA_HOME", "")
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "readiness"
