"""One practice: verdict, statement, finding, plots, evidence, the fix, and what would not count."""

from __future__ import annotations

from readiness.report import words
from readiness.report.interval_view import IntervalPlot
from readiness.report.practice_view import FindingView, NumberView, PracticeView
from ui.components.code import evidence_card
from ui.components.intervals import interval_plot
from ui.components.markup import NO_HELP, Glossary, chip, link, prose, term, text

MOST_FIGURES = 60
MOST_FINDINGS = 30
MOST_EVIDENCE = 12
MOST_FIXES = 5
MOST_PLOTS = 3
MOST_UNFOLDED = 6


def article(practice: PracticeView, assessment: str, criterion: str, glossary: Glossary = NO_HELP) -> str:
    """Return everything about one practice, in reading order."""
    return (
        f"<article aria-label='{text(practice.title)}'><h2 class='rd-hidden'>{text(practice.title)}</h2>"
        f"{_head(practice, assessment, criterion, glossary)}"
        f"<p class='rd-st'>{text(practice.statement)}</p>{_say(practice)}{_notes(practice)}"
        f"{_plots(practice.plots)}{figures(practice)}"
        f"{_findings(practice.findings)}{_evidence(practice)}{_fix(practice)}{_checks(practice)}{_related(practice)}</article>"
    )


def _head(practice: PracticeView, assessment: str, criterion: str, glossary: Glossary) -> str:
    identity = link(practice.id, "criteria", kind="mono i3", a=assessment, criterion=criterion, practice=practice.id)
    grade = practice.strength.rpartition("(")[2].rstrip(")")
    strength = f"<span>{term(practice.strength, glossary, grade, 'strength')}</span>" if practice.strength else ""
    reason = f"<span>{text(practice.unknown_label)}</span>" if practice.unknown_label else ""
    marks = term(practice.marks, glossary, *(("essential",) if practice.essential else ()), "weight", "level")
    return (
        f"<div class='rd-prh'>{chip(practice.shape, practice.status)}{strength}{reason}<span>{marks}</span>"
        f"<span class='id'>{identity}</span></div>"
    )


def _say(practice: PracticeView) -> str:
    grave = practice.findings[0].message if practice.findings else ""
    said = f"<b>{prose(grave.rstrip('.'))}.</b> " if grave else ""
    reason = prose(practice.reason) if _apart(practice.reason, grave) else ""
    cap = ""
    if practice.cap is not None and practice.shape == "fail":
        cap = f" While this holds, the criterion cannot score above {practice.cap:g}."
    place = f"{text(practice.findings[0].severity)}{_at(practice.findings[0].place)}" if grave else ""
    where = f"<p class='tiny i2' style='margin-top:4px'>{place}</p>" if place else ""
    return f"<p class='rd-say'>{said}{reason}{cap}</p>{where}" if said or reason or cap else ""


def _apart(reason: str, grave: str) -> bool:
    """Return whether a reason says something that the gravest finding does not."""
    return reason.rstrip(".").lower() not in grave.lower()


def _notes(practice: PracticeView) -> str:
    notes = []
    if practice.conflict:
        notes.append("A signature says otherwise than the measurement. The measurement counts.")
    if practice.waiver:
        notes.append(f"Waived: {practice.waiver}. A waiver is scored as a fail.")
    if practice.signed_by:
        notes.append(f"Signed by {', '.join(practice.signed_by)}.")
    if practice.lapsed:
        notes.append(f"Lapsed: {'; '.join(practice.lapsed)}.")
    if practice.signer_roles and not practice.signed_by and practice.shape in ("unknown", "pending"):
        notes.append(f"Can be signed by {' or '.join(practice.signer_roles)}.")
    return "".join(f"<p class='rd-note' style='margin-top:14px'>{prose(note)}</p>" for note in notes)


def figures(practice: PracticeView) -> str:
    """Return the measured numbers as a table: value, interval, n and how; folded when long, or when drawn above."""
    numbers = practice.figures
    if not numbers:
        return ""
    rows = "".join(_figure(number) for number in numbers[:MOST_FIGURES])
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Number", "Value", "Interval", "n", "How"))
    table = f"<div class='scroll'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    table += _rest(len(numbers) - MOST_FIGURES)
    if practice.plots or len(numbers) > MOST_UNFOLDED:
        name = f"{len(numbers)} measured numbers as a table"
        return f"<details class='small rd-sec'><summary>{name}</summary>{table}</details>"
    return f"<section class='rd-sec'><h3>Measured</h3>{table}</section>"


def _figure(n: NumberView) -> str:
    about = f"<div class='tiny i2' style='font-weight:400'>{text(n.about)}</div>"
    how = f"{n.method}{', ' if n.method else ''}varies between runs" if n.volatile else n.method
    return (
        f"<tr><th scope='row'>{text(n.name)}{about}</th><td><b>{text(n.value)}</b></td>"
        f"<td class='i2'>{text(n.interval)}</td><td class='i2 num'>{text(n.n)}</td>"
        f"<td class='tiny i2'>{text(how)}</td></tr>"
    )


def _rest(more: int) -> str:
    return f"<p class='tiny i2'>{more} more in the JSON.</p>" if more > 0 else ""


def _findings(found: tuple[FindingView, ...]) -> str:
    """Return the findings as a list; the first is already said above."""
    if len(found) < 2:
        return ""
    items = "".join(
        f"<div class='rd-fi'>{prose(finding.message)}"
        f"<p class='tiny i2'>{text(finding.severity)}{_at(finding.place)}</p></div>"
        for finding in found[1:MOST_FINDINGS]
    )
    return f"<section class='rd-sec'><h3>What else was found</h3>{items}{_rest(len(found) - MOST_FINDINGS)}</section>"


def _at(place: str) -> str:
    return f", <span class='mono'>{text(place)}</span>" if place else ""


def _evidence(practice: PracticeView) -> str:
    """Return one card per place with source lines; what has none is said above with its place."""
    at: dict[tuple[str, str], list[FindingView]] = {}
    for finding in practice.findings:
        if finding.snippet:
            at.setdefault((finding.place, finding.snippet), []).append(finding)
    cards = [evidence_card(found[0], found[0].message if len(found) == 1 else "") for found in at.values()]
    cards += [evidence_card(evidence, evidence.why) for evidence in practice.evidence]
    if not cards:
        return ""
    return (
        "<section class='rd-sec'><h3 style='margin-bottom:10px'>Evidence in the project</h3>"
        f"<div class='rd-pair'>{''.join(cards[:MOST_EVIDENCE])}</div>{_rest(len(cards) - MOST_EVIDENCE)}</section>"
    )


def _plots(plots: tuple[IntervalPlot, ...]) -> str:
    """Return the plots; those beyond the first few are folded."""
    drawn = [interval_plot(plot) for plot in plots]
    rest = drawn[MOST_PLOTS:]
    folded = (
        f"<details class='rd-sec'><summary>{len(rest)} more by group</summary>{''.join(rest)}</details>" if rest else ""
    )
    return "".join(drawn[:MOST_PLOTS]) + folded


def _fix(practice: PracticeView) -> str:
    fix = "" if practice.shape in ("pass", "not_applicable") else _how_to_fix(practice)
    right = f"<h3>What counts</h3><p class='small' style='margin-top:6px'>{prose(practice.counts)}</p>"
    right += (
        f"<h3 style='margin-top:16px'>What would not count</h3>"
        f"<p class='small' style='margin-top:6px'>{prose(practice.does_not_count)}</p>"
    )
    why = f"<h3>Why it matters</h3><p class='small' style='margin:6px 0 16px'>{prose(practice.why)}</p>"
    return f"<section class='rd-sec rd-pair'><div>{why}{fix}</div><div>{right}</div></section>"


def _related(practice: PracticeView) -> str:
    """Return the frameworks the practice relates to, each once with its items."""
    found: dict[str, list[str]] = {}
    for item in practice.related:
        framework, _, code = item.rpartition(": ")
        found.setdefault(framework or code, []).extend([code] if framework else [])
    if not found:
        return ""
    chips = "".join(
        f"<span>{text(framework)}{text(': ' + ', '.join(codes) if codes else '')}</span>"
        for framework, codes in found.items()
    )
    return (
        f"<section class='rd-sec'><h3>Related to</h3><div class='rd-xw'>{chips}</div>"
        f"<p class='tiny i3' style='margin-top:6px'>{words.RELATED}</p></section>"
    )


def _how_to_fix(practice: PracticeView) -> str:
    fixes = list(dict.fromkeys(finding.fix for finding in practice.findings if finding.fix))[:MOST_FIXES]
    said = "".join(f"<p class='small' style='margin-top:6px'>{prose(fix)}</p>" for fix in fixes)
    general = f"<p class='small{' i2' if fixes else ''}' style='margin-top:6px'>{prose(practice.remediation)}</p>"
    return (
        f"<h3>{'What to do' if practice.shape == 'unknown' else 'How to fix it'}</h3>{said}{general}"
        f"<div class='rd-gains'><span><b>{text(practice.gain[:1].upper() + practice.gain[1:])}</b></span>"
        f"<span><b>{text(practice.effort.capitalize())}</b> <span class='i2'>effort</span></span></div>"
    )


def _checks(practice: PracticeView) -> str:
    rows = "".join(_check_row(*line) for line in practice.checks)
    signed = " A person can sign it." if practice.signer_roles else ""
    without = f"<p class='small i2'>No check yet.{signed}</p>"
    body = f"<table class='checks'><tbody>{rows}</tbody></table>" if rows else without
    return f"<section class='rd-sec'><h3>Checks that feed it</h3>{body}</section>"


def _check_row(identity: str, title: str, status: str, reason: str) -> str:
    broken = text(identity).replace(".", ".<wbr>").replace("_", "_<wbr>")
    name = f"<div class='tiny mono i3' style='font-weight:400'>{broken}</div>"
    return (
        f"<tr><th scope='row'>{text(title)}{name}</th><td class='num'>{text(status)}</td>"
        f"<td class='small i2'>{prose(reason)}</td></tr>"
    )
