"""The command that infers an expectation suite."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.exits import Exit, Stop
from readiness.domain.settings import Settings


def suite(
    path: Annotated[Path, typer.Argument(help="The project's folder, or a .zip of it.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the suite here instead of printing it.")
    ] = None,
    manifest: Annotated[Path | None, typer.Option(help="A manifest kept elsewhere.")] = None,
    connection: Annotated[
        list[str] | None, typer.Option(help="Open this connection of the manifest, such as env:DATABASE_URL.")
    ] = None,
) -> int:
    """Infer an expectation suite (Great Expectations 1.x, JSON) from the training table."""
    from readiness import suite_api

    settings = Settings(now=datetime.now(UTC), manifest=manifest, connections=frozenset(connection or ()))
    try:
        text = suite_api.inferred_suite(path, settings)
    except suite_api.NoSuite as none:
        line = f"{path}: no suite can be inferred: {none}; declare a training table as data.train in readiness.yaml"
        raise Stop(Exit.UNREADABLE, line) from None
    if output is None or str(output) == "-":
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        output.write_text(text, encoding="utf-8")
    return Exit.DONE
