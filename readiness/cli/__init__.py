"""The command line; every command reaches the product through `readiness.api`."""

from __future__ import annotations

import gc
import sys

YOUNG_OBJECTS = 100_000


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    from readiness.cli.commands import run

    # A repository gives millions of objects to keep: looking for garbage every 700 of them costs a fifth of the time.
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
    sys.exit(run(sys.argv[1:]))
