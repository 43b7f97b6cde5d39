"""The assessment as a terminal reader sees it."""

from __future__ import annotations

from readiness.report import words
from readiness.report.view import LadderRow, ReportView

_BAR_CELLS = 27
_PROBLEMS = 5


def summary(view: ReportView, steps: int = 5) -> str:
    """Return the score, the six intervals, what stops the project, what could not be read and what to do next."""
    lines = [
        f"{view.name}: {view.score} {view.score_words}. {view.level}.",
        view.reason,
        f"{view.unknown} of {view.total} practices are unknown; {view.known_text}.",
        "",
    ]
    lines += [_row(row) for row in view.rows]
    if view.alert is not None:
        lines += ["", f"{view.alert.lead} {view.alert.text}"]
    if view.problems:
        lines += ["", "Not read as written:", *(f"  {where}: {why}" for where, why in view.problems[:_PROBLEMS])]
        lines += _rest(len(view.problems) - _PROBLEMS, "in the report")
    lines += ["", f"Next: {view.next_text}"]
    for step in view.steps[:steps]:
        lines.append(
            f"  {step.number}. {step.criterion_name} {step.before} to {step.after}, {step.effort}: {step.title}"
        )
        lines.append(f"     {step.text}")
    lines += _rest(len(view.steps) - steps, "in the report and in `plan`")
    if any(group.key == "consent" for group in view.unknown_groups):
        lines += ["", "The model was not loaded. Run again with --trust model to measure it, in an isolated process."]
    return "\n".join(lines)


def _rest(more: int, where: str) -> list[str]:
    return [f"  {more} more {where}"] if more > 0 else []


def _row(row: LadderRow) -> str:
    """Return one criterion: name, bar (proven #, possible /), interval, verdict, share known."""
    first, last = round((row.low - 1) * 3), round((row.high - 1) * 3)
    bar = "#" * first + "/" * (last - first) + "." * (_BAR_CELLS - last)
    capped = f", capped at {row.cap:g}" if row.cap is not None else ""
    return (
        f"{row.name:<17}|{bar}| {row.low_text:>4} to {row.high_text:>4}  {row.level}{capped}; "
        f"{words.VERDICT[row.verdict].lower()}, {row.against}; {row.known_text} known"
    )
