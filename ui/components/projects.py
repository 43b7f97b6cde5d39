"""The start page's lists: recent assessments and sample projects."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.run import Run, RunState
from readiness.report import numbers
from readiness.report.reasons import sentence
from ui.components.markup import block, link, prose, shape, text

STATES = {
    RunState.RUNNING: ("unknown", "Running"),
    RunState.DONE: ("pass", "Done"),
    RunState.FAILED: ("fail", "Failed"),
    RunState.CANCELLED: ("not_applicable", "Cancelled"),
}
KINDS = {
    "folder": "folder",
    "upload": "uploaded .zip",
    "git": "git repository",
    "sample": "sample",
    "command line": "command line",
}


def recent(runs: Iterable[Run]) -> str:
    """Return the newest runs as a table, each linking to its scorecard or to the run itself."""
    rows = "".join(_row(run) for run in runs)
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Project", "State", "Score", "Started"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return block(f"<div class='scroll rd-runs'>{table}</div>")


def _row(run: Run) -> str:
    kind, word = STATES[run.state]
    name = run.request.name
    place = (
        link(name, "scorecard", kind="mono", a=run.assessment)
        if run.assessment
        else link(name, "run", kind="mono", run=run.id)
    )
    score = ""
    if run.low is not None and run.high is not None:
        score = f"<b>{numbers.score(run.low)}</b> <span class='i2'>to {numbers.score(run.high)}</span>"
    elif run.failure:
        score = f"<span class='small i2'>{text(sentence(run.failure[:160]))}</span>"
    source = KINDS.get(run.request.kind, run.request.kind)
    return (
        f"<tr><td>{place}<div class='tiny i2'>{text(source)}, trust level {text(run.request.trust)}</div></td>"
        f"<td class='nowrap'>{shape(kind)} {word}</td><td>{score}</td>"
        f"<td class='small i2'>{numbers.moment(run.request.started_at)}</td></tr>"
    )


def sample(name: str, story: str) -> str:
    """Return the words of a sample's card."""
    told = story.removeprefix("The story: ")
    said = prose(told[:1].upper() + told[1:])
    return block(f"<h3 class='mono'>{text(name)}</h3><p class='small i2' style='margin-top:6px'>{said}</p>")


def listing(path: str, kind: str, size: int, admitted: tuple[str, ...]) -> str:
    """Return the model file and the library names that loading it would import."""
    names = "".join(f"<li class='mono small'>{text(name)}</li>" for name in admitted)
    known = (
        f"<details class='small'><summary>{len(admitted)} names of known libraries</summary><ul>{names}</ul></details>"
        if admitted
        else ""
    )
    return block(
        f"<p><span class='mono'>{text(path)}</span> <span class='i2'>{text(kind)}, {numbers.size(size)}</span></p>"
        "<p class='small' style='margin-top:8px'>Loading such a file runs what it names. It is loaded in a process of "
        "its own, with files, network and new processes closed. What was really in force is printed in the report.</p>"
        f"{known}"
    )
