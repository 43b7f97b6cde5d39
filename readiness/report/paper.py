"""The printed report as plain data: which strings go on paper, in which order, and how many of them.

Every string passes `Glyphs`, so that a project's text is text and nothing else. Lists are bounded: what is left out is
counted, and stands in the JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from readiness.domain.assessment import Assessment
from readiness.report import numbers, words
from readiness.report.decision_view import DecisionView, OtherSnapshot
from readiness.report.ladder_view import LEVELS, LadderRow
from readiness.report.paper_figures import measured_entries
from readiness.report.paper_practice import Entry, finding_entries, kept, practice_entry
from readiness.report.paper_sections import back, bundle, front, middle
from readiness.report.plan_view import StepView
from readiness.report.printable import Glyphs, shortened
from readiness.report.related_view import RelatedView
from readiness.report.unknown_view import UnknownGroup
from readiness.report.view import CriterionView, ReportView

STEPS_ON_SUMMARY = 3
UNKNOWNS_ON_SUMMARY = 5
STEPS = 40
ACTIONS = 20
ROWS = 60


def document(view: ReportView, assessment: Assessment, glyphs: Glyphs, decision: DecisionView | None = None) -> Entry:
    """Return everything the template prints, as JSON-ready values whose every string can be printed.

    Raises
    ------
    OtherSnapshot
        The decision is about another assessment.
    """
    if decision is not None and decision.snapshot != assessment.id:
        raise OtherSnapshot(f"decided on {decision.snapshot}, the report is about {assessment.id}")
    content = {**_document(view, assessment, glyphs), **_decision(view, assessment, decision, glyphs)}
    printable = glyphs.everywhere(content)
    assert isinstance(printable, dict)
    return printable


def _document(view: ReportView, assessment: Assessment, glyphs: Glyphs) -> Entry:
    text = glyphs.text
    at = _utc(assessment.created_at)
    steps, more_steps = kept([step for step in view.steps if step.gains], STEPS)
    return {
        "title": glyphs.label(f"Readiness report: {view.name}", 160),
        "description": glyphs.label(f"{view.verdict_text}. {view.score} {view.score_words}.", 300),
        "date": {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "name": text(view.name, 120),
        "running_name": shortened(glyphs.label(view.name), 44),
        "subtitle": text(view.subtitle),
        "day": numbers.day(assessment.created_at),
        "snapshot": numbers.short(view.assessment_id),
        "footer": _footer(assessment),
        "summary": _summary(view, glyphs),
        "caps": [{**cap.__dict__, "title": text(cap.title), "text": text(cap.text, 600)} for cap in view.caps],
        "no_cap": words.NO_PROVEN_CAP,
        "shortfall": text(view.shortfall),
        "next": text(view.next_text),
        "steps": [_step(step, glyphs) for step in steps],
        "more_steps": more_steps,
        "idle_words": words.NO_GAIN,
        "idle": _idle(view, glyphs),
        "unknown_words": _unknown_words(view),
        "unknown_groups": [_unknown_group(group, glyphs) for group in view.unknown_groups],
        "criteria": [_criterion(criterion, glyphs) for criterion in view.criteria],
        "loose": _bounded(finding_entries(view.loose, glyphs), ROWS),
        "measured": measured_entries(assessment, glyphs),
        **_records(view, assessment, glyphs),
    }


def _records(view: ReportView, assessment: Assessment, glyphs: Glyphs) -> Entry:
    """Return what stands behind the six criteria: signatures, inferences, frameworks, appendix and legend."""
    return {
        "signatures": [_texts(row, glyphs) for row in _signatures(view)],
        "guesses": _bounded([_texts(guess, glyphs, 300) for guess in view.guesses], ROWS),
        "related_words": words.RELATED,
        "related": [_related(related, glyphs) for related in view.related],
        "appendix": [_texts(row, glyphs, 300) for row in view.appendix],
        "targets": [_texts(target, glyphs, 120) for target in _targets(assessment)],
        "guards": [_texts(guard, glyphs) for guard in view.guards],
        "no_guards": words.NO_FOREIGN_CODE,
        "stages": [_texts(stage, glyphs, 120) for stage in view.stages],
        "problems": _bounded([_texts(problem, glyphs, 300) for problem in view.problems], ROWS),
        "legend": words.LEGEND,
        "status_words": [(key, words.STATUS[key], meaning) for key, meaning in words.STATUS_MEANING.items()],
        "strength_words": list(words.STRENGTH_MEANING.items()),
    }


def _utc(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _texts(row: Iterable[str], glyphs: Glyphs, limit: int = 400) -> list[str]:
    return [glyphs.text(cell, limit) for cell in row]


def _bounded(items: Sequence[object], most: int) -> Entry:
    first, more = kept(items, most)
    return {"items": first, "more": more}


def _footer(assessment: Assessment) -> list[tuple[str, str]]:
    commit = [("commit", numbers.short(assessment.project.commit))] if assessment.project.commit else []
    rubric = (f"rubric {assessment.rubric.version}", numbers.short(assessment.rubric.digest))
    return [("snapshot", numbers.short(assessment.id)), *commit, rubric]


def _decision(view: ReportView, assessment: Assessment, decision: DecisionView | None, glyphs: Glyphs) -> Entry:
    """Return what depends on the decision: cover, running head, watermark, signatures, conditions and minutes."""
    made = decision or DecisionView(assessment.id, words.NOT_DECIDED)
    signed = bool(made.signed_on)
    signatures = made.signatures or tuple((function, "", "not signed", "no date") for function in words.SIGNERS)
    state = f"signed {made.signed_on}" if signed else "draft, not signed"
    until = f"Valid until {made.valid_until}. " if made.valid_until else ""
    said = f"Decided: {made.decision}. {until}" if decision else f"{words.UNDECIDED} "
    return {
        "draft": not signed,
        "state": glyphs.label(state, 60),
        "cover": [(k, glyphs.text(v, 200), plain) for k, v, plain in _cover(view, assessment, made, state)],
        "decided": glyphs.text(f"{said}Each signer confirms the snapshot", 400),
        "signatures_of_meeting": [_texts(signature, glyphs, 80) for signature in signatures],
        "names_words": words.TYPED_NAMES if made.signatures else "",
        "front": front(decision, glyphs),
        "middle": middle(view, assessment, glyphs),
        "back": back(decision, glyphs),
        "bundle": bundle(assessment) if decision is None else "",
    }


def _cover(view: ReportView, assessment: Assessment, made: DecisionView, state: str) -> Iterable[tuple[str, str, bool]]:
    """Yield label, value, and whether the value is ours to say (else it is the project's or a digest)."""
    project, rubric = assessment.project, assessment.rubric
    yield "Decision", f"{made.decision}; {state}", True
    if made.conditions:
        yield "Conditions", str(len(made.conditions)), True
    if made.valid_until:
        yield "Valid until", made.valid_until, True
    yield "Tier", project.risk_tier, True
    yield "Assessed", numbers.moment(assessment.created_at), True
    yield "Commit", project.commit or words.UNSTATED, project.commit is None
    yield "Snapshot", view.assessment_id, False
    yield "Rubric", f"{rubric.id} {rubric.version}, {numbers.short(rubric.digest)}", True
    yield "Trust level", f"{assessment.trust}: {words.TRUST.get(assessment.trust, '')}".rstrip(": "), True
    yield "Isolation", dict(view.appendix)["Isolation"], True
    yield "Manifest", project.manifest or "none, everything was inferred", project.manifest is None


def _summary(view: ReportView, glyphs: Glyphs) -> Entry:
    unknowns = view.unknowns[:UNKNOWNS_ON_SUMMARY]
    left = sum(count.number for count in view.unknowns[UNKNOWNS_ON_SUMMARY:])
    rest = [("Other reasons", str(left))] if left else []
    alert = view.alert and {"lead": view.alert.lead, "text": glyphs.text(view.alert.text, 420)}
    return {
        "verdict": glyphs.text(view.verdict_text, 80),
        "score": view.score,
        "score_words": view.score_words,
        "level": view.level,
        "reason": glyphs.text(
            f"{view.reason} {view.unknown} of {view.total} practices are unknown; {view.known_text}.", 400
        ),
        "alert": alert,
        "shortfall": glyphs.text(view.shortfall),
        "rows": [_row(row) for row in view.rows],
        "statuses": [(count.key, f"{count.number} {count.label.lower()}") for count in view.statuses],
        "next": glyphs.text(view.next_text),
        "steps": [_step(step, glyphs) for step in view.steps[:STEPS_ON_SUMMARY]],
        "unknown_words": _unknown_words(view),
        "unknowns": [*((count.label, str(count.number)) for count in unknowns), *rest],
    }


def _row(row: LadderRow) -> Entry:
    return {
        "name": row.name,
        "label": row.label,
        "level": row.level,
        "low": row.low,
        "high": row.high,
        "low_text": row.low_text,
        "high_text": row.high_text,
        "machine_text": row.machine_text,
        "target": row.target,
        "target_text": row.against.removesuffix(", within reach"),
        "verdict": row.verdict,
        "verdict_text": words.VERDICT[row.verdict].lower(),
        "cap": row.cap,
        "cap_text": "" if row.cap is None else f"{row.cap:g}",
        "known_text": row.known_text,
        "marks": [[(mark.shape, mark.essential) for mark in row.marks[level]] for level in LEVELS],
    }


def _step(step: StepView, glyphs: Glyphs) -> Entry:
    actions, more = kept(step.actions, ACTIONS)
    return {
        "number": str(step.number),
        "criterion": step.criterion_name,
        "title": glyphs.text(step.title),
        "before": step.before,
        "after": step.after,
        "effort": step.effort,
        "opens_gate": step.opens_gate and len(step.actions) > 1,
        "actions": [_texts(action, glyphs, 600) for action in actions],
        "more": more,
    }


def _idle(view: ReportView, glyphs: Glyphs) -> list[tuple[str, str]]:
    """Return the practices of steps that lift no printed score, by criterion."""
    titles: dict[str, list[str]] = {}
    for step in view.steps:
        if not step.gains:
            titles.setdefault(step.criterion_name, []).extend(action[1] for action in step.actions)
    return [(criterion, glyphs.text(", ".join(found), 1200)) for criterion, found in titles.items()]


def _unknown_words(view: ReportView) -> str:
    if not view.unknown:
        return "Every practice is known."
    practices = "practice has" if view.unknown == 1 else "practices have"
    return f"{view.unknown} {practices} no usable evidence. They are not counted as passed."


def _unknown_group(group: UnknownGroup, glyphs: Glyphs) -> Entry:
    """Return the practices of one reason: those that say no more than the reason itself run on, by criterion."""
    told = [practice for practice in group.practices if practice[3] not in words.PLAIN_REASONS]
    plain: dict[str, list[str]] = {}
    for _, title, criterion, reason in group.practices:
        if reason in words.PLAIN_REASONS:
            plain.setdefault(criterion, []).append(title)
    return {
        "label": f"{group.label}, {len(group.practices)}",
        "detail": group.detail,
        "plain": [(criterion, glyphs.text(", ".join(titles))) for criterion, titles in plain.items()],
        "told": [_texts(practice, glyphs) for practice in told],
    }


def _criterion(criterion: CriterionView, glyphs: Glyphs) -> Entry:
    said = dict(criterion.levels)
    levels = [
        (
            words.LEVEL[level],
            said[level],
            [practice_entry(practice, glyphs) for practice in criterion.practices if practice.level == level],
        )
        for level in LEVELS
    ]
    return {
        "row": _row(criterion.row),
        "question": glyphs.text(criterion.question),
        "summary": criterion.summary,
        "levels": levels,
        "investment": [(key.capitalize(), glyphs.text(value)) for key, value in criterion.investment],
    }


def _signatures(view: ReportView) -> Iterable[tuple[str, str, str, str]]:
    """Yield title, id, state and words of every signature, lapsed signature and waiver."""
    for criterion in view.criteria:
        for practice in criterion.practices:
            for who in practice.signed_by:
                state = "signed, contradicted" if practice.conflict else "signed"
                yield practice.title, practice.id, state, who
            for who in practice.lapsed:
                yield practice.title, practice.id, "lapsed", who
            if practice.waiver:
                yield practice.title, practice.id, "waived", practice.waiver


def _targets(assessment: Assessment) -> list[tuple[str, str]]:
    limits = [(f"limits.{name}", f"<= {number:g}") for name, number in assessment.project.limits.items()]
    return [*assessment.project.targets.items(), *limits]


def _related(related: RelatedView, glyphs: Glyphs) -> Entry:
    sides = (("shown", "pass", related.shown), ("gap", "fail", related.gap), ("unknown", "unknown", related.unknown))
    return {
        "framework": glyphs.text(related.framework),
        "words": f"{related.count} items relate to practices here",
        "sides": [
            (f"{label}, {len(items)}:", shape, glyphs.text(", ".join(items), 2400))
            for label, shape, items in sides
            if items
        ],
    }
