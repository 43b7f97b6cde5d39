"""The commands and their options."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from readiness import api, history_api
from readiness.cli.exits import Exit, Stop, stop_for
from readiness.cli.history import commands as history_commands
from readiness.cli.suite import suite
from readiness.domain.assessment import Assessment
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Assess whether a machine-learning project is ready for production.",
)  # fmt: skip
app.add_typer(history_commands, name="history")
app.command()(suite)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; expected failures print one line, others too unless --debug."""
    debug = "--debug" in arguments
    try:
        return int(app([a for a in arguments if a != "--debug"], standalone_mode=False) or Exit.DONE)
    except (typer.Exit, SystemExit) as leaving:
        return int(getattr(leaving, "exit_code", None) or getattr(leaving, "code", None) or Exit.DONE)
    except (KeyboardInterrupt, typer.Abort):
        return _said(Exit.UNREADABLE, "stopped by the keyboard; nothing was written")
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")) and hasattr(error, "format_message"):
            return _said(Exit.USAGE, f"{error.format_message()} See `readiness --help`.")
        stop = stop_for(error)
        if stop is not None:
            return _said(stop.code, stop.line)
        if debug:
            traceback.print_exc()
        return _said(
            Exit.INTERNAL, f"internal error: {type(error).__name__}: {error}; run again with --debug and report it"
        )


def _said(code: Exit, line: str) -> int:
    _say(line)
    return code


def _say(line: str) -> None:
    print(f"readiness: {' '.join(line.split())}", file=sys.stderr)  # noqa: T201


def _emit(data: bytes, where: Path) -> None:
    if str(where) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        where.write_bytes(data)


def _usage(line: str) -> NoReturn:
    raise Stop(Exit.USAGE, line)


def _pairs(values: list[str], option: str) -> dict[str, str]:
    pairs = dict(value.partition("=")[::2] for value in values)
    for name, value in pairs.items():
        if not name or not value:
            _usage(f"{option} takes NAME=VALUE, not {name!r}")
    return pairs


@app.command()
def assess(
    path: Annotated[Path, typer.Argument(help="The project's folder, or a .zip of it.")],
    json: Annotated[
        Path | None, typer.Option(help="Write the assessment as JSON here (- for standard output).")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the PDF report here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a Markdown report here.")] = None,
    sarif: Annotated[Path | None, typer.Option(help="Write the findings as SARIF here.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="A manifest kept elsewhere.")] = None,
    rubric: Annotated[Path | None, typer.Option(help="Folder of another rubric.")] = None,
    root: Annotated[list[str] | None, typer.Option(help="DOMAIN=PATH: that domain lives in another folder.")] = None,
    connection: Annotated[
        list[str] | None, typer.Option(help="Open this connection of the manifest, such as env:DATABASE_URL.")
    ] = None,
    trust: Annotated[Trust, typer.Option(help="How far the project may run: read, model or run.")] = Trust.READ,
    accept_weak_isolation: Annotated[bool, typer.Option(help="Go on where the worker cannot be isolated.")] = False,
    python: Annotated[Path | None, typer.Option(help="Interpreter in which the model is loaded.")] = None,
    admit: Annotated[list[str] | None, typer.Option(help="Global name the model may import, module.name.")] = None,
    budget: Annotated[float, typer.Option(help="Seconds the deep part may take.")] = 0.0,
    only: Annotated[list[str] | None, typer.Option(help="Run only this family of checks.")] = None,
    min_score: Annotated[float | None, typer.Option(help="Leave with 1 when the overall low end is below.")] = None,
    min: Annotated[list[str] | None, typer.Option(help="CRITERION=N: the same for one criterion.")] = None,
    basis: Annotated[str, typer.Option(help="Gate on `signed` or on the `machine` basis.")] = "signed",
    no_history: Annotated[bool, typer.Option("--no-history", help="Leave no entry in the history.")] = False,
    listed: Annotated[bool, typer.Option("--listed", hidden=True)] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again even if nothing has changed.")] = False,
    engine: Annotated[str, typer.Option(help="Where tables are computed: local or spark.")] = "local",
    seed: Annotated[int, typer.Option(help="Seed of every resampling.")] = 7,
    progress: Annotated[str, typer.Option(help="auto, json or none.")] = "auto",
) -> int:
    """Assess a project folder: six scores with evidence, and what to do next."""
    from readiness.cli import gates
    from readiness.cli.progress import progress as shown
    from readiness.cli.summary import summary

    if basis not in ("signed", "machine"):
        _usage(f"--basis is signed or machine, not {basis!r}")
    if engine != "local":
        _usage(f"engine {engine!r} is not available; use --engine local")
    wanted = gates.read(min_score, _pairs(min or [], "--min"))
    settings = Settings(
        now=datetime.now(UTC),
        trust=trust,
        accept_weak_isolation=accept_weak_isolation,
        python=python,
        admitted=frozenset(admit or ()),
        seed=seed,
        budget_seconds=budget,
        families=frozenset(only or ()),
        engine=engine,
        roots={name: Path(value) for name, value in _pairs(root or [], "--root").items()},
        manifest=manifest,
        connections=frozenset(connection or ()),
    )
    gates.known_families(settings.families)
    with shown(progress) as listener:
        assessment = api.assess(
            path, settings, rubric_folder=rubric, listener=listener, remember=not (no_history or listed or fresh)
        )
    _write(assessment, json=json, pdf=pdf, markdown=markdown, sarif=sarif)
    if Path("-") not in (json, pdf, markdown, sarif):
        typer.echo(summary(api.report_view(assessment)))
    if not no_history:
        _remember(assessment, path, listed)
    return gates.verdict(assessment, wanted, basis)


def _remember(assessment: Assessment, path: Path, listed: bool) -> None:
    """Enter an assessment in the history; ``listed`` says that the dashboard started it and lists it already."""
    if not listed:
        api.remember(assessment, path)
    refused = history_api.enter(assessment)
    if refused:
        _say(f"the assessment is made, but not entered in the history: {refused}")


def _write(
    assessment: Assessment,
    *,
    json: Path | None = None,
    pdf: Path | None = None,
    markdown: Path | None = None,
    sarif: Path | None = None,
) -> None:
    if json is not None:
        _emit(api.as_json(assessment), json)
    if pdf is not None:
        _emit(api.pdf(assessment), pdf)
    if markdown is not None:
        _emit(api.markdown(assessment).encode(), markdown)
    if sarif is not None:
        _emit(api.sarif(assessment), sarif)


@app.command()
def report(
    assessment: Annotated[Path, typer.Argument(help="A stored assessment (JSON).")],
    pdf: Annotated[Path | None, typer.Option(help="Write the PDF report here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a Markdown report here.")] = None,
    sarif: Annotated[Path | None, typer.Option(help="Write the findings as SARIF here.")] = None,
) -> int:
    """Render a stored assessment again."""
    if pdf is markdown is sarif is None:
        _usage("name what to write: --pdf, --markdown or --sarif")
    _write(api.read(assessment.read_bytes()), pdf=pdf, markdown=markdown, sarif=sarif)
    return Exit.DONE


@app.command()
def signals(path: Annotated[Path, typer.Argument(help="The project's folder, or a .zip of it.")]) -> int:
    """Print what is detected in a project as JSON, each verdict with the places that show it."""
    from json import dumps

    typer.echo(dumps(api.signals(path, Settings(now=datetime.now(UTC))), indent=1, ensure_ascii=False))
    return Exit.DONE


@app.command()
def init(
    path: Annotated[Path, typer.Argument(help="The project's folder.")],
    write: Annotated[bool, typer.Option(help="Save it as readiness.yaml instead of printing it.")] = False,
) -> int:
    """Print a proposed manifest, each guess with its reason."""
    text = api.proposed_manifest(path, Settings(now=datetime.now(UTC)))
    target = path / "readiness.yaml"
    if not write:
        typer.echo(text, nl=False)
    elif target.exists():
        _usage(f"{target} exists; remove it first, or run without --write and compare")
    else:
        target.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {target}")
    return Exit.DONE


@app.command()
def plan(
    path: Annotated[Path, typer.Argument(help="A project folder, or a stored assessment (JSON).")],
    target: Annotated[float, typer.Option(help="Score every criterion should reach, 1 to 10.")],
) -> int:
    """Print the cheapest set of changes that reaches a target."""
    from readiness.cli.catalogue import plan_text

    if not 1 <= target <= 10:
        _usage(f"--target lies between 1 and 10, not {target:g}")
    stored = path.is_file() and path.suffix == ".json"
    assessment = api.read(path.read_bytes()) if stored else api.assess(path, Settings(now=datetime.now(UTC)))
    if stored and api.rubric().digest != assessment.rubric.digest:
        _usage(f"{path} was made under another rubric; assess the project again, then plan")
    typer.echo(plan_text(assessment, api.plan_to(assessment, target), target))
    return Exit.DONE


@app.command()
def compare(
    older: Annotated[Path, typer.Argument(metavar="A.json", help="The earlier assessment (JSON).")],
    newer: Annotated[Path, typer.Argument(metavar="B.json", help="The later one.")],
    rubric: Annotated[Path | None, typer.Option(help="Folder of the rubric whose scale applies.")] = None,
) -> int:
    """Say what changed between two assessments and why each score moved."""
    from readiness.cli.comparison import comparison_text

    before, after = api.read(older.read_bytes()), api.read(newer.read_bytes())
    typer.echo(comparison_text(api.compare(before, after, rubric)))
    return Exit.DONE


@app.command()
def explain(name: Annotated[str, typer.Argument(help="A practice, check or signal.")]) -> int:
    """Say what a practice or check measures, why, how to fix it, and its sources."""
    from readiness.cli.catalogue import explained

    text = explained(name)
    if text is None:
        _usage(f"there is no practice, check or signal {name!r}; see `readiness list practices`")
    typer.echo(text)
    return Exit.DONE


@app.command("list")
def list_(
    what: Annotated[str, typer.Argument(help="practices, checks, signals or rubrics.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List the catalogue."""
    from readiness.cli.catalogue import listed

    text = listed(what, json)
    if text is None:
        _usage(f"cannot list {what!r}; choose practices, checks, signals or rubrics")
    typer.echo(text)
    return Exit.DONE


@app.command("new-check")
def new_check(
    family: Annotated[str, typer.Argument(help="Family, such as data_quality.")],
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="The property measured, such as late_rows.")],
) -> int:
    """Write the skeleton of a check and its test."""
    from readiness.cli.skeleton import written

    for path in written(family, name):
        typer.echo(f"wrote {path}")
    return Exit.DONE


@app.command("app")
def dashboard(port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501) -> int:
    """Start the dashboard in the browser."""
    script = Path(__file__).parents[2] / "app.py"
    environment = {**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    return subprocess.call(command, env=environment, cwd=script.parent)
