"""The command line; every command reaches the product through `readiness.api`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    from readiness.cli.commands import run

    sys.exit(run(sys.argv[1:]))
