"""The score ladder: six criteria as intervals on the axis 1 to 10, as an accessible table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from readiness.report.partial_view import PartialRow
from readiness.report.view import Count, LadderRow, Mark
from ui.components.markup import NO_HELP, Glossary, address, block, known_bar, mark, shape, term, text

BANDS = (("beginner", 1, 3), ("intermediate", 4, 7), ("advanced", 8, 10))
GATES = ((3, 4), (7, 8))
VERDICTS = {"met": ("pass", "Met"), "open": ("unknown", "Undecided"), "short": ("fail", "Short")}
STATUS_TERMS = {"pending": "credit"}
LEAST_PITCH = 0.3  # points of the scale between two marks


def at(score: float) -> str:
    """Return where a score of 1 to 10 lies on the axis, in percent of its width."""
    return f"{(min(max(score, 1), 10) - 1) / 9 * 100:.3f}%"


def span(low: float, high: float) -> str:
    """Return left and width of a stretch of the axis."""
    return f"left:{at(low)};width:{max(min(high, 10) - max(low, 1), 0) / 9 * 100:.3f}%"


HEADS = (
    ("Score", ("proven", "possible", "machine basis")),
    ("Against target", ("target", "met", "undecided", "short")),
    ("Known", ("completeness",)),
)


def ladder(rows: Iterable[LadderRow], assessment: str, glossary: Glossary = NO_HELP) -> str:
    """Return the ladder with one row per criterion, each linking to its page."""
    heads = "".join(f"<div role='columnheader'>{term(words, glossary, *names)}</div>" for words, names in HEADS)
    head = (
        "<div role='row' class='head'><div role='columnheader' class='name'><span class='rd-hidden'>Criterion</span>"
        "</div><div role='columnheader' class='lane'><span class='rd-hidden'>Scale 1 to 10</span>"
        f"{axis()}</div>{heads}</div>"
    )
    body = "".join(_row(row, assessment) for row in rows)
    return block(
        f"<div class='rd-l' role='table' aria-label='Six criteria on a scale of 1 to 10'>{head}{body}</div>", "rd-lw"
    )


def axis() -> str:
    """Return the axis: the ten points, the names of the bands, and the two gates between them."""
    ends = {1: "one", 10: "ten"}
    points = "".join(f"<span class='{ends.get(v, '')}' style='left:{at(v)}'>{v}</span>" for v in range(1, 11))
    bands = "".join(
        f"<span class='b' style='left:{at((low + high) / 2)}'>{name.capitalize()}</span>" for name, low, high in BANDS
    )
    gates = "".join(f"<span class='gt' style='left:{at((low + high) / 2)}'>gate</span>" for low, high in GATES)
    return f"<div class='rd-ax' aria-hidden='true'>{points}{bands}{gates}</div>"


def lane(row: LadderRow) -> str:
    """Return bar, target, cap and marks of one criterion."""
    parts = [f"<i class='g' style='{span(low, high)}'></i>" for low, high in GATES]
    parts += [f"<i class='z' style='{span(low, high)}'></i>" for _, low, high in BANDS]
    if row.high > row.low:
        parts.append(f"<i class='h' style='{span(row.low, row.high)}'></i>")
    parts.append(f"<i class='p' style='{span(1, row.low)}'></i>")
    parts.append(f"<i class='tz' style='{span(row.target, 10)}'></i>")
    parts.append(f"<i class='t' style='left:{at(row.target)}'><span class='rd-g flag'></span></i>")
    if row.cap is not None:
        parts.append(f"<i class='c' style='left:{at(row.cap)}'></i>")
    marks = "".join(_marks(row.marks, *band) for band in BANDS)
    return (
        f"<div class='rd-ln'><div class='rd-tr'>{''.join(parts)}</div>"
        f"<div class='rd-mk' aria-hidden='true'>{marks}</div></div>"
    )


def lane_with_axis(row: LadderRow) -> str:
    """Return one criterion's lane under its own axis, for the head of its page."""
    return f"<div class='rd-lane-only' role='img' aria-label='{text(row.label)}'>{axis()}{lane(row)}</div>"


def partial_lane(row: PartialRow) -> str:
    """Return the lane of a criterion that is still assessed: its marks, and its bar once every practice is judged."""
    parts = [f"<i class='g' style='{span(low, high)}'></i>" for low, high in GATES]
    parts += [f"<i class='z' style='{span(low, high)}'></i>" for _, low, high in BANDS]
    if row.low is not None and row.high is not None:
        parts += [f"<i class='h' style='{span(row.low, row.high)}'></i>"] if row.high > row.low else []
        parts.append(f"<i class='p' style='{span(1, row.low)}'></i>")
    marks = "".join(_marks(row.marks, *band) for band in BANDS)
    return (
        f"<div class='rd-ln'><div class='rd-tr'>{''.join(parts)}</div>"
        f"<div class='rd-mk' aria-hidden='true'>{marks}</div></div>"
    )


def _marks(found: Mapping[str, tuple[Mark, ...]], level: str, low: float, high: float) -> str:
    marks = found.get(level, ())
    share = min(1.0, len(marks) * LEAST_PITCH / (high - low))
    width = (high - low) * share / 9 * 100
    drawn = "".join(
        mark(m.shape, essential=m.essential, title=f"{m.title}: {m.shape.replace('_', ' ')}") for m in marks
    )
    return f"<div style='left:{at(low)};width:{width:.3f}%'>{drawn}</div>"


def _row(row: LadderRow, assessment: str) -> str:
    kind, word = VERDICTS[row.verdict]
    name = (
        f"<a class='n' data-soft='1' href='{address('criteria', a=assessment, criterion=row.id)}'>{text(row.name)}</a>"
        f"<div class='s'><span class='lv'>{text(row.level)}</span>{capped(row)}</div>"
    )
    score = f"<span class='lo'>{text(row.low_text)}</span>"
    if row.high_text != row.low_text:
        score += f"<span class='hi'> to {text(row.high_text)}</span>"
    said = text(f"{row.label}; {row.in_words}")
    return (
        f"<div role='row'><div role='rowheader' class='name'>{name}</div>"
        f"<div role='cell' class='lane'><span class='rd-hidden'>{said}</span>{lane(row)}</div>"
        f"<div role='cell' class='score'><div>{score}</div>"
        f"<div class='s mb'>machine basis {text(row.machine_text)}</div></div>"
        f"<div role='cell' class='target'><div class='rd-v'>{shape(kind)}<span class='w'>{word}</span></div>"
        f"<div class='s'>{text(row.against)}</div></div>"
        f"<div role='cell' class='known'><div class='rd-v'>{text(row.known_text)}</div>{known_bar(row.known)}</div>"
        "</div>"
    )


def capped(row: LadderRow) -> str:
    """Return the words of a proven cap, or nothing."""
    return "" if row.cap is None else f"<span class='lv'>, </span><b class='rd-capped'>capped at {row.cap:g}</b>"


def legend(glossary: Glossary = NO_HELP) -> str:
    """Return what solid, hatched, flag, bracket and the dotted stretches mean."""
    possible = term("possible, not shown yet", glossary, "possible")
    target = term("target", glossary, "target", "risk tier")
    return (
        f"<div class='rd-legend'><span><i class='p'></i>{term('proven', glossary)}</span>"
        f"<span><i class='h'></i>{possible}</span>"
        f"<span><i class='t'><span class='rd-g flag'></span></i>{target}</span><span><i class='tz'></i>on target</span>"
        f"<span><i class='c'></i>{term('cap', glossary)}</span><span><i class='g'></i>{term('gate', glossary)}</span>"
        "</div>"
    )


def counts(statuses: Iterable[Count], glossary: Glossary = NO_HELP) -> str:
    """Return how many practices have each status, as marks with words."""
    items = "".join(
        f"<span>{mark(count.key, essential=True)}{count.number} "
        f"{term(count.label.lower(), glossary, STATUS_TERMS.get(count.key, count.label.lower()))}</span>"
        for count in statuses
    )
    large = term("large marks are essential", glossary, "essential")
    note = f"<span class='i3'><span>one mark per {term('practice', glossary)}; {large}</span></span>"
    return block(f"<div class='rd-legend'>{items}{note}</div>")


def table(rows: Iterable[LadderRow], *, unfolded: bool = False) -> str:
    """Return the twin of ladder and radar: the same numbers without a picture, folded beside the ladder."""
    names = ("Criterion", "Level", "Proven", "Possible", "Machine basis", "Against target", "Cap", "Known")
    head = "".join(f"<th scope='col'>{name}</th>" for name in names)
    body = "".join(
        f"<tr><th scope='row'>{text(row.name)}</th>"
        + "".join(
            f"<td>{text(value)}</td>"
            for value in (
                row.level,
                row.low_text,
                row.high_text,
                row.machine_text,
                f"{VERDICTS[row.verdict][1]}, {row.against}",
                "none" if row.cap is None else f"{row.cap:g}",
                row.known_text,
            )
        )
        + "</tr>"
        for row in rows
    )
    drawn = "<div class='scroll' tabindex='0' role='region' aria-label='Six criteria as a table'><table>"
    drawn += f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    if unfolded:
        return block(drawn)
    return block(f"<details class='small'><summary>The same as a table</summary>{drawn}</details>")
