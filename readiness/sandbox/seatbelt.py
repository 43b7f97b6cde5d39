"""The macOS profile that closes files, network and new processes around a worker, where `sandbox-exec` exists."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

SANDBOX_EXEC = Path("/usr/bin/sandbox-exec")
SYSTEM_PATHS = ("/usr/lib", "/System/Library", "/Library/Frameworks", "/private/var/db/timezone", "/opt/homebrew")
DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")


def command_prefix(readable: Iterable[str], private_folder: str) -> list[str]:
    """The words to put before the worker's command; empty on other systems or where the tool is missing.

    Not tried on this project's own machines: the worker's probes decide what is reported as in force.
    """
    if sys.platform != "darwin" or not SANDBOX_EXEC.exists():
        return []
    return [str(SANDBOX_EXEC), "-p", profile(readable, private_folder)]


def profile(readable: Iterable[str], private_folder: str) -> str:
    """The text of a profile that denies everything but reading libraries and using the private folder."""
    reads = "\n".join(f"  (subpath {_quoted(path)})" for path in (*readable, *SYSTEM_PATHS, private_folder))
    devices = " ".join(f"(literal {_quoted(path)})" for path in DEVICES)
    return "\n".join(
        (
            "(version 1)",
            "(deny default)",
            f"(allow process-exec (literal {_quoted(str(Path(sys.executable).resolve()))}))",
            "(allow sysctl-read)",
            "(allow file-read-metadata)",
            f"(allow file-read*\n{reads}\n  {devices})",
            f"(allow file-write* (subpath {_quoted(private_folder)}) {devices})",
            "(deny network*)",
            "(deny process-fork)",
        )
    )


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
