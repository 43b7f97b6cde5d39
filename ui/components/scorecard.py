"""The scorecard's words: title, three answers, the verdict line, what to do next, what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report import words
from readiness.report.view import Alert, ReportView, StepView, UnknownGroup
from ui.components.markup import NO_HELP, Glossary, block, known_bar, link, prose, shape, term, text

MOST_LOOSE = 50
MOST_OPEN = 5


def title(view: ReportView) -> str:
    """Return the project's name in the project's voice, when and how it was assessed, and the way to its review."""
    stamp = "".join(f"<span>{text(name)} <span class='mono'>{text(value)}</span></span>" for name, value in view.stamp)
    review = link("Start a review", "meeting", a=view.assessment_id)
    return block(
        f"<h1 class='project'>{text(view.name)}</h1>"
        f"<p class='small i2' style='margin-top:6px'>{text(view.subtitle)} {review}</p>"
        f"<p class='small i3 rd-stamp'>{stamp}</p>"
    )


def three_answers(view: ReportView, glossary: Glossary = NO_HELP) -> str:
    """Return the score, what is not known, and what to do next, always in this order."""
    score = (
        f"<div>{_asked('Score', glossary, 'score', 'proven', 'level')}<span class='big'>{text(view.score)}</span> "
        f"<span class='of'>{text(view.score_words)}</span>"
        f"<p class='s'><b>{text(view.level)}.</b> {text(view.reason)}</p>"
        f"<p class='s i2'>{text(view.in_words[:1].upper() + view.in_words[1:])}.</p></div>"
    )
    unknown = (
        f"<div>{_asked('Not known', glossary, 'unknown', 'completeness')}<span class='big'>{view.unknown}</span> "
        f"<span class='of'>of {view.total} practices</span>"
        f"<p class='s k'>{known_bar(view.known)}<span>{text(view.known_text)}</span></p></div>"
    )
    first = view.steps[0] if view.steps else None
    more = (
        f"<p class='s'>{_step_link(first, view.assessment_id)}. <span class='i2'>{prose(first.text)}</span></p>"
        if first
        else ""
    )
    following = (
        f"<div>{_asked('Do next', glossary, 'gain', 'effort')}<p class='say'>{text(view.next_text)}</p>{more}</div>"
    )
    return block(f"<div class='rd-three'>{score}{unknown}{following}</div>")


def _asked(words_: str, glossary: Glossary, *names: str) -> str:
    return f"<div class='q'>{term(words_, glossary, *names)}</div>"


def _step_link(step: StepView, assessment: str) -> str:
    practice = step.actions[0][0] if step.actions else ""
    return link(step.title, "criteria", a=assessment, criterion=step.criterion, practice=practice)


def verdict_line(alert: Alert, assessment: str) -> str:
    """Return the one thing that stops the project, with the way to its evidence."""
    way = link("See the evidence", "criteria", a=assessment, criterion=alert.criterion, practice=alert.practice)
    return block(
        f"<div class='rd-alert' role='status'>{shape('fail')}<div><b>{text(alert.lead)}</b> {prose(alert.text)}</div>"
        f"{way}</div>"
    )


def steps(found: Iterable[StepView], assessment: str, *, members: bool = False) -> str:
    """Return the steps of the plan in order; with ``members`` each lists the practices it is made of."""
    return "".join(_step(step, assessment, members) for step in found)


def _step(step: StepView, assessment: str, members: bool) -> str:
    practice = step.actions[0][0] if step.actions else ""
    title_ = link(step.title, "criteria", a=assessment, criterion=step.criterion, practice=practice)
    gate = "<div class='tiny i2'>opens a gate</div>" if step.opens_gate else ""
    listed = ""
    if members and len(step.actions) > 1:
        items = "".join(
            f"<li>{link(name, 'criteria', a=assessment, criterion=step.criterion, practice=identity)}"
            f" <span class='i3'>{text(effort)} effort</span><br><span class='i2'>{prose(fix)}</span></li>"
            for identity, name, fix, effort in step.actions
        )
        listed = f"<ol>{items}</ol>"
    said = "" if listed else f"<p class='small i2' style='margin-top:2px'>{prose(step.text)}</p>"
    return (
        f"<div class='rd-step'><div class='no'>{step.number}</div><div><h3>{title_}</h3>{said}{listed}</div>"
        f"<div class='eff'><div class='gain'>{text(step.before)} → {text(step.after)}</div>"
        f"<div class='tiny i2'>{text(step.criterion_name)}</div></div>"
        f"<div class='eff'><div>{text(step.effort)}</div><div class='tiny i2'>effort</div>{gate}</div></div>"
    )


def idle_steps(found: Iterable[StepView], assessment: str) -> str:
    """Return the practices that lift no score any further, folded, or nothing."""
    items = "".join(
        f"<li>{link(title, 'criteria', a=assessment, criterion=step.criterion, practice=identity)}"
        f" <span class='i3'>{text(step.criterion_name)}, {text(effort)} effort</span><br>"
        f"<span class='i2'>{prose(fix)}</span></li>"
        for step in found
        for identity, title, fix, effort in step.actions
    )
    if not items:
        return ""
    return block(
        f"<details class='small rd-idle'><summary>{text(words.NO_GAIN)} {items.count('<li>')} practices</summary>"
        f"<ul>{items}</ul></details>"
    )


def next_and_unknown(view: ReportView, most: int = 4) -> str:
    """Return the first steps beside the reasons for what is not known."""
    total = sum(len(step.actions) for step in view.steps)
    plan = (
        "<div class='between' style='padding-bottom:10px'><h2 class='top'>What to do next</h2>"
        "<span class='tiny i2'>by gain over effort; steps that open a gate together are one item</span></div>"
        f"{steps(view.steps[:most], view.assessment_id)}"
        f"<div class='rd-more'>{link(f'All {total} open practices in the plan', 'plan', a=view.assessment_id)}</div>"
    )
    reasons = (
        "<div class='between' style='padding-bottom:10px'><h2 class='top'>What we do not know</h2>"
        f"<span class='tiny i2'>{view.unknown} practices, by reason</span></div>"
        f"{unknowns(view.unknown_groups, view.assessment_id)}"
    )
    return block(f"<div><section>{plan}</section><section>{reasons}</section></div>", "rd-two")


def unknowns(groups: Iterable[UnknownGroup], assessment: str) -> str:
    """Return the reasons for what is not known, most frequent first, each with a hatched bar and its practices."""
    found = tuple(groups)
    most = max((len(group.practices) for group in found), default=1)
    rows = "".join(_unknown(group, len(group.practices) / most, assessment) for group in found)
    return rows or "<p class='small i2'>Every practice that applies is known.</p>"


def _unknown(group: UnknownGroup, share: float, assessment: str) -> str:
    practices = "".join(
        f"<li>{link(name, 'criteria', a=assessment, practice=identity)} <span class='i3'>{text(criterion)}</span></li>"
        for identity, name, criterion, _ in group.practices
    )
    return (
        f"<details><summary class='rd-un'><span>{text(group.label)}<span class='tiny i3 d'>{text(group.detail)}</span>"
        f"</span><span aria-hidden='true'><span class='bar' style='width:{share * 100:.1f}%'></span></span>"
        f"<span class='no'>{len(group.practices)}</span></summary><ul class='small'>{practices}</ul></details>"
    )


def loose(view: ReportView) -> str:
    """Return the findings of checks that feed no practice, folded, or nothing."""
    if not view.loose:
        return ""
    rows = "".join(
        f"<tr><th scope='row' class='mono'>{text(finding.place)}</th><td>{prose(finding.message)}"
        f"<p class='i2'>{prose(finding.fix)}</p></td></tr>"
        for finding in view.loose[:MOST_LOOSE]
    )
    return block(
        f"<details class='small'><summary>Found beside the practices: {len(view.loose)}</summary>"
        f"<table><tbody>{rows}</tbody></table></details>"
    )


def problems(view: ReportView) -> str:
    """Return what was skipped and where our own checks failed, folded when long, or nothing."""
    if not view.problems:
        return ""
    rows = "".join(f"<tr><th scope='row' class='mono'>{text(w)}</th><td>{text(r)}</td></tr>" for w, r in view.problems)
    shown = " open" if len(view.problems) <= MOST_OPEN else ""
    return block(
        f"<details class='small'{shown}><summary>Not read as written: {len(view.problems)}, each with the reason"
        f"</summary><table><tbody>{rows}</tbody></table></details>"
    )


def basis(view: ReportView) -> str:
    """Return what the assessment rests on: digests, trust, guards and inferred values, folded."""
    facts = "".join(f"<dt>{text(name)}</dt><dd class='mono'>{text(value)}</dd>" for name, value in view.appendix)
    held = "".join(f"<dt>{text(n)}</dt><dd>{text(state)}. {text(d)}</dd>" for n, state, d in view.guards)
    guesses = "".join(
        f"<dt class='mono'>{text(key)}</dt><dd><span class='mono'>{text(value)}</span>: {prose(reason)}</dd>"
        for key, value, reason in view.guesses
    )
    inferred = (
        f"<h3 style='margin-top:16px'>Inferred, not declared</h3><dl class='rd-dl'>{guesses}</dl>" if guesses else ""
    )
    return block(
        "<details class='small'><summary>What this assessment rests on</summary>"
        f"<dl class='rd-dl'>{facts}{held}</dl>{inferred}</details>"
    )
