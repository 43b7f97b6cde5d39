"""The history from the command line: list, export, import, verify, erase."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness import api, history_api
from readiness.cli.exits import Exit, Stop
from readiness.domain.ledger import LedgerRefused
from readiness.report.numbers import score

if TYPE_CHECKING:
    from readiness.history_api import Store

commands = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Everything that was assessed, signed and decided here."
)


@contextmanager
def _history() -> Iterator[Store]:
    try:
        with closing(history_api.open_history()) as history:
            yield history
    except LedgerRefused as refused:
        raise Stop(Exit.UNREADABLE, str(refused)) from None


@commands.command("list")
def list_(
    project: Annotated[str | None, typer.Option(help="Only this project.")] = None,
    most: Annotated[int, typer.Option(help="How many, newest first.", min=1)] = 20,
) -> int:
    """List the kept assessments, newest first."""
    with _history() as history:
        history_api.catch_up(history, api.runs())
        found = history_api.kept(history, project, most)
    for kept in found:
        typer.echo(
            f"{kept.id[:12]}  {kept.created_at[:16]}  {score(kept.low):>4} to {score(kept.high):<4}  "
            f"rubric {kept.rubric_version}  {kept.commit[:7] or 'no commit':<9}  {kept.project}"
        )
    if not found:
        typer.echo("Nothing is kept yet.")
    return Exit.DONE


@commands.command("export")
def export(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it (JSON).")]) -> int:
    """Write the whole history into one JSON file, readable by its owner alone; it names people."""
    with _history() as history, tempfile.NamedTemporaryFile(dir=file.absolute().parent, delete=False) as part:
        try:
            part.writelines(history_api.exported(history))
            part.close()
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
        number, digest = history.head()
    typer.echo(f"wrote {number} records to {file}; the last has the digest {digest}")
    return Exit.DONE


@commands.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE", help="A history written by `export`.")]) -> int:
    """Take in an exported history: all of it into an empty store, the newer records into one that is behind."""
    data = file.read_bytes()
    with _history() as history:
        count = history_api.imported(history, data)
        number, _ = history.head()
    typer.echo(f"{count} records were new; the history holds {number}")
    return Exit.DONE


@commands.command()
def verify(
    known: Annotated[str, typer.Option(help="NUMBER:DIGEST of a record noted earlier, such as in minutes.")] = "",
) -> int:
    """Follow the chain of records from the first; leaves with 1 and names the first that does not hold."""
    with _history() as history:
        found = history_api.verify(history, _noted(known))
    if found.fault is None:
        typer.echo(f"the chain holds: {found.records} records, the last has the digest {found.head}")
        return Exit.DONE
    typer.echo(f"the chain is broken at record {found.fault.number}: {found.fault.what}", err=True)
    return Exit.GATE_MISSED


@commands.command()
def erase(
    name: Annotated[str, typer.Argument(help="The person's name as it was written.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for ever, so name nobody in it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> int:
    """Erase a person's name, and what quotes it, for good; the chain still holds."""
    if not reason.strip():
        raise Stop(Exit.USAGE, "--reason must say why")
    with _history() as history:
        history_api.catch_up(history, api.runs())
        found = history_api.naming(history, name)
        if not found:
            raise Stop(Exit.USAGE, f"no record names {name!r}; write it as it was signed")
        if not yes and not typer.confirm(f"{found} records name {name}. Erase it in all of them for good?"):
            typer.echo("nothing was erased")
            return Exit.DONE
        count = history_api.erase_person(history, name, reason.strip(), api.runs())
    typer.echo(f"erased in {count} records; copies made earlier (exports, backups, PDFs) are not reached")
    return Exit.DONE


def _noted(known: str) -> tuple[int, str] | None:
    number, _, digest = known.partition(":")
    if not known:
        return None
    if not number.isdigit() or len(digest) != 64:
        raise Stop(Exit.USAGE, "--known takes NUMBER:DIGEST, a digest of 64 digits")
    return int(number), digest.lower()
