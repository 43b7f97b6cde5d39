"""A run as stages by name, with the seconds each took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.progress import STAGES, Progress
from readiness.domain.run import Run, RunState
from readiness.report import numbers
from readiness.report import words as names
from readiness.report.partial_view import PartialRow
from ui.components.ladder import partial_lane
from ui.components.markup import block, text

GOING = {"waiting": "waiting", "running": "running"}
ENDED = {"waiting": "not reached", "running": "stopped here"}


@dataclass(frozen=True)
class Stage:
    """One stage: waiting, running, finished or failed; seconds between its first and last event."""

    name: str
    state: str
    seconds: float
    detail: str


def stages(events: tuple[Progress, ...]) -> tuple[Stage, ...]:
    """Return every stage in order with where it stands; a stage with more started than finished steps runs."""
    found = []
    for name in STAGES:
        own = [event for event in events if event.stage == name]
        started = sum(event.state == "started" for event in own)
        ended = sum(event.state != "started" for event in own)
        state = "waiting" if not own else "running" if started > ended else "finished"
        if any(event.state == "failed" for event in own):
            state = "failed"
        seconds = own[-1].seconds - own[0].seconds if own else 0.0
        found.append(Stage(name, state, seconds, own[-1].detail if own else ""))
    return tuple(found)


def share_done(events: tuple[Progress, ...]) -> float:
    """Return finished over planned steps, 0 to 1."""
    last = events[-1] if events else None
    return min(last.done / last.total, 1.0) if last is not None and last.total > 0 else 0.0


def progress(run: Run) -> str:
    """Return the bar and the stages of a run."""
    share = share_done(run.events)
    bar = (
        f"<div class='rd-bar' role='progressbar' aria-valuemin='0' aria-valuemax='100' "
        f"aria-valuenow='{share * 100:.0f}' aria-label='Progress'><i style='width:{share * 100:.1f}%'></i></div>"
    )
    words = GOING if run.state is RunState.RUNNING else ENDED
    rows = "".join(_row(stage, words) for stage in stages(run.events))
    return block(f"{bar}<div class='rd-stages' style='margin-top:16px'>{rows}</div>")


def partial(rows: Iterable[PartialRow]) -> str:
    """Return what is judged so far, one row per criterion; a finished one has its score."""
    drawn = "".join(
        f"<div role='row'><div role='rowheader' class='name'><span class='n'>{text(row.name)}</span></div>"
        f"<div role='cell' class='lane'>{partial_lane(row)}</div>"
        f"<div role='cell' class='score'>{_score(row)}<div class='s'>{text(row.said)}</div></div></div>"
        for row in rows
    )
    return block(
        f"<div class='rd-l rd-pl' role='table' aria-label='What is judged so far, on a scale of 1 to 10'>{drawn}</div>",
        "rd-lw",
    )


def _score(row: PartialRow) -> str:
    low, _, high = row.score.partition(" to ")
    if not low:
        return "<div class='i3'>not scored yet</div>"
    return (
        f"<div><span class='lo'>{text(low)}</span><span class='hi'>{f' to {text(high)}' if high else ''}</span></div>"
    )


def _row(stage: Stage, words: Mapping[str, str]) -> str:
    said = words.get(stage.state) or numbers.seconds(stage.seconds)
    return (
        f"<div class='rd-stage {stage.state}'><span class='dot' aria-hidden='true'></span>"
        f"<span>{text(names.STAGE.get(stage.name, stage.name))}</span><span class='small i2'>{said}</span></div>"
    )
